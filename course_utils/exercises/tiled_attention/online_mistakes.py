"""Known mistakes in the online weighted sum that are its own: keys, values and weights."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
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


@online_mistakes(part="keys", alone=True)
def values_of_the_neighbours(scores, value):
    """each score meets the value of the key before it: the two are one place apart.

    Which row of `value` belongs to key number i?
    """
    return scores, value.roll(1, 0)


@online_mistakes(part="keys", alone=True)
def divided_by_the_root_of_the_value_size(scores, value):
    """you divide the scores by √Ev; here they come as they are to be used.

    Where in attention are scores scaled, and by whose size? It happened before this function.
    """
    return scores / math.sqrt(value.shape[-1]), value


@online_mistakes(part="keys", alone=True)
def divided_by_the_root_of_the_number_of_keys(scores, value):
    """you divide the scores by √S; here they come as they are to be used.

    Where in attention are scores scaled, and by whose size? It happened before this function.
    """
    return scores / math.sqrt(len(scores)), value


@online_mistakes(part="total_so_far")
def values_added_without_their_weight(total, factor, weights, values):
    """the values go into the total without their weight, exp(score - maximum).

    The weight belongs into both sums: once alone, once times the value.
    """
    return total * factor + values


@online_mistakes(part="weights", alone=True)
def new_maximum_not_counted(scores, maximum, new_maximum):
    """when a score is a new maximum, you rescale the past and forget to add that key itself.

    With which weight does the key of the maximum count?
    """
    return torch.where(scores > maximum, 0.0, (scores - new_maximum).exp())
