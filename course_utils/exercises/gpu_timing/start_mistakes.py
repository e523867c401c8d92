"""Known mistakes before the timed calls: the warm-up, and when the clock is started."""

from __future__ import annotations

from ...checking import MistakeList
from .parts import readings, warm_up

start_mistakes = MistakeList()


@start_mistakes(part="start")
def clock_started_while_the_device_works(fn, synchronize, clock, warm_up):
    """the clock starts while the device is still busy with earlier calls, so their time counts too.

    Which call must stand between the warm-up and the first clock()? (Without its parentheses it
    calls nothing.)
    """
    warm_up()
    return clock()


@start_mistakes(part="start")
def synchronised_only_before_the_warm_up(fn, synchronize, clock, warm_up):
    """you wait for the device before the warm-up, but not after it: its work is still running when
    the clock starts.

    Which call must stand between the warm-up and the first clock()?
    """
    synchronize()
    warm_up()
    return clock()


@start_mistakes(part="start")
def clock_started_before_the_warm_up(fn, synchronize, clock, warm_up):
    """the clock starts before the warm-up, so the warm-up (and compiling) is counted.

    Where is the first line whose time should count?
    """
    start = clock()
    warm_up()
    synchronize()
    return start


@start_mistakes()
def synchronised_only_inside_the_warm_up(fn, synchronize, clock, warmup, iterations):
    """you wait inside the warm-up loop only, which does nothing when warmup is 0: work that was on
    the device before you came is counted.

    With warmup = 0, what stands between the caller's work and your first clock()?
    """
    for _ in range(warmup):
        fn()
        synchronize()
    return sum(readings(fn, synchronize, clock, clock(), iterations)) / iterations


@start_mistakes("tspeterkim/flash-attention-minimal#11", part="warm_up")
def warm_up_skipped(fn, warmup, iterations):
    """no warm-up comes before what you time: the first calls, which are slow, count like others.

    Call fn `warmup` times first, and leave those calls out.
    """


def always(number):
    def warm_up(fn, warmup, iterations):
        for _ in range(number):
            fn()

    return warm_up


@start_mistakes(part="warm_up")
def always_one_warm_up_call(fn, warmup, iterations):
    """you warm up with one call, whatever `warmup` says.

    A caller who asks for 0 wants to see the slow first call; one who asks for 5 needs them all.
    """
    always(1)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def always_three_warm_up_calls(fn, warmup, iterations):
    """you warm up with 3 calls, whatever `warmup` says."""
    always(3)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def always_five_warm_up_calls(fn, warmup, iterations):
    """you warm up with 5 calls, whatever `warmup` says."""
    always(5)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def always_ten_warm_up_calls(fn, warmup, iterations):
    """you warm up with 10 calls, whatever `warmup` says."""
    always(10)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def one_warm_up_call_more(fn, warmup, iterations):
    """you call fn once more than `warmup` says before the clock starts, so other calls are timed
    than were asked for.

    With warmup=0 the very first call should count: somebody may want to know what it costs.
    """
    always(warmup + 1)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def one_warm_up_call_less(fn, warmup, iterations):
    """one warm-up call is missing: a slow call is timed."""
    always(warmup - 1)(fn, warmup, iterations)


@start_mistakes(part="warm_up")
def warmed_up_as_often_as_timed(fn, warmup, iterations):
    """you warm up `iterations` times; `warmup` says how often."""
    always(iterations)(fn, warmup, iterations)


@start_mistakes(alone=True)
def warmup_and_iterations_exchanged(fn, synchronize, clock, warmup, iterations):
    """`warmup` and `iterations` have changed places: you time the wrong calls."""
    warm_up(fn, iterations, iterations)
    synchronize()
    return sum(readings(fn, synchronize, clock, clock(), warmup)) / warmup


@start_mistakes()
def warm_up_taken_off_the_iterations(fn, synchronize, clock, warmup, iterations):
    """the warm-up comes out of the iterations: only iterations - warmup calls are left to be timed.

    `warmup` calls first, and then `iterations` more.
    """
    synchronize()
    times = readings(fn, synchronize, clock, clock(), iterations)[warmup:]
    return sum(times) / len(times)


@start_mistakes()
def total_of_fewer_calls_divided_by_all(fn, synchronize, clock, warmup, iterations):
    """you time iterations - warmup calls, and divide by iterations."""
    synchronize()
    return sum(readings(fn, synchronize, clock, clock(), iterations)[warmup:]) / iterations


@start_mistakes()
def warm_up_timed_instead(fn, synchronize, clock, warmup, iterations):
    """you time the warm-up and throw the other calls away: it should be the other way round."""
    synchronize()
    times = readings(fn, synchronize, clock, clock(), warmup)
    warm_up(fn, iterations, iterations)
    return sum(times) / warmup


@start_mistakes()
def warm_up_timed_too(fn, synchronize, clock, warmup, iterations):
    """warm-up and timed calls are averaged together: the warm-up's calls must not count."""
    synchronize()
    return sum(readings(fn, synchronize, clock, clock(), warmup + iterations)) / (
        warmup + iterations
    )
