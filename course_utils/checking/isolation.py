"""Running somebody else's function so that nothing of it stays behind but its result."""

from __future__ import annotations

import builtins
import ctypes
import math
import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from operator import is_
from types import FrameType

import numpy
import torch

SECONDS = 10.0  # a first use of torch.func or torch.compile alone takes some

# What a learner's code may patch, by accident or not, inside its own call.
_NAMESPACES = (
    *(torch, torch.nn.functional, torch.linalg, torch.autograd, torch.Tensor),
    *(torch.nn.Module, torch.nn.Linear),
    *(math, random, builtins, numpy, numpy.linalg, numpy.random),
)


class TooLong(BaseException):
    """Raised inside a call that has run out of time. Not an Exception: `except Exception` in a
    learner's endless loop must not swallow it."""


@contextmanager
def preserved_state() -> Iterator[None]:
    """Put back torch's, numpy's and Python's global state, whatever happens inside."""
    threads = torch.get_num_threads()
    dtype = torch.get_default_dtype()
    device = torch.get_default_device()
    deterministic = _determinism()
    anomaly = torch.is_anomaly_enabled()
    precision = None
    with suppress(RuntimeError):  # raised where torch's newer settings of the same were used
        precision = torch.get_float32_matmul_precision()
    numpy_state = numpy.random.get_state()  # noqa: NPY002 (the legacy state is what is global)
    python_state = random.getstate()
    numpy_errors, recursion_limit = numpy.geterr(), sys.getrecursionlimit()
    folder, streams = os.getcwd(), (sys.stdout, sys.stderr)
    print_options = vars(torch._tensor_str.PRINT_OPTS).copy()
    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng(devices=_cuda_devices()))
        stack.enter_context(torch.set_grad_enabled(True))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.autocast("cpu", enabled=False))
        try:
            yield
        finally:
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
            torch.set_default_dtype(dtype)
            if precision:
                torch.set_float32_matmul_precision(precision)
            if torch.get_default_device() != device:
                torch.set_default_device(device)
            if _determinism() != deterministic:  # (setting it loads the compiler: seconds)
                torch.use_deterministic_algorithms(deterministic[0], warn_only=deterministic[1])
            if torch.is_anomaly_enabled() != anomaly:
                torch.autograd.set_detect_anomaly(anomaly)
            numpy.random.set_state(numpy_state)  # noqa: NPY002
            random.setstate(python_state)
            numpy.seterr(**numpy_errors)
            sys.setrecursionlimit(recursion_limit)
            with suppress(OSError):  # a folder that is gone by now
                os.chdir(folder)
            sys.stdout, sys.stderr = streams
            vars(torch._tensor_str.PRINT_OPTS).update(print_options)


def _cuda_devices() -> range:
    return range(torch.cuda.device_count() if torch.cuda.is_initialized() else 0)


def _determinism() -> tuple[bool, bool]:
    return (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )


@contextmanager
def unpatched() -> Iterator[None]:
    """Undo what the code inside patched in torch, numpy, math or the builtins."""
    before = [dict(vars(namespace)) for namespace in _NAMESPACES]
    try:
        yield
    finally:
        for namespace, names in zip(_NAMESPACES, before, strict=True):
            after = dict(vars(namespace))
            if len(after) == len(names) and all(map(is_, after.values(), names.values())):
                continue
            for name in after.keys() - names.keys():
                # torch and numpy import submodules on first use: those may stay.
                if not isinstance(after[name], type(torch)):
                    delattr(namespace, name)
            for name, value in names.items():
                if after.get(name) is not value:
                    setattr(namespace, name, value)


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raise TooLong inside the block when it has run for this many seconds (SECONDS by default).

    A signal where there are signals (it also ends a sleep); elsewhere an exception that Python
    raises between two bytecodes. A call that never comes back from C cannot be stopped.
    """
    seconds = SECONDS if seconds is None else seconds
    in_main_thread = threading.current_thread() is threading.main_thread()
    if hasattr(signal, "setitimer") and in_main_thread:
        yield from _limit_by_signal(seconds)
    else:
        yield from _limit_by_thread(seconds)


def _limit_by_signal(seconds: float) -> Iterator[None]:
    alarms, finished = 0, False

    def stop(signum, frame):
        nonlocal alarms
        # Late, or while entering and leaving the block: raising there would skip the cleaning up.
        # The timer repeats, so nothing is lost.
        if finished or frame.f_code in _LEAVING:
            return
        alarms += 1
        if alarms == 1:
            raise TooLong
        _raise_some_lines_later(frame, lines=alarms % 7)

    handler, trace = signal.getsignal(signal.SIGALRM), sys.gettrace()
    timer = (0.0, 0.0)
    try:
        signal.signal(signal.SIGALRM, stop)
        timer = signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
        yield
    finally:
        finished = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        if alarms > 1:
            sys.settrace(trace)
        if timer[0]:
            signal.setitimer(signal.ITIMER_REAL, *timer)


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

    sys.settrace(lambda *_: None)  # on, but for the frames below only
    while frame and not frame.f_code.co_filename.startswith(os.path.dirname(__file__)):
        frame.f_trace = count_down
        frame = frame.f_back


def _limit_by_thread(seconds: float) -> Iterator[None]:
    target = ctypes.c_ulong(threading.get_ident())
    lock, finished = threading.Lock(), threading.Event()

    def stop():
        wait = seconds
        while not finished.wait(wait):
            with lock:
                if not finished.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TooLong))
            wait = 0.1  # again, for a loop that swallowed it

    threading.Thread(target=stop, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            finished.set()


# The frames in which an alarm would hit our own cleaning up instead of the learner's code.
_LEAVING = {
    *(type(time_limit()).__enter__.__code__, type(time_limit()).__exit__.__code__),
    *(time_limit.__wrapped__.__code__, _limit_by_signal.__code__),
}


@contextmanager
def guarded() -> Iterator[None]:
    """For one call of somebody else's function: bounded in time, all it changed put back."""
    with preserved_state(), unpatched(), time_limit():
        yield
