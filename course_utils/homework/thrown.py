"""An exception of the learner's process, made anew here from its name and words."""

from __future__ import annotations

import builtins
from typing import Any

from ..checking.elsewhere import Origin, RaisedElsewhere

_LONGEST = 60


def exception(told: Any) -> BaseException:
    """It has the same name, text and nearest built-in class, and nothing else of the original."""
    told = told if isinstance(told, dict) else {}
    name, words = str(told.get("kind") or "Exception")[:_LONGEST], str(told.get("words") or "")
    bases = told.get("bases")
    base = next(filter(None, map(_built_in, bases if isinstance(bases, list) else [])), Exception)
    line, own = told.get("line"), base if base.__name__ == name else None
    where = Origin(line if type(line) is int else None, told.get("by_a_raise") is True, own)
    members = {"__str__": lambda self: words, "origin": where, "__module__": "builtins"}
    made = type(name if name.isidentifier() else "Exception", (RaisedElsewhere, base), members)
    try:
        return made()
    except TypeError:  # one that cannot do without arguments
        return type(made.__name__, (RaisedElsewhere, Exception), members)()


def _built_in(name: Any) -> type[BaseException] | None:
    found = getattr(builtins, name, None) if isinstance(name, str) else None
    is_exception = isinstance(found, type) and issubclass(found, BaseException)
    return found if is_exception else None
