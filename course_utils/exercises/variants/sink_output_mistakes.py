"""Known mistakes in sink_attention: in the scale, in the output, and whole functions."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from ...variants import sink_attention as right_attention
from ..weighted_sum.whole_mistakes import mistakes_around
from .sink_mistakes import build
from .sink_mistakes import sink_mistakes as mistakes_in_the_weights
from .softmax_mistakes import softmax_mistakes

sink_mistakes = MistakeList(mistakes_in_the_weights)


@sink_mistakes(part="root")
def not_scaled(query, key, value):
    """your scores are raw ones: √E is missing."""
    return 1.0


@sink_mistakes(part="root")
def divided_by_the_size(query, key, value):
    """you divide the scores by E; it has to be the root, √E.

    A score's spread grows as √E. What would dividing by E leave of it, for E = 100?
    """
    return query.shape[-1]


@sink_mistakes(part="root")
def divided_by_the_root_of_the_value_size(query, key, value):
    """you divide by √Ev, the root of a value's size; values have no part in the scores."""
    return math.sqrt(value.shape[-1])


@sink_mistakes(part="finished")
def sink_with_a_value_of_ones(output, weights):
    """your sink has a value of ones; it has none, and adds nothing to the output.

    Which value adds nothing to a sum?
    """
    return output + 1 - weights.sum(-1, keepdim=True)


@sink_mistakes(part="finished")
def weights_returned(output, weights):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return weights


@sink_mistakes()
def mean_value_in_the_sink(query, key, value):
    """your sink has the mean of the values; it has none, and adds nothing to the output."""
    sums = build(finished=lambda _, weights: weights.sum(-1, keepdim=True))(query, key, value)
    return right_attention(query, key, value) + (1 - sums) * value.mean(1, keepdim=True)


@sink_mistakes()
def keys_and_values_swapped(query, key, value):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return right_attention(query, value, key)


sink_mistakes += mistakes_around(right_attention)


def with_a_column_of_zeros(weigh):
    """What a mistake in the softmax does where the sink is right."""
    return lambda scores: weigh(torch.cat([scores, torch.zeros_like(scores[..., :1])], -1))[
        ..., :-1
    ]


sink_mistakes += softmax_mistakes("weigh", without={"sigmoid_of_each"}, made=with_a_column_of_zeros)
