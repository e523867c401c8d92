"""The known mistakes of lesson 3's softmax, taken over into masked_softmax."""

from __future__ import annotations

from ...checking import Mistake, as_part
from ..softmax.rows import EXERCISES as SOFTMAX

FREQUENT = {
    "normalised_over_axis_minus_2",
    "normalised_over_axis_1",
    "normalised_over_axis_0",
    "normalised_over_everything",
    "axis_left_to_torch",
    "never_divided_by_the_sum",
    "divided_by_the_mean",
    "row_sums_without_keepdim",
    "largest_not_subtracted",
    "one_maximum_for_all_rows",
    "powers_of_two",
    "hard_maximum",
    "sigmoid_of_each",
    "softmax_applied_twice",
    "logarithm_of_the_shares",
}


def mistakes_of_the_softmax() -> list[Mistake]:
    """Those that survive -inf among the scores: the others turn everything into NaN."""
    (row,) = SOFTMAX
    return [mistake for mistake in as_part(row) if mistake.name in FREQUENT]
