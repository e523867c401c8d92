"""Is `measure` right? `python benchmarks/timing_accuracy.py [--seconds 1] [--rounds 5]`

Each call is measured by two clocks in turns, round by round, and the ratio of a round's two medians
is taken; a row's ratio is the median of its rounds. Compared are: `measure` with itself (gate 1 %);
on a processor, one thread, with torch.utils.benchmark, for calls from 20 us to 200 ms (5 %); on a
GPU with the median of Triton's do_bench, both with an emptied cache (2 % from 1 ms, 5 % from
0.1 ms). A row beyond its gate is "noise", and how much of it is said, where other processes kept
the processor busy, where `measure` itself knew its medians no better, or where rounds contradict
each other; else it is broken, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import bare  # noqa: F401
import torch

from course_utils.timing import Cpu, Device, Measurement, in_words, measure, this_device
from course_utils.timing.load import Load

TARGETS = (20e-6, 200e-6, 2e-3, 20e-3, 200e-3)  # seconds a call shall take, on a processor
MOST_FOREIGN = 0.25  # cores
MATMULS = (1024, 2048, 4096, 8192)  # on a GPU


@dataclass(frozen=True)
class Row:
    """One call, by two clocks: the ratio of each round.

    `noise` is how well `measure` knew its medians, `foreign` the cores that others kept busy.
    """

    what: str
    seconds: float
    ratios: tuple[float, ...]
    allowed: float
    noise: float
    foreign: float = 0.0

    @property
    def difference(self) -> float:
        return abs(statistics.median(self.ratios) - 1)

    @property
    def verdict(self) -> str:
        if self.difference <= self.allowed:
            return "ok"
        scatter = (max(self.ratios) - min(self.ratios)) / 2
        if self.foreign > MOST_FOREIGN:
            return f"noise: {self.foreign:.1f} cores busy with others, ± {scatter:.1%}"
        if self.noise >= self.difference:
            return f"noise: the medians are known to ± {self.noise:.1%}"
        if min(self.ratios) <= 1 + self.allowed and max(self.ratios) >= 1 - self.allowed:
            return f"noise: rounds differ by ± {scatter:.1%}"
        return "BROKEN"

    def __str__(self) -> str:
        ratios = " ".join(f"{ratio:.3f}" for ratio in self.ratios)
        return (
            f"{self.what:38} {in_words(self.seconds):>9}  {ratios:32} {self.difference:6.2%}"
            f"  <= {self.allowed:.0%}  {self.verdict}"
        )


def compare(
    what: str,
    ours: Callable[[], Measurement],
    theirs: Callable[[], Measurement | float],
    allowed: float,
    rounds: int,
) -> Row:
    """Both clocks in turns, the one that goes first changing."""
    ratios, seen, load = [], [], Load()
    for number in range(rounds):
        if number % 2:
            other, mine = theirs(), ours()
        else:
            mine, other = ours(), theirs()
        both = [mine, other] if isinstance(other, Measurement) else [mine]
        seen += both
        ratios.append(mine.median / getattr(other, "median", other))
    noise = 2 * max(m.spread for m in seen)
    median = statistics.median(m.median for m in seen)
    return Row(what, median, tuple(ratios), allowed, noise, load.foreign_cores())


def rows_on_a_processor(seconds: float, rounds: int) -> Iterator[Row]:
    from torch.utils.benchmark import Timer

    device = Cpu()
    for target in TARGETS:
        what, fn = product_that_takes(target, device)

        def ours(fn=fn):
            return measure(fn, device=device, seconds=seconds)

        def theirs(fn=fn):
            timer = Timer("fn()", globals={"fn": fn}, num_threads=torch.get_num_threads())
            return timer.blocked_autorange(min_run_time=seconds).median

        yield compare(f"{what}, twice", ours, ours, 0.01, rounds)
        yield compare(f"{what}, torch.utils.benchmark", ours, theirs, 0.05, rounds)


def product_that_takes(target: float, device: Device) -> tuple[str, Callable[[], object]]:
    """A matrix product of about this many seconds."""
    size = 64
    while True:
        a, b = torch.randn(size, size), torch.randn(size, size)
        out = torch.empty(size, size)

        def fn(a=a, b=b, out=out):
            torch.mm(a, b, out=out)

        took = min(device.seconds(fn) for _ in range(5))
        if took >= target:
            return f"{size} x {size} matmul", fn
        size = max(size + 4, int(size * min(2.0, (target / took) ** (1 / 3))))


def rows_on_a_gpu(device: Device, seconds: float, rounds: int) -> Iterator[Row]:
    from triton.testing import do_bench

    for size in MATMULS:
        a, b = (
            torch.randn(size, size, device=device.torch_device, dtype=torch.bfloat16)
            for _ in range(2)
        )
        out = torch.empty_like(a)

        def fn(a=a, b=b, out=out):
            torch.mm(a, b, out=out)

        def ours(fn=fn):
            return measure(fn, device=device, cold=True, seconds=seconds)

        def theirs(fn=fn):
            return do_bench(fn, warmup=100, rep=int(1000 * seconds), return_mode="median") / 1000

        took = ours().median
        what = f"{size} x {size} bfloat16 matmul"
        yield compare(f"{what}, twice", ours, ours, 0.01, rounds)
        if took >= 1e-4:
            allowed = 0.02 if took >= 1e-3 else 0.05
            yield compare(f"{what}, do_bench", ours, theirs, allowed, rounds)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Compare `measure` with itself and with other clocks.",
        epilog="example: python benchmarks/timing_accuracy.py --seconds 3",
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="each measurement (default: 1)")
    parser.add_argument("--rounds", type=int, default=5, help="of each comparison (default: 5)")
    parser.add_argument("--cpu", action="store_true", help="the processor, though there is a GPU")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    device = Cpu() if chosen.cpu else this_device()
    if device.torch_device.type == "cuda":
        rows = rows_on_a_gpu(device, chosen.seconds, chosen.rounds)
    else:
        rows = rows_on_a_processor(chosen.seconds, chosen.rounds)
    print(", ".join(f"{name} {value}" for name, value in device.describe().items()))
    print(f"{'call':38} {'seconds':>9}  {'ratio, by round':32} differ    gate")
    broken = 0
    for row in rows:
        print(row, flush=True)
        broken += row.verdict == "BROKEN"
    print(f"{broken} gates broken" if broken else "no gate is broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
