"""From a submission's cells to what came of each exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ..checking import Exercise, Verdict, judge, right_cases
from ..checking.elsewhere import Elsewhere, Work, heard
from .assignment import Assignment
from .cells import code_of
from .feedback import feedback
from .ready_made import named_in_calls, suspicions
from .remote import RemoteFunction, remote_function
from .sandbox.limits import Limits
from .sandbox.session import Session
from .trouble import Trouble

GRADED, NOT_ATTEMPTED, ERROR = "graded", "not attempted", "error"
TIMEOUT, NEEDS_A_PERSON = "timeout", "needs a person"


@dataclass
class Answer:
    """What came of one exercise. `message` is for the teacher: it quotes hidden input."""

    status: str
    right: int = 0
    groups: int = 0
    correct: bool = False
    mistakes: list[str] = field(default_factory=list)
    message: str = ""
    feedback: str = ""
    would_be: int | None = None
    """How many groups are right, where a person must say whether they count."""


def examine(
    notebook: Path,
    assignment: Assignment,
    exercises: Mapping[str, Exercise],
    work: Path,
    limits: Limits | None = None,
    hide: Iterable[str | Path] = (),
) -> dict[str, Any]:
    """Run the notebook in the folder `work`, which is made and removed, and check its functions.

    Raises Trouble for a file that is no notebook, KernelFailed where no kernel starts.
    """
    code = code_of(notebook)
    if code.reason:
        raise Trouble(f"{notebook.name}: {code.reason}.")
    cells = code.cells
    with Session(cells, work, limits, [*hide, notebook]) as session:
        answers = {
            name: asdict(_answer(session, cells, exercise, assignment.ready_made))
            for name, exercise in exercises.items()
        }
        return {
            "answers": answers,
            "remarks": session.remarks,
            "protections": session.protections,
            "missing": session.missing,
        }


def _answer(session: Session, cells: Sequence[str], exercise: Exercise, ready_made: bool) -> Answer:
    groups = len(exercise.prepared_cases)
    remote = remote_function(session, exercise.name)
    if remote is None:
        return _absent(session, cells, exercise, groups)
    called: set[str] = set()

    def hear(work: Work) -> None:
        called.update(work.called)

    # What does the whole thing is looked at here, and not by the engine, which calls it wrong.
    asked = _whatever_made_it(exercise)
    with heard(hear):
        verdict = judge(asked, remote)
        right = _right_cases(asked, remote, verdict)
    answer = Answer(
        GRADED,
        sum(right),
        groups,
        verdict.status == "correct",
        list(verdict.mistakes),
        verdict.message,
        feedback(asked, verdict, right, getattr(remote, "raised", ())),
    )
    if verdict.status == "not attempted":
        answer.status = NOT_ATTEMPTED
    elif isinstance(remote, RemoteFunction):
        _look_twice(answer, remote, cells, exercise, called, ready_made)
    return answer


@cache
def _whatever_made_it(exercise: Exercise) -> Exercise:
    return replace(exercise, ready_made={}) if exercise.ready_made else exercise


def _right_cases(exercise: Exercise, remote: Any, verdict: Verdict) -> tuple[bool, ...]:
    cases = len(exercise.prepared_cases)
    if verdict.status == "correct":
        return (True,) * cases
    if verdict.status == "not attempted" or not isinstance(remote, Elsewhere):
        return (False,) * cases
    remote.failures.clear()
    right = right_cases(exercise, remote)
    # Something is wrong that shows in no single case.
    return (*right[:-1], False) if all(right) else right


def _look_twice(
    answer: Answer,
    remote: RemoteFunction,
    cells: Sequence[str],
    exercise: Exercise,
    called: set[str],
    ready_made: bool,
) -> None:
    """Was it stopped, did it never come back, is it ready-made?"""
    if not answer.right and remote.stopped:
        answer.status = TIMEOUT
        answer.feedback = "it was stopped; is there a loop without an end?"
    elif not answer.right and remote.failures:
        answer.status = ERROR
        answer.feedback = "its process ended before there was a result."
    elif not remote.returned:
        answer.status = ERROR
    if ready_made or not answer.right:
        return
    reasons = suspicions(cells, exercise.name, exercise.ready_made)
    reasons += [f"calls torch's {name}" for name in named_in_calls(called, exercise.ready_made)]
    reasons += [f"calls the course's {name}" for name in sorted(remote.course_functions)]
    if reasons:
        answer.status, answer.would_be, answer.right = NEEDS_A_PERSON, answer.right, 0
        why = "; ".join(reasons[:5])
        answer.message += f"\n  Ready-made? It {why}."
        answer.feedback = (
            "your teacher will look at this answer: something ready-made seems to do its work. "
            + answer.feedback
        )


def _absent(session: Session, cells: Sequence[str], exercise: Exercise, groups: int) -> Answer:
    """No such name: never written, or lost with a cell that does not run."""
    name = exercise.name
    written = re.compile(rf"^\s*(async\s+def|def|class)\s+{name}\b|^\s*{name}\s*=", re.MULTILINE)
    where = [number for number, cell in enumerate(cells, 1) if written.search(cell)]
    if not where:
        text = f"there is no {name} in the notebook."
        return Answer(NOT_ATTEMPTED, 0, groups, message=text, feedback=text)
    cell, gone = where[-1], "but is not there after the notebook has run"
    error = session.errors.get(cell)
    why = f": that cell stopped with {error}." if error else "."
    text = f"{name} is written in code cell {cell}, {gone}{why}"
    status = TIMEOUT if session.seconds_left <= 0 else ERROR
    return Answer(status, 0, groups, message=text, feedback=text)
