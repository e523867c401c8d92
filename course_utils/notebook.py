"""What the cells of a lesson call: check, predict, hint, show_solution, progress, show."""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from contextlib import nullcontext, redirect_stderr
from typing import Any

import matplotlib.pyplot as plt
import numpy
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes

from . import plots
from .checking import Verdict
from .exercises import IN_LESSONS, PREDICTIONS, UnknownName, exercise, run, run_prediction
from .exercises.solution import solution
from .progress import Progress

GRADER = "NBGRADER_EXECUTION"  # set where nbgrader runs a notebook
_hints_given: Counter[str] = Counter()


class NotCorrect(Exception):
    """Raised by `check` for nbgrader, which gives a cell all its points unless it raises."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(attempt: Any, *, name: str | None = None, show: bool = False) -> None:
    """Check your function and say what is right or wrong about it.

    `name` is the exercise, needed only where the function is called something else.
    `show=True` also draws expected, yours and the difference, where tensors can be compared.
    """
    name = name or getattr(attempt, "__name__", None)
    if name is None and not callable(attempt):
        _refuse(
            "Pass the function itself, without parentheses: check(softmax), not check(softmax(x))."
        )
        return
    if name is None:
        _refuse('Which exercise is this? Say for example check(attempt, name="softmax").')
        return
    try:
        # Whatever is written to stderr, a warning of torch's say, costs all points in nbgrader.
        with redirect_stderr(sys.stdout) if _is_graded() else nullcontext():
            verdict = run(name, attempt)
    except UnknownName as error:
        _refuse(f"{error} For a function called something else: check(attempt, name=...).")
        return
    _report(verdict)
    if verdict.status != "correct" and _is_graded():
        raise NotCorrect(verdict.message)
    if show and verdict.yours is not None:
        axes = plots.difference(verdict.expected, verdict.yours)
        _display(axes, f"{name}: expected, yours and the difference as heat maps.")


def predict(name: str, answer: Any) -> None:
    """Say whether your answer to the lesson's question `name` is right, and why."""
    try:
        _report(run_prediction(name, answer))
    except UnknownName as error:
        print(error)


def hint(name: str) -> None:
    """Print a hint for an exercise; each call gives one more."""
    name = getattr(name, "__name__", name)  # hint(softmax) is clear enough
    try:
        row = exercise(name)
    except UnknownName as error:
        print(error)
        return
    given = _hints_given[name]
    if given < len(row.hints):
        _hints_given[name] += 1
        print(f"Hint {given + 1} of {len(row.hints)}: {row.hints[given]}")
    elif row.is_homework:
        print("That was the last hint.")
    else:
        print(f'That was the last hint. show_solution("{name}") shows one way to do it.')


def show_solution(name: str) -> None:
    """Print one way to write the exercise's function: the course's own. Not for homework."""
    name = getattr(name, "__name__", name)
    try:
        row = exercise(name)
    except UnknownName as error:
        print(error)
        return
    if row.is_homework:
        print(f'{name} is homework, so its solution is not shown; hint("{name}") helps you on.')
    else:
        print(solution(row.reference))


def progress() -> None:
    """Print what is solved so far, lesson by lesson."""
    kept = Progress.load()
    if kept.remark:
        print(kept.remark)
    for lesson in sorted({row.lesson for row in (*IN_LESSONS.values(), *PREDICTIONS.values())}):
        counts = []
        for kind, table in (("exercises", IN_LESSONS), ("questions", PREDICTIONS)):
            names = [row.name for row in table.values() if row.lesson == lesson]
            if not table:
                continue
            counts.append(f"{len(kept.solved.intersection(names)):2} of {len(names):2} {kind}")
        print(f"{lesson:18}", ", ".join(counts))


def show(axes: Axes | numpy.ndarray, *, alt: str) -> None:
    """Display the figure these axes belong to, with `alt` for those who cannot see it."""
    _display(axes, alt)


def _display(axes: Axes | numpy.ndarray, alt: str) -> None:
    figure = numpy.ravel(axes)[0].figure
    plt.close(figure)
    if get_ipython() is None:
        return
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    display(
        {"image/png": picture.getvalue(), "text/plain": alt},
        metadata={"image/png": {"alt": alt}},
        raw=True,
    )


def _is_graded() -> bool:
    return GRADER in os.environ


def _refuse(text: str) -> None:
    """Say why nothing can be checked; for a grader that is no right answer."""
    print(text)
    if _is_graded():
        raise NotCorrect(text)


def _report(verdict: Verdict) -> None:
    kept = Progress.load()
    if verdict.status == "correct":
        kept.add(verdict.name)
    if kept.remark:
        print(kept.remark)
    if get_ipython() is None:
        encoding = sys.stdout.encoding or "utf-8"  # a Windows console may not know our marks
        print(str(verdict).encode(encoding, "replace").decode(encoding))
    else:
        display(verdict)
