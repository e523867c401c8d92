"""An assignment, as a small TOML file describes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..exercises import EXERCISES, UnknownName, exercise
from .trouble import Trouble

FOLDER = Path(__file__).parents[2] / "homework"
KEYS = {
    "title": (str, "a text in quotes"),
    "introduction": (str, "a text in quotes"),
    "due": (datetime, "a date and time with its zone, 2027-01-31T23:59:00+01:00"),
    "ready_made": (bool, "true or false"),
    "points": (dict, "a table: [points], and below it lines like softmax = 4"),
}


@dataclass(frozen=True)
class Assignment:
    """What is asked, in this order, and what it is worth.

    `ready_made` allows answers that call torch's own attention, or the course's functions.
    """

    name: str
    title: str
    points: Mapping[str, float]
    due: datetime | None = None
    ready_made: bool = False
    introduction: str = ""
    toml: str = field(default="", repr=False, compare=False)

    @property
    def total(self) -> float:
        return sum(self.points.values())


def read(name: str) -> Assignment:
    """The assignment `hw1` of the folder homework/, or that of a TOML file."""
    path = Path(name)
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in FOLDER.glob("*.toml")))
        raise Trouble(f"There is no assignment {name!r}: give one of {known}, or a TOML file.")
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{path} is not TOML: {error}.") from error
    return replace(_assignment(path, content), toml=text)


def _assignment(path: Path, content: dict[str, Any]) -> Assignment:
    for key, value in content.items():
        if key not in KEYS:
            raise Trouble(f"{path} has a key {key!r}, which means nothing: use {', '.join(KEYS)}.")
        kind, words = KEYS[key]
        if type(value) is not kind:
            raise Trouble(f"{path}: {key} is {value!r}; it must be {words}.")
    for key in ("title", "points"):
        if not content.get(key):
            raise Trouble(f"{path} has no {key}: write {KEYS[key][1]}.")
    due = content.get("due")
    if due and due.tzinfo is None:
        raise Trouble(f"{path}: due is {due}; it must be {KEYS['due'][1]}.")
    for asked, worth in content["points"].items():
        if asked not in EXERCISES:
            raise Trouble(f"{path}: {_unknown(asked)}")
        if isinstance(worth, bool) or not isinstance(worth, int | float) or not 0 < worth < 1e6:
            raise Trouble(f"{path}: {asked} is worth {worth!r}; it must be a number above 0.")
    return Assignment(path.stem, **content)


def _unknown(name: str) -> str:
    try:
        exercise(name)
    except UnknownName as error:
        return str(error)
    raise AssertionError(name)
