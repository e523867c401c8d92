"""How long a learner waits for a check: `python benchmarks/check_latency.py [exercise ...]`.

For each exercise: a correct attempt (the reference), and wrong ones that no known mistake explains,
so that the whole search runs: wrong everywhere; right where all sizes are equal, so that no case
there rules a candidate out; and right in its numbers, with the gradient cut. "first" is the first
check in a process of its own, which also computes the expected values; "next" is the median of
five more. Prints milliseconds and the bounds, and exits with 1 if one is broken.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import torch

from course_utils import run
from course_utils.checking import Exercise
from course_utils.exercises import EXERCISES


def milliseconds(name: str, attempt) -> float:
    start = time.perf_counter()
    run(name, attempt)
    return 1000 * (time.perf_counter() - start)


def changed(result, change: Callable):
    """The result of any exercise with the change made to each tensor or number in it."""
    if isinstance(result, torch.Tensor):
        return change(result)
    return tuple(change(torch.as_tensor(part)) for part in result)


def bent(tensor: torch.Tensor) -> torch.Tensor:
    return 1.5 * tensor + 0.1 * tensor.sin()


def everywhere(row: Exercise):
    return lambda *arguments: changed(row.reference(*arguments), bent)


def where_sizes_differ(row: Exercise):
    def attempt(*arguments):
        sizes = {n for a in arguments if isinstance(a, torch.Tensor) for n in a.shape}
        result = row.reference(*arguments)
        return result if len(sizes) == 1 else changed(result, bent)

    return attempt


def without_gradient(row: Exercise):
    return lambda *arguments: changed(row.reference(*arguments), torch.Tensor.detach)


ATTEMPTS = {
    "correct": lambda row: row.reference,
    "wrong": everywhere,
    "partly": where_sizes_differ,
    "detached": without_gradient,
}


def measure(name: str, kind: str) -> None:
    """Print both times of one attempt; to be run in a process that has checked nothing before."""
    attempt = ATTEMPTS[kind](EXERCISES[name])
    first = milliseconds(name, attempt)
    print(first, statistics.median(milliseconds(name, attempt) for _ in range(5)))


def measured_apart(name: str, kind: str) -> list[float]:
    command = [sys.executable, __file__, "--measure", name, kind]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(number) for number in output.split()]


def main(names: list[str]) -> int:
    print(f"{'milliseconds':28}" + "".join(f"{kind:>17}" for kind in ATTEMPTS))
    print(f"{'exercise':28}" + f"{'first':>9}{'next':>8}" * len(ATTEMPTS))
    rows = []
    for name in names:
        rows.append([number for kind in ATTEMPTS for number in measured_apart(name, kind)])
        cells = (f"{number:{8 + 1 - place % 2}.1f}" for place, number in enumerate(rows[-1]))
        print(f"{name:28}" + "".join(cells), flush=True)
    correct_first, correct_next, *wrong = zip(*rows, strict=True)
    broken = 0
    for what, value, bound in (
        ("correct attempt, median", statistics.median(correct_next), 50),
        ("correct attempt, worst", max(correct_first), 400),
        ("wrong attempt, worst", max(map(max, wrong[::2])), 1000),
    ):
        print(f"{what:24} {value:8.1f} (bound {bound})")
        broken += value > bound
    return int(broken > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.exit(measure(*sys.argv[2:]))
    sys.exit(main(sys.argv[1:] or list(EXERCISES)))
