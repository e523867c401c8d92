"""Known mistakes around the timed calls: waiting, reading the clock, and how often fn is called."""

from __future__ import annotations

import statistics

from ...checking import MistakeList
from .parts import build, readings, warm_up

reading_mistakes = MistakeList()


def handing_over(fn, clock, warmup, iterations):
    """The seconds of a timed region without any waiting."""
    warm_up(fn, warmup, iterations)
    start = clock()
    warm_up(fn, iterations, iterations)
    return clock() - start


@reading_mistakes("1ytic/warp-rnnt#9", "TristanBilot/mlx-benchmark#21", "ENCCS/julia-for-hpc#56")
def never_synchronised(fn, synchronize, clock, warmup, iterations):
    """you never wait for the device: what you time is handing the calls over, not their work.

    `synchronize()` waits. (A name without its parentheses calls nothing.) Where is it needed?
    """
    return handing_over(fn, clock, warmup, iterations) / iterations


@reading_mistakes("1ytic/warp-rnnt#9", "TristanBilot/mlx-benchmark#21")
def never_synchronised_in_milliseconds(fn, synchronize, clock, warmup, iterations):
    """you never wait for the device, so you time the handing over and not the work; and your number
    is in milliseconds.

    `synchronize()` waits. (A name without its parentheses calls nothing.) Where is it needed?
    """
    return handing_over(fn, clock, warmup, iterations) / iterations * 1e3


@reading_mistakes("1ytic/warp-rnnt#9", "TristanBilot/mlx-benchmark#21")
def never_synchronised_nor_divided(fn, synchronize, clock, warmup, iterations):
    """you never wait for the device, so you time the handing over and not the work; and your number
    is that of all calls together.

    `synchronize()` waits. (A name without its parentheses calls nothing.) Where is it needed?
    """
    return handing_over(fn, clock, warmup, iterations)


@reading_mistakes()
def median_of_times_begun_too_early(fn, synchronize, clock, warmup, iterations):
    """the first of your times begins while the device is still busy with earlier calls. The median
    hides it where it can, but it is there.

    Which call must stand between the warm-up and the first clock()?
    """
    warm_up(fn, warmup, iterations)
    return statistics.median(readings(fn, synchronize, clock, clock(), iterations))


@reading_mistakes("pytorch/pytorch#177765", part="readings")
def not_synchronised_at_the_end(fn, synchronize, clock, begin, iterations):
    """the clock is read while the device still works: you time handing the calls over.

    What must happen after the last fn() and before the clock is read? (A name without its
    parentheses calls nothing.)
    """
    warm_up(fn, iterations, iterations)
    return [clock() - begin]


@reading_mistakes(part="readings")
def synchronised_after_the_clock_was_read(fn, synchronize, clock, begin, iterations):
    """you read the clock first and wait for the device afterwards, when it is too late.

    Change the order of the two: wait, then read.
    """
    times = []
    for call in range(iterations):
        begin = clock() if call else begin
        fn()
        times.append(clock() - begin)
        synchronize()
    return times


@reading_mistakes(part="readings")
def clock_started_anew_before_each_call(fn, synchronize, clock, begin, iterations):
    """your clock starts anew before each call and is read once, at the end. It seems right where
    calls return at once; where they keep the host, only the last one counts.

    Start it once, before the loop.
    """
    for _ in range(iterations):
        begin = clock()
        fn()
    synchronize()
    return [clock() - begin]


@reading_mistakes(part="readings")
def clock_started_after_the_calls(fn, synchronize, clock, begin, iterations):
    """your clock starts after the calls. It seems right where they return at once; where a call
    keeps the host, as on the CPU, nothing is left to be timed.

    Start it before the first of the calls that count.
    """
    warm_up(fn, iterations, iterations)
    begin = clock()
    synchronize()
    return [clock() - begin]


@reading_mistakes(part="readings")
def times_since_the_start_added_up(fn, synchronize, clock, begin, iterations):
    """each reading is the time since the start, and you add these up: early calls count again and
    again.

    Start the clock anew for each call, or read it once, after the last.
    """
    times = []
    for _ in range(iterations):
        fn()
        synchronize()
        times.append(clock() - begin)
    return times


@reading_mistakes(part="readings")
def last_call_not_waited_for(fn, synchronize, clock, begin, iterations):
    """you wait before each call and not after it: the last call's work is missing.

    What must happen after the last fn() and before the clock is read?
    """
    for _ in range(iterations):
        synchronize()
        fn()
    return [clock() - begin]


@reading_mistakes(part="readings")
def fn_called_once(fn, synchronize, clock, begin, iterations):
    """fn is called once where `iterations` calls are asked for, and its time divided by them."""
    return readings(fn, synchronize, clock, begin, 1)


@reading_mistakes(part="readings")
def fn_never_called(fn, synchronize, clock, begin, iterations):
    """between the two readings of the clock fn is never called: fn alone is only its name, and fn()
    calls it."""
    synchronize()
    return [clock() - begin]


@reading_mistakes()
def fn_never_called_at_all(fn, synchronize, clock, warmup, iterations):
    """fn is never called at all: fn alone is only its name, and fn() calls it."""
    synchronize()
    start = clock()
    synchronize()
    return (clock() - start) / iterations


@reading_mistakes(part="readings")
def both_readings_before_the_calls(fn, synchronize, clock, begin, iterations):
    """the clock is read twice before the calls come: nothing happens between the two readings."""
    end = clock()
    warm_up(fn, iterations, iterations)
    synchronize()
    return [end - begin]


@reading_mistakes(part="readings")
def one_call_too_many(fn, synchronize, clock, begin, iterations):
    """you time one call too many, and divide by `iterations`: how often does your loop run?"""
    return readings(fn, synchronize, clock, begin, iterations + 1)


@reading_mistakes(part="readings")
def one_call_too_few(fn, synchronize, clock, begin, iterations):
    """you time one call too few, and divide by `iterations`: how often does your loop run?"""
    return readings(fn, synchronize, clock, begin, iterations - 1)


@reading_mistakes()
def mean_of_one_call_more(fn, synchronize, clock, warmup, iterations):
    """you time one call more than `iterations`: how often does your loop run?"""
    return build()(fn, synchronize, clock, warmup, iterations + 1)


@reading_mistakes()
def mean_of_one_call_less(fn, synchronize, clock, warmup, iterations):
    """you time one call less than `iterations`: how often does your loop run?"""
    return build()(fn, synchronize, clock, warmup, iterations - 1)


@reading_mistakes()
def first_timed_call_left_out(fn, synchronize, clock, warmup, iterations):
    """you leave the first of the timed calls out; the warm-up before it is what must not count."""
    warm_up(fn, warmup, iterations)
    synchronize()
    times = readings(fn, synchronize, clock, clock(), iterations)[1:]
    return sum(times) / len(times)
