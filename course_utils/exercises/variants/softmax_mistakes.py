"""Mistakes in the softmax of scaled attention, taken over into other attentions."""

from __future__ import annotations

from collections.abc import Callable

from ...checking import Mistake
from ..scaling.attention_row import ATTENTION

LIKELY = {
    "scores_used_as_weights",
    "never_divided_by_the_sum",
    "divided_by_the_mean",
    "row_sums_without_keepdim",
    "sums_divided_by_the_exponentials",
    "exp_forgotten_after_the_shift",
    "not_exponentiated",
    "powers_of_two",
    "largest_minus_x",
    "one_maximum_for_all_rows",
    "normalised_over_everything",
    "hard_maximum",
    "sigmoid_of_each",
    "tanh_instead_of_softmax",
    "softmax_applied_twice",
    "logarithm_of_the_shares",
    "rounded_to_two_decimals",
}


def softmax_mistakes(
    part: str, without: set[str] = frozenset(), made: Callable[[Callable], Callable] = lambda f: f
) -> list[Mistake]:
    """Those that are likely, in that part, each looked for alone; `made` adapts its function."""
    return [
        mistake.made_by(made(mistake.function), part=part, alone=True)
        for mistake in ATTENTION.mistakes
        if mistake.part == "softmax" and mistake.name in LIKELY - without
    ]
