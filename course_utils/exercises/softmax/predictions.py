"""The predictions of lesson 3."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import Prediction
from .explored import EXPLORED

LESSON = "03_softmax"
ROW = torch.tensor([2.0, 1.0, 3.0])
DRINKS = torch.tensor([0.0, 2.0, 3.0, 1.0])  # the scores of "drinks" with the, cat, drinks, milk


PREDICTIONS = [
    EXPLORED,
    Prediction(
        name="softmax_exponentials",
        lesson=LESSON,
        answer=lambda: ROW.exp(),
        explanation="All three are positive, and the order is kept.",
        wrong=(
            (lambda: ROW.exp().sort().values, "right numbers, but keep the order of the row."),
            (lambda: ROW * math.e, "that is e times x. Wanted is e to the power x."),
            (lambda: ROW.exp().round(), "nearly: give two decimals, as in the table."),
            (lambda: 2**ROW, "those are powers of 2. Wanted are powers of e, from the table."),
        ),
        rounding=0.05,
        nudge="Look each score up in the table.",
    ),
    Prediction(
        name="softmax_sum",
        lesson=LESSON,
        answer=lambda: ROW.exp().sum(),
        explanation="This one number divides the whole row.",
        wrong=(
            (lambda: ROW.sum(), "that is the sum of the scores. Add up the exponentials."),
            (
                lambda: ROW.sum().exp(),
                "that is e to the sum. Wanted is the sum of the powers.",
            ),
            (lambda: 30, "nearly: keep the decimals, 7.39 and not 7."),
        ),
        rounding=0.06,
        nudge="Add the three exponentials of the question before.",
    ),
    Prediction(
        name="softmax_shares",
        lesson=LESSON,
        answer=lambda: softmax(ROW),
        explanation="Positive, in the order of the scores, and they sum to 1: this is softmax.",
        wrong=(
            (lambda: ROW / ROW.sum(), "those are shares of the scores. Divide the exponentials."),
            (lambda: softmax(ROW).sort().values, "right numbers, but keep the order of the row."),
            (lambda: ROW.exp(), "those are the exponentials still. Divide each by their sum."),
            (lambda: softmax(-ROW), "the order is turned round: the largest score wins, 3."),
            (lambda: 2**ROW / (2**ROW).sum(), "those are shares of powers of 2, not of e."),
            (lambda: ROW.exp() / ROW.sum(), "you divided by the scores' sum, not by theirs."),
            (lambda: ROW / ROW.exp().sum(), "you divided the scores; divide the exponentials."),
            (lambda: softmax(ROW).round(decimals=1), "nearly: give two decimals."),
            (lambda: [24, 9, 67], "those are per cent; say them as parts of 1."),
            (lambda: [0, 0, 1], "that is a hard maximum. Every key gets a share, a small one too."),
        ),
        nudge="Each exponential, divided by the sum of all three.",
    ),
    Prediction(
        name="softmax_shifted",
        lesson=LESSON,
        answer=lambda: softmax(ROW + 10),
        explanation="The same shares as before: adding a constant to a row changes nothing.",
        wrong=(
            (
                lambda: (ROW + 10) / (ROW + 10).sum(),
                "those are shares of the scores; softmax takes shares of their exponentials.",
            ),
            (lambda: softmax(ROW) + 10, "shares sum to 1, whatever the scores are."),
            (lambda: ROW + 10, "those are the scores. Wanted are their shares, which sum to 1."),
            (lambda: [1 / 3] * 3, "not equal: 13 is still one above 12, and two above 11."),
        ),
        nudge="Every exponential grows by the same factor. What does that do to a share?",
    ),
    Prediction(
        name="softmax_ratio",
        lesson=LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": "2 is the difference of the scores. The ratio of the weights is e to that power.",
            "b": "e, about 2.7, is the ratio for a difference of 1. Here the difference is 2.",
            "c": "e to the power of the difference: e * e, about 7.4, whatever the other scores.",
            "d": "The sum over the row divides both weights, so it cancels in their ratio.",
        },
    ),
    Prediction(
        name="softmax_row_the",
        lesson=LESSON,
        answer=lambda: [0.25] * 4,
        explanation="Four equal scores, four equal shares. No preference is not no attention.",
        wrong=(
            (lambda: [0.0] * 4, "a row must sum to 1. What is e to the power 0?"),
            (lambda: [1.0] * 4, "those are the exponentials. Divide by their sum."),
        ),
        nudge="What is e to the power 0, and how many keys are there?",
    ),
    Prediction(
        name="softmax_row_drinks",
        lesson=LESSON,
        answer=lambda: softmax(DRINKS),
        explanation='"drinks" attends most to itself, then to the cat, and a little even to "the".',
        wrong=(
            (
                lambda: torch.cat([torch.zeros(1), softmax(DRINKS[1:])]),
                "a score of 0 is not a weight of 0: e to the power 0 is 1, and it joins the sum.",
            ),
            (lambda: DRINKS.exp(), "those are the exponentials still. Divide each by their sum."),
            (lambda: DRINKS / DRINKS.sum(), "those are shares of the scores, not of exponentials."),
            (lambda: softmax(DRINKS).sort().values, "right numbers; keep the order of the row."),
        ),
        nudge="Four exponentials (e to the power 0 is 1), their sum, four shares.",
    ),
    Prediction(
        name="softmax_overflow",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "That is the right softmax, but exp(1000) on the way to it is too large a number.",
            "b": "exp(1000) and exp(999) are both inf in float32, and inf / inf is NaN.",
            "c": "exp(999) does not vanish beside exp(1000): both are inf, and inf / inf is NaN.",
            "d": "PyTorch raises nothing: it goes on silently with inf, and then with NaN.",
        },
    ),
    Prediction(
        name="softmax_minus_inf",
        lesson=LESSON,
        answer=lambda: softmax(torch.tensor([2.0, 1.0, -math.inf])),
        explanation="The third key is out, and the other two share the whole 1. That is a mask.",
        wrong=(
            (
                lambda: softmax(ROW) * torch.tensor([1, 1, 0]),
                "these sum to 0.33. The third key is gone before the sum is taken.",
            ),
            (
                lambda: softmax(torch.tensor([2.0, 1.0, 0.0])),
                "that is with a score of 0. A score of 0 gets a share; -inf gets none.",
            ),
            (lambda: softmax(ROW), "that is with a third score of 3."),
            (lambda: [2 / 3, 1 / 3, 0], "those are shares of the scores, not of exponentials."),
        ),
        nudge="e to the power -inf is 0. Sum the two exponentials that are left.",
    ),
    Prediction(
        name="softmax_temperature",
        lesson=LESSON,
        answer=lambda: "a",
        explanation="",
        choices={
            "a": "A difference of 1 becomes a difference of 4: a factor of e ** 4, about 55.",
            "b": "Adding a constant changes nothing; multiplying stretches the differences.",
            "c": "That happens when the scores are divided: smaller differences, more even shares.",
        },
    ),
    Prediction(
        name="softmax_axis",
        lesson=LESSON,
        answer=lambda: torch.stack([ROW, ROW]).softmax(-2)[0],
        explanation="Two equal numbers in each column: a half each, whatever the keys' scores are.",
        wrong=(
            (lambda: softmax(ROW), "that is along the row, dim=-1. Here each column shares a 1."),
            (lambda: softmax(ROW) / 2, "all six do not share one 1: each column has its own."),
            (lambda: [1 / 3] * 3, "a column has two entries, not three."),
            (lambda: [1.0] * 3, "a column holds two equal numbers, and both get a share."),
        ),
        nudge="Take the first column alone: 2 and 2. Which shares do they get?",
    ),
    Prediction(
        name="softmax_gradient",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "The weights sum to 1: what one gains, the others must lose.",
            "b": "What one gains the others lose, each in proportion to its own weight.",
            "c": "The weights sum to 1, so they cannot all rise.",
        },
    ),
]
