"""The global state of torch, NumPy and Python: how each part is read, and how it is put back."""

from __future__ import annotations

import _signal  # (what `signal` has, without turning each answer into an enumeration)
import gc
import locale
import logging
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy
import torch

from .torch_settings import TORCH, Setting

_SIGNALS = [int(number) for number in signal.valid_signals()]


def _put_garbage_collection(before: tuple) -> None:
    enabled, threshold, debug = before
    (gc.enable if enabled else gc.disable)()
    gc.set_threshold(*threshold)
    gc.set_debug(debug)


def _folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # a folder that is gone by now
        return None


def _put_folder(before: str | None) -> None:
    if before:
        os.chdir(before)


def _environment() -> dict:
    return getattr(os.environ, "_data", os.environ).copy()  # (not decoded, where that is possible)


def _put_environment(before: dict) -> None:
    now = _environment()
    for name in now.keys() - before.keys():
        del os.environ[os.fsdecode(name)]
    for name, value in before.items():
        if now.get(name) != value:
            os.environ[os.fsdecode(name)] = os.fsdecode(value)


def _lists() -> list[list]:
    return [[*sys.path], [*sys.meta_path], [*sys.path_hooks], [*logging.root.handlers]]


def _put_lists(before: list[list]) -> None:
    sys.path[:], sys.meta_path[:], sys.path_hooks[:], logging.root.handlers[:] = before


def _put_warning_filters(before: list) -> None:
    warnings.filters[:] = before
    warnings._filters_mutated()


def _put_logging(before: tuple[int, int]) -> None:
    logging.root.setLevel(before[0])
    logging.disable(before[1])


def _signal_handlers() -> list:
    return [*map(_signal.getsignal, _SIGNALS)]


def _put_signal_handlers(before: list) -> None:
    for number, handler in zip(_SIGNALS, before, strict=True):
        if handler is not None and _signal.getsignal(number) != handler:
            _signal.signal(number, handler)


def _cuda_generators() -> list[torch.Tensor]:
    return torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []


def _put_cuda_generators(before: list[torch.Tensor]) -> None:
    if before:
        torch.cuda.set_rng_state_all(before)


PYTHON: list[Setting] = [
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.gettrace, sys.settrace),
    (sys.getprofile, sys.setprofile),
    (numpy.geterr, lambda before: numpy.seterr(**before)),
    (numpy.geterrcall, numpy.seterrcall),
    (numpy.get_printoptions, lambda before: numpy.set_printoptions(**before)),
    (sys.getswitchinterval, sys.setswitchinterval),
    (lambda: (gc.isenabled(), gc.get_threshold(), gc.get_debug()), _put_garbage_collection),
    (_folder, _put_folder),
    (_environment, _put_environment),
    (_lists, _put_lists),
    (lambda: warnings.filters[:], _put_warning_filters),
    (lambda: (logging.root.level, logging.root.manager.disable), _put_logging),
    (lambda: locale.setlocale(locale.LC_ALL), lambda old: locale.setlocale(locale.LC_ALL, old)),
    (_signal_handlers, _put_signal_handlers),
    (threading.gettrace, threading.settrace),
    (threading.getprofile, threading.setprofile),
]

# Always written: they are long to compare.
_GENERATORS: list[Setting] = [
    (torch.default_generator.get_state, torch.default_generator.set_state),
    (numpy.random.get_state, numpy.random.set_state),
    (random.getstate, random.setstate),
    (_cuda_generators, _put_cuda_generators),
]


def drawn() -> Callable[[], None]:
    """Remember where the random numbers are; the function returned goes back there."""
    before = [(write, read()) for read, write in _GENERATORS]

    def restore() -> None:
        for write, old in before:
            write(old)

    return restore


def remembered() -> Callable[[], None]:
    """Remember all else; the function returned puts back what has changed since."""
    before = []
    for read, write in (*PYTHON, *TORCH):
        with suppress(RuntimeError):  # torch will not tell where old and new names were used
            before.append((read, write, read()))

    def restore() -> None:
        for read, write, old in before:
            # One that resists must not keep the others from their turn.
            with suppress(BaseException):
                if not _is(read, old):
                    write(old)

    return restore


def _is(read: Callable, old: Any) -> bool:
    try:
        return bool(read() == old)
    except RuntimeError:
        return False
