"""Grading a class: each submission on its own, its result kept as soon as it is known."""

from __future__ import annotations

import errno
import gc
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from . import results
from .assignment import Assignment
from .examine import examine
from .key import COURSE, asked, key_of
from .processes import in_processes
from .results import Answer, Result
from .roster import Student
from .sandbox.kernel import KernelFailed
from .sandbox.limits import Limits
from .submissions import Submission, collect
from .trouble import Trouble
from .work_folder import remove_left_over, work_folder


@dataclass(frozen=True)
class Shard:
    """Part `number` of `count` of a class; the parts can be graded on different machines."""

    number: int = 1
    count: int = 1

    @classmethod
    def read(cls, text: str) -> Shard:
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            raise Trouble(f"A shard is written 1/4, 2/4, 3/4, 4/4; this is {text!r}.")
        return cls(int(number), int(count))

    def has(self, submission: Submission) -> bool:
        whose = submission.student.id if submission.student else submission.file
        place = int(hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest(), 16)
        return place % self.count == self.number - 1


@dataclass(frozen=True)
class Task:
    """One submission and all that its grading needs, as it goes to another process."""

    assignment: Assignment
    path: Path
    blank: Result
    secret: str
    limits: Limits
    hide: tuple[Path, ...]


@dataclass(frozen=True)
class Graded:
    """What a run did: how many were graded now, how many had their result before, and against
    what this machine could not protect the teacher."""

    now: int
    before: int
    missing: tuple[str, ...] = ()


def grade(
    assignment: Assignment,
    source: Path,
    students: Sequence[Student],
    secret: str,
    out: Path,
    *,
    limits: Limits | None = None,
    hide: Sequence[Path] = (),
    jobs: int = 1,
    shard: Shard | None = None,
    progress: bool = True,
) -> Graded:
    """A result file for each student and each unmatched file, in `out`/results.

    What has its result already is left alone, so that a run that was stopped goes on.
    """
    folder, key, shard = out / "results", key_of(assignment, secret), shard or Shard()
    folder.mkdir(parents=True, exist_ok=True)
    remove_left_over()
    collection = collect(source, students, assignment.due, out / "unpacked")
    ours = [submission for submission in collection.submissions if shard.has(submission)]
    hide = (source, out, COURSE, *hide)
    tasks, before = [], 0
    for submission in ours:
        blank = _blank(assignment, key, submission)
        if submission.status != "ready":
            _write(folder, blank)
        elif results.is_done(folder, submission, key):
            before += 1
        else:
            tasks.append(Task(assignment, submission.path, blank, secret, limits or Limits(), hide))
    missing: set[str] = set()
    bar = tqdm(total=len(tasks), unit="submission", disable=not progress)

    def done(_: Task, found: tuple[Result, Sequence[str]]) -> None:
        result, unprotected = found
        _write(folder, result)
        missing.update(unprotected)
        bar.update()

    def failed(task: Task, reason: str) -> None:
        done(task, (replace(task.blank, status=results.FAILED, reason=reason), ()))

    with bar:
        in_processes(grade_one, tasks, jobs, done, failed)
    return Graded(len(tasks), before, tuple(sorted(missing)))


def grade_one(task: Task) -> tuple[Result, Sequence[str]]:
    """The result of one submission, and what could not be protected meanwhile."""
    start = time.monotonic()
    exercises = asked(tuple(task.assignment.points), task.secret)
    try:
        with work_folder() as work:
            found = examine(task.path, task.assignment, exercises, work, task.limits, task.hide)
    except (KernelFailed, Trouble) as error:
        return replace(task.blank, status=results.FAILED, reason=str(error)), ()
    finally:
        gc.collect()  # a kernel's client is full of cycles; memory would grow until Python looks
    answers = {
        name: _answer(worth, found["answers"][name])
        for name, worth in task.assignment.points.items()
    }
    result = replace(
        task.blank,
        status=results.GRADED,
        exercises=answers,
        remarks=tuple(found["remarks"]),
        points=round(sum(answer.points for answer in answers.values()), 2),
        seconds=round(time.monotonic() - start, 1),
    )
    return result, found["missing"]


def _answer(worth: float, found: dict) -> Answer:
    """Points in proportion to the groups of cases that are right."""

    def earned(right: int) -> float:
        return round(worth * right / found["groups"], 2)

    would_be = found["would_be"]
    return Answer(
        worth=worth,
        points=earned(found["right"]),
        would_be=None if would_be is None else earned(would_be),
        mistakes=tuple(found["mistakes"]),
        **{key: found[key] for key in ("status", "right", "groups", "feedback", "message")},
    )


def _blank(assignment: Assignment, key: str, submission: Submission) -> Result:
    """The result of a submission that was not run."""
    student = submission.student
    return Result(
        assignment=assignment.name,
        key=key,
        student=student.id if student else "",
        name=student.name if student else "",
        status="failed" if submission.status == "ready" else submission.status,
        file=submission.file,
        sha256=submission.sha256,
        late=submission.late,
        superseded=submission.superseded,
        reason=submission.reason,
        of=assignment.total,
    )


def _write(folder: Path, result: Result) -> None:
    try:
        results.write(folder, result)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full" if full else str(error.strerror or error)
        raise Trouble(
            f"A result cannot be written to {folder}: {why}. What was graded so far is kept; the "
            "same command goes on from there."
        ) from error
