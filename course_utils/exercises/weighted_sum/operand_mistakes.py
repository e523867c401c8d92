"""Known mistakes in what is done to weights or values before they are mixed."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from ...checking import MistakeList

operand_mistakes = MistakeList()


@operand_mistakes(part="weights")
def weights_softmaxed_over_the_queries(weights):
    """you apply softmax to the weights, and over the queries; take them as they come.

    Softmax was the step before. What is left to do once the shares are known?
    """
    return weights.softmax(dim=1)


@operand_mistakes(part="weights")
def weights_normalised_over_the_queries(weights):
    """you divide the weights by their sums over the queries; they are to be taken as they come."""
    return weights / weights.sum(dim=1, keepdim=True)


@operand_mistakes(part="weights", alone=True)
def weights_made_length_one(weights):
    """you divide each row of weights by its length (normalize does that); take them as they come.

    What would your function do with weights that are all 2?
    """
    return normalize(weights, dim=-1)


@operand_mistakes(part="weights", alone=True)
def sizes_of_the_weights_made_one(weights):
    """you divide each row of weights by the sum of its sizes; they are to be taken as they come.

    What would your function do with weights that are all 2?
    """
    return normalize(weights, p=1, dim=-1)


@operand_mistakes(part="weights")
def negative_weights_cut_off(weights):
    """negative weights count as 0 in yours; this step mixes with whatever it is given.

    Softmax makes no negative weights, but what is a weighted sum without that?
    """
    return weights.clamp(min=0)


@operand_mistakes(part="weights", alone=True)
def weights_cut_to_shares(weights):
    """weights below 0 or above 1 are cut off in yours; this step takes whatever it is given."""
    return weights.clamp(0, 1)


@operand_mistakes(part="weights", alone=True)
def signs_of_the_weights_dropped(weights):
    """you drop the weights' signs; this step mixes with whatever it is given."""
    return weights.abs()


@operand_mistakes(part="weights", alone=True)
def weights_squared(weights):
    """you square the weights: is one factor of your product there twice?"""
    return weights**2


@operand_mistakes(part="weights", alone=True)
def one_minus_the_weights(weights):
    """you mix with 1 - weights: what a query wants most, it gets least of."""
    return 1 - weights


@operand_mistakes(part="weights", alone=True)
def keys_up_to_the_place_of_the_query(weights):
    """query l uses the keys up to place l only (tril does that): a causal mask, from lesson 6.

    Here every query may mix the values of all keys.
    """
    return weights.tril()


@operand_mistakes(part="weights")
def all_axes_of_the_weights_reversed(weights):
    """.T on three axes turns all of them round, the batch included; no transpose is needed here.

    Write the two shapes side by side: do the keys touch already?
    """
    return weights.permute(2, 1, 0)


@operand_mistakes(part="value")
def all_axes_of_the_values_reversed(value):
    """.T on three axes turns all of them round, the batch included; no transpose is needed here.

    Write the two shapes side by side: do the keys touch already?
    """
    return value.permute(2, 1, 0)


@operand_mistakes(part="value")
def values_batch_and_keys_swapped(value):
    """transpose(0, 1) swaps the values' batch with their keys: sentences are mixed up.

    No transpose is needed here: the shapes fit as they are.
    """
    return value.transpose(0, 1)


@operand_mistakes(part="weights")
def weights_batch_and_queries_swapped(weights):
    """transpose(0, 1) swaps the weights' batch with their queries: sentences are mixed up.

    No transpose is needed here: the shapes fit as they are.
    """
    return weights.transpose(0, 1)


@operand_mistakes(part="value")
def values_in_reverse(value):
    """the keys run in reverse in one of the two: weight 0 meets the last value, not value 0."""
    return value.flip(1)


@operand_mistakes(part="value", alone=True)
def values_shifted_by_one(value):
    """each weight meets the value before its own, and the first one the last: an index is off by 1.

    In Python an index of -1 is the last entry, and no error.
    """
    return value.roll(1, dims=1)


@operand_mistakes(part="value", alone=True)
def values_shifted_by_one_the_other_way(value):
    """each weight meets the value after its own, and the last one the first: an index is off by 1.

    Weight 0 belongs to value 0.
    """
    return value.roll(-1, dims=1)


@operand_mistakes(part="value", alone=True)
def sentences_in_reverse(value):
    """the sentences run in reverse in one of the two: weights meet another sentence's values."""
    return value.flip(0)


@operand_mistakes(part="value", alone=True)
def values_of_the_last_sentence(value):
    """you use the last sentence's values for every sentence of the batch.

    Is a loop's variable still in use after the loop?
    """
    return value[-1:].expand_as(value)


@operand_mistakes(part="value", alone=True)
def softmax_of_each_value(value):
    """you apply softmax to the values; they are what is mixed, and stay as they are."""
    return value.softmax(dim=-1)


@operand_mistakes(part="value", alone=True)
def values_averaged_first(value):
    """the values are averaged over the keys before the weights are used: all choice is gone."""
    return torch.zeros_like(value) + value.mean(dim=1, keepdim=True)
