"""The numbers that a lesson printed, read from the outputs kept in its notebook."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
UNITS = {"µs": 1e-6, "ms": 1e-3, "GFLOP/s": 1e9, "GB/s": 1e9}  # all others count as they stand
_NUMBER = re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?)(?:%|[ \]:,]|$)\s*(" + "|".join(UNITS) + ")?")


def printed(lesson: str, line: str) -> list[list[float]]:
    """The numbers of every printed line that begins with this, in seconds, FLOP/s, B/s; MiB stay.

    `lesson` is the notebook's name, `line` a regular expression.
    """
    found = [_numbers(text) for text in _lines(lesson) if re.match(line, text)]
    assert found, f"{lesson} prints no line that begins with {line!r}"
    return found


@cache
def _lines(lesson: str) -> tuple[str, ...]:
    text = (NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8")
    outputs = [o for cell in json.loads(text)["cells"] for o in cell.get("outputs", ())]
    return tuple("".join(part for o in outputs for part in o.get("text", ())).splitlines())


def _numbers(text: str) -> list[float]:
    return [float(number) * UNITS.get(unit, 1) for number, unit in _NUMBER.findall(text)]
