"""The questions of lesson 8: those about timing here, those about attention beside."""

from __future__ import annotations

import statistics

from ...checking import Prediction
from ...timing import SimulatedDevice, attention_flop, time_call
from .attention_predictions import ATTENTION_PREDICTIONS

LESSON = "08_gpu_timing"
LAUNCH = 5e-6  # seconds, the simulated device's
ONE_SLOW = [3.0] * 9 + [300.0]  # ms


def handed_over(calls: int) -> float:
    """Milliseconds that the host's clock shows after so many calls of 3 ms, without waiting."""
    device = SimulatedDevice(launch_seconds=LAUNCH)
    program = device.program(3e-3)
    for _ in range(calls):
        program()
    return 1e3 * device.clock()


def timed(seconds: list[float], *, warmup: int, waits_before: bool = True) -> float:
    """Milliseconds per call that come of timing four calls."""
    device = SimulatedDevice(launch_seconds=LAUNCH)
    waits = iter([waits_before, True])
    synchronize = lambda: device.synchronize() if next(waits) else None  # noqa: E731
    return 1e3 * time_call(device.program(seconds), synchronize, device.clock, warmup, 4)


def share_of_peak(claimed_share: float, wrong_peak: float, right_peak: float) -> float:
    return 100 * claimed_share * wrong_peak / right_peak


PREDICTIONS = [
    Prediction(
        name="timing_handed_over",
        lesson=LESSON,
        answer=lambda: handed_over(3),
        explanation="Three launches of 0.005 ms. The 9 ms of work have only just begun.",
        wrong=(
            (lambda: 9, "that is when the device is done. The host does not wait for it."),
            (lambda: 9.015, "that would be a host that waits. This one only hands over."),
            (lambda: 3, "that is one call's work. What does the *host* do in that time?"),
            (lambda: 0.005, "that is one launch, and there are three."),
            (lambda: 0, "launching takes the host a little time, too: 0.005 ms each."),
            (lambda: 15, "that is in microseconds; answer in milliseconds."),
        ),
        rounding=0.001,
        nudge="The host launches three times, and goes on at once.",
    ),
    Prediction(
        name="timing_still_busy",
        lesson=LESSON,
        answer=lambda: timed([20e-3, 3e-3], warmup=1, waits_before=False),
        explanation="20 ms of the warm-up and 4 · 3 ms, divided by 4 calls.",
        wrong=(
            (lambda: 3, "that is the right result; but the warm-up is still running at `start`."),
            (lambda: 32, "that is all the time between the readings. Divide it by the calls."),
            (lambda: 6.4, "that is divided by 5. The code divides by the 4 timed calls."),
            (lambda: 5, "that is the warm-up's share alone; the 4 calls themselves come on top."),
            (lambda: 20, "that is the warm-up alone."),
            (lambda: 12, "those are the 4 calls together. What else is running at `start`?"),
        ),
        rounding=0.02,
        nudge="What does the device still have to do between `start` and `end`?",
    ),
    Prediction(
        name="timing_cold_start",
        lesson=LESSON,
        answer=lambda: timed([20e-3, 3e-3], warmup=0),
        explanation="(20 + 3 + 3 + 3) / 4: one slow call in four more than doubles the result.",
        wrong=(
            (lambda: 3, "that is what a warm-up would give. Here the first call is timed too."),
            (lambda: 29, "that is the sum; divide by the number of calls."),
            (lambda: 8, "that would be 20 + 4 · 3. There are four calls in all."),
            (lambda: 5.8, "there are four calls in all, not five."),
        ),
        rounding=0.06,
        nudge="Add up the four calls, and divide by four.",
    ),
    Prediction(
        name="timing_where_to_wait",
        lesson=LESSON,
        choices={
            "a": "Right at the end, but the warm-up is still running when the clock starts.",
            "b": "The device is idle at both readings, so exactly the timed work lies between "
            "them. (Waiting after each call as well is allowed, and costs a little.)",
            "c": "The work itself is then never waited for, and only launches are timed.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="timing_wrapper",
        lesson=LESSON,
        choices={
            "a": "It would be, if this line compiled. It only wraps: nothing knows yet which "
            "shapes will come.",
            "b": "The line makes a wrapper. Compiling happens inside the first call, when the "
            "shapes are known.",
            "c": "No call has been made yet, so no call can have been timed.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="timing_launch_bound",
        lesson=LESSON,
        choices={
            "a": "It cannot be: four times as many entries a side are 64 times the work.",
            "b": "A cache makes work faster, not equal. What else does every call cost?",
            "c": "Every call has a price that does not depend on the size. Below some size "
            "nothing else is measured, and a comparison there compares nothing.",
        },
        answer=lambda: "c",
        explanation="",
    ),
    Prediction(
        name="timing_mean_and_median",
        lesson=LESSON,
        answer=lambda: [statistics.fmean(ONE_SLOW), statistics.median(ONE_SLOW)],
        explanation="One call of ten moves the mean tenfold, and the median not at all.",
        wrong=(
            (
                lambda: [statistics.median(ONE_SLOW), statistics.fmean(ONE_SLOW)],
                "right numbers, but the mean comes first.",
            ),
            (lambda: [327, 3], "that is the sum; the mean divides it by 10."),
            (lambda: [36.3, 3], "there are ten calls in all, nine short ones."),
            (lambda: [33.3, 3], "nine short calls and a long one: (9 · 3 + 300) / 10."),
            (lambda: [151.5, 3], "the mean counts every call, not just the extremes."),
            (lambda: [32.7, 32.7], "the median is the one in the middle when they are sorted."),
            (lambda: [32.7, 151.5], "the median is the one in the middle when they are sorted."),
        ),
        rounding=0.06,
        nudge="Mean: sum / 10. Median: sort, and take the middle.",
    ),
    Prediction(
        name="timing_zeros",
        lesson=LESSON,
        choices={
            "a": "The same instructions run, but a chip pays for every bit that flips, and one "
            "at its power limit must slow down for data that flip many.",
            "b": "No matrix product looks whether an entry is zero; it multiplies all the same.",
            "c": "The values do not change the number of steps. Think of what limits the clock "
            "of a chip.",
        },
        answer=lambda: "a",
        explanation="",
    ),
    Prediction(
        name="timing_swapped_axes",
        lesson=LESSON,
        answer=lambda: (
            attention_flop(1, 8, 1024, 1024, 64, 64) / attention_flop(1, 1024, 8, 8, 64, 64)
        ),
        explanation="L / H: 8 heads of 1024² scores are 1024 / 8 times as many as 1024 of 8².",
        wrong=(
            (
                lambda: 1,
                "the tensor is as large, but attention multiplies its third axis by itself.",
            ),
            (lambda: 16384, "that is (1024 / 8)²; but there are then 1024 heads, not 8."),
            (lambda: 1 / 128, "the other way round: the swapped call does less."),
            (lambda: 8, "count the scores: heads · length · length, each way."),
            (lambda: 1024, "count the scores: heads · length · length, each way."),
            (lambda: 64, "count the scores: heads · length · length, each way."),
        ),
        nudge="Count the scores: heads · length · length, each way.",
    ),
    Prediction(
        name="timing_wrong_peak",
        lesson=LESSON,
        answer=lambda: share_of_peak(1.04, 312, 989),
        explanation="The same seconds, the right peak: a third, and room to improve.",
        wrong=(
            (lambda: 1.04 * 100, "that was measured against the other GPU's peak."),
            (lambda: 104 * 989 / 312, "the other way round: a higher peak makes a lower share."),
            (lambda: 104 * 312 / 1979, "1979 holds for sparse matrices only; these are dense."),
            (lambda: 100 * 312 / 989, "nearly: that would be 100 %, but 104 % were claimed."),
            (lambda: 0.328, "as per cent, please."),
        ),
        rounding=0.6,
        nudge="First the rate: 104 % of 312. Then that rate as a share of 989.",
    ),
    Prediction(
        name="timing_impossible",
        lesson=LESSON,
        answer=lambda: attention_flop(1, 16, 8192, 8192, 128, 128) / 0.2e-3 / 1e12,
        explanation="Nearly three times what the GPU can do at all: the clock was read too early.",
        wrong=(
            (lambda: 110, "that is 0.55 TFLOP times 200; dividing by 0.0002 s is times 5000."),
            (lambda: 2.75, "TFLOP/s are asked for: divide the work, 0.55 TFLOP, by 0.0002 s."),
        ),
        rounding=12,
        nudge="Work / time: 0.55 TFLOP in 0.0002 s.",
    ),
    *ATTENTION_PREDICTIONS,
]
