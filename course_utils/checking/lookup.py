"""Finding an exercise or prediction by its name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any


class UnknownName(ValueError):
    """No exercise or prediction is called that; the message names the nearest."""


def find(name: str, table: Mapping[str, Any], kind: str) -> Any:
    """The row of that name; raises UnknownName."""
    if isinstance(name, str) and name in table:
        return table[name]
    near = difflib.get_close_matches(str(name), table, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(table)}."
    raise UnknownName(f"there is no {kind} called {name!r}; {advice}")
