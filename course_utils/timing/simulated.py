"""A device that works on its own while its host goes on, in a time that is only counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, repeat

from .device import Device


class SimulatedDevice(Device):
    """An asynchronous device such as a GPU, with a clock that stands still between its events.

    Calling a program only hands it over, which takes the host `launch_seconds`; the device starts
    it when the one before has ended. `synchronize()` takes the host to the moment when all is
    done. Nothing really waits, so that the same calls always take the same time, on any machine.
    """

    name = "simulated device"
    is_asynchronous = True

    def __init__(self, *, launch_seconds: float = 5e-6) -> None:
        self.launch_seconds = launch_seconds
        self.calls = 0
        self._now = 0.0
        self._busy_until = 0.0

    def program(
        self, seconds: float | Iterable[float], *, first: Iterable[float] = ()
    ) -> Callable[[], None]:
        """A function whose calls keep the device busy for `seconds`, the `first` ones for longer.

        Several `seconds` are those of one call after another; the last goes on for ever.
        """
        rest = [seconds] if isinstance(seconds, int | float) else list(seconds)
        durations = chain(first, rest, repeat(rest[-1]))

        def launch() -> None:
            self.calls += 1
            self._now += self.launch_seconds
            self._busy_until = max(self._busy_until, self._now) + next(durations)

        return launch

    def clock(self) -> float:
        return self._now

    def synchronize(self) -> None:
        self._now = max(self._now, self._busy_until)

    def rest(self, seconds: float) -> None:
        """Let time go by on the host, which does something else."""
        self._now += seconds

    @property
    def is_idle(self) -> bool:
        return self._busy_until <= self._now
