"""Known mistakes in softmax's first half: what goes into exp."""

from __future__ import annotations

import math

from ...checking import MistakeList

mistakes_in_the_exponents = MistakeList()


@mistakes_in_the_exponents(
    "pyg-team/pytorch_geometric#53", "NVIDIA/FasterTransformer#43", part="exponents"
)
def largest_not_subtracted(x):
    """exp overflows: right for small numbers, but exp(89) is already infinite in float32.

    What can you subtract from a row without changing any share?
    """
    return x.exp().log()


@mistakes_in_the_exponents("pyg-team/pytorch_geometric#2013", part="exponents")
def one_maximum_for_all_rows(x):
    """you subtract the largest entry of the whole tensor: in rows far below it every exp becomes 0.

    Whose largest entry does each row need?
    """
    return (x - x.max()).exp().log()


@mistakes_in_the_exponents(part="exponents")
def maximum_of_each_column(x):
    """you subtract the largest of each column (axis -2): a row loses different amounts, not one.

    Within a row the same number must be subtracted everywhere. Which number is safe for exp?
    """
    return (x - x.amax(dim=-2, keepdim=True)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def maximum_over_axis_1(x):
    """you subtract the largest along axis 1: with three axes a row loses different amounts.

    Within a row the same number must be subtracted everywhere. Which number is safe for exp?
    """
    return (x - x.amax(dim=1, keepdim=True)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def maximum_over_axis_0(x):
    """you subtract the largest along axis 0: within a row, different amounts are lost.

    Within a row the same number must be subtracted everywhere. Which number is safe for exp?
    """
    return (x - x.amax(dim=0, keepdim=True)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def row_maximum_without_keepdim(x):
    """the row maxima lost their axis (no keepdim), so they line up with the columns, not the rows.

    Look at the shape of your maxima: does it broadcast against x the way you mean?
    """
    return (x - x.amax(dim=-1)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def smallest_subtracted(x):
    """you subtract the row's smallest entry, so the others grow, and exp overflows all the sooner.

    After the subtraction no exponent should be above 0.
    """
    return (x - x.amin(dim=-1, keepdim=True)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def mean_subtracted(x):
    """you subtract the row's mean: no share changes, but one large score still overflows exp.

    After the subtraction no exponent should be above 0.
    """
    return (x - x.mean(dim=-1, keepdim=True)).exp().log()


@mistakes_in_the_exponents(part="exponents")
def divided_by_the_largest(x):
    """you divide the scores by the row's largest; that changes the differences, hence the shares.

    Which operation keeps the differences within a row?
    """
    return x / x.amax(dim=-1, keepdim=True)


@mistakes_in_the_exponents(part="exponents")
def standardised(x):
    """you subtract the mean and divide by the spread; dividing changes the shares.

    Which of the two keeps the differences within a row?
    """
    deviation = x - x.mean(dim=-1, keepdim=True)
    variance = deviation.square().sum(dim=-1, keepdim=True) / (x.shape[-1] - 1)
    return deviation / variance.sqrt()  # torch's std, without its warning for a single key


@mistakes_in_the_exponents(part="exponents")
def divided_by_the_root_of_the_number_of_keys(x):
    """you divide the scores by a square root. Scaling is a step of its own (lesson 5).

    Here the scores go into exp as they are, up to one constant per row.
    """
    return x / math.sqrt(x.shape[-1])


@mistakes_in_the_exponents(part="exponents")
def scores_cut_off(x):
    """you cut large scores off before exp: no overflow, but scores beyond the limit become equal.

    What can you subtract from a row without changing any share?
    """
    return x.clamp(-50, 50).exp().log()


@mistakes_in_the_exponents(part="exponents")
def large_scores_cut_off(x):
    """you cut large scores off before exp: no overflow, but scores beyond the limit become equal.

    What can you subtract from a row without changing any share?
    """
    return x.clamp(max=50).exp().log()


@mistakes_in_the_exponents("CASIA-IVA-Lab/DANet#48", part="exponents")
def largest_minus_x(x):
    """you took "largest minus x": that turns the order round, the smallest score wins (softmin).

    Which sign must a large score have inside exp?
    """
    return (x.amax(dim=-1, keepdim=True) - x).exp().log()


@mistakes_in_the_exponents("CASIA-IVA-Lab/DANet#48", part="exponents")
def softmin(x):
    """the order is turned round: this is softmin, the smallest score wins.

    Which sign must a large score have inside exp?
    """
    return x.amin(dim=-1, keepdim=True) - x


@mistakes_in_the_exponents(part="exponents")
def exp_of_minus_x(x):
    """the order is turned round: with exp(-x) the smallest score wins.

    Which sign must a large score have inside exp?
    """
    return (-x).exp().log()


@mistakes_in_the_exponents(part="exponents")
def powers_of_two(x):
    """these are shares of 2 ** x; softmax is built on e ** x."""
    return x * math.log(2)


@mistakes_in_the_exponents(part="exponents")
def powers_of_ten(x):
    """these are shares of 10 ** x; softmax is built on e ** x."""
    return x * math.log(10)


@mistakes_in_the_exponents()
def maximum_with_its_places_subtracted(x):
    """x.max(dim=...) returns a pair, the largest entries and their places; you subtract the pair.

    Take the first of the pair (.values), or use amax.
    """
    return x - x.max(dim=-1, keepdim=True)
