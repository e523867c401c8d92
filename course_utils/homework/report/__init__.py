"""What comes of the result files: grades, a page for each student, one page for the teacher."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from .. import atomic
from ..assignment import Assignment
from ..cells import code_of
from ..results import Result, path_of, read_all, stem
from ..roster import Student
from ..submissions import Submission
from ..trouble import Trouble
from . import feedback, grades
from .gradebook import Line, gradebook
from .similarity import pairs, same_files
from .summary import summary

__all__ = ["write"]


def write(
    results: str | Path,
    out: str | Path,
    assignment: Assignment,
    students: Sequence[Student],
    submissions: Iterable[Submission] = (),
    *,
    canvas: bool | str = False,
    moodle: bool = False,
    notes: Iterable[str] = (),
) -> list[Path]:
    """Write grades.csv, summary.html and feedback/ below `out`, and canvas.csv and moodle.csv on
    request (`canvas` may be the heading of Canvas's own column); the paths, the summary first.

    `results` is the folder of result files. Without the submissions their code is not compared.
    """
    results, out = Path(results), Path(out)
    found = [one for one in read_all(results) if one.assignment == assignment.name]
    if not found:
        raise Trouble(
            f"There is no result of {assignment.name} in {results}: grade the submissions first."
        )
    lines = gradebook(students, found)
    written = [grades.write_grades(out / "grades.csv", lines, assignment)]
    if canvas:
        column = canvas if isinstance(canvas, str) else ""
        written.append(grades.write_canvas(out / "canvas.csv", lines, assignment, column))
    if moodle:
        written.append(grades.write_moodle(out / "moodle.csv", lines, assignment))
    pages = [feedback.write(out / "feedback", result, assignment) for result in found]
    text = _summary(results, out, assignment, lines, list(submissions), notes)
    return [atomic.write(out / "summary.html", text), *written, *filter(None, pages)]


def _summary(results, out, assignment, lines: list[Line], submissions, notes) -> str:
    paths = {_key(one): one.path for one in submissions if one.path}
    codes = ((key, code_of(path).cells) for key, path in paths.items())
    known = [line.result for line in lines if line.result]

    def links(line: Line) -> list[tuple[str, str]]:
        if not line.result:
            return []
        places = [("notebook", paths.get(_key(line.result)))]
        if line.result.student:
            places.append(("feedback", out / "feedback" / feedback.page_of(line.result)))
        places.append(("result", path_of(results, line.result)))
        return [(text, _address(place, out)) for text, place in places if place]

    return summary(
        lines,
        assignment,
        links,
        pairs(codes, assignment.points) if paths else None,
        [[_key(one) for one in some] for some in same_files(known)],
        {_key(line.result): line for line in lines if line.result},
        notes,
    )


def _key(one: Result | Submission) -> str:
    student = one.student.id if isinstance(one.student, Student) else one.student or ""
    return stem(student, one.file, one.sha256)


def _address(path: Path, out: Path) -> str:
    """From the summary to a file, for as long as both stay where they are."""
    try:
        return quote(os.path.relpath(path, out).replace(os.sep, "/"))
    except ValueError:  # on another drive of Windows
        return path.resolve().as_uri()
