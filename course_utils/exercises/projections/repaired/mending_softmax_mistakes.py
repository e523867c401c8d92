"""Known mistakes in the tutorial's softmax: those of every attention, and those of mending it."""

from __future__ import annotations

from dataclasses import replace

import torch

from ....checking import MistakeList
from ..scaled_dot_product.softmax_mistakes import sdpa_softmax_mistakes
from .specimen_mistakes import softmax

OF_EVERY_ATTENTION = {
    "normalised_over_queries_and_keys",
    "largest_minus_score",
    "never_divided_by_the_sum",
    "no_softmax",
    "no_softmax_of_minus_infinity",
    "logarithm_of_the_weights",
    "softmax_twice",
    "sigmoid_of_each_score",
    "relu_instead_of_softmax",
    "positive_scores_shared_out",
    "scores_divided_by_their_sum",
    "exponentials_as_weights",
    "best_key_only",
}

mending_softmax_mistakes = MistakeList(
    replace(mistake, alone=True)
    for mistake in sdpa_softmax_mistakes
    if mistake.name in OF_EVERY_ATTENTION
)


@mending_softmax_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """softmax runs over the queries (axis 2 or -2): the columns sum to 1, the rows do not.

    Scores are (B, H, queries, keys). Which of them share out one token's attention?
    """
    return torch.softmax(scores, dim=-2)


@mending_softmax_mistakes(part="softmax", alone=True)
def softmax_over_the_heads_without_nan(scores):
    """softmax still runs over axis 1, the heads; nan_to_num only hides what that leads to.

    Print the weights of one head and one token. What should they sum to?
    """
    return torch.softmax(scores, dim=1).nan_to_num()


@mending_softmax_mistakes("FudanNLP/fastNLP#254", part="softmax", alone=True)
def softmax_over_the_queries_without_nan(scores):
    """softmax runs over the queries (axis 2 or -2); nan_to_num only hides what that leads to.

    Scores are (B, H, queries, keys). Which of them share out one token's attention?
    """
    return softmax(scores.mT).mT.nan_to_num()


@mending_softmax_mistakes("nerminnuraydogan/vision-transformer#1", part="softmax")
def softmax_over_the_batch(scores):
    """softmax runs over axis 0, the batch: the sentences share out one attention."""
    return torch.softmax(scores, dim=0)
