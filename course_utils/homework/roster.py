"""Who takes part: the students of a roster.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from .trouble import Trouble

NEEDED = ("id", "name")
ADVICE = "the first line must name the columns id and name, and may name email and section"


@dataclass(frozen=True)
class Student:
    """One line of the roster. `columns` holds all of it, by the column's name in small letters."""

    id: str
    name: str
    email: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def section(self) -> str:
        return self.columns.get("section", "")


def read(path: str | Path) -> list[Student]:
    """The students, in the order of the file: commas, semicolons or tabs, UTF-8 or UTF-16."""
    path = Path(path)
    try:
        text = _text(path, path.read_bytes())
    except FileNotFoundError:
        raise Trouble(f"There is no roster {path}: give a CSV file; {ADVICE}.") from None
    except OSError as error:
        raise Trouble(f"The roster {path} cannot be read: {error.strerror or error}.") from error
    lines = _lines(path, text)
    if not lines:
        raise Trouble(f"The roster {path} is empty: {ADVICE}.")
    header = [cell.strip().casefold() for cell in lines[0][1]]
    for column in NEEDED:
        if column not in header:
            named = ", ".join(filter(None, lines[0][1])) or "nothing"
            raise Trouble(
                f"{path}, line {lines[0][0]}: there is no column {column!r}, only {named[:200]}; "
                f"{ADVICE}."
            )
        if header.count(column) > 1:
            raise Trouble(f"{path}, line {lines[0][0]}: two columns are called {column!r}.")
    students = [_student(path, number, header, cells) for number, cells in lines[1:]]
    if not students:
        raise Trouble(f"The roster {path} names columns and no student: add a line for each.")
    _no_id_twice(path, students, [number for number, _ in lines[1:]])
    return students


def _text(path: Path, content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Trouble(f"{path} is a workbook, not CSV: save it in Excel as 'CSV UTF-8'.")
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Trouble(
            f"{path}, line {line}: this is not UTF-8; save the file in Excel as 'CSV UTF-8'."
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Trouble(f"{path}, line {line}: this is not a CSV file, which is text; {ADVICE}.")
    return text


def _lines(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Every line that holds something, with its number; the separator is that of the header."""
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().casefold().startswith("sep="):  # Excel's own hint
        text, skipped = rest, 1
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=lambda one: _fitting(head, one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((number + skipped, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise Trouble(
            f"{path}, line {number + skipped}: this is not CSV ({error}); is a quote not closed?"
        ) from error
    return lines


def _fitting(head: str, separator: str) -> tuple[int, int]:
    """How many of the columns that we need this separator makes, and how many in all."""
    cells = [cell.strip().strip('"').strip().casefold() for cell in head.split(separator)]
    return len(set(NEEDED) & set(cells)), len(cells)


def _student(path: Path, number: int, header: list[str], cells: list[str]) -> Student:
    cells = [cell.strip() for cell in cells]
    if any(cells[len(header) :]):
        raise Trouble(
            f"{path}, line {number}: there are {len(cells)} cells below {len(header)} columns; "
            "put a name that holds a comma in double quotes."
        )
    columns = dict(zip(header, cells + [""] * len(header), strict=False))
    for column in NEEDED:
        if not columns[column]:
            raise Trouble(f"{path}, line {number}: the {column} is empty; every student needs one.")
    return Student(
        columns["id"], columns["name"], columns.get("email", ""), MappingProxyType(columns)
    )


def _no_id_twice(path: Path, students: list[Student], numbers: list[int]) -> None:
    seen: dict[str, int] = {}
    for student, number in zip(students, numbers, strict=True):
        # Ids name files, and some disks do not tell small letters from capitals.
        before = seen.setdefault(student.id.casefold(), number)
        if before != number:
            raise Trouble(
                f"{path}, line {number}: the id {student.id!r} is already in line {before}; "
                "every student needs an id of their own."
            )
