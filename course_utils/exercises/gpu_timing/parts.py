"""`time_call` taken apart, so that mistakes in different parts can be recognised together."""

from __future__ import annotations


def warm_up(fn, warmup, iterations):
    for _ in range(warmup):
        fn()


def start(fn, synchronize, clock, warm_up):
    warm_up()
    synchronize()
    return clock()


def readings(fn, synchronize, clock, begin, iterations):
    """The seconds of each call, the first counted from `begin`."""
    times = []
    for _ in range(iterations):
        fn()
        synchronize()
        end = clock()
        times.append(end - begin)
        begin = end
    return times


def result(times, warmup, iterations):
    return sum(times) / iterations


def unit(seconds):
    return seconds


def build(warm_up=warm_up, start=start, readings=readings, result=result, unit=unit):
    """Timing in five parts: the calls before, the start, each call's time, their mean, its unit."""

    def time_call(fn, synchronize, clock, warmup, iterations):
        begin = start(fn, synchronize, clock, lambda: warm_up(fn, warmup, iterations))
        times = readings(fn, synchronize, clock, begin, iterations)
        return unit(result(times, warmup, iterations))

    return time_call
