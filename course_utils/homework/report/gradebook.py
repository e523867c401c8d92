"""The class: the roster joined to the results, each student once, and then whatever is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..results import GRADED, Result
from ..roster import Student

NOT_YET = "not graded yet"


@dataclass(frozen=True)
class Line:
    """A student with the result, if there is one; or a result of nobody on the roster."""

    student: Student | None
    result: Result | None

    @property
    def id(self) -> str:
        return self.student.id if self.student else self.result.student

    @property
    def name(self) -> str:
        return self.student.name if self.student else self.result.name

    @property
    def label(self) -> str:
        """What to call it on a page: the name or, where there is none, the file."""
        return self.name or self.id or self.result.file

    @property
    def status(self) -> str:
        return self.result.status if self.result else NOT_YET

    @property
    def graded(self) -> bool:
        return self.status == GRADED

    @property
    def points(self) -> float | None:
        """Nothing where nothing was graded: an honest zero is a number, and a lost file is not."""
        return self.result.points if self.graded else None


def gradebook(students: Sequence[Student], results: Sequence[Result]) -> list[Line]:
    """In the order of the roster; then results of students not on it, then the unmatched."""
    by_id = {result.student: result for result in results if result.student}
    lines = [Line(student, by_id.pop(student.id, None)) for student in students]
    lines += [Line(None, result) for result in by_id.values()]
    return lines + [Line(None, result) for result in results if not result.student]
