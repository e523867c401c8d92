"""What comes of timing a simulated program: the seconds in words, and what was never asked.

Times in a program are in milliseconds, as learners read them in messages.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from ...timing.simulated import SimulatedDevice

RESULT = "seconds per call"
ROOM = 1e-3  # of the right result; launches, and waiting after each call, cost far less
LAUNCH = 1e-4  # ms


@dataclass(frozen=True)
class Program:
    """How long the device works on the calls, one after another; the last time goes on for ever.

    `compiling` keeps the host in the first call. `pending` is other work on the device, there
    before `time_call` is called, and `clock` the time on the clock in seconds. Where the calls
    `return_late`, each keeps the host until its work is done, as on the CPU.
    """

    calls: tuple[float, ...]
    compiling: float = 0
    pending: float = 0
    clock: float = 0.7
    launch: float = LAUNCH
    return_late: bool = False

    def __repr__(self) -> str:
        shown = [f"{ms:g}" for ms in self.calls[:6]]
        more = " ..." if len(self.calls) > 6 or len(set(self.calls)) > 1 else " each"
        text = f"<calls of {', '.join(shown)}{more} ms"
        if self.compiling:
            text += f", after compiling for {self.compiling:g} ms"
        if self.return_late:
            text += ", each returning when its work is done"
        if self.pending:
            text += f"; the device is busy for {self.pending:g} ms when you come"
        return f"{text}>"

    def seconds(self, warmup: int, iterations: int) -> float:
        last = self.calls[-1]
        wanted = range(warmup, warmup + iterations)
        return fmean(self.calls[i] if i < len(self.calls) else last for i in wanted) / 1000


class TheDevices:
    """Stands in a case for what each call gets from a fresh device."""

    def __repr__(self) -> str:
        return "the device's"


class Watched(SimulatedDevice):
    """Notes in which order it is called, waited for, and its clock is read."""

    def __init__(self, program: Program) -> None:
        super().__init__(launch_seconds=program.launch / 1000)
        self.noted: list[str] = []
        if program.pending:
            self.program(program.pending / 1000)()
        self.rest(program.clock)
        if program.pending:  # it began just now
            self._busy_until = self._now + program.pending / 1000
        launch = self.program([ms / 1000 for ms in program.calls])

        def fn() -> None:
            if "call" not in self.noted:
                self.rest(program.compiling / 1000)
            self.noted.append("call")
            launch()
            if program.return_late:
                super(Watched, self).synchronize()

        self.fn = fn

    def clock(self) -> float:
        self.noted.append("read")
        return super().clock()

    def synchronize(self) -> None:
        self.noted.append("wait")
        super().synchronize()


def observe(
    function: Callable,
    program: Program,
    synchronize: TheDevices,
    clock: TheDevices,
    warmup: int,
    iterations: int,
) -> dict[str, str]:
    """The result of timing the program on a fresh device, in words."""
    device = Watched(program)

    # Functions without a hidden argument, for the words of an error.
    def fn() -> None:
        device.fn()

    def synchronize() -> None:
        device.synchronize()

    def clock() -> float:
        return device.clock()

    for given in (fn, synchronize, clock):
        given.__qualname__ = given.__name__
    returned = function(fn, synchronize, clock, warmup, iterations)
    if returned is ...:
        raise NotImplementedError
    words = _in_words(returned, program.seconds(warmup, iterations), device.noted)
    calls = device.noted.count("call")
    if words.startswith("nothing") or calls in (0, warmup + iterations):
        return {RESULT: Words(words)}
    times = f"{calls} call{'s' * (calls != 1)}"
    return {
        RESULT: Words(words, f", after {times} of fn where {warmup + iterations} are asked for")
    }


@dataclass(frozen=True)
class Words:
    """What is compared, and a remark that is only shown."""

    compared: str
    remark: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.compared + self.remark


def _in_words(returned: Any, right: float, noted: list[str]) -> str:
    if returned is None:
        return "nothing (None)"
    if "read" not in noted:
        return "a number made without the clock, which was never read"
    try:
        if isinstance(returned, str | bytes | bool | list | tuple):
            raise TypeError
        seconds = float(returned)
    except (TypeError, ValueError, RuntimeError):
        return _kind(returned)
    if math.isclose(seconds, right, rel_tol=ROOM):
        return f"{right:.3g}"
    return f"{seconds:.3g}{_remark(noted)}"


def _kind(returned: Any) -> str:
    """Several numbers are the same mistake in a list, an array and a tensor."""
    if isinstance(returned, str | bytes):
        return "text"
    kind = "an array" if hasattr(returned, "shape") else f"a {type(returned).__name__}"
    try:
        count = len(returned)
    except TypeError:
        return kind
    several = count > 1 and (kind == "an array" or isinstance(returned, list | tuple))
    return f"{count} numbers" if several else f"{kind} of {count}"


def _remark(noted: list[str]) -> str:
    """What the order of the calls says about a wrong number."""
    if "call" not in noted:
        return ", without a call of fn"
    if "wait" not in noted:
        return ", without a call of synchronize"
    if "wait" in noted[len(noted) - noted[::-1].index("read") :]:
        return ", read before synchronize"
    return ""
