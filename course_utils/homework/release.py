"""An assignment as one notebook for students: it runs alone, checks at once, and has no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..checking import Exercise
from ..exercises import EXERCISES
from ..packing import holding_cell
from .assignment import Assignment
from .face import IMPORTS
from .package import package
from .task import task

# nbgrader's cell metadata, version 3: what each cell is to it.
SETUP = {"grade": False, "solution": False, "locked": True}
ANSWER = {"grade": False, "solution": True, "locked": False}
CHECK = {"grade": True, "solution": False, "locked": True}
NOTEBOOK = {
    "colab": {"provenance": []},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HOW_TO = """\
1. Run the first code cell once: it holds the checks, and downloads nothing.
2. In each section, write the function where `...` stands, and run that cell.
3. Run the cell below it. `check` says whether your function is right, and if it is not, what is \
wrong with it. Try as often as you like.
4. Stuck? Run `hint("{first}")` in a cell of your own: each call says a little more. `progress()` \
lists what is solved so far.

**To hand in:** run all cells once more, from the top. Then save (in Colab: *File > Download > \
Download .ipynb*) and hand in the file as `{name}.ipynb`. Leave the functions' names as they are, \
and the set-up and check cells too. You may add cells of your own."""


def release(assignment: Assignment) -> str:
    """The text of the .ipynb; the same assignment and package give the same text."""
    notebook = {
        "cells": list(_cells(assignment)),
        "metadata": NOTEBOOK,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cells(assignment: Assignment) -> Iterator[dict[str, Any]]:
    yield _markdown("title", _opening(assignment))
    setup = _code("set-up", holding_cell(package(assignment.points), IMPORTS), SETUP)
    setup["metadata"] |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    yield setup
    for name, points in assignment.points.items():
        exercise = EXERCISES[name]
        put = task(exercise)
        yield _markdown(f"{name}-task", _heading(exercise, points) + put.words)
        yield _code(name, put.stub, ANSWER)
        # With its name, so that another exercise's function does not count for this one.
        check = f'check({name}, name="{name}")'
        yield _code(f"{name}-check", check, CHECK | {"points": points})


def _opening(assignment: Assignment) -> str:
    parts = [f"# {assignment.title}", assignment.introduction.strip()]
    if assignment.due:
        due = assignment.due
        zone = due.strftime("%z")
        parts.append(f"**Due:** {due:%d %B %Y, %H:%M} (UTC{zone[:3]}:{zone[3:5]})")
    count = len(assignment.points)
    parts.append(f"{_counted(count, 'function')}, {_counted(assignment.total, 'point')} in all.")
    if not assignment.ready_made:
        parts.append(
            "Write each function yourself: an answer may not call a ready-made attention, such as "
            "`torch.nn.functional.scaled_dot_product_attention`. It may call what you wrote before."
        )
    first = next(iter(assignment.points))
    parts.append(HOW_TO.format(first=first, name=assignment.name))
    return "\n\n".join(filter(None, parts))


def _heading(exercise: Exercise, points: float) -> str:
    dots = "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)
    return (
        f"## `{exercise.name}` ({_counted(points, 'point')})\n\n"
        f"{dots} · {exercise.minutes} minutes\n\n"
    )


def _counted(number: float, thing: str) -> str:
    return f"{number:g} {thing}{'' if number == 1 else 's'}"


def _markdown(name: str, text: str) -> dict[str, Any]:
    lines = text.strip().splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": lines}


def _code(name: str, source: str, role: dict[str, Any]) -> dict[str, Any]:
    graded = {"schema_version": 3, "grade_id": name, "task": False, "cell_type": "code"} | role
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name[:64],
        "metadata": {"nbgrader": graded},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
