"""`python -m course_utils …`: what maintainers and teachers ask the course."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import homework, hosting, recorder
from .catalogue import accepted_styles, matrix, write
from .exercises import EXERCISES, UnknownName, exercise
from .explorer import commands as explorer

__all__ = ["accepted_styles", "main"]


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
    mistakes.add_argument(
        "--pages", type=Path, metavar="FOLDER", help="write the pages about all of them there"
    )
    record = commands.add_parser(
        "record",
        help="measure attention in all its ways on this machine and keep it in a file",
        epilog=recorder.EXAMPLE,
    )
    recorder.add_arguments(record)
    explorer.add_command(commands)
    hosting.add_commands(commands)
    homework.add_commands(commands)
    chosen = parser.parse_args(arguments)
    if chosen.command == "record":
        return recorder.run(chosen)
    if chosen.command == "explore":
        return explorer.run(chosen)
    if chosen.command == "homework":
        return homework.run(chosen)
    if chosen.command in hosting.COMMANDS:
        return hosting.run(chosen)
    if chosen.pages:
        write(chosen.pages)
        return 0
    try:
        rows = [exercise(name) for name in chosen.exercise] or list(EXERCISES.values())
    except UnknownName as error:
        print(error, file=sys.stderr)
        return 2
    print("\n\n".join(matrix(row) for row in rows))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
