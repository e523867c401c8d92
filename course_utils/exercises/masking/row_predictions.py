"""Questions of lesson 6 about one row of scores, by hand."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import Prediction

LESSON = "06_masking"
ROW = torch.tensor([2.0, 1.0, 3.0])  # the last key is to be hidden
KEPT = torch.tensor([True, True, False])
PADDED_ROW = torch.tensor([2.0, 2.0, 0.0, 0.0])  # "cat" with cat, drinks, padding, padding


def in_percent(shares: torch.Tensor) -> tuple:
    """The entries of `wrong` for right shares that are given in percent, however rounded."""
    sentence = "right in percent. A share is a part of 1: divide by 100."
    percent = 100 * shares.double()
    return tuple((lambda to=to: percent.round(decimals=to), sentence) for to in (0, 1, 2))


ROW_PREDICTIONS = [
    Prediction(
        name="masking_padding_share",
        lesson=LESSON,
        answer=lambda: softmax(PADDED_ROW)[2:].sum(),
        explanation="An eighth of the attention goes to words that are not there.",
        wrong=(
            (lambda: 0, "a score of 0 is not a weight of 0: e to the power 0 is 1."),
            (lambda: softmax(PADDED_ROW)[2], "that is one padding token. There are two."),
            (lambda: 0.5, "half of the places, yes, but their scores are lower: 0 against 2."),
            (lambda: 1 / 7.39, "that is padding against words. Divide by the sum of all four."),
            (lambda: softmax(PADDED_ROW)[0], "that is one of the two words. And the padding?"),
            (
                lambda: softmax(PADDED_ROW)[:2].sum(),
                "that is what the two words get. And the rest?",
            ),
            (lambda: 2, "those are the padding's exponentials. Divide by the sum of all four."),
            (
                lambda: 0.25,
                "equal parts, one for each, would mean equal scores. They are 2, 2, 0, 0.",
            ),
            *in_percent(softmax(PADDED_ROW)[2:].sum()),
        ),
        nudge="Exponentials: 7.39, 7.39, 1 and 1. Which part of their sum is padding?",
    ),
    Prediction(
        name="masking_after_softmax",
        lesson=LESSON,
        answer=lambda: softmax(ROW)[:2].sum(),
        explanation="A third of a whole: the hidden key took its two thirds and left with them.",
        wrong=(
            (lambda: 1, "it was 1 before you erased the last weight."),
            (lambda: softmax(ROW)[2], "that is the weight you erased. What is left of the 1?"),
            (lambda: 3, "that is the sum of two scores. Add the two weights that are left."),
            (lambda: softmax(ROW)[0], "that is the first weight alone. Add the second one."),
            (lambda: softmax(ROW)[1], "that is the second weight alone. Add the first one."),
            (lambda: softmax(ROW)[:2].mean(), "that is their mean. The sum is asked."),
            *in_percent(softmax(ROW)[:2].sum()),
        ),
        nudge="Add the two weights that are left.",
    ),
    Prediction(
        name="masking_zero_fill",
        lesson=LESSON,
        answer=lambda: softmax(ROW * KEPT),
        explanation="It sums to 1, but the hidden key still has 9 %: e to the power 0 is 1.",
        wrong=(
            (
                lambda: softmax(ROW.masked_fill(~KEPT, -math.inf)),
                "that is what we want. But 0 is a score like any other: its exponential is 1.",
            ),
            (lambda: softmax(ROW), "those are the weights of [2, 1, 3]. The row is now [2, 1, 0]."),
            (lambda: softmax(ROW) * KEPT, "that erases after softmax. Now the row is [2, 1, 0]."),
            (lambda: [2 / 3, 1 / 3, 0], "those are shares of the scores, not of exponentials."),
            (lambda: [7.39, 2.72, 1], "those are the exponentials still. Divide by their sum."),
            (lambda: [7.39, 2.72, 0], "the third score is 0, its exponential is 1. Then divide."),
            (
                lambda: ROW * KEPT,
                "those are the scores. Exponentials next, then shares of their sum.",
            ),
            (lambda: softmax(ROW * KEPT).flip(0), "in reverse: the largest score gets most."),
            (
                lambda: [1 / 3] * 3,
                "equal weights belong to equal scores. Here they are 2, 1 and 0.",
            ),
            *in_percent(softmax(ROW * KEPT)),
        ),
        nudge="Exponentials: 7.39, 2.72 and 1, their sum, three shares.",
    ),
    Prediction(
        name="masking_minus_inf",
        lesson=LESSON,
        answer=lambda: softmax(ROW.masked_fill(~KEPT, -math.inf)),
        explanation="It sums to 1, and the hidden key has nothing. That is a mask.",
        wrong=(
            (lambda: softmax(ROW * KEPT), "that is with a score of 0. e to the power -inf is 0."),
            (lambda: softmax(ROW) * KEPT, "these sum to 0.33: the key must go before the sum."),
            (lambda: [2 / 3, 1 / 3, 0], "those are shares of the scores, not of exponentials."),
            (lambda: softmax(ROW), "those are the weights of [2, 1, 3], nothing hidden."),
            (lambda: [7.39, 2.72, 0], "those are the exponentials still. Divide by their sum."),
            (lambda: [0.27, 0.73, 0], "the other way round: the larger score gets more."),
            (lambda: [0.5, 0.5, 0], "equal weights belong to equal scores. Here they are 2 and 1."),
            *in_percent(softmax(ROW.masked_fill(~KEPT, -math.inf))),
        ),
        nudge="Exponentials: 7.39, 2.72 and 0, their sum, three shares.",
    ),
]
