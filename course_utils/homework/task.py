"""An exercise as it is put to a learner: the words, and the stub. Both are its lesson's."""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from ..checking import Exercise

LESSONS = Path(__file__).parents[2] / "notebooks"
# What a lesson says of itself, of its package and of its help.
ABOUT_THE_LESSON = re.compile(
    r"\bcu\.|show_solution|hint\(|show=True|\blessons?\b|Stuck\?|see where\?|real model",
    re.IGNORECASE,
)
SENTENCE_ENDS = re.compile(r"(?<=[.?!)])\s+(?=[A-Z`(*])")


@dataclass(frozen=True)
class Task:
    """What to do in words (Markdown, may be empty), and the source of the stub's cell."""

    words: str
    stub: str


def task(exercise: Exercise) -> Task:
    """From the exercise's lesson, or, where none puts it, from its signature and docstring."""
    path = LESSONS / f"{exercise.lesson}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.is_file() else []
    heading = f"Exercise: `{exercise.name}`"
    words = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and heading in source:
            words = _without_the_lesson(source.split(heading, 1)[1])
        elif cell["cell_type"] == "code" and _defines(source, exercise.name):
            return Task(words, source)
    return Task(exercise.task, _stub(exercise))


def _defines(source: str, name: str) -> bool:
    if f"def {name}(" not in source:
        return False
    body = ast.parse(source).body
    return len(body) == 1 and isinstance(body[0], ast.FunctionDef) and body[0].name == name


def _without_the_lesson(text: str) -> str:
    """The paragraphs below the line with difficulty and minutes, without help and references."""
    _, *paragraphs = [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
    kept = []
    for paragraph in paragraphs:
        if ABOUT_THE_LESSON.search(paragraph):
            sentences = SENTENCE_ENDS.split(paragraph)
            paragraph = " ".join(s for s in sentences if not ABOUT_THE_LESSON.search(s))
        if paragraph.strip():
            kept.append(paragraph.strip())
    return "\n\n".join(kept)


def _stub(exercise: Exercise) -> str:
    parameters = inspect.signature(exercise.reference).parameters.values()
    bare = ", ".join(str(p.replace(annotation=p.empty)) for p in parameters)
    told = (inspect.getdoc(exercise.reference) or "").split("\n\n")[0]
    body = indent(f'"""{told}"""\n...', "    ")
    return f"def {exercise.name}({bare}):\n{body}"
