"""The questions of lesson 6, in the lesson's order."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import Prediction
from .explored import EXPLORED
from .row_predictions import ROW_PREDICTIONS, in_percent
from .table_predictions import TABLE_PREDICTIONS

LESSON = "06_masking"
FUTURE_CHANGED = Prediction(
    name="masking_future_changed",
    lesson=LESSON,
    answer=lambda: "b",
    explanation="",
    choices={
        "a": "Without a mask, yes. With it, only the last query may see the last word.",
        "b": "Only the last query may see the last word; the past does not move.",
        "c": "The last query does see the last word: its own place is kept.",
    },
)

PREDICTIONS = [
    EXPLORED,
    *ROW_PREDICTIONS,
    *TABLE_PREDICTIONS[:-1],
    FUTURE_CHANGED,
    TABLE_PREDICTIONS[-1],
    Prediction(
        name="masking_which_shape",
        lesson=LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": "Flush right, (2, 5) meets (L, S) = (4, 5): 2 against 4, an error. And where "
            "L = 2, sentences would be taken for queries.",
            "b": "Flush right, (2, 1, 5) meets (H, L, S) = (3, 4, 5): 2 against 3, an error. And "
            "where H = 2, sentences would be taken for heads.",
            "c": "2 meets B, 5 meets S, and the ones fit any number of heads and queries.",
            "d": "5 meets L = 4 here: an error. Where L = S it hides queries, and padding is seen.",
        },
    ),
    Prediction(
        name="masking_added_ones",
        lesson=LESSON,
        answer=lambda: softmax(torch.tensor([1.0, 0.0]))[1],
        explanation="The hidden key keeps 27 %. Adding 1 and 0 hides nothing.",
        wrong=(
            (lambda: 0, "only a sum of -inf gives 0. Here 1 and 0 are added to two equal scores."),
            (lambda: 0.5, "that is without the mask. Key 0 is now 1 above key 1."),
            (
                lambda: 1 / math.e,
                "that is the ratio of the two. They share 1: divide by their sum.",
            ),
            (lambda: softmax(torch.tensor([1.0, 0.0]))[0], "that is the kept key's share."),
            (lambda: 1, "a single key would get that. Two of them share the 1."),
            (lambda: 1 - 1 / math.e, "1 minus the ratio is no share: divide by the sum of both."),
            (lambda: 1 / 3, "shares of exponentials: 2.72 and 1, not 2 and 1."),
            *in_percent(softmax(torch.tensor([1.0, 0.0]))[1]),
        ),
        nudge="Two scores that differ by 1: exponentials 2.72 and 1.",
    ),
    Prediction(
        name="masking_mha_sense",
        lesson=LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": "Shape and dtype are right, so nothing can be noticed: there is no error.",
            "b": "The module cannot know what you mean: True is True, and means ignore here.",
            "c": "It ignores what is real and attends to what is not, without a word.",
        },
    ),
    Prediction(
        name="masking_gradient",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "nan_to_num stops the gradient where it replaced something, with 0. But softmax "
            "comes next on the way back, and 0 times NaN is NaN.",
            "b": "On the way back 0 meets the NaN inside softmax, and 0 times NaN is NaN. The "
            "addition hands it on to the scores.",
            "c": "PyTorch raises nothing by itself: NaN is a number like any other to it.",
        },
    ),
]
