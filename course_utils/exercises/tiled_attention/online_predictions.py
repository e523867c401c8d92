"""The questions of lesson 9 about the online softmax by hand."""

from __future__ import annotations

import math

import torch

from ...checking import Prediction
from ...tiled import online_weighted_sum

LESSON = "09_tiled_attention"
SCORES, VALUES = torch.tensor([2.0, 1.0, 3.0]), torch.tensor([[10.0], [20.0], [30.0]])


def after(keys: int) -> tuple[float, float, float]:
    """Maximum, denominator and mean after so many of the three keys."""
    scores, values = SCORES[:keys].double(), VALUES[:keys].double()
    maximum = scores.max()
    return (
        maximum.item(),
        (scores - maximum).exp().sum().item(),
        online_weighted_sum(scores, values).item(),
    )


ONLINE_PREDICTIONS = [
    Prediction(
        name="tiled_two_parts",
        lesson=LESSON,
        answer=lambda: (30 * 1 + 10 * 3) / 4,
        explanation="(1 · 30 + 3 · 10) / 4: each mean counts by what its weights sum to.",
        wrong=(
            (lambda: 20, "that is the plain mean of the two. The second part weighs 3 times more."),
            (lambda: 60, "that is the sum of all weighted values; divide by the weights in all."),
            (lambda: 25, "the other way round: 30 comes from the part that weighs 1."),
            (lambda: 40, "means do not add up, they mix."),
        ),
        nudge="How much do the weights of both parts sum to, and what are their totals?",
    ),
    Prediction(
        name="tiled_first_key",
        lesson=LESSON,
        answer=lambda: after(1),
        explanation="The only key is the best one: its weight is exp(2 - 2) = 1.",
        wrong=(
            (lambda: (2, math.exp(2), 10), "weigh it against the maximum: exp(2 - 2)."),
            (lambda: (2, 0, 10), "exp(2 - 2) is exp(0), and that is 1."),
        ),
        nudge="The maximum is 2. Which weight is exp(2 - 2), and what is the mean of one value?",
    ),
    Prediction(
        name="tiled_second_key",
        lesson=LESSON,
        answer=lambda: after(2),
        explanation="The weights are 1 and exp(1 - 2) = 0.368; the mean is 17.36 / 1.368.",
        wrong=(
            (
                lambda: (1, 1 + math.exp(-1), after(2)[2]),
                "the largest score *so far* is still 2.",
            ),
            (
                lambda: (2, 1 + math.exp(-1), 10 + 20 * math.exp(-1)),
                "that is the total, 10 + 0.368 · 20. Divide it by the denominator.",
            ),
            (lambda: (2, 2, 15), "the two keys do not weigh the same: exp(1 - 2) is less than 1."),
            (
                lambda: (2, 1 + math.e, (10 + 20 * math.e) / (1 + math.e)),
                "the second key scores *lower*: it is exp(1 - 2), not exp(2 - 1).",
            ),
        ),
        nudge="Weight of the new key: exp(1 - 2). Add it to 1, and 20 times it to 10.",
    ),
    Prediction(
        name="tiled_factor",
        lesson=LESSON,
        answer=lambda: math.exp(2 - 3),
        explanation="exp(s - 3) = exp(s - 2) · exp(2 - 3), whatever s is.",
        wrong=(
            (lambda: math.exp(1), "upside down: under a larger maximum all weights get *smaller*."),
            (lambda: 2 / 3, "exp turns differences into factors: exp(2 - 3), not 2 / 3."),
            (lambda: -1, "that is the difference. What does exp make of it?"),
            (lambda: 1, "the weights were made for a maximum of 2, and it is 3 now."),
            (lambda: math.exp(1 - 3), "from which maximum, to which? The old one was 2."),
        ),
        nudge="exp(s - 3) divided by exp(s - 2).",
    ),
    Prediction(
        name="tiled_third_key",
        lesson=LESSON,
        answer=lambda: after(3),
        explanation="Both sums times 0.368, and the new key with weight 1: 36.386 / 1.503.",
        wrong=(
            (
                lambda: (3, after(2)[1] + 1, (after(2)[1] * after(2)[2] + 30) / (after(2)[1] + 1)),
                "you did not rescale what you had: it was weighed against 2, not 3.",
            ),
            (
                lambda: (3, after(3)[1], after(2)[1] * after(2)[2] * math.exp(-1) + 30),
                "that is the total. Divide it by the denominator.",
            ),
            (
                lambda: (3, after(3)[1], (after(2)[2] * math.exp(-1) + 30) / after(3)[1]),
                "go on with the total, 17.36, and not with the mean: divide only to look.",
            ),
            (
                lambda: (
                    3,
                    after(2)[1] + math.e,
                    (after(2)[1] * after(2)[2] + 30 * math.e) / (after(2)[1] + math.e),
                ),
                "your denominator is still measured against 2; that is right, too, until exp "
                "overflows. Rescale both sums to the new maximum.",
            ),
        ),
        nudge="1.368 · 0.368 + 1, and (17.36 · 0.368 + 30) over it.",
    ),
    Prediction(
        name="tiled_invariant",
        lesson=LESSON,
        choices={
            "a": "That holds only if the first k keys happen to hold nearly all the weight.",
            "b": "The denominator is measured against the maximum: it is sum(exp(s - maximum)).",
            "c": "And it is all one needs: after the last key it is attention over all keys.",
        },
        answer=lambda: "c",
        explanation="",
    ),
    Prediction(
        name="tiled_order_of_the_blocks",
        lesson=LESSON,
        choices={
            "a": "The past is rescaled whenever the maximum grows, so it may come early or late.",
            "b": "A maximum that comes first saves the rescaling, but rescaling by 1 is harmless.",
            "c": "Sums do not care for the order of their terms (up to rounding), and the weights "
            "are all measured against the same maximum in the end.",
        },
        answer=lambda: "c",
        explanation="",
    ),
]
