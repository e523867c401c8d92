"""Known mistakes in the unit of the seconds, and in their rounding."""

from __future__ import annotations

from ...checking import MistakeList
from .parts import build

unit_mistakes = MistakeList()


@unit_mistakes(part="unit")
def in_milliseconds(seconds):
    """this is in milliseconds, as CUDA's events and Triton's do_bench have it; seconds are asked
    for."""
    return seconds * 1e3


@unit_mistakes(part="unit")
def in_microseconds(seconds):
    """this is in microseconds; seconds are asked for."""
    return seconds * 1e6


@unit_mistakes(part="unit")
def in_nanoseconds(seconds):
    """this is in nanoseconds; seconds are asked for."""
    return seconds * 1e9


@unit_mistakes(part="unit")
def divided_by_a_thousand(seconds):
    """you divide by 1000, but the clock shows seconds already."""
    return seconds / 1e3


@unit_mistakes(part="unit", alone=True)
def divided_by_a_million(seconds):
    """you divide by a million, but the clock shows seconds already."""
    return seconds / 1e6


@unit_mistakes(part="unit")
def in_minutes(seconds):
    """this is in minutes; seconds are asked for."""
    return seconds / 60


@unit_mistakes(part="unit")
def calls_per_second(seconds):
    """this is calls per second, a rate; seconds per call are asked for."""
    return 1 / seconds


@unit_mistakes()
def whole_seconds(fn, synchronize, clock, warmup, iterations):
    """you round to whole seconds (// or int): nearly all calls are much shorter."""
    return build(result=lambda times, _, n: sum(times) // n)(
        fn, synchronize, clock, warmup, iterations
    )


@unit_mistakes()
def rounded_to_milliseconds(fn, synchronize, clock, warmup, iterations):
    """you round to three decimals, which is whole milliseconds: short calls lose their digits."""
    return round(build()(fn, synchronize, clock, warmup, iterations), 3)
