"""Grades as tables: grades.csv for the teacher, and what Canvas and Moodle take."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .. import atomic
from ..assignment import Assignment
from ..file_names import moodle_number
from .gradebook import Line

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"''*[=+\-@\t\r\n]")


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula. Numbers stay numbers; `plain` undoes it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if cell == int(cell) else round(cell, 6)
    text = "" if cell is None else str(cell)
    return "'" + text if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    """The text that `safe` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def table(rows: Iterable[Sequence[Any]]) -> str:
    """CSV for Excel and everybody else: texts in quotes, a mark that says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def write_grades(path: Path, lines: Sequence[Line], assignment: Assignment) -> Path:
    return atomic.write(path, table(_grades(lines, assignment)))


def _grades(lines: Sequence[Line], assignment: Assignment) -> Iterable[list[Any]]:
    names = list(assignment.points)
    yield [*("id", "name", "status", "points", "of"), *names, "needs_a_person", "late", "remarks"]
    for line in lines:
        result = line.result
        answers = result.exercises if result and line.graded else {}
        remarks = [result.reason, *result.remarks] if result else []
        if result and not line.student:
            where = "not on the roster" if result.student else "nobody's"
            remarks.insert(0, f"{where}: {result.file}")
        yield [
            *(line.id, line.name, line.status, line.points, assignment.total),
            *(answers[name].points if name in answers else None for name in names),
            ", ".join(result.needs_a_person) if result else "",
            "late" if result and result.late else "",
            "; ".join(filter(None, remarks)),
        ]


def final(line: Line) -> float | None:
    """What may be entered as a grade: nothing while a person has yet to decide."""
    return None if line.result and line.result.needs_a_person else line.points


def write_canvas(
    path: Path, lines: Sequence[Line], assignment: Assignment, column: str = ""
) -> Path:
    """A gradebook to import. `column` is Canvas's own heading, "Homework 1 (98765)", where the
    assignment is there already; a blank grade leaves what Canvas holds."""
    return atomic.write(path, table(_canvas(lines, assignment, column or assignment.name)))


def _canvas(lines: Sequence[Line], assignment: Assignment, column: str) -> Iterable[list[Any]]:
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    yield ["    Points Possible", "", "", "", "", assignment.total]
    for line in lines:
        if line.student:
            columns = line.student.columns
            canvas = columns.get("canvas_id") or columns.get("canvas id") or ""
            login = columns.get("login") or columns.get("sis login id") or line.student.email
            user = columns.get("sis user id") or line.id
            yield [line.name, canvas, user, login, line.student.section, final(line)]


def write_moodle(path: Path, lines: Sequence[Line], assignment: Assignment) -> Path:
    """A grading worksheet: Moodle finds a person by Identifier, ID number or address."""
    return atomic.write(path, table(_moodle(lines, assignment)))


def _moodle(lines: Sequence[Line], assignment: Assignment) -> Iterable[list[Any]]:
    yield [
        *("Identifier", "Full name", "ID number", "Email address"),
        *("Grade", "Maximum Grade", "Feedback comments"),
    ]
    for line in lines:
        if not line.student:
            continue
        number = moodle_number(line.result.file) if line.result else ""
        identifier = line.student.columns.get("identifier") or (number and f"Participant {number}")
        yield [
            *(identifier, line.name, line.id, line.student.email),
            *(final(line), assignment.total, _comment(line)),
        ]


def _comment(line: Line) -> str:
    """A line for each exercise; Moodle shows it as HTML."""
    if not line.result or not line.graded:
        return html.escape(line.result.reason) if line.result else ""
    said = [
        f"{name}: {answer.points:g} of {answer.worth:g}. {' '.join(answer.feedback.split())}"
        for name, answer in line.result.exercises.items()
    ]
    return "<br>".join(html.escape(one.strip(), quote=False) for one in said)
