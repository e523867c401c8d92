"""How long a learner waits for a check: `python benchmarks/check_latency.py`.

For each exercise: a correct attempt (the reference), and a wrong one that no known mistake
explains, so that the whole search runs. "first" is the first check in a fresh process, which also
computes the expected values; "next" is the median of ten more. Prints milliseconds and the bounds.
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
        return tuple(part + 0.1 * part.sin() for part in result)

    return attempt


def measure(name: str) -> None:
    """Print the four times of one exercise, in a process that has checked nothing before."""
    row = EXERCISES[name]
    run_times = []
    for attempt in (row.reference, unexplained(row)):
        first = milliseconds(name, attempt)
        run_times += [first, statistics.median(milliseconds(name, attempt) for _ in range(10))]
    print(*run_times)


def main() -> None:
    print(f"{'exercise':24} {'correct':>17} {'wrong':>19}   (milliseconds)")
    print(f"{'':24} {'first':>8} {'next':>8}  {'first':>8} {'next':>8}")
    rows = {}
    for name in EXERCISES:
        command = [sys.executable, __file__, name]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows[name] = [float(number) for number in output.split()]
        print("{:24} {:8.1f} {:8.1f}  {:8.1f} {:8.1f}".format(name, *rows[name]))
    correct = statistics.median(row[1] for row in rows.values())
    print(f"correct attempt, median {correct:.1f} (bound 50)")
    print(f"correct attempt, worst  {max(row[0] for row in rows.values()):.1f} (bound 400)")
    print(f"wrong attempt, worst    {max(row[2] for row in rows.values()):.1f} (bound 1000)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
