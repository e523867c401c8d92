"""The plainest right way to time a call: the exercise of lesson 8."""

from __future__ import annotations

from collections.abc import Callable


def time_call(
    fn: Callable[[], object],
    synchronize: Callable[[], None],
    clock: Callable[[], float],
    warmup: int,
    iterations: int,
) -> float:
    """Seconds per call of the device's work, on average over `iterations` calls.

    `fn()` may come back before its work is done; `synchronize()` waits until all work is done;
    `clock()` gives the seconds on the host's clock. The first `warmup` calls do not count.
    """
    for _ in range(warmup):
        fn()
    synchronize()  # the warm-up's work must not be counted
    start = clock()
    for _ in range(iterations):
        fn()
    synchronize()  # all of the work must be counted
    return (clock() - start) / iterations
