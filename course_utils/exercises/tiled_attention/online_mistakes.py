"""Known mistakes in the online weighted sum that are its own."""

from __future__ import annotations

import torch

from ...checking import MistakeList
from ...tiled import online_weighted_sum
from .running import run


def all_of_them(scores, value):
    return scores, value


def build(keys=all_of_them, **running):
    """The sum over keys one by one; `keys` says which, `running` replaces parts of `run`."""

    def online_weighted_sum(scores, value):
        scores, value = keys(scores, value)
        pairs = zip(scores, value, strict=False)
        tiles = ((score.reshape(1, 1), row[None]) for score, row in pairs)
        return run(scores.new_zeros(1, 1), value.new_zeros(1, value.shape[-1]), tiles, **running)[0]

    return online_weighted_sum


online_mistakes = MistakeList()


@online_mistakes(part="keys")
def first_key_left_out(scores, value):
    """the first key is missing: a loop from 1 needs the first key in its starting values.

    What are maximum, denominator and total after the first key alone?
    """
    return scores[1:], value[1:]


@online_mistakes(part="keys")
def last_key_left_out(scores, value):
    """the last key is missing: your loop ends one too early.

    range(n) already stops before n.
    """
    return scores[:-1], value[:-1]


@online_mistakes(part="keys", alone=True)
def first_key_counted_twice(scores, value):
    """the first key counts twice: in the starting values, and again in the loop.

    Start from -inf and zeros, or begin the loop at the second key.
    """
    return torch.cat([scores[:1], scores]), torch.cat([value[:1], value])


@online_mistakes(part="keys")
def signs_of_the_scores_reversed(scores, value):
    """the signs of the scores are reversed: the lowest score gets the largest weight.

    It is exp(score - maximum), with the score first.
    """
    return -scores, value


@online_mistakes(part="keys", alone=True)
def values_in_reversed_order(scores, value):
    """each score meets another key's value: one of the two runs backwards."""
    return scores, value.flip(0)


@online_mistakes(part="keys", alone=True)
def first_value_for_all(scores, value):
    """every key's weight goes to the same value, the first one.

    Which row of `value` belongs to key number i?
    """
    return scores, value[:1].expand_as(value)


@online_mistakes()
def plain_mean(scores, value):
    """all keys get the same weight: you subtract each score's own maximum, which is itself.

    exp(0) is 1 for every key. Which maximum do all keys have in common?
    """
    return value.mean(dim=0)


@online_mistakes()
def plain_sum(scores, value):
    """the values are added up with weight 1 each: the scores have no part in it.

    Where does exp(score - maximum) meet the value?
    """
    return value.sum(dim=0)


@online_mistakes()
def value_of_the_best_key(scores, value):
    """you return the value of the highest score alone; softmax gives the others their share, too.

    By what is the total multiplied when a new maximum comes: by 0, or by exp(old - new)?
    """
    return value[scores.argmax()]


@online_mistakes()
def scores_as_weights(scores, value):
    """the scores themselves are the weights: exp is missing.

    Each key's weight is exp(score - maximum).
    """
    return scores @ value


@online_mistakes()
def scores_over_their_sum(scores, value):
    """the scores divided by their sum are the weights: exp is missing.

    Each key's weight is exp(score - maximum).
    """
    return scores @ value / scores.sum()


@online_mistakes()
def divided_at_every_step(scores, value):
    """you divide at every step, and go on with the quotient as if it were the undivided total.

    Divide once, after the last key; or multiply by the old denominator before you add.
    """
    return _divided_on_the_way(scores, value)


@online_mistakes()
def divided_at_every_step_and_at_the_end(scores, value):
    """you divide by the denominator at every step and once more at the end.

    How often is a sum of weights divided by what the weights sum to?
    """
    return _divided_on_the_way(scores, value, again=True)


def _divided_on_the_way(scores, value, again=False):
    maximum, denominator, total = scores[0], torch.ones_like(scores[0]), value[0]
    for score, row in zip(scores[1:], value[1:], strict=True):
        new = torch.maximum(maximum, score)
        factor, weight = (maximum - new).exp(), (score - new).exp()
        denominator = denominator * factor + weight
        total = (total * factor + weight * row) / denominator
        maximum = new
    return total / denominator if again else total


@online_mistakes()
def weights_returned(scores, value):
    """you return the shares of the keys; what is asked is their mix of the values.

    What is multiplied by each weight, and added up?
    """
    return scores.softmax(dim=0)


@online_mistakes()
def divided_by_the_number_of_keys(scores, value):
    """you divide by the number of keys; the weights sum to the denominator, not to that number.

    Add up the weights on the way, just as you add up the values.
    """
    return online_weighted_sum(scores, value) * (scores - scores.max()).exp().mean()
