"""The mistake matrix as plain text, and the accepted styles beside it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ..checking import HOMEWORK, Exercise

STYLES = Path(__file__).parents[2] / "tests" / "accepted_styles"


@cache
def accepted_styles(lesson: str) -> dict[str, tuple[Callable, ...]]:
    """The right implementations of a lesson's exercises that tests hold the checks to.

    They are test material and live in the repository; an installed package has none.
    """
    styles: dict[str, tuple[Callable, ...]] = {}
    topic = "variants" if lesson == HOMEWORK else lesson.split("_", 1)[1]
    for path in sorted(STYLES.glob(f"{topic}*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, functions in module.STYLES.items():
            styles[name] = (*styles.get(name, ()), *functions)
    return styles


def matrix(row: Exercise) -> str:
    """An exercise's known mistakes with their sentences, and its accepted styles."""
    styles = accepted_styles(row.lesson).get(row.name, ())
    where = "homework" if row.is_homework else f"lesson {row.lesson}"
    lines = [
        f"{row.name} ({where}): {len(row.mistakes)} known mistakes, "
        + (f"{len(styles)} accepted styles" if styles else "styles are in the repository's tests/")
    ]
    for mistake in row.mistakes:
        part = f" [in {mistake.part}]" if mistake.part else ""
        lines.append(f"  ✗ {mistake.name}{part}: {mistake.sentence}")
        if mistake.seen_in:
            lines.append(f"      seen in {', '.join(mistake.seen_in)}")
    lines += [f"  ✓ {style.__name__}" for style in styles]
    return "\n".join(lines)
