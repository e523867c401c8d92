"""Known mistakes in what is added up under the running maximum: weights, denominator, total.

`online_weighted_sum` and `tiled_attention` have them in common.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList
from .running import divided_at_the_end

sum_mistakes = MistakeList()


@sum_mistakes(part="total_so_far")
def total_not_rescaled(total, factor, weights, values):
    """the denominator is rescaled when the maximum grows, the total of the values is not.

    Both are sums of the same weights. What happens to one must happen to the other.
    """
    return total + weights @ values


@sum_mistakes(part="denominator")
def denominator_not_rescaled(denominator, factor, weights):
    """the total of the values is rescaled when the maximum grows, the denominator is not.

    Both are sums of the same weights. What happens to one must happen to the other.
    """
    return denominator + weights.sum(dim=-1, keepdim=True)


@sum_mistakes(part="weights")
def weights_under_their_own_maximum(scores, maximum, new_maximum):
    """you weigh new scores against their own maximum, but the past is rescaled to the common one.

    exp(score - m): which m is the same for the past and for the new scores?
    """
    return (scores - scores.amax(dim=-1, keepdim=True)).exp()


@sum_mistakes(part="weights")
def weights_under_the_old_maximum(scores, maximum, new_maximum):
    """you weigh new scores against the old maximum, but the past is rescaled to the new one.

    exp(score - m): which m is the same for the past and for the new scores?
    """
    return (scores - torch.where(maximum.isinf(), new_maximum, maximum)).exp()


@sum_mistakes(part="total_so_far")
def new_part_of_the_total_rescaled_too(total, factor, weights, values):
    """in the total the factor reaches the new scores as well; it is for what came before only.

    What was the new part's exponential taken against: the old maximum, or the new one?
    """
    return (total + weights @ values) * factor


@sum_mistakes(part="denominator")
def new_part_of_the_denominator_rescaled_too(denominator, factor, weights):
    """in the denominator the factor reaches the new scores as well; it is for the past only.

    What was the new part's exponential taken against: the old maximum, or the new one?
    """
    return (denominator + weights.sum(dim=-1, keepdim=True)) * factor


@sum_mistakes(part="weights")
def new_part_rescaled_too(scores, maximum, new_maximum):
    """the factor reaches the new scores as well, in both sums; it is for what came before only.

    What was the new part's exponential taken against: the old maximum, or the new one?
    """
    return (scores - new_maximum).exp() * (maximum - new_maximum).exp()


@sum_mistakes(part="weights")
def powers_of_two(scores, maximum, new_maximum):
    """your weights are powers of 2 of scores made for exp: exp(x) is 2 ** (x / ln 2).

    Fast kernels use exp2. Which factor do they put into the scores first?
    """
    return torch.exp2(scores - new_maximum)


@sum_mistakes(part="finish")
def total_not_divided(total, denominator, maximum):
    """you return the total as it is: the weights in it do not sum to 1.

    You have kept a second sum all along. What for?
    """
    return total


@sum_mistakes(part="finish", alone=True)
def multiplied_by_the_denominator(total, denominator, maximum):
    """you multiply by the denominator at the end.

    Which operation turns weights that sum to the denominator into weights that sum to 1?
    """
    return total * denominator


@sum_mistakes(part="finish", alone=True)
def divided_by_the_logarithm(total, denominator, maximum):
    """you divide by the logarithm of the sum; that number is kept for backward, not divided by.

    The weights in your total are exp(score - maximum). What do those sum to?
    """
    return total / (maximum + denominator.log())


@sum_mistakes(part="total_so_far")
def total_written_over(total, factor, weights, values):
    """the total holds the last step alone: you assign where you should add to what you have.

    What becomes of the values seen before?
    """
    return weights @ values


@sum_mistakes(part="denominator")
def denominator_written_over(denominator, factor, weights):
    """the denominator holds the last step alone: you assign where you should add to what you have.

    What becomes of the weights counted before?
    """
    return weights.sum(dim=-1, keepdim=True)


@sum_mistakes(part="finish", alone=True)
def denominator_cut_from_the_gradient(total, denominator, maximum):
    """numbers right, gradient wrong: the denominator is cut from the graph.

    The denominator depends on every score; only maxima cancel out and may be detached.
    """
    return divided_at_the_end(total, denominator.detach(), maximum)
