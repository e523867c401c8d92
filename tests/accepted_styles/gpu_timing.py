"""Right ways to time a call."""

from __future__ import annotations

import statistics
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from timeit import Timer

import numpy
import torch


def twice_synchronised(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    synchronize()
    start = clock()
    for _ in range(iterations):
        fn()
    synchronize()
    end = clock()
    return (end - start) / iterations


def median_of_single_calls(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(iterations):
        synchronize()
        start = clock()
        fn()
        synchronize()
        times.append(clock() - start)
    return statistics.median(times)


def mean_of_single_calls(fn, synchronize, clock, warmup, iterations):
    [fn() for _ in range(warmup)]
    synchronize()
    total = 0.0
    for _ in range(iterations):
        start = clock()
        fn()
        synchronize()
        total += clock() - start
    return total / iterations


def upper_median(fn, synchronize, clock, warmup, iterations):
    times = []
    for i in range(warmup + iterations):
        synchronize()
        start = clock()
        fn()
        synchronize()
        if i >= warmup:
            times.append(clock() - start)
    return sorted(times)[len(times) // 2]


def slices_off_the_warm_up(fn, synchronize, clock, warmup, iterations):
    def once():
        synchronize()
        start = clock()
        fn()
        synchronize()
        return clock() - start

    times = [once() for _ in range(warmup + iterations)]
    return sum(times[warmup:]) / iterations


def one_loop(fn, synchronize, clock, warmup, iterations):
    for i in range(warmup + iterations):
        if i == warmup:
            synchronize()
            start = clock()
        fn()
    synchronize()
    return (clock() - start) / iterations


def numpy_median_of_readings(fn, synchronize, clock, warmup, iterations):
    for _ in repeat(None, warmup):
        fn()
    synchronize()
    readings = [clock()]
    for _ in range(iterations):
        fn()
        synchronize()
        readings.append(clock())
    return numpy.median(numpy.diff(readings))


def torch_mean(fn, synchronize, clock, warmup, iterations):
    times = torch.zeros(iterations)
    for i in range(-warmup, iterations):
        synchronize()
        start = clock()
        fn()
        synchronize()
        if i >= 0:
            times[i] = clock() - start
    return times.mean()


def with_a_context(fn, synchronize, clock, warmup, iterations):
    taken = []

    @contextmanager
    def stopwatch():
        synchronize()
        start = clock()
        yield
        synchronize()
        taken.append(clock() - start)

    for _ in range(warmup):
        fn()
    with stopwatch():
        for _ in range(iterations):
            fn()
    return taken[0] / iterations


def synchronised_more_than_needed(fn, synchronize, clock, warmup, iterations):
    synchronize()
    while warmup > 0:
        fn()
        synchronize()
        warmup -= 1
    synchronize()
    start = clock()
    for _ in range(iterations):
        synchronize()
        fn()
        synchronize()
    synchronize()
    return (clock() - start) / iterations


def by_timeit(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    synchronize()

    def all_calls():
        for _ in range(iterations):
            fn()
        synchronize()

    return Timer(all_calls, timer=clock).timeit(1) / iterations


def recursive(fn, synchronize, clock, warmup, iterations):
    def many(calls):
        if calls:
            fn()
            many(calls - 1)

    many(warmup)
    synchronize()
    start = clock()
    many(iterations)
    synchronize()
    return (clock() - start) / iterations


def calls_once_more_afterwards(fn, synchronize, clock, warmup, iterations):
    run = partial(all, (fn() is None for _ in range(iterations)))
    for _ in range(warmup):
        fn()
    synchronize()
    start = clock()
    run()
    synchronize()
    seconds = (clock() - start) / iterations
    fn()
    return seconds


def trimmed_mean(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    synchronize()
    times = []
    for _ in range(iterations):
        begin = clock()
        fn()
        synchronize()
        times.append(clock() - begin)
    times.sort()
    kept = times[1:-1] if len(times) > 2 else times
    return statistics.fmean(kept)


def counted_down(*arguments):
    fn, wait, now, before, calls = arguments
    while before:
        fn()
        before -= 1
    wait()
    seconds, left = -now(), calls
    while left:
        fn()
        left -= 1
    wait()
    return 1 / (calls / (seconds + now()))


STYLES = {
    "time_call": (
        twice_synchronised,
        median_of_single_calls,
        mean_of_single_calls,
        upper_median,
        slices_off_the_warm_up,
        one_loop,
        numpy_median_of_readings,
        torch_mean,
        with_a_context,
        synchronised_more_than_needed,
        by_timeit,
        recursive,
        calls_once_more_afterwards,
        trimmed_mean,
        counted_down,
    )
}
