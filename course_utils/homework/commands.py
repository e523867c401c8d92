"""`python -m course_utils homework ...`: what a teacher asks."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

from .trouble import Trouble

NEEDED = ("ipykernel", "nbclient", "nbformat")  # the extra `homework`


def add_commands(commands) -> None:
    """`homework` and its steps, to the subcommands of an argparse parser."""
    about = "release, grade and hand on assignments (homework/README.md is the guide)"
    homework = commands.add_parser("homework", help=about, description=about)
    steps = homework.add_subparsers(dest="step", required=True)

    def step(name: str, about: str, example: str, among=steps):
        parser = among.add_parser(name, help=about, description=about)
        parser.epilog = f"example: {parser.prog} {example}"
        parser.add_argument("assignment", help="its name in homework/ (hw1), or a TOML file")
        return parser

    def path(parser, name: str, about: str, *, required: bool = True) -> None:
        parser.add_argument(name, type=Path, required=required, metavar="PATH", help=about)

    secret = "a file with a line that no student can guess"
    roster = "a CSV with the columns id and name (and email, section)"
    lms = {"choices": ("canvas", "moodle"), "help": "its own CSV of grades as well"}

    one = step("release", "write the students' notebook", "hw1 --out to_students")
    path(one, "--out", "the folder to write it to")

    one = step(
        "grade",
        "grade a folder of notebooks, or an LMS's zip; run again, it goes on where it was stopped",
        "hw1 handed_in.zip --roster roster.csv --secret secret.txt --out results",
    )
    one.add_argument("submissions", type=Path, help="a folder of notebooks, or an LMS's zip")
    path(one, "--roster", roster)
    path(one, "--secret", secret)
    path(one, "--out", "the folder for results, grades and feedback")
    one.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at once (1)")
    one.add_argument("--shard", default="1/1", metavar="I/N", help="only part I of N of the class")
    one.add_argument("--lms", **lms)

    one = step(
        "report",
        "write grades, feedback and summary anew from the results: after shards, say",
        "hw1 handed_in.zip --roster roster.csv --out results",
    )
    one.add_argument("submissions", type=Path, help="as for grade")
    path(one, "--roster", roster)
    path(one, "--out", "the folder that grade wrote to")
    one.add_argument("--lms", **lms)

    about = "write what Gradescope or nbgrader takes"
    handoff = steps.add_parser("handoff", help=about, description=about)
    systems = handoff.add_subparsers(dest="system", required=True)

    example = "hw1 --secret secret.txt --out autograder.zip"
    one = step("gradescope", "an autograder for Gradescope", example, among=systems)
    path(one, "--secret", f"{secret}; it goes into the zip")
    path(one, "--out", "the zip to write")

    one = step("nbgrader", "a course folder for nbgrader", "hw1 --out course", among=systems)
    path(one, "--out", "the folder; one that holds other assignments gets this one too")

    one = step(
        "gradescope",
        "grade one submission: what Gradescope's run_autograder calls",
        "hw1 --secret secret.txt --submission submission --out results.json",
    )
    path(one, "--secret", secret)
    path(one, "--submission", "the folder with the submission")
    path(one, "--out", "the results.json to write")


def run(chosen: argparse.Namespace) -> int:
    missing = [name for name in NEEDED if not importlib.util.find_spec(name)]
    if missing:
        print(f"Homework needs {', '.join(missing)}: pip install '.[homework]'", file=sys.stderr)
        return 2
    steps: dict[str, Callable] = {
        "release": _release,
        "grade": _grade,
        "report": _report,
        "handoff": _handoff,
        "gradescope": _gradescope,
    }
    try:
        return steps[chosen.step](chosen)
    except BrokenPipeError:
        raise  # the reader has seen enough
    except (Trouble, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What was graded is kept; the same command goes on.", file=sys.stderr)
        return 130


def _release(chosen: argparse.Namespace) -> int:
    from .assignment import read
    from .release import release

    assignment = read(chosen.assignment)
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / f"{assignment.name}.ipynb"
    path.write_text(release(assignment), encoding="utf-8", newline="\n")
    print(f"{path}  {path.stat().st_size / 1e6:.2f} MB")
    return 0


def _grade(chosen: argparse.Namespace) -> int:
    from . import assignment, grade, key, roster

    if chosen.jobs < 1:
        raise Trouble(f"--jobs says how many at once, 1 or more; this is {chosen.jobs}.")
    shard = grade.Shard.read(chosen.shard)
    asked = assignment.read(chosen.assignment)
    students = roster.read(chosen.roster)
    done = grade.grade(
        asked,
        chosen.submissions,
        students,
        key.secret_of(chosen.secret),
        chosen.out,
        hide=(chosen.secret, chosen.roster),
        jobs=chosen.jobs,
        shard=shard,
    )
    print(f"{done.now} graded now, {done.before} before.")
    for sentence in done.missing:
        print(f"Not protected on this machine: {sentence}")
    if shard.count > 1:
        print("This was a part of the class; `report` puts all parts together.")
        return 0
    return _report(chosen)


def _report(chosen: argparse.Namespace) -> int:
    from . import assignment, report, roster, submissions

    asked = assignment.read(chosen.assignment)
    students = roster.read(chosen.roster)
    collected = submissions.collect(
        chosen.submissions, students, asked.due, chosen.out / "unpacked"
    )
    written = report.write(
        chosen.out / "results",
        chosen.out,
        asked,
        students,
        collected.submissions,
        canvas=chosen.lms == "canvas",
        moodle=chosen.lms == "moodle",
        notes=collected.notes,
    )
    print(f"Look first at {written[0]}")
    return 0


def _handoff(chosen: argparse.Namespace) -> int:
    from .assignment import read
    from .handoff import gradescope, nbgrader
    from .key import secret_of
    from .release import release

    assignment = read(chosen.assignment)
    if chosen.system == "nbgrader":
        written = nbgrader.course_folder(assignment, release(assignment), chosen.out)
    else:
        written = [gradescope.autograder(assignment, secret_of(chosen.secret), chosen.out)]
    print(*written, sep="\n")
    return 0


def _gradescope(chosen: argparse.Namespace) -> int:
    from .assignment import read
    from .handoff import gradescope

    result = gradescope.grade(read(chosen.assignment), chosen.submission, chosen.secret)
    gradescope.write(result, chosen.out)
    return 0
