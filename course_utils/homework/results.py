"""What became of one submission: a JSON file of its own, whole or not there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import atomic
from .result_schema import fault

GRADED, UNREADABLE, MISSING = "graded", "unreadable", "missing"
UNMATCHED, FAILED = "unmatched", "failed"
NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True)
class Answer:
    """How one exercise went. `feedback` is for the student, `message` for the teacher.

    `would_be` are the points that a person may give where `status` is "needs a person".
    """

    worth: float
    points: float = 0.0
    status: str = "not attempted"
    right: int = 0
    groups: int = 0
    would_be: float | None = None
    mistakes: tuple[str, ...] = ()
    feedback: str = ""
    message: str = ""


@dataclass(frozen=True)
class Result:
    """`student` is empty where the file could not be joined to one, `points` where none count."""

    assignment: str
    key: str
    student: str
    name: str
    status: str
    file: str = ""
    sha256: str = ""
    late: bool = False
    superseded: tuple[str, ...] = ()
    reason: str = ""
    exercises: dict[str, Answer] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    points: float | None = None
    of: float = 0.0
    seconds: float = 0.0

    @property
    def needs_a_person(self) -> list[str]:
        return [name for name, one in self.exercises.items() if one.status == NEEDS_A_PERSON]


def stem(student: str, file: str = "", sha256: str = "") -> str:
    """What the files about a submission are called: no id and no file name leads elsewhere."""
    if not student:
        digest = hashlib.sha256(f"{file}\0{sha256}".encode("utf-8", "surrogatepass"))
        return f"unmatched~{digest.hexdigest()[:16]}"
    name = quote(student, safe="@ ", errors="replace").replace("~", "%7E")
    name = re.sub(r"^[.\s]|[.\s]$", lambda found: f"%{ord(found[0]):02X}", name)
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)  # by Windows
    if len(name) > 100 or reserved:
        name = f"{name[:80]}~{hashlib.sha256(student.encode()).hexdigest()[:16]}"
    return name


def path_of(folder: str | Path, of: Any) -> Path:
    """Where the result of a submission (or this result) lies in the folder."""
    student = of.student if isinstance(of.student, str) else of.student.id if of.student else ""
    return Path(folder) / f"{stem(student, of.file, of.sha256)}.json"


def write(folder: str | Path, result: Result) -> Path:
    """Write the result; one that the schema does not allow is an error in the grader."""
    content = asdict(result)
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if wrong := fault(json.loads(text)):
        raise ValueError(f"the result of {result.student or result.file} is not valid: {wrong}")
    return atomic.write(path_of(folder, result), text)


def read(path: str | Path) -> Result | None:
    """The result, or None where the file is missing, half written, or something else."""
    try:
        content = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if fault(content):
        return None
    answers = {
        name: Answer(**{**one, "mistakes": tuple(one["mistakes"])})
        for name, one in content["exercises"].items()
    }
    lists = {name: tuple(content[name]) for name in ("superseded", "remarks")}
    return Result(**{**content, **lists, "exercises": answers})


def read_all(folder: str | Path) -> list[Result]:
    """Every result in the folder, in the order of the files' names.

    A file that was unmatched once, and joined to a student since, is not told twice.
    """
    found = [read(path) for path in sorted(Path(folder).glob("*.json"))]
    known = [result for result in found if result]
    joined = {name for one in known if one.student for name in (one.file, *one.superseded)}
    return [one for one in known if one.student or one.file not in joined]


def is_done(folder: str | Path, submission: Any, key: str) -> bool:
    """Is the result of this very submission, under this key, already there?

    One that failed on the grader's side is tried again.
    """
    result = read(path_of(folder, submission))
    if result is None or result.key != key or result.status == FAILED:
        return False
    handed_in = (submission.file, submission.sha256, submission.late, submission.superseded)
    return handed_in == (result.file, result.sha256, result.late, result.superseded)


def left_over(folder: str | Path, submissions: Iterable[Any]) -> list[Path]:
    """Result files that belong to none of these submissions, or are no results at all."""
    wanted = {path_of(folder, one) for one in submissions}
    return sorted(path for path in Path(folder).glob("*.json") if path not in wanted)
