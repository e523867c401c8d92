"""How long a learner waits for a check: `python benchmarks/check_latency.py`.

For each exercise: a correct attempt (the reference), and a wrong one that no known mistake
explains, so that the whole search runs. "first" is the first check in a process of its own, which
also computes the expected values; "next" is the median of ten more. Prints milliseconds and the
bounds, and exits with 1 if one is broken.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import torch

from course_utils import run
from course_utils.checking import Exercise
from course_utils.exercises import EXERCISES


def milliseconds(name: str, attempt) -> float:
    start = time.perf_counter()
    run(name, attempt)
    return 1000 * (time.perf_counter() - start)


def unexplained(row: Exercise):
    """Wrong in a way nobody has written down: the right result, bent."""

    def attempt(*arguments):
        result = row.reference(*arguments)
        if isinstance(result, torch.Tensor):
            return result + 0.1 * result.sin()
        parts = map(torch.as_tensor, result)
        return tuple(part + 0.1 * part.sin() for part in parts)

    return attempt


ATTEMPTS = {"correct": lambda row: row.reference, "wrong": unexplained}


def measure(name: str, kind: str) -> None:
    """Print both times of one attempt; to be run in a process that has checked nothing before."""
    attempt = ATTEMPTS[kind](EXERCISES[name])
    first = milliseconds(name, attempt)
    print(first, statistics.median(milliseconds(name, attempt) for _ in range(10)))


def measured_apart(name: str, kind: str) -> list[float]:
    command = [sys.executable, __file__, name, kind]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(number) for number in output.split()]


def main() -> int:
    print(f"{'exercise':24} {'correct':>17} {'wrong':>19}   (milliseconds)")
    print(f"{'':24} {'first':>8} {'next':>8}  {'first':>8} {'next':>8}")
    rows = []
    for name in EXERCISES:
        rows.append([number for kind in ATTEMPTS for number in measured_apart(name, kind)])
        print("{:24} {:8.1f} {:8.1f}  {:8.1f} {:8.1f}".format(name, *rows[-1]))
    correct_first, correct_next, wrong_first, _ = zip(*rows, strict=True)
    broken = 0
    for what, value, bound in (
        ("correct attempt, median", statistics.median(correct_next), 50),
        ("correct attempt, worst", max(correct_first), 400),
        ("wrong attempt, worst", max(wrong_first), 1000),
    ):
        print(f"{what:24} {value:8.1f} (bound {bound})")
        broken += value > bound
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(measure(*sys.argv[1:]) if len(sys.argv) > 1 else main())
