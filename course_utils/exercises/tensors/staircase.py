"""The questions on shapes of lesson 1, by hand, each one step further than the last."""

from __future__ import annotations

import torch

from ...checking import Prediction

LESSON = "01_tensors"


def block() -> torch.Tensor:
    """Shape (2, 3, 4); every entry says where it stands: 100 * batch + 10 * row + column."""
    return (
        100 * torch.arange(2).reshape(2, 1, 1)
        + 10 * torch.arange(3).reshape(3, 1)
        + torch.arange(4)
    )


STAIRCASE = [
    Prediction(
        "tensors_key_transposed_shape",
        LESSON,
        answer=lambda: (2, 4, 5),
        explanation="Axes 1 and 2 change places, the batch stays.",
        wrong=(
            (
                lambda: (4, 5, 2),
                "that is key.T, all axes reversed; transpose(1, 2) leaves axis 0 alone.",
            ),
            (lambda: (5, 2, 4), "that is transpose(0, 1); axes are counted from 0."),
            (lambda: (2, 5, 4), "that is the shape before; axes 1 and 2 change places."),
        ),
        nudge="Axes are counted from 0: which sizes stand at 1 and 2?",
    ),
    Prediction(
        "tensors_scores_shape",
        LESSON,
        answer=lambda: (2, 3, 5),
        explanation="In 2 sentences 3 queries (rows) meet 5 keys (columns) each; E is summed away.",
        wrong=(
            (lambda: (2, 3, 4, 5), "the inner size, 4 in both, is summed over: it disappears."),
            (lambda: (2, 4, 4), "the inner sizes disappear, the outer ones stay."),
            (lambda: (3, 5), "right for one sentence; the batch axis stays in front."),
            (
                lambda: (2, 5, 3),
                "right sizes; rows come from the first tensor, columns from the second.",
            ),
            (lambda: (4, 3, 5), "bmm never adds up over sentences: the batch, 2, stays in front."),
        ),
        nudge="(n, m) times (m, p) is (n, p), once for each sentence.",
    ),
    Prediction(
        "tensors_which_bmm",
        LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": "The inner sizes are 4 and 5: they differ, so bmm raises an error.",
            "b": "The batch sizes are 2 and 4: bmm takes pairs of matrices, so they must agree.",
            "c": "The batch sizes agree (2, 2) and so do the inner sizes (5, 5): the result is "
            "(2, 3, 6), a mix of 6 numbers for each of 3 queries.",
            "d": "bmm wants three axes in both; (3, 5) has none for the batch.",
        },
    ),
    Prediction(
        "tensors_entry_transposed",
        LESSON,
        answer=lambda: block().transpose(1, 2)[1, 3, 0],
        explanation="The last two indices change places: this is block[1, 0, 3].",
        wrong=(
            (
                lambda: block().reshape(2, 4, 3)[1, 3, 0],
                "that is the entry of view(2, 4, 3), which re-cuts the reading order.",
            ),
            (lambda: 130, "block has no row 3; in the transpose, 3 is the old column."),
            (lambda: block()[0, 1, 3], "the batch index stays in front: 1."),
        ),
        nudge="Which row and which column of block land at [3, 0] of its transpose?",
    ),
    Prediction(
        "tensors_entry_viewed",
        LESSON,
        answer=lambda: block().reshape(2, 4, 3)[1, 3, 0],
        explanation="Nine numbers of sentence 1 come before it in reading order: "
        "100 to 103, 110 to 113 and 120.",
        wrong=(
            (
                lambda: block().transpose(1, 2)[1, 3, 0],
                "that is the transpose's entry. view moves nothing: read sentence 1 in order and "
                "cut it into rows of three.",
            ),
            (
                lambda: block()[1, 2, 0],
                "nearly: that one ends the row before. Count to nine from 0.",
            ),
            (lambda: block()[0, 2, 1], "right place, wrong sentence: the first index is 1."),
        ),
        nudge="Write sentence 1 in reading order, 100 101 102 103 110 ..., and cut it in threes.",
    ),
    Prediction(
        "tensors_output_shape",
        LESSON,
        answer=lambda: (2, 3, 6),
        explanation="One row of Ev = 6 numbers for each of the 3 queries, in both sentences.",
        wrong=(
            (lambda: (2, 5, 6), "5 keys are summed away; a result belongs to each query."),
            (lambda: (2, 3, 4), "4 is the size of keys; what is mixed are the values, of size 6."),
            (
                lambda: (2, 3, 5),
                "that is the shape of the weights; after the second bmm, 5 is gone.",
            ),
            (lambda: (3, 6), "right for one sentence; the batch axis stays in front."),
            (lambda: (2, 6, 3), "right sizes; rows are queries, columns are the value's features."),
        ),
        nudge="(B, L, S) times (B, S, Ev): the inner size disappears.",
    ),
]
