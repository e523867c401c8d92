"""`python -m course_utils …`: what maintainers and teachers ask the course."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path

from . import recorder
from .checking import Exercise
from .exercises import EXERCISES, UnknownName, exercise

STYLES = Path(__file__).parents[1] / "tests" / "accepted_styles"


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know our marks
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(
        prog="python -m course_utils",
        epilog="example: python -m course_utils mistakes softmax",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    mistakes = commands.add_parser(
        "mistakes", help="each exercise's known mistakes, what they are told, and accepted styles"
    )
    mistakes.add_argument("exercise", nargs="*", help="only these exercises")
    record = commands.add_parser(
        "record",
        help="measure attention in all its ways on this machine and keep it in a file",
        epilog=recorder.EXAMPLE,
    )
    recorder.add_arguments(record)
    chosen = parser.parse_args(arguments)
    if chosen.command == "record":
        return recorder.run(chosen)
    try:
        rows = [exercise(name) for name in chosen.exercise] or list(EXERCISES.values())
    except UnknownName as error:
        print(error, file=sys.stderr)
        return 2
    print("\n\n".join(_matrix(row) for row in rows))
    return 0


def accepted_styles(lesson: str) -> dict[str, tuple[Callable, ...]]:
    """The right implementations of a lesson's exercises that tests hold the checks to.

    They are test material and live in the repository; an installed package has none.
    """
    styles: dict[str, tuple[Callable, ...]] = {}
    for path in sorted(STYLES.glob(f"{lesson.split('_', 1)[1]}*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert not styles.keys() & module.STYLES.keys(), f"{path.name} names an exercise again"
        styles |= module.STYLES
    return styles


def _matrix(row: Exercise) -> str:
    styles = accepted_styles(row.lesson).get(row.name, ())
    lines = [
        f"{row.name} (lesson {row.lesson}): {len(row.mistakes)} known mistakes, "
        + (f"{len(styles)} accepted styles" if styles else "styles are in the repository's tests/")
    ]
    for mistake in row.mistakes:
        part = f" [in {mistake.part}]" if mistake.part else ""
        lines.append(f"  ✗ {mistake.name}{part}: {mistake.sentence}")
        if mistake.seen_in:
            lines.append(f"      seen in {', '.join(mistake.seen_in)}")
    lines += [f"  ✓ {style.__name__}" for style in styles]
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
