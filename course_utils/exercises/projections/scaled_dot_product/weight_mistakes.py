"""Known mistakes in scaled_dot_product_attention that put something else in softmax's place."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import softmax

weight_mistakes = MistakeList()


@weight_mistakes("CASIA-IVA-Lab/DANet#48", part="softmax", alone=True)
def largest_minus_score(scores):
    """you take the largest score minus each score: then the smallest score wins.

    In which order must the two stand, so that the largest score gets the largest share?
    """
    return torch.softmax(-scores, dim=-1)


@weight_mistakes(part="softmax", alone=True)
def never_divided_by_the_sum(scores):
    """you exponentiate, but the row is never divided by its sum: the weights are no shares of 1."""
    return (scores - scores.amax(dim=-1, keepdim=True)).exp().nan_to_num()


@weight_mistakes(part="softmax", alone=True)
def no_softmax(scores):
    """the values are mixed with the raw scores: softmax is missing, or its result is not used.

    Which variable goes into your last product?
    """
    return scores.masked_fill(scores == -math.inf, 0.0)


@weight_mistakes(part="softmax", alone=True)
def no_softmax_of_minus_infinity(scores):
    """the values are mixed with the raw scores: softmax is missing; -inf times a value is not 0.

    Which variable goes into your last product?
    """
    return scores


@weight_mistakes(part="softmax", alone=True)
def logarithm_of_the_weights(scores):
    """log_softmax gives the logarithms of the weights; here the weights themselves are mixed."""
    return torch.log_softmax(scores, dim=-1)


@weight_mistakes(part="softmax", alone=True)
def softmax_twice(scores):
    """softmax is applied twice; the second time it flattens the weights."""
    return torch.softmax(softmax(scores), dim=-1)


@weight_mistakes(part="softmax", alone=True)
def sigmoid_of_each_score(scores):
    """a sigmoid judges each key by itself; the keys do not share out a whole of 1."""
    return torch.sigmoid(scores)


@weight_mistakes(part="softmax", alone=True)
def relu_instead_of_softmax(scores):
    """a ReLU stands where the softmax belongs: weights are no shares, and some rows are all 0.

    What makes the weights of one query positive and sum to 1?
    """
    return scores.relu()


@weight_mistakes(part="softmax", alone=True)
def positive_scores_shared_out(scores):
    """you divide the positive scores by their sum; exp comes first, then the sum.

    A score of -1 is to get a small share, not none. What does exp do to it?
    """
    return scores.relu() / (scores.relu().sum(dim=-1, keepdim=True) + 1e-9)


@weight_mistakes(part="softmax", alone=True)
def scores_divided_by_their_sum(scores):
    """you divide the scores by their sum; exp is missing, which makes all of them positive.

    What is 1 / (1 - 1)? Scores may cancel, exponentials cannot.
    """
    finite = scores.masked_fill(scores == -math.inf, 0.0)
    total = finite.sum(dim=-1, keepdim=True)
    return finite / total.masked_fill(total == 0, 1.0)


@weight_mistakes(part="softmax", alone=True)
def exponentials_as_weights(scores):
    """the weights are the exponentials themselves: they are never divided by their sum.

    Do the weights of one query sum to 1?
    """
    return scores.exp()


@weight_mistakes(part="softmax", alone=True)
def best_key_only(scores):
    """each query takes its best key alone (argmax); softmax shares out, and has a gradient."""
    best = torch.nn.functional.one_hot(scores.argmax(dim=-1), scores.shape[-1])
    return best.to(scores.dtype) + 0 * scores.masked_fill(scores == -math.inf, 0.0)


@weight_mistakes(part="softmax", alone=True)
def softmax_twice_hidden_zeroed(scores):
    """softmax is applied twice; the second time it flattens the weights."""
    weights = softmax(scores)
    return torch.softmax(weights, dim=-1).masked_fill(scores == -math.inf, 0.0)


@weight_mistakes(part="softmax", alone=True)
def logarithm_of_the_weights_hidden_zeroed(scores):
    """log_softmax gives the logarithms of the weights; here the weights themselves are mixed."""
    return torch.log_softmax(scores, dim=-1).masked_fill(scores == -math.inf, 0.0)
