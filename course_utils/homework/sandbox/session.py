"""One submission at work: its cells are run, then its functions can be called."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...checking.isolation import TooLong
from . import kernel as kernels
from .boot_words import DEFINE, SERVE
from .channel import Channel, Gone
from .kernel import Kernel
from .limits import Limits
from .place import Place
from .removal import remove

PEACE = 1.5  # seconds for a function to end after it was interrupted
DEFINING = 8.0  # seconds for all definitions, in a process that is started again


class Ended(RuntimeError):
    """Its process ended before an answer came."""


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """The engine's alarm waits meanwhile: it is meant for the learner's function."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    left, again = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, again)


class Session:
    """`with Session(cells, work) as session:`; `work` is a folder that is made and removed."""

    def __init__(
        self,
        cells: Sequence[str],
        work: Path,
        limits: Limits | None = None,
        hide: Iterable[str | Path] = (),
    ) -> None:
        self.cells, self.limits = list(cells), limits or Limits()
        self.place = Place(Path(work), self.limits, hide)
        self.remarks: list[str] = []
        self.errors: dict[int, str] = {}
        """What the cells raised, by their numbers from 1."""
        self.deaths = 0
        self.kernel: Kernel | None = None
        self.channel: Channel | None = None
        self.end = time.monotonic() + self.limits.wall_seconds

    def __enter__(self) -> Session:
        try:
            self._run()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        try:
            self._leave()
        finally:
            remove(self.place.work)

    @property
    def seconds_left(self) -> float:
        return self.end - time.monotonic()

    def _run(self) -> None:
        """Run the notebook, then serve; a process that ends is started again for definitions."""
        self.kernel = Kernel(self.place, self.cells)
        self.kernel.start()
        self.end = time.monotonic() + self.limits.wall_seconds  # starting is not theirs
        for index, source in enumerate(self.cells):
            if not source.strip():
                continue
            seconds = min(self.limits.cell_seconds, max(1.0, self.seconds_left))
            how = self.kernel.execute(index, source, seconds)
            if how in (kernels.STOPPED, kernels.STUCK):
                after = f"after {seconds:.0f} seconds"
                self.remarks.append(f"Code cell {index + 1} was stopped {after}.")
            if how == kernels.ERROR:
                self.errors[index + 1] = self.kernel.error
            if how in (kernels.ERROR, kernels.STOPPED):
                again = self.kernel.execute(index, DEFINE + source, DEFINING)
                how = again if again in (kernels.STUCK, kernels.DIED) else how
            if how == kernels.DIED:
                self.remarks.append(f"Its process ended in code cell {index + 1}.")
            if how in (kernels.STUCK, kernels.DIED):
                self.restart()
                return
            if self.seconds_left <= 0:
                self.remarks.append("The notebook as a whole took too long.")
                self.restart()
                return
        try:
            self._serve()
        except Gone:
            self.restart()

    def _serve(self) -> None:
        self._end_others()
        self.channel = Channel(self.kernel.from_here(self.place.address))
        self.kernel.send(SERVE)
        self.channel.accept(5, self.kernel.lives)

    def restart(self) -> None:
        """A fresh process with the definitions only; without any if that ends too."""
        with _undisturbed():
            self._restart()

    def _restart(self) -> None:
        for calm in (False, True):
            self._leave()
            if self.deaths >= self.limits.deaths:
                return
            self.deaths += 1
            self.kernel = Kernel(self.place, [])
            self.kernel.start()
            try:
                self._serve()
                self._define(calm)
                self._end_others()
                return
            except Gone:
                continue
        self._leave()

    def _define(self, calm: bool) -> None:
        request = {"cells": self.cells, "calm": calm}
        try:
            self.channel.ask("define", DEFINING, **request)
        except TooLong:
            self._make_peace()

    def _make_peace(self) -> None:
        self.kernel.interrupt()
        self.channel.await_peace(PEACE)
        self._end_others()

    def _end_others(self) -> None:
        """What was forked and still runs would take the time of the calls that follow."""
        if not self.place.end_others():
            raise Gone("it goes on forking")

    def ask(
        self,
        do: str,
        seconds: float,
        callbacks: Mapping[int, Callable] | None = None,
        **request: Any,
    ) -> dict[str, Any]:
        """The agent's answer. Raises TooLong, or Ended when the process did not live to give it.

        Either way the next question finds a process that can answer, as long as the limits allow.
        """
        if self.channel is not None and self.channel.waits:
            try:
                self._make_peace()
            except Gone:
                self.restart()
        elif self.channel is None or not self.kernel.lives():
            self.restart()
        if self.channel is None:
            raise Ended("its process ended too often to be started again")
        try:
            return self.channel.ask(do, seconds, callbacks, **request)
        except Gone as error:
            self._leave()
            raise Ended(f"its process ended before the answer came ({error})") from None

    def _leave(self) -> None:
        with _undisturbed():
            self._end()

    def _end(self) -> None:
        if self.channel is not None:
            self.channel.close()
        self.channel = None
        if self.kernel is not None and not self.kernel.end():
            self.remarks.append("A process of this submission could not be ended.")
        self.kernel = None

    @property
    def protections(self) -> list[str]:
        return self.place.told(protected=True)

    @property
    def missing(self) -> list[str]:
        return self.place.told(protected=False)
