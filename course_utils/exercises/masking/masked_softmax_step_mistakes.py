"""Known mistakes in masked_softmax's softmax: those of lesson 3, and shares of something else."""

from __future__ import annotations

import torch

from ...attention import softmax
from ...checking import Mistake, MistakeList, as_part
from ..softmax.rows import EXERCISES as SOFTMAX

# In one piece: in logarithms, as lesson 3 has them, a fill of -1e9 swallows what is subtracted.
OVER = {
    "normalised_over_axis_minus_2": lambda x: x.softmax(-2),
    "normalised_over_axis_1": lambda x: x.softmax(1),
    "normalised_over_axis_2": lambda x: x.softmax(2),
    "normalised_over_axis_0": lambda x: x.softmax(0),
    "normalised_over_the_last_two_axes": lambda x: x.flatten(-2).softmax(-1).view_as(x),
    "normalised_over_everything": lambda x: x.flatten().softmax(0).view_as(x),
}
FREQUENT = {
    *OVER,
    "axis_left_to_torch",
    "never_divided_by_the_sum",
    "largest_not_subtracted",
    "one_maximum_for_all_rows",
    "negative_scores_cut_to_zero",
    "sigmoid_of_each",
    "softmax_applied_twice",
    "logarithm_of_the_shares",
}
RARE = {
    "exponentials_alone",
    "divided_by_the_mean",
    "row_sums_without_keepdim",
    "one_added_to_the_sum",
    "one_added_after_the_shift",
    "sigmoids_over_their_sum",
    "divided_by_the_root_of_the_number_of_keys",
    "powers_of_two",
    "powers_of_ten",
    "hard_maximum",
}
step_mistakes = MistakeList()


def mistakes_of_the_softmax() -> list[Mistake]:
    """Those that survive -inf among the scores: the others turn everything into NaN."""
    (row,) = SOFTMAX
    taken_over = [mistake for mistake in as_part(row) if mistake.name in FREQUENT | RARE]
    return [
        mistake.made_by(OVER.get(mistake.name, mistake.function), alone=mistake.name in RARE)
        for mistake in taken_over
    ]


def shares_of(function, x):
    """The shares of what a function makes of the scores that are not hidden."""
    positive = function(x.masked_fill(x.isinf(), 0.0)).masked_fill(x.isinf(), 0.0)
    return positive / positive.sum(dim=-1, keepdim=True)


@step_mistakes(part="softmax")
def scores_shared_out(x):
    """you divide the scores themselves by their sum; softmax shares out their exponentials.

    What makes a positive number of any score, and more of a larger one?
    """
    return shares_of(lambda scores: scores, x)


@step_mistakes(part="softmax", alone=True)
def absolute_scores_shared_out(x):
    """you share out the absolute values of the scores: -3 gets as much as 3.

    What makes a positive number of any score, and more of a larger one?
    """
    return shares_of(torch.abs, x)


@step_mistakes(part="softmax", alone=True)
def squares_shared_out(x):
    """you share out the squares of the scores: -3 gets as much as 3.

    What makes a positive number of any score, and more of a larger one?
    """
    return shares_of(torch.square, x)


@step_mistakes(part="softmax")
def signs_turned(x):
    """the smallest kept score gets the largest weight: a minus too many (this is softmin).

    Which score should get most?
    """
    return softmax((-x).masked_fill(x == -torch.inf, -torch.inf))


@step_mistakes(part="softmax", alone=True)
def signs_turned_after_filling(x):
    """a minus too many, and -inf becomes +inf: rows with a hidden key are lost.

    Which sign do the scores have when exp gets them?
    """
    return softmax(-x)


@step_mistakes(part="softmax", alone=True)
def divided_by_the_number_of_keys(x):
    """you divide the scores by the number of keys before softmax: here they come ready scaled.

    Leave the scores as they come.
    """
    return softmax(x / x.shape[-1])
