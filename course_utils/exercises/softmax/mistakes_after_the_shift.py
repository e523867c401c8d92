"""Known mistakes in softmax's second half, made after each row's largest was rightly subtracted.

Where everything is right but the sum, that subtraction cannot be seen. With a wrong sum it can.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList
from .mistakes_in_the_sum import shares

mistakes_after_the_shift = MistakeList()


def shifted(exponents):
    """Through exp and back, so that what underflows to 0 stays 0."""
    return (exponents - exponents.amax(dim=-1, keepdim=True)).exp().log()


@mistakes_after_the_shift(part="shares")
def shifted_row_sums_without_keepdim(exponents):
    """the sums lost their axis (no keepdim), so they line up with the columns, not with the rows.

    Look at the shape of your sums: does it broadcast against x the way you mean?
    """
    return (shifted(exponents) - shifted(exponents).logsumexp(-1)).exp()


@mistakes_after_the_shift(part="shares")
def columns_summed_after_the_shift(exponents):
    """the largest is taken from each row, but the sum runs over axis -2: every column sums to 1.

    Which axis holds the keys that compete for one query's attention? Largest and sum both need it.
    """
    return shares(shifted(exponents), axis=-2)


@mistakes_after_the_shift(part="shares")
def everything_summed_after_the_shift(exponents):
    """the largest is taken from each row, but the sum from the whole tensor: no row sums to 1.

    Along which one axis should you sum? Keep that axis, with size 1, for the division.
    """
    return shares(shifted(exponents).flatten()).reshape(exponents.shape)


@mistakes_after_the_shift(part="shares")
def batch_summed_after_the_shift(exponents):
    """the largest is taken from each row, but the sum runs over axis 0: sentences share one sum.

    Python's sum(...), too, runs over the first axis. Which axis holds the keys?
    """
    return shares(shifted(exponents), axis=0)


@mistakes_after_the_shift(part="shares", alone=True)
def matrix_summed_after_the_shift(exponents):
    """the largest is taken from each row, the sum from a whole matrix: its rows share one sum of 1.

    Along which one axis should you sum? Keep that axis, with size 1, for the division.
    """
    return shares(shifted(exponents).flatten(-2)).reshape(exponents.shape)


@mistakes_after_the_shift(part="shares", alone=True)
def shifted_above_the_line_only(exponents):
    """the largest is subtracted above the fraction line and not below, so it does not cancel.

    Take exp once, and use its result both above and below.
    """
    return (shifted(exponents) - exponents.exp().log().logsumexp(-1, keepdim=True)).exp()


@mistakes_after_the_shift(part="shares", alone=True)
def shifted_below_the_line_only(exponents):
    """the largest is subtracted below the fraction line and not above, so it does not cancel.

    Take exp once, and use its result both above and below.
    """
    return exponents.exp() / shifted(exponents).exp().sum(dim=-1, keepdim=True)


@mistakes_after_the_shift(part="shares", alone=True)
def first_row_only(exponents):
    """only the first row holds shares, the others are still 0. Is the return inside the loop?"""
    rows = exponents.reshape(-1, exponents.shape[-1])
    out = torch.zeros_like(rows)
    out[0] = shares(rows[0])
    return out.reshape(exponents.shape)


@mistakes_after_the_shift(part="shares", alone=True)
def total_kept_from_row_to_row(exponents):
    """only the first row sums to 1: your total goes on growing from row to row.

    Where must it start again at 0?
    """
    rows = shifted(exponents).reshape(-1, exponents.shape[-1])
    totals = rows.exp().sum(dim=-1).cumsum(0)
    return (rows.exp() / totals[:, None]).reshape(exponents.shape)


@mistakes_after_the_shift(part="shares", alone=True)
def exp_of_the_sum(exponents):
    """you add up the scores first and take exp of their sum; the exponentials are to be added up.

    Which comes first below the fraction line: exp or sum?
    """
    return exponents.exp() / exponents.sum(dim=-1, keepdim=True).exp()


@mistakes_after_the_shift(part="shares", alone=True)
def divided_by_the_sum_of_the_scores(exponents):
    """you divide by the sum of the scores; the exponentials are to be added up.

    What must the numbers of a row add up to, after the division?
    """
    return exponents.exp() / exponents.sum(dim=-1, keepdim=True)


@mistakes_after_the_shift(part="shares", alone=True)
def logarithm_of_the_sum_below(exponents):
    """you divide by the logarithm of the sum (logsumexp); the sum itself is to divide.

    Subtracting it is right as well, inside exp: exp(a) / exp(b) is exp(a - b).
    """
    return exponents.exp() / exponents.logsumexp(-1, keepdim=True)


@mistakes_after_the_shift(part="shares", alone=True)
def sum_cut_from_the_graph(exponents):
    """the numbers are right, but the sums are cut from the graph, and their gradient is missing.

    Every entry of a row changes its sum: where do you detach it (.detach(), .data, .item())?
    """
    exponentials = shifted(exponents).exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True).detach()
