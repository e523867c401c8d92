"""Known mistakes in what is made of the times: the mean, its unit, and what is returned."""

from __future__ import annotations

from ...checking import MistakeList
from .parts import build, readings, warm_up

result_mistakes = MistakeList()


@result_mistakes(part="result")
def not_divided(times, warmup, iterations):
    """this is the time of all timed calls together; wanted is that of one.

    By how many calls must it be divided?
    """
    return sum(times)


@result_mistakes(part="result")
def divided_by_the_warm_up_too(times, warmup, iterations):
    """you divide by warmup + iterations; only `iterations` calls were timed."""
    return sum(times) / (warmup + iterations)


@result_mistakes(part="result")
def divided_by_the_warm_up(times, warmup, iterations):
    """you divide by `warmup`; `iterations` calls were timed."""
    return sum(times) / warmup


@result_mistakes(part="result")
def divided_twice(times, warmup, iterations):
    """you divide by `iterations` twice."""
    return sum(times) / iterations / iterations


@result_mistakes("pytorch/pytorch#177765", part="result", alone=True)
def multiplied_by_the_iterations(times, warmup, iterations):
    """you multiply by `iterations` where you should divide."""
    return sum(times) * iterations


@result_mistakes(part="result")
def divided_by_one_less(times, warmup, iterations):
    """you divide by iterations - 1: how many calls were timed?"""
    return sum(times) / (iterations - 1)


@result_mistakes(part="result")
def divided_by_one_more(times, warmup, iterations):
    """you divide by iterations + 1: how many calls were timed?"""
    return sum(times) / (iterations + 1)


def divided_by_a_number(number):
    def result(times, warmup, iterations):
        return sum(times) / number

    result.__name__ = f"divided_by_{number}"
    result.__doc__ = f"you divide by {number}, whatever `iterations` says."
    return result


for number in (10, 100):
    result_mistakes(part="result")(divided_by_a_number(number))


def as_many_calls_as(number):
    def time_call(fn, synchronize, clock, warmup, iterations):
        return build()(fn, synchronize, clock, warmup, number)

    time_call.__name__ = f"{number}_calls_whatever_is_asked"
    time_call.__doc__ = f"you time {number} calls, whatever `iterations` says."
    return time_call


for number in (5, 10, 20, 50, 100, 1000):
    result_mistakes()(as_many_calls_as(number))


@result_mistakes(part="result")
def fastest_call(times, warmup, iterations):
    """you return the fastest call. Python's timeit recommends that as a lower bound; here the mean
    (or the median) of the timed calls is asked for."""
    return min(times)


@result_mistakes(part="result")
def slowest_call(times, warmup, iterations):
    """you return the slowest of the timed calls; the mean (or the median) is asked for."""
    return max(times)


@result_mistakes(part="result")
def first_call(times, warmup, iterations):
    """only the first timed call is in your result; `iterations` calls should be.

    Is fn called in a loop, and does `return` stand after the loop and not inside?
    """
    return times[0]


@result_mistakes(part="result")
def last_call(times, warmup, iterations):
    """only the last timed call is in your result: each time overwrites the one before.

    Collect the times in a list, or start the clock before the loop and not inside.
    """
    return times[-1]


@result_mistakes(part="result")
def last_call_divided(times, warmup, iterations):
    """you divide the time of the last call alone by `iterations`: the clock is started anew for
    every call.

    Start it once, before the loop, or add the times up.
    """
    return times[-1] / iterations


@result_mistakes(part="result")
def start_minus_end(times, warmup, iterations):
    """your result is negative: you subtract the end from the start."""
    return -sum(times) / iterations


@result_mistakes()
def reading_of_the_clock(fn, synchronize, clock, warmup, iterations):
    """you divide a reading of the clock: a clock's zero means nothing, only differences count.

    Read it before the calls too, and subtract.
    """
    build()(fn, synchronize, clock, warmup, iterations)
    return clock() / iterations


@result_mistakes()
def reading_of_the_clock_itself(fn, synchronize, clock, warmup, iterations):
    """you return a reading of the clock: a clock's zero means nothing, only differences count."""
    build()(fn, synchronize, clock, warmup, iterations)
    return clock()


@result_mistakes()
def all_times_returned(fn, synchronize, clock, warmup, iterations):
    """you return the time of each call; one number is asked for.

    Return their mean (or their median).
    """
    warm_up(fn, warmup, iterations)
    synchronize()
    return readings(fn, synchronize, clock, clock(), iterations)


@result_mistakes()
def list_of_one_number(fn, synchronize, clock, warmup, iterations):
    """you return a list that holds the number; return the number itself.

    [x] is a list, x is a number.
    """
    return [build()(fn, synchronize, clock, warmup, iterations)]


@result_mistakes()
def tuple_of_one_number(fn, synchronize, clock, warmup, iterations):
    """you return a tuple that holds the number: a comma after it makes one.

    (x,) is a tuple, and so is x, without the parentheses; x alone is a number.
    """
    return (build()(fn, synchronize, clock, warmup, iterations),)


@result_mistakes()
def two_numbers_returned(fn, synchronize, clock, warmup, iterations):
    """you return two numbers; one is asked for, the seconds of one call."""
    seconds = build()(fn, synchronize, clock, warmup, iterations)
    return seconds, seconds * iterations


@result_mistakes()
def text_returned(fn, synchronize, clock, warmup, iterations):
    """you return text; a number of seconds is asked for, which others can go on computing with."""
    return str(build()(fn, synchronize, clock, warmup, iterations))


@result_mistakes()
def nothing_returned(fn, synchronize, clock, warmup, iterations):
    """your function returns nothing (None); is there a `return` missing?"""
    build()(fn, synchronize, clock, warmup, iterations)
