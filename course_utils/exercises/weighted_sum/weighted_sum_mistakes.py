"""Known mistakes in the weighted sum, with the sentence a learner reads."""

from __future__ import annotations

import torch
from torch.nn.functional import one_hot

from ...attention import softmax
from ...checking import MistakeList


def unchanged(x):
    return x


def mix(weights, value):
    return weights @ value  # (B, L, S) x (B, S, Ev) -> (B, L, Ev)


def build(weights=unchanged, value=unchanged, mix=mix, output=unchanged):
    """What is done to the weights, to the values, with both, and to the result."""
    return lambda w, v: output(mix(weights(w), value(v)))


weighted_sum_mistakes = MistakeList()


@weighted_sum_mistakes("heykeetae/Self-Attention-GAN#11", part="weights")
def weights_transposed(weights):
    """you transposed the weights, so each key's column is used where a query's row belongs.

    A row of weights belongs to one query: along which axis does it lie, before any transpose?
    """
    return weights.transpose(1, 2)


@weighted_sum_mistakes(part="weights")
def weights_transposed_by_view(weights):
    """view or reshape does not transpose: it keeps the order in memory and mixes up the weights.

    Which function swaps two axes? And is a swap needed here at all?
    """
    return weights.reshape(weights.shape[0], weights.shape[2], weights.shape[1]).transpose(1, 2)


@weighted_sum_mistakes(part="weights")
def weights_normalised_again(weights):
    """you divide by the sum of the weights, which are to be taken as they come.

    What would your function do with weights that sum to 2?
    """
    return weights / weights.sum(dim=-1, keepdim=True)


@weighted_sum_mistakes(part="weights")
def softmax_of_the_weights(weights):
    """you apply softmax to the weights; they are weights already, and this flattens them.

    Softmax was the step before. What is left to do once the shares are known?
    """
    return softmax(weights)


@weighted_sum_mistakes(part="weights")
def only_the_best_key(weights):
    """you take the value of the largest weight alone; that is a hard choice, not a mix.

    Every key's value goes into the result: a small weight adds a little of it.
    """
    return one_hot(weights.argmax(dim=-1), weights.shape[-1]).to(weights.dtype)


@weighted_sum_mistakes(part="weights")
def only_the_largest_weight_counted(weights):
    """you add only the largest weight times its value; the other keys' values are left out."""
    best = one_hot(weights.argmax(dim=-1), weights.shape[-1]).to(weights.dtype)
    return weights * best


@weighted_sum_mistakes(part="weights")
def plain_mean(weights):
    """this is the plain mean of the values: the weights play no part in it."""
    return torch.ones_like(weights) / weights.shape[-1]


@weighted_sum_mistakes(part="weights")
def plain_sum(weights):
    """this is the plain sum of the values: the weights play no part in it."""
    return torch.ones_like(weights)


@weighted_sum_mistakes(part="weights")
def weights_of_the_first_sentence(weights):
    """you use the first sentence's weights for every sentence of the batch.

    Where did the batch axis of the weights go? Look for a [0].
    """
    return weights[:1].expand_as(weights)


@weighted_sum_mistakes(part="value")
def values_of_the_first_sentence(value):
    """you use the first sentence's values for every sentence of the batch.

    Where did the batch axis of the values go? Look for a [0].
    """
    return value[:1].expand_as(value)


@weighted_sum_mistakes(part="value")
def values_of_all_sentences(value):
    """the values of all sentences of the batch are added together, so every sentence gets a mix.

    Sentences must not meet: the batch axis stands in both inputs and in the output.
    """
    return value.sum(dim=0, keepdim=True).expand_as(value)


@weighted_sum_mistakes(part="value")
def values_transposed(value):
    """you transposed the values, so features stand where the keys belong.

    Which axis of the values has as many entries as the weights have keys?
    """
    return value.transpose(1, 2)


@weighted_sum_mistakes(part="value")
def values_transposed_by_view(value):
    """view or reshape does not transpose: it keeps the order in memory and mixes up the values.

    Which function swaps two axes? And is a swap needed here at all?
    """
    return value.reshape(value.shape[0], value.shape[2], value.shape[1]).transpose(1, 2)
