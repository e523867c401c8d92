"""The questions of lesson 7 about splitting, merging and training with heads."""

from __future__ import annotations

import torch

from ...checking import Prediction
from ...multihead import split_heads

LESSON = "07_projections"
TWELVE = torch.arange(1.0, 13).reshape(1, 3, 4)


HEAD_PREDICTIONS = [
    Prediction(
        name="projections_head_0",
        lesson=LESSON,
        answer=lambda: split_heads(TWELVE, 2)[0, 0],
        explanation="Head 0 has the first two features of every token: one row for each token.",
        wrong=(
            (
                lambda: TWELVE.view(1, 2, 3, 2)[0, 0],
                "those are the first six numbers in a row: all of token 0, half of token 1, and "
                "nothing of token 2. A head sees every token.",
            ),
            (lambda: split_heads(TWELVE, 2)[0, 1], "that is head 1; heads are counted from 0."),
            (
                lambda: TWELVE[0, :, ::2],
                "a head's features are neighbours: the first two, not every second one.",
            ),
            (
                lambda: TWELVE[0, :2, :2],
                "two of the tokens are right; where is the third?",
            ),
            (
                lambda: TWELVE[0, :, :2].T,
                "right numbers, rows and columns swapped: a row belongs to one token.",
            ),
            (
                lambda: TWELVE[0, :, :2].flatten(),
                "right numbers; write a row for each token: [[_, _], [_, _], [_, _]].",
            ),
            (
                lambda: TWELVE[0],
                "that is all of x. With 2 heads each gets half of a token's features.",
            ),
        ),
        nudge="Cut each row of four in the middle. Head 0 has the left halves.",
    ),
    Prediction(
        name="projections_view_head_0",
        lesson=LESSON,
        answer=lambda: TWELVE.view(1, 2, 3, 2)[0, 0],
        explanation="view reads memory in order, 1 to 12: the first six numbers become head 0.",
        wrong=(
            (
                lambda: split_heads(TWELVE, 2)[0, 0],
                "so it should be. But view moves nothing: it reads 1, 2, 3, ... in this order.",
            ),
            (lambda: TWELVE.view(1, 2, 3, 2)[0, 1], "that is head 1; heads are counted from 0."),
            (
                lambda: range(1, 7),
                "right numbers; head 0 is three rows of two: [[_, _], [_, _], [_, _]].",
            ),
            (
                lambda: [[1, 2, 3], [4, 5, 6]],
                "right numbers; head 0 has a row for each of 3 tokens, of 2 features each.",
            ),
            (
                lambda: TWELVE.view(1, 2, 6)[0],
                "cut in two, yes. And head 0 is three rows of two numbers.",
            ),
        ),
        nudge="Write 1 to 12 in a row and cut it: first into 2 parts, each part into 3, of 2 each.",
    ),
    Prediction(
        name="projections_merged_row_0",
        lesson=LESSON,
        answer=lambda: split_heads(TWELVE, 2).reshape(1, 3, 4)[0, 0],
        explanation="Head 0's first four numbers: a half of token 0 beside a half of token 1.",
        wrong=(
            (
                lambda: TWELVE[0, 0],
                "that would be right, and merge_heads gives it. reshape alone moves nothing: it "
                "reads head 0 from its beginning.",
            ),
            (
                lambda: [1, 2, 7, 8],
                "head 0 comes first, all of it: after [1, 2] comes its next row.",
            ),
            (
                lambda: [1, 5, 9, 2],
                "that reads head 0 by columns; memory holds it row by row.",
            ),
            (
                lambda: [1, 2, 5, 6, 9, 10],
                "that is all of head 0; a row of the result has 4 numbers.",
            ),
        ),
        nudge="Read head 0 row by row. The first four numbers are the new row 0.",
    ),
    Prediction(
        name="projections_it_trains",
        lesson=LESSON,
        choices={
            "a": "It should fail, shouldn't it? Run the cell and see.",
            "b": "Numbers end up in wrong rows, but always in the same wrong rows: training "
            "learns to fetch each token from where it lands.",
            "c": "Read on: there is a task for which that is nearly true, and it is worse news.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="projections_random_digits",
        lesson=LESSON,
        answer=lambda: 10,
        explanation="Every digit is a fresh throw; one in ten guesses is right, whatever you do.",
        wrong=(
            (lambda: 0.1, "right, but in per cent, please."),
            (lambda: 100, "nothing that came before says what comes next: the digits are random."),
            (lambda: 0, "even a blind guess is sometimes right. How often, with ten digits?"),
            (lambda: 50, "with two possible digits, yes. There are ten."),
            (
                lambda: 12.5,
                "8 is how many digits a sentence has; how many different ones are there?",
            ),
            (lambda: 90, "that is how often a guess is wrong."),
        ),
        rounding=0.05,
        nudge="Ten digits, all equally likely, and no help from the past.",
    ),
]
