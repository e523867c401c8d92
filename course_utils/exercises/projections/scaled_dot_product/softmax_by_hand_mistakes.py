"""Known mistakes in a softmax by hand inside of scaled_dot_product_attention: those of lesson 3."""

from __future__ import annotations

import math

from ....checking import Mistake, as_part
from ...softmax.rows import EXERCISES as SOFTMAX

TAKEN_OVER = {
    "maximum_of_each_column",
    "maximum_over_axis_0",
    "one_maximum_for_all_rows",
    "row_maximum_without_keepdim",
    "row_sums_without_keepdim",
    "divided_by_the_mean",
    "divided_by_the_length",
    "one_added_to_the_sum",
    "one_added_after_the_shift",
    "sigmoids_over_their_sum",
    "softplus_instead_of_exp",
    "powers_of_two",
    "powers_of_ten",
    "absolute_values",
    "squares",
    "rounded_to_two_decimals",
}


def _with_empty_rows(function):
    """The function in the place of softmax, where rows of -inf are seen to."""

    def weights(scores):
        nothing = (scores == -math.inf).all(dim=-1, keepdim=True)
        made = function(scores.masked_fill(nothing, 0.0)).masked_fill(nothing, 0.0)
        return made.masked_fill(scores == -math.inf, 0.0)

    return weights


def softmax_by_hand_mistakes() -> list[Mistake]:
    (row,) = SOFTMAX
    return [
        mistake.made_by(_with_empty_rows(mistake.function), part="softmax", alone=True)
        for mistake in as_part(row)
        if mistake.name in TAKEN_OVER
    ]
