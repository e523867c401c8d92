"""Known mistakes with the clock itself: another clock, a forgotten call, lost digits."""

from __future__ import annotations

import time

import torch

from ...checking import MistakeList
from .parts import build, warm_up

clock_mistakes = MistakeList()


@clock_mistakes()
def own_clock_of_the_host(fn, synchronize, clock, warmup, iterations):
    """you never read `clock`, the clock you were given: time.time() and time.perf_counter() know
    nothing of this device's time.

    Call clock() before and after.
    """
    start = time.perf_counter()
    build()(fn, synchronize, time.perf_counter, warmup, iterations)
    return time.perf_counter() - start


@clock_mistakes()
def clock_without_parentheses(fn, synchronize, clock, warmup, iterations):
    """`clock` without parentheses is the clock itself; clock() is what it shows."""
    synchronize()
    return (clock - clock) / iterations


@clock_mistakes()
def start_without_parentheses(fn, synchronize, clock, warmup, iterations):
    """`start = clock` keeps the clock itself; `start = clock()` what it shows at that moment."""
    return (clock() - clock) / iterations


@clock_mistakes()
def end_without_parentheses(fn, synchronize, clock, warmup, iterations):
    """`end = clock` keeps the clock itself; `end = clock()` what it shows at that moment."""
    start = clock()
    return (clock - start) / iterations


@clock_mistakes()
def readings_in_single_precision(fn, synchronize, clock, warmup, iterations):
    """you keep the clock's readings in float32: 7 digits are too few for a small difference of two
    large numbers.

    Keep them as Python numbers, or subtract before you make a tensor.
    """
    warm_up(fn, warmup, iterations)
    synchronize()
    start = torch.tensor(clock())
    warm_up(fn, iterations, iterations)
    synchronize()
    return (torch.tensor(clock()) - start) / iterations
