"""Running somebody else's function so that nothing of it stays behind but its result."""

from __future__ import annotations

import _signal
import builtins
import ctypes
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import FrameType, FunctionType
from typing import Any

import torch

from . import names, state

SECONDS = 10.0  # a first use of torch.func or torch.compile alone takes some

# Looked up now: what is called while an attempt's patches are in force must be the real thing.
_settrace, _gettrace, _running_threads = sys.settrace, sys.gettrace, threading.enumerate
_raise_in_thread = ctypes.pythonapi.PyThreadState_SetAsyncExc
_FOLDER = os.path.dirname(__file__)


class TooLong(BaseException):
    """Raised inside a call that has run out of time. Not an Exception: `except Exception` in a
    learner's endless loop must not swallow it."""


class preserved_state:
    """Ordinary surroundings inside; after it, all global state as before, whatever happened.

    `with_draws=False` lets the random numbers move on.
    """

    def __init__(self, *, with_draws: bool = True) -> None:
        self.with_draws = with_draws

    def __enter__(self) -> None:
        self.put_back = _snapshots[-1][0] if _snapshots else state.remembered()
        self.go_back = state.drawn() if self.with_draws else _nothing
        # It keeps what belongs to autograd: a mode that an attempt entered, and never left, too.
        self.autograd = torch._C._InferenceMode(False)
        self.autograd.__enter__()
        torch._C._set_grad_enabled(True)
        torch.set_autocast_enabled("cpu", False)

    def __exit__(self, *error) -> None:
        try:
            self.put_back()
            self.go_back()
        finally:
            self.autograd.__exit__(None, None, None)


def _nothing() -> None:
    pass


_snapshots: list[tuple[Callable[[], None], Callable[[], None]]] = []  # the last one is in force


class one_snapshot:
    """Inside, all guards put back the state of now, which saves looking it up for each of them.

    For code that itself changes nothing between the calls that it guards.
    """

    def __enter__(self) -> None:
        _snapshots.append((state.remembered(), names.remembered()))

    def __exit__(self, *error) -> None:
        _snapshots.pop()


class guarded:
    """For one call of somebody else's function: bounded in time, all it changed put back."""

    def __init__(self, *, with_draws: bool = True) -> None:
        self.state = preserved_state(with_draws=with_draws)

    def __enter__(self) -> None:
        self.state.__enter__()
        self.put_names_back = _snapshots[-1][1] if _snapshots else names.remembered()
        for leave in ("exit", "quit"):  # Python's own close the standard input, too
            if hasattr(builtins, leave):
                setattr(builtins, leave, sys.exit)
        self.threads = _running_threads()
        self.limit = time_limit()
        self.limit.__enter__()

    def __exit__(self, *error) -> None:
        try:
            self.limit.__exit__()
        finally:
            try:
                self.put_names_back()
            finally:
                self.state.__exit__()
        if self.limit.rang:
            _end_threads_besides(self.threads)


def looked_at(thing: Any) -> AbstractContextManager:
    """For reading its attributes. A plain function, on which nothing was put, runs no code then."""
    is_plain = type(thing) is FunctionType and not thing.__dict__
    return nullcontext() if is_plain else guarded()


def _end_threads_besides(these: Sequence[threading.Thread]) -> None:
    """End the threads that a call started which ran out of time: nobody waits for them."""
    for thread in _running_threads():
        if thread not in these:  # (SystemExit ends a thread without a word)
            _raise_in_thread(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))


def time_limit(seconds: float | None = None) -> _Alarm | _Watch:
    """Raise TooLong inside the block when it has run for this many seconds (SECONDS by default).

    A signal where there are signals (it also ends a sleep); elsewhere an exception that Python
    raises between two bytecodes. A call that never comes back from C cannot be stopped.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    kind = _Alarm if hasattr(_signal, "setitimer") and in_main_thread else _Watch
    return kind(SECONDS if seconds is None else seconds)


class _Alarm:
    def __init__(self, seconds: float) -> None:
        self.seconds, self.alarms, self.finished = seconds, 0, False

    @property
    def rang(self) -> bool:
        return self.alarms > 0

    def __enter__(self) -> None:
        self.handler, self.trace = _signal.getsignal(_signal.SIGALRM), _gettrace()
        _signal.signal(_signal.SIGALRM, self.ring)
        self.timer = _signal.setitimer(_signal.ITIMER_REAL, self.seconds, 0.1)

    def ring(self, number: int, frame: FrameType) -> None:
        # Late, or while entering and leaving the block: raising there would skip the cleaning up.
        # The timer repeats, so nothing is lost.
        if self.finished or frame.f_code in _LEAVING:
            return
        self.alarms += 1
        if self.alarms == 1:
            raise TooLong
        _raise_some_lines_later(frame, lines=self.alarms % 7)

    def __exit__(self, *error) -> None:
        self.finished = True
        _signal.setitimer(_signal.ITIMER_REAL, 0)
        _signal.signal(_signal.SIGALRM, self.handler or _signal.SIG_DFL)
        if self.alarms > 1:
            _settrace(self.trace)
        if self.timer[0]:
            _signal.setitimer(_signal.ITIMER_REAL, *self.timer)


def _raise_some_lines_later(frame: FrameType | None, lines: int) -> None:
    """For a loop that swallows TooLong with a bare `except:`.

    Raised a few lines further on each time, it comes sooner or later on a line that stands
    outside the `try:`.
    """

    def count_down(frame, event, argument):
        nonlocal lines
        lines -= 1
        if lines < 0:
            raise TooLong
        return count_down

    _settrace(lambda *_: None)  # on, but for the frames below only
    while frame and not frame.f_code.co_filename.startswith(_FOLDER):
        frame.f_trace = count_down
        frame = frame.f_back


class _Watch:
    def __init__(self, seconds: float) -> None:
        self.seconds, self.rang = seconds, False
        self.thread = ctypes.c_ulong(threading.get_ident())
        self.lock, self.finished = threading.Lock(), threading.Event()

    def __enter__(self) -> None:
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self) -> None:
        seconds = self.seconds
        while not self.finished.wait(seconds):
            with self.lock:
                if not self.finished.is_set():
                    self.rang = True
                    _raise_in_thread(self.thread, ctypes.py_object(TooLong))
            seconds = 0.1  # again, for a loop that swallowed it

    def __exit__(self, *error) -> None:
        while not self.finished.is_set():
            try:
                with self.lock:
                    self.finished.set()
                    _raise_in_thread(self.thread, None)  # one may be on its way
            except TooLong:
                continue


# The frames in which an alarm would hit our own cleaning up instead of the learner's code.
_LEAVING = {
    *(_Alarm.__enter__.__code__, _Alarm.__exit__.__code__),
    *(guarded.__enter__.__code__, guarded.__exit__.__code__),
}
