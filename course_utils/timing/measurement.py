"""One call, timed honestly: warmed up, drained, repeated until its median is known."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .device import Device, this_device
from .load import Load

FEWEST = 3  # samples
SHORTEST = 1e-3  # seconds a sample lasts, so that reading the clock costs nothing beside it
BATCH = 0.1  # seconds between two looks at what else the machine does
FOREIGN = 0.25  # cores that other processes may keep busy before samples are thrown away
MOST_WARM_UPS = 1000
MANY = 20  # calls
LONGEST_LAUNCH = 0.01  # seconds
LEAST_CLAIM = 0.5  # of the time until the device is done


@dataclass(frozen=True)
class Measurement:
    """What was seen of one call. `samples` and `first` are seconds per call.

    `calls` is how many calls one sample is the average of, `wall` the host's seconds from before
    the first sample until the device had done everything, `remarks` what a reader has to know.
    """

    samples: tuple[float, ...]
    calls: int = 1
    first: float = math.nan
    wall: float = math.nan
    peak_bytes: int | None = None
    device: dict = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @cached_property
    def median(self) -> float:
        """Seconds per call."""
        return statistics.median(self.samples)

    def quantile(self, share: float) -> float:
        """The seconds per call that this share of the samples stays below or at."""
        ordered = sorted(self.samples)
        place = share * (len(ordered) - 1)
        low = math.floor(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (place - low) * (ordered[high] - ordered[low])

    @cached_property
    def spread(self) -> float:
        """How far the median may be off, as a share of it: half its 95 % interval."""
        return spread_of(self.samples)

    def __str__(self) -> str:
        text = f"{in_words(self.median)} per call (± {self.spread:.1%})"
        return "; ".join((text, *self.remarks))


def measure(
    fn: Callable[[], object],
    *,
    device: Device | None = None,
    cold: bool = False,
    spread: float = 0.01,
    seconds: float = 1.0,
) -> Measurement:
    """Time `fn()` until its median is known to `spread`, for about `seconds` at most.

    Waits for the device before and after each sample. `cold` empties the caches before each call.
    Samples taken while other processes keep the machine busy are thrown away. The environment
    variable COURSE_TIMING_BUDGET multiplies `seconds`, here and in `sweep`.
    """
    device, seconds = device or this_device(), within_budget(seconds)
    device.synchronize()
    first = device.seconds(fn)
    sampler = Sampler(fn, device, cold=cold, budget=seconds)
    start = device.clock()
    while not sampler.is_known(spread) and device.clock() - start < seconds:
        sampler.take()
    return sampler.measurement(first, spread)


class Sampler:
    """Takes samples of one function, a batch at a time, and keeps those that count."""

    def __init__(
        self, fn: Callable[[], object], device: Device, *, cold: bool = False, budget: float = 1.0
    ) -> None:
        self.fn, self.device, self.cold = fn, device, cold
        self.samples: list[float] = []
        self.discarded: list[float] = []
        self.wall = self.claimed = 0.0
        one = max(self._warm_up(budget / 10), 1e-9)
        self.calls = 1 if cold else math.ceil(SHORTEST / one)
        sample = one * self.calls + (self._flush_seconds() if cold else 0.0)
        self.batch = max(1, int(min(BATCH, budget / 10) / sample))
        self.launch_share = self._launch_share(one)

    def _warm_up(self, seconds: float) -> float:
        """Call for so long, at least once; gives the seconds of the fastest call."""
        spent, fastest = 0.0, math.inf
        for _ in range(MOST_WARM_UPS):
            one = self.device.seconds(self.fn)
            spent, fastest = spent + one, min(fastest, one)
            if spent >= seconds:
                break
        return fastest

    def _flush_seconds(self) -> float:
        self.device.synchronize()
        start = self.device.clock()
        self.device.flush_cache()
        self.device.synchronize()
        return self.device.clock() - start

    def _launch_share(self, one: float) -> float:
        """The share of a sample in which the host only hands calls over: 1 is launch-bound."""
        if not self.device.is_asynchronous or one > LONGEST_LAUNCH:
            return 0.0
        calls = max(self.calls, MANY)  # the first launches go by before the device has begun
        self.device.synchronize()
        start = self.device.clock()
        for _ in range(calls):
            self.fn()
        launched = self.device.clock()
        self.device.synchronize()
        return (launched - start) / max(self.device.clock() - start, 1e-12)

    def take(self) -> None:
        """Take one batch of samples."""
        load, taken = Load(), []
        for _ in range(self.batch):
            if self.cold:
                self.device.flush_cache()
            self.device.synchronize()
            before = self.device.clock()
            seconds = self.device.seconds(self.fn, self.calls)
            self.device.synchronize()
            self.wall += self.device.clock() - before
            self.claimed += seconds
            taken.append(seconds / self.calls)
        is_loaded = self.device.is_processor and load.foreign_cores() > FOREIGN
        (self.discarded if is_loaded else self.samples).extend(taken)

    def is_known(self, spread: float) -> bool:
        """Is the median known to this share of it?"""
        return len(self.samples) >= FEWEST and spread_of(self.samples) <= spread

    def measurement(
        self, first: float, spread: float, peak_bytes: int | None = None
    ) -> Measurement:
        """What the samples say; where all were thrown away, what those say."""
        if not self.samples + self.discarded:
            self.take()
        samples = tuple(self.samples or self.discarded)
        remarks = tuple(self._remarks(samples, first, spread))
        device = self.device.describe()
        return Measurement(samples, self.calls, first, self.wall, peak_bytes, device, remarks)

    def _remarks(self, samples: tuple[float, ...], first: float, spread: float) -> Iterator[str]:
        median = statistics.median(samples)
        if spread_of(samples) > spread:
            yield f"noise: the median is known to {spread_of(samples):.1%} only"
        if statistics.fmean(samples) > 1.1 * median:
            yield "outliers: the mean lies more than 10 % above the median"
        if self.launch_share > 0.9:
            yield "launch-bound: the host takes as long to hand the calls over"
        if self.claimed > 1.02 * self.wall:
            yield "impossible: the samples add up to more than the time that went by"
        if self.claimed < LEAST_CLAIM * self.wall and not self.cold:
            yield "not drained: the device worked far longer than the samples say"
        if self.discarded:
            kept = "none was left" if not self.samples else f"{len(self.samples)} kept"
            yield f"load: other processes ran during {len(self.discarded)} samples ({kept})"
        if first > 10 * median:
            yield f"the first call took {first / median:.0f} times as long and is left out"


def within_budget(seconds: float) -> float:
    """So long, or the part of it that this environment grants."""
    return seconds * float(os.environ.get("COURSE_TIMING_BUDGET", "1"))


def spread_of(samples: Sequence[float]) -> float:
    """Half the 95 % interval of the median, as a share of it, by the ranks of the samples."""
    ordered, count = sorted(samples), len(samples)
    reach = 0.98 * math.sqrt(count)  # 1.96 standard deviations of a rank, binomial with p = 1/2
    low = max(0, math.floor((count - 1) / 2 - reach))
    high = min(count - 1, math.ceil((count - 1) / 2 + reach))
    middle = statistics.median(ordered)
    return (ordered[high] - ordered[low]) / 2 / middle if middle else 0.0


def in_words(seconds: float) -> str:
    """A time with its unit and three digits: "1.36 ms"."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= 0.9995 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
