"""What the name of a handed-in file tells: whose it is, which attempt, and whether it was late."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

# doejane_LATE_12345_67890_hw1-1: who, Canvas's number of the person, number of what was sent
_CANVAS = re.compile(
    r"(?P<who>.+?)_(?P<late>late_)?(?P<person>\d+)_(?P<sent>\d+)_(?P<own>.*)", re.IGNORECASE
)
_MOODLE = re.compile(
    r"(?P<who>.+?)_(?P<person>\d+)_assignsubmission_file_?(?P<own>.*)", re.IGNORECASE
)
_NOBODY = {"anon", "anonymous", "participant", "teilnehmer/in"}  # a course that hides the names
_COPY = re.compile(r"[ _]*\((\d+)\)$|[ _]?-[ _]?copy[ _]?\(?(\d*)\)?$|-copy(\d*)$", re.IGNORECASE)
_CANVAS_COPY = re.compile(r"-(\d+)$")


@dataclass(frozen=True)
class FileName:
    """`whose` are the texts to join to the roster, of which an LMS gives one; `own` is what the
    student called the file, where an LMS tells that apart."""

    whose: tuple[str, ...]
    person: str = ""
    own: str = ""
    attempt: int | None = None
    copy: int = 0
    late: bool | None = None
    """What Canvas says; None where the name does not tell."""


def parse(name: str) -> FileName:
    """Read a relative path with forward slashes."""
    path = PurePosixPath(name)
    stem = path.name.removesuffix(path.suffix) or path.name
    plain, copy = _without_copy(stem)
    if found := _CANVAS.fullmatch(plain):
        own, again = _without_copy(found["own"], canvas=True)
        return FileName(
            _known(found["who"]),
            found["person"],
            own,
            attempt=int(found["sent"]),
            copy=max(copy, again),
            late=bool(found["late"]),
        )
    if found := _MOODLE.fullmatch(plain):
        return FileName(_known(found["who"]), own=found["own"], copy=copy)
    for folder in reversed(path.parts[:-1]):
        if found := _MOODLE.fullmatch(folder):
            return FileName(_known(found["who"]), own=plain, copy=copy)
    folders = [part for part in path.parts[:-1] if part not in (".", "..", "/")]
    return FileName((plain, *reversed(folders)), copy=copy)


def moodle_number(name: str) -> str:
    """The number that Moodle puts into the names of what it hands out, or nothing."""
    for piece in reversed(PurePosixPath(name).parts):
        if found := _MOODLE.fullmatch(piece):
            return found["person"]
    return ""


def _known(who: str) -> tuple[str, ...]:
    return () if who.casefold().strip() in _NOBODY else (who,)


def _without_copy(stem: str, canvas: bool = False) -> tuple[str, int]:
    """What the file was called before it was copied, and the highest number of a copy."""
    highest = 0
    while found := _COPY.search(stem) or (canvas and _CANVAS_COPY.search(stem)):
        if not stem[: found.start()].strip():
            break
        numbers = [int(number) for number in found.groups() if number]
        highest = max(highest, *numbers, 1)
        stem = stem[: found.start()]
    return stem, highest
