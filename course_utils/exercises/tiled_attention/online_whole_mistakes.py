"""Known mistakes in the online weighted sum that concern the whole of it."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from ...tiled import online_weighted_sum
from .online_mistakes import build
from .running import dividing, rescaled_count

online_whole_mistakes = MistakeList()


@online_whole_mistakes()
def plain_mean(scores, value):
    """all keys get the same weight: you subtract each score's own maximum, which is itself.

    exp(0) is 1 for every key. Which maximum do all keys have in common?
    """
    return value.mean(dim=0)


@online_whole_mistakes()
def plain_sum(scores, value):
    """the values are added up with weight 1 each: the scores have no part in it.

    Where does exp(score - maximum) meet the value?
    """
    return value.sum(dim=0)


@online_whole_mistakes()
def value_of_the_best_key(scores, value):
    """you return the value of the highest score alone; softmax gives the others their share, too.

    By what is the total multiplied when a new maximum comes: by 0, or by exp(old - new)?
    """
    return value[scores.argmax()]


@online_whole_mistakes()
def scores_as_weights(scores, value):
    """the scores themselves are the weights: exp is missing.

    Each key's weight is exp(score - maximum).
    """
    return scores @ value


@online_whole_mistakes()
def scores_over_their_sum(scores, value):
    """the scores divided by their sum are the weights: exp is missing.

    Each key's weight is exp(score - maximum).
    """
    return scores @ value / scores.sum()


@online_whole_mistakes()
def divided_at_every_step(scores, value):
    """you divide at every step, and go on with the quotient as if it were the undivided total.

    Divide once, after the last key; or multiply by the old denominator before you add.
    """
    return build(**dividing(lambda old, new, count: (old + new) / count))(scores, value)


@online_whole_mistakes()
def divided_at_every_step_and_at_the_end(scores, value):
    """you divide by the denominator at every step and once more at the end.

    How often is a sum of weights divided by what the weights sum to?
    """
    return build(**dividing(lambda old, new, count: (old + new) / count, again=True))(scores, value)


@online_whole_mistakes()
def weights_divided_on_the_way(scores, value):
    """each weight is divided by the denominator so far, which still grows; what came before is not
    made smaller for it.

    Divide once, at the end; or first multiply what you have by the OLD denominator.
    """
    return build(**dividing(lambda old, new, count: old + new / count))(scores, value)


@online_whole_mistakes()
def denominator_used_as_weight(scores, value):
    """each value is multiplied by the denominator so far; the total needs the key's own weight.

    Two names close together? exp(score - maximum) goes into both sums.
    """
    held = {}

    def denominator(*arguments):
        held["count"] = rescaled_count(*arguments)
        return held["count"]

    def total_so_far(total, factor, weights, values):
        return total * factor + held["count"] * values

    return build(denominator=denominator, total_so_far=total_so_far)(scores, value)


@online_whole_mistakes()
def first_value_not_in_the_total(scores, value):
    """the first key is in the denominator from the start, but its value is not in the total.

    You begin with maximum = scores[0] and denominator = 1. What is the total then?
    """
    return online_weighted_sum(scores, value * (torch.arange(len(value)) > 0)[:, None])


@online_whole_mistakes()
def first_key_twice_in_the_denominator(scores, value):
    """the first key is twice in the denominator: in its starting value 1, and again in the loop.

    Begin with 0 (and -inf), or let the loop begin at the second key.
    """
    sums = (scores - scores.max()).exp()
    return online_weighted_sum(scores, value) * sums.sum() / (sums.sum() + sums[0])


@online_whole_mistakes()
def powers_of_two_throughout(scores, value):
    """your weights and factors are powers of 2 of scores made for exp: exp(x) is 2 ** (x / ln 2).

    Fast kernels use exp2. Which factor do they put into the scores first?
    """
    return online_weighted_sum(scores * math.log(2), value)


@online_whole_mistakes()
def weights_returned(scores, value):
    """you return the shares of the keys; what is asked is their mix of the values.

    What is multiplied by each weight, and added up?
    """
    return scores.softmax(dim=0)


@online_whole_mistakes()
def divided_by_the_number_of_keys(scores, value):
    """you divide by the number of keys; the weights sum to the denominator, not to that number.

    Add up the weights on the way, just as you add up the values.
    """
    return online_weighted_sum(scores, value) * (scores - scores.max()).exp().mean()
