"""The questions of lesson 6."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import Prediction
from ...masks import causal_mask, padding_mask

LESSON = "06_masking"
ROW = torch.tensor([2.0, 1.0, 3.0])  # the last key is to be hidden
PADDED_ROW = torch.tensor([2.0, 2.0, 0.0, 0.0])  # "cat" with cat, drinks, padding, padding
LENGTHS = torch.tensor([2, 0, 3])
KEPT = torch.tensor([True, True, False])
BOTTOM_RIGHT = torch.ones(2, 5).tril(3)


def table(mask: torch.Tensor) -> list:
    return mask.int().tolist()


def in_percent(shares: torch.Tensor) -> tuple:
    """The entries of `wrong` for right shares that are given in percent, however rounded."""
    sentence = "right in percent. A share is a part of 1: divide by 100."
    percent = 100 * shares.double()
    return tuple((lambda to=to: percent.round(decimals=to), sentence) for to in (0, 1, 2))


PREDICTIONS = [
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
            *in_percent(softmax(ROW.masked_fill(~KEPT, -math.inf))),
        ),
        nudge="Exponentials: 7.39, 2.72 and 0, their sum, three shares.",
    ),
    Prediction(
        name="masking_padding_table",
        lesson=LESSON,
        answer=lambda: table(padding_mask(LENGTHS, 3)),
        explanation="Two real tokens, none, and three.",
        wrong=(
            (
                lambda: table(~padding_mask(LENGTHS, 3)),
                "all turned round: 1 stands for a real token, which may be attended to.",
            ),
            (
                lambda: table(padding_mask(LENGTHS + 1, 3)),
                "one too many in each row: a sentence of length 2 has two ones.",
            ),
            (
                lambda: table(padding_mask(LENGTHS, 3).flip(1)),
                "right numbers of ones, but the padding comes behind the words here.",
            ),
            (
                lambda: table(padding_mask(LENGTHS, 3).T),
                "that has a column for each sentence; give each sentence a row.",
            ),
        ),
        nudge="A row for each sentence: as many ones as it has tokens, then zeros.",
    ),
    Prediction(
        name="masking_causal_first_row",
        lesson=LESSON,
        answer=lambda: [1, 0, 0, 0],
        explanation='"the" is first: it has no one to look at but itself, whatever the scores are.',
        wrong=(
            (lambda: [0.25] * 4, "that is without a mask. Which keys lie in the future of the 0?"),
            (lambda: [0, 0, 0, 0], "a row sums to 1 as long as one key is kept, and one is."),
            (lambda: [0, 1 / 3, 1 / 3, 1 / 3], "that hides the past. Hidden is what comes later."),
            (lambda: [0, 0, 0, 1], "that is the last key, the furthest in the future."),
            *in_percent(torch.tensor([1.0, 0.0, 0.0, 0.0])),
        ),
        nudge="Only one key is left. All of the 1 is for it.",
    ),
    Prediction(
        name="masking_top_left",
        lesson=LESSON,
        answer=lambda: table(causal_mask(2, 5)),
        explanation="Query 0 sees key 0, query 1 the keys 0 and 1. Three keys are seen by nobody.",
        wrong=(
            (lambda: BOTTOM_RIGHT, "that is bottom-right: there the LAST query sees all keys."),
            (lambda: table(~causal_mask(2, 5)), "all turned round: 1 = may attend."),
            (lambda: torch.ones(2, 5).tril(-1), "a query sees its own place as well."),
            (lambda: torch.ones(2, 5).tril(1), "one key too many: query 0 sees key 0 alone."),
            (lambda: table(causal_mask(2, 5).T), "a row for each query, please: two rows of five."),
        ),
        nudge="Key j is seen by query i where j is not larger than i.",
    ),
    Prediction(
        name="masking_bottom_right",
        lesson=LESSON,
        answer=lambda: BOTTOM_RIGHT,
        explanation="The two queries are the last two words: the places 3 and 4.",
        wrong=(
            (lambda: table(causal_mask(2, 5)), "that is top-left. Here query 0 stands at place 3."),
            (lambda: torch.ones(2, 5).tril(4), "one too many: query 0 stands at place 3."),
            (lambda: torch.ones(2, 5).tril(2), "a query sees its own place too; query 0 is at 3."),
            (lambda: 1 - BOTTOM_RIGHT, "all turned round: 1 = may attend."),
            (lambda: BOTTOM_RIGHT.T, "a row for each query, please: two rows of five."),
        ),
        nudge="The queries stand at the places 3 and 4. Each sees its own place and all before.",
    ),
    Prediction(
        name="masking_future_changed",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "Without a mask, yes. With it, only the last query may see the last word.",
            "b": "Only the last query may see the last word; the past does not move.",
            "c": "The last query does see the last word: its own place is kept.",
        },
    ),
    Prediction(
        name="masking_combined",
        lesson=LESSON,
        answer=lambda: table(KEPT & causal_mask(3, 3)),
        explanation="A key is seen if it is real AND not in the future.",
        wrong=(
            (lambda: table(causal_mask(3, 3)), "that is the causal mask alone: key 2 is padding."),
            (lambda: table(KEPT | causal_mask(3, 3)), "that is OR. A key must pass both masks."),
            (lambda: table(KEPT.expand(3, 3)), "that is the padding alone: the future shows."),
            (
                lambda: table((KEPT & causal_mask(3, 3)).T),
                "rows and columns are swapped: a row for each query, a column for each key.",
            ),
            (lambda: table(~(KEPT & causal_mask(3, 3))), "all turned round: 1 = may attend."),
            (
                lambda: table(KEPT & KEPT[:, None] & causal_mask(3, 3)),
                "the row of the padding query may stay: only keys are hidden.",
            ),
        ),
        nudge="Take the causal mask, and clear the column of the padding.",
    ),
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
