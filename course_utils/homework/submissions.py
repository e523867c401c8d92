"""What was handed in, joined to the roster: one submission a student. Nothing is run here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from . import archive
from .archive import Found
from .cells import code_of
from .file_names import FileName, parse
from .joining import Joiner
from .roster import Student
from .trouble import Trouble

__all__ = ["RULE", "Collection", "Submission", "code_of", "collect"]

RULE = (
    "The newest notebook that was handed in by the due date counts. A late one counts only where "
    "there is none in time, and is marked late. Newest by the LMS's number of what was sent where "
    "all names have one, else by the file's time; at equal times the higher copy number, then the "
    "name."
)
_COPIED = timedelta(minutes=10)  # within which files are written that were all copied at once
_ENOUGH = 3  # files, of which it can be said


@dataclass(frozen=True)
class Submission:
    """`status` is "ready" to be graded, "unreadable", "missing" (no file) or "unmatched" (a file
    of nobody on the roster, or of two). `path` is where the bytes lie, `file` the name as given."""

    student: Student | None
    status: str
    file: str = ""
    path: Path | None = None
    sha256: str = ""
    late: bool = False
    superseded: tuple[str, ...] = ()
    reason: str = ""
    when: datetime | None = None


@dataclass(frozen=True)
class Collection:
    """One submission for each student in the roster's order, then the unmatched files; `notes` are
    for the teacher."""

    submissions: tuple[Submission, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Copy:
    found: Found
    name: FileName
    late: bool


def collect(
    source: str | Path,
    students: Sequence[Student],
    due: datetime | None = None,
    into: str | Path | None = None,
) -> Collection:
    """Every notebook in a folder, or in a zip as an LMS gives it (copied to the folder `into`)."""
    everything = archive.files(source, into, due.tzinfo if due else None)
    notebooks = [found for found in everything if found.is_notebook]
    if not notebooks:
        raise Trouble(
            f"There is no .ipynb in {source}, only {len(everything)} other files: give the folder "
            "or zip that holds the students' notebooks."
        )
    names = {found.name: parse(found.name) for found in everything}
    of_the_past, notes = _times_tell(notebooks, names, due)
    joiner = Joiner(students)
    copies: dict[str, list[_Copy]] = defaultdict(list)
    unmatched = []
    for found in notebooks:
        name = names[found.name]
        late = name.late if name.late is not None else of_the_past and _after(found, due)
        whose = joiner.whose(name)
        if len(whose) == 1:
            copies[whose[0].id].append(_Copy(found, name, bool(late)))
        else:
            unmatched.append(_unmatched(found, whose, bool(late)))
    others = _others(everything, names, joiner)
    theirs = [
        _of_student(student, copies.get(student.id, ()), others.get(student.id, ()))
        for student in students
    ]
    return Collection((*theirs, *unmatched), notes)


def _times_tell(
    notebooks: Sequence[Found], names: dict[str, FileName], due: datetime | None
) -> tuple[bool, tuple[str, ...]]:
    """Do the files' times say when they were handed in, or only when somebody copied them all?"""
    times = [one.when for one in notebooks if one.when and names[one.name].late is None]
    if due is None or not times:
        return False, ()
    copied = len(times) >= _ENOUGH and max(times) - min(times) <= _COPIED
    if copied and min(times) > due:
        return False, (
            f"All files were written within {_COPIED.seconds // 60} minutes after the due date, as "
            "when a folder is copied: nobody was marked late.",
        )
    return True, ()


def _after(found: Found, due: datetime | None) -> bool:
    return bool(due and found.when and found.when > due)


def _unmatched(found: Found, whose: Sequence[Student], late: bool) -> Submission:
    reason = "its name is that of nobody on the roster"
    if whose:
        some = ", ".join(f"{student.name} ({student.id})" for student in whose[:5])
        reason = f"its name may mean each of these: {some}" + (" ..." if len(whose) > 5 else "")
    if found.reason:
        reason += f"; and {found.reason}"
    return Submission(
        None, "unmatched", found.name, found.path, found.sha256, late, (), reason, found.when
    )


def _others(
    everything: Iterable[Found], names: dict[str, FileName], joiner: Joiner
) -> dict[str, list[str]]:
    """By student: files that are no notebooks, so that nobody looks for what was handed in."""
    others: dict[str, list[str]] = defaultdict(list)
    for found in everything:
        if not found.is_notebook and len(whose := joiner.whose(names[found.name])) == 1:
            others[whose[0].id].append(found.name)
    return others


def _of_student(student: Student, copies: Sequence[_Copy], others: Sequence[str]) -> Submission:
    if not copies:
        reason = f"no notebook, but {', '.join(others)}" if others else ""
        return Submission(student, "missing", reason=reason)
    in_order = sorted(copies, key=_newest(copies), reverse=True)
    best, found = in_order[0], in_order[0].found
    reason = found.reason or code_of(found.path).reason
    return Submission(
        student,
        "unreadable" if reason else "ready",
        found.name,
        found.path,
        found.sha256,
        best.late,
        tuple(copy.found.name for copy in in_order[1:]),
        reason,
        found.when,
    )


def _newest(copies: Sequence[_Copy]):
    """What to sort a student's copies by: see RULE."""
    numbered = all(copy.name.attempt is not None for copy in copies)

    def key(copy: _Copy):
        when = copy.found.when.timestamp() if copy.found.when else 0.0
        attempt = copy.name.attempt if numbered else 0
        return not copy.late, attempt, when, copy.name.copy, copy.found.name

    return key
