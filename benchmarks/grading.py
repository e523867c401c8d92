"""How fast homework is graded, beside nbgrader: `python benchmarks/grading.py`.

The same correct notebooks, in three styles, are graded by `homework grade` with one job and with
two, and by `nbgrader autograde`, in one run; each grader starts anew. Printed are

* submissions a minute and job (jobs are cores, as long as the machine has no other work), and a
  minute of processor time, the kernels' included;
* where our seconds go: into starting kernels, into the students' cells, into calls of their
  functions (from the question to the answer), and the rest, which is the grader's own;
* memory: the largest sum at any time of the graders' processes, and of the kernels'.

With `--memory 500` only that: does the graders' memory grow in a long run with two jobs?
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the tests' own modules

from watched import Watched, watched

from course_utils.homework import grade as grading
from course_utils.homework.assignment import Assignment
from course_utils.homework.handoff.nbgrader import course_folder
from course_utils.homework.release import release
from course_utils.homework.roster import Student
from course_utils.homework.sandbox.channel import Channel
from course_utils.homework.sandbox.kernel import Kernel
from tests.thorough.submissions import EINSUM, LOOPS, POINTS, RIGHT, as_bytes, code_cells, stub

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = Assignment("hw", "A small assignment", POINTS)
PARTS = {"kernel": (Kernel, "start"), "cells": (Kernel, "execute"), "calls": (Channel, "ask")}
NOTES = "GRADING_NOTES"  # the variable that says where each process notes what it did
WARM = 10  # submissions, after which everything is imported and computed once


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--submissions", type=int, default=20, metavar="N", help="so many (20)")
    parser.add_argument("--memory", type=int, metavar="N", help="so many, and only their memory")
    chosen = parser.parse_args()
    cores, load = os.cpu_count(), os.getloadavg()
    print(f"{cores} cores, load {load[0]:.1f} {load[1]:.1f} {load[2]:.1f} at the start", flush=True)
    with tempfile.TemporaryDirectory(prefix="grading-") as name:
        if chosen.memory:
            long_run(Path(name), chosen.memory)
        else:
            side_by_side(Path(name), chosen.submissions)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def side_by_side(place: Path, count: int) -> None:
    course_folder(ASSIGNMENT, release(ASSIGNMENT), place / "course")
    nbgrader(place, "generate_assignment", "release/hw/hw.ipynb", 1)
    blank = (place / "course/release/hw/hw.ipynb").read_text("utf-8")
    write_submissions(place, blank, count)
    (one, notes_of_one), (two, notes_of_two) = (ours(place, count, jobs) for jobs in (1, 2))
    theirs = nbgrader(place, "autograde", "autograded/*/hw/hw.ipynb", count)
    rows = {"ours, 1 job": (one, 1), "ours, 2 jobs": (two, 2), "nbgrader autograde": (theirs, 1)}
    print_runs(rows, count)
    print_parts("ours, 1 job", notes_of_one)
    print_parts("ours, 2 jobs", notes_of_two)


def write_submissions(place: Path, blank: str, count: int) -> None:
    """The same files where each grader looks for them."""
    (place / "in").mkdir()
    for number, student in enumerate(names(count)):
        answers = (RIGHT, LOOPS, EINSUM)[number % 3]
        notebook = json.loads(blank)
        for cell in code_cells(notebook):
            cell["source"] = answers.get(stub(cell), cell["source"])
        theirs = place / "course/submitted" / student / "hw/hw.ipynb"
        theirs.parent.mkdir(parents=True)
        for path in (place / f"in/{student}.ipynb", theirs):
            path.write_bytes(as_bytes(notebook))


def names(count: int) -> list[str]:
    return [f"s{number:04}" for number in range(count)]


def nbgrader(place: Path, step: str, made: str, total: int) -> Watched:
    """One step of nbgrader's, which makes so many files of that pattern."""
    course = place / "course"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "nbgrader", step, "hw"]
    done = partial(files, course, made)
    return watched(command, course, environment, done, total, f"nbgrader {step}")


def files(folder: Path, pattern: str) -> int:
    return len(list(folder.glob(pattern)))


def ours(place: Path, count: int, jobs: int) -> tuple[Watched, list[dict[str, Any]]]:
    out, notes = place / f"out{jobs}", place / f"notes{jobs}.jsonl"
    environment = os.environ | {NOTES: str(notes), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "--grade", str(place / "in"), str(out), str(jobs)]
    done = partial(files, out / "results", "*.json")
    run = watched(command, place, environment, done, count, f"ours, {jobs} at once")
    for path in (out / "results").glob("*.json"):
        assert json.loads(path.read_text("utf-8"))["points"] == ASSIGNMENT.total, path.read_text()
    return run, [json.loads(line) for line in notes.read_text("utf-8").splitlines()]


def grade_here(handed_in: str, out: str, jobs: str) -> None:
    """What `homework grade` does, with a note of each submission's seconds and memory."""
    grading.grade_one = noted
    students = [Student(path.stem, path.stem) for path in sorted(Path(handed_in).iterdir())]
    secret = "a line that nobody can guess"
    grading.grade(
        *(ASSIGNMENT, Path(handed_in), students, secret, Path(out)), jobs=int(jobs), progress=False
    )


def noted(task: grading.Task):
    """In the place of grade_one."""
    with timed_parts() as seconds:
        start = time.monotonic()
        found = grade_one(task)
        seconds["whole"] = time.monotonic() - start
    memory = {"worker": os.getpid(), "worker_mb": mb(os.getpid()), "grader_mb": mb(os.getppid())}
    with open(os.environ[NOTES], "a", encoding="utf-8") as notes:
        notes.write(json.dumps(seconds | memory) + "\n")
    return found


grade_one = grading.grade_one


@contextmanager
def timed_parts() -> Iterator[dict[str, float]]:
    """How many seconds go into each part while this lasts."""
    seconds = dict.fromkeys(PARTS, 0.0)

    def timed(function, part):
        def call(*arguments, **named):
            start = time.monotonic()
            try:
                return function(*arguments, **named)
            finally:
                seconds[part] += time.monotonic() - start

        return call

    before = {part: getattr(owner, name) for part, (owner, name) in PARTS.items()}
    for part, (owner, name) in PARTS.items():
        setattr(owner, name, timed(before[part], part))
    try:
        yield seconds
    finally:
        for part, (owner, name) in PARTS.items():
            setattr(owner, name, before[part])


def mb(process: int) -> float:
    return psutil.Process(process).memory_info().rss / 1e6


def print_runs(rows: dict[str, tuple[Watched, int]], count: int) -> None:
    print(f"\n{count} correct notebooks, {len(POINTS)} exercises each")
    head = ("", "seconds", "a minute", "a minute", "processor", "a processor", "MB, all", "MB, all")
    more = ("", "in all", "", "and job", "s each", "minute", "graders", "kernels")
    for line in (head, more):
        print(f"{line[0]:20}" + "".join(f"{text:>12}" for text in line[1:]))
    for name, (run, jobs) in rows.items():
        rate = 60 * count / run.seconds
        cells = [run.seconds, rate, rate / jobs, run.processor_seconds / count]
        cells += [60 * count / run.processor_seconds, run.grader_peak, run.kernels_peak]
        print(f"{name:20}" + "".join(f"{cell:12.1f}" for cell in cells))


def print_parts(name: str, notes: list[dict[str, Any]]) -> None:
    """Without the first of each process, which imports and computes everything once."""
    later = [note for place, note in enumerate(notes) if not is_first(notes, place)]
    sums = {part: sum(note[part] for note in later) for part in (*PARTS, "whole")}
    own = sums["whole"] - sum(sums[part] for part in PARTS)
    each = [f"{part} {sums[part] / len(later):.2f}" for part in PARTS]
    share = f"the grader's own {own / len(later):.2f} ({100 * own / sums['whole']:.0f} %)"
    first = statistics.mean(n["whole"] for p, n in enumerate(notes) if is_first(notes, p))
    print(f"{name}, seconds each: {', '.join(each)}, {share}; a process's first one {first:.1f}")


def is_first(notes: list[dict[str, Any]], place: int) -> bool:
    return all(note["worker"] != notes[place]["worker"] for note in notes[:place])


def long_run(place: Path, count: int) -> None:
    write_submissions(place, release(ASSIGNMENT), count)
    run, notes = ours(place, count, 2)
    print(f"{count} submissions, 2 jobs, {60 * count / run.seconds:.1f} a minute")
    print("resident MB after so many submissions:")
    print(f"{'':>8}{'grader':>10}{'workers':>10}{'in all':>10}")
    totals = []
    workers: dict[int, float] = {}
    wanted = {WARM, *(count * tenth // 10 for tenth in range(1, 11))}
    for number, note in enumerate(notes, 1):
        workers[note["worker"]] = note["worker_mb"]
        totals.append(note["grader_mb"] + sum(workers.values()))
        if number in wanted:
            cells = (note["grader_mb"], sum(workers.values()), totals[-1])
            print(f"{number:8}" + "".join(f"{cell:10.1f}" for cell in cells))
    slope = numpy.polyfit(range(len(totals) - WARM), totals[WARM:], 1)[0]
    print(f"from the {WARM}th on: {100 * slope:+.2f} MB per 100 submissions, all together")
    print(f"the kernels, at most: {run.kernels_peak:.0f} MB together")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--grade"]:
        grade_here(*sys.argv[2:])
    else:
        main()
