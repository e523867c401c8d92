"""Doubt about a timer: its claim against what the device did meanwhile."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import torch

from .device import Device
from .measurement import in_words, spread_of
from .simulated import SimulatedDevice

Timer = Callable[[Callable, Callable, Callable, int, int], float]
TOLERANCE = 0.1  # of the claim
COMPILING = 30  # times as long as a later call: no cold cache makes a first call so slow
SAMPLES = 15


@dataclass(frozen=True)
class Finding:
    """Something wrong with a measurement: its name, and what a reader has to know."""

    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


def audit(
    timer: Timer,
    fn: Callable[[], object],
    *,
    device: Device,
    warmup: int = 3,
    iterations: int = 10,
    empty: Callable[[], object] | None = None,
) -> list[Finding]:
    """What is wrong with the seconds per call that `timer` claims for `fn`; nothing: [].

    The timer has `time_call`'s signature. It should meet `fn` uncalled, so that it meets the first
    call's cost too. Then `fn` is called again, each time until the device has drained, to see how
    long a call takes in truth. `empty` is a program that does nothing, to be launched only.
    """
    watch = Watch(fn, device)
    claimed = watch.run(timer, warmup, iterations)
    truth = Truth.of(fn, device)
    findings = [_claim(claimed, truth, watch, iterations)]
    findings.append(check_size(truth.pipelined, _empty_seconds(device, empty)))
    if truth.spread > TOLERANCE:
        sentence = f"calls differ so much that their median is known to {truth.spread:.0%} only"
        findings.append(Finding("noise", f"{sentence}; no more digits than that mean anything"))
    return [finding for finding in findings if finding]


@dataclass
class Watch:
    """A timer at work: what it called, waited for and read, in this order."""

    fn: Callable[[], object]
    device: Device
    trace: list[str] = field(default_factory=list)
    wall: float = 0.0

    def run(self, timer: Timer, warmup: int, iterations: int) -> float:
        """What the timer claims; `wall` are the seconds until the device has drained."""
        self.device.synchronize()
        start = self.device.clock()
        claimed = timer(
            self._noted("call", self.fn),
            self._noted("wait", self.device.synchronize),
            self._noted("read", self.device.clock),
            warmup,
            iterations,
        )
        self.device.synchronize()
        self.wall = self.device.clock() - start
        return float(claimed)

    def _noted(self, name: str, do: Callable) -> Callable:
        def doing():
            self.trace.append(name)
            return do()

        return doing

    @property
    def calls(self) -> int:
        return self.trace.count("call")

    @property
    def _before(self) -> list[str]:
        """What happened before the clock was read for the first time."""
        return self.trace[: self.trace.index("read")] if "read" in self.trace else []

    @property
    def warm_ups(self) -> int:
        return self._before.count("call")

    @property
    def waits_first(self) -> bool:
        """Was the device idle when the clock was first read?"""
        return self.warm_ups == 0 or self._before[-1] == "wait"

    @property
    def waits_last(self) -> bool:
        """Was the device idle each time that the clock was read after a timed call?"""
        after = self.trace[len(self._before) :]
        return ("call", "read") not in pairwise(after)


@dataclass(frozen=True)
class Truth:
    """How long calls take, one at a time until drained, and one behind the other."""

    singles: tuple[float, ...]
    pipelined: float

    @classmethod
    def of(cls, fn: Callable[[], object], device: Device, samples: int = SAMPLES) -> Truth:
        singles = []
        for calls in (1,) * samples + (samples,):
            device.synchronize()
            start = device.clock()
            for _ in range(calls):
                fn()
            device.synchronize()
            singles.append((device.clock() - start) / calls)
        return cls(tuple(singles[:-1]), singles[-1])

    @property
    def single(self) -> float:
        return statistics.median(self.singles)

    @property
    def spread(self) -> float:
        return spread_of(self.singles)

    @property
    def least(self) -> float:
        return min(self.single, self.pipelined) * (1 - TOLERANCE - self.spread)

    @property
    def most(self) -> float:
        return max(self.single, self.pipelined) * (1 + TOLERANCE + self.spread)


def _claim(claimed: float, truth: Truth, watch: Watch, iterations: int) -> Finding | None:
    """What a claim that is not the truth comes from."""
    said, true = in_words(claimed), in_words(truth.single)
    if not claimed > 0:
        return Finding("no_time", f"{claimed} seconds per call are claimed; a call takes {true}")
    timed = watch.calls - watch.warm_ups
    if claimed < truth.least:
        if not watch.waits_last:
            told = f"{said} per call claimed, {true} taken: the clock was read while the device"
            return Finding("no_synchronize", f"{told} still worked; wait for it before")
        if timed < iterations:
            told = f"it divides by {iterations} calls and made {timed}"
            return Finding("wrong_number_of_calls", told)
        told = f"{said} per call claimed, {true} taken until the device has drained"
        return Finding("too_little_time", told)
    if claimed <= truth.most:
        return None
    if not watch.waits_first and watch.warm_ups:
        told = f"{said} per call claimed, {true} taken: the clock was started while the device"
        return Finding("warm_up_counted", f"{told} still did the warm-up; wait for it before")
    if timed > iterations:
        told = f"it divides by {iterations} calls and made {timed}"
        return Finding("wrong_number_of_calls", told)
    extra = watch.wall - watch.calls * truth.single
    if watch.warm_ups == 0 and extra > COMPILING * truth.single:
        told = f"the first call took {in_words(extra)} longer than the {true} of a later one"
        return Finding("compile_included", f"{told}, and was counted: compile before")
    if watch.warm_ups == 0:
        told = f"the first call took {in_words(max(extra, 0))} longer than the {true} of a later"
        return Finding("no_warm_up", f"{told} one, and was counted: call before, untimed")
    if extra > TOLERANCE * claimed:
        told = f"{said} per call claimed, {true} taken by nearly all: some took longer,"
        return Finding("outlier", f"{told} {in_words(extra)} in all; take the samples' median")
    return Finding("too_much_time", f"{said} per call claimed, {true} taken")


def check_size(seconds: float, empty: float) -> Finding | None:
    """Is anything measured but the launch? `empty` are the seconds of a program without work."""
    if seconds > 2 * empty:
        return None
    told = f"a call takes {in_words(seconds)}, a program that does nothing {in_words(empty)}"
    return Finding("launch_bound", f"{told}: this times the launch; take larger inputs")


def check_drained(claimed: float, calls: int, wall: float, slack: float = 0.5) -> Finding | None:
    """Do `claimed` seconds per call, times calls, fill the `wall` until the device had drained?"""
    total = claimed * calls
    if total > wall * (1 + TOLERANCE):
        told = f"{calls} calls of {in_words(claimed)} are more than the {in_words(wall)} that"
        return Finding("too_much_time", f"{told} went by")
    if total < wall * (1 - slack):
        told = f"{calls} calls of {in_words(claimed)} are claimed, but the device was done only"
        return Finding("no_synchronize", f"{told} after {in_words(wall)}")
    return None


def _empty_seconds(device: Device, empty: Callable[[], object] | None) -> float:
    if empty is None:
        if isinstance(device, SimulatedDevice):
            empty = device.program(0.0)
        else:
            one = torch.zeros(1, device=device.torch_device)
            empty = one.zero_
    empty()
    return Truth.of(empty, device).pipelined
