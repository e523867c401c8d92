"""Known mistakes in sigmoid_attention: in the sigmoid, in the weights, and whole functions."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList
from ...variants import sigmoid_attention as right_attention
from ..scaling.scales_elsewhere import scales_in
from ..weighted_sum.whole_mistakes import mistakes_around
from .sigmoid_mistakes import scaled, shifted
from .sigmoid_mistakes import sigmoid_mistakes as mistakes_in_the_scores

sigmoid_mistakes = MistakeList(mistakes_in_the_scores)


@sigmoid_mistakes(part="squashed")
def softmax_used(scores):
    """your weights are a softmax's: log(S) cancels there, and each row sums to 1. Here each weight
    is a sigmoid.

    May one key's weight depend on another key's score?
    """
    return softmax(scores)


@sigmoid_mistakes(part="squashed")
def no_sigmoid(scores):
    """your weights are the scores, less log(S), themselves: the sigmoid is missing.

    Between which two numbers should all your weights lie?
    """
    return scores


@sigmoid_mistakes(part="squashed")
def exponentials_alone(scores):
    """your weights are exp(x), which has no bound; the sigmoid is exp(x) / (1 + exp(x)).

    Can a weight be larger than 1?
    """
    return scores.exp()


@sigmoid_mistakes(part="squashed")
def sign_reversed(scores):
    """your sigmoid falls where it should rise: the best key gets the least weight.

    In 1 / (1 + exp(...)), which sign has the score?
    """
    return (-scores).sigmoid()


@sigmoid_mistakes(part="squashed")
def tanh_used(scores):
    """your weights are tanh of the scores, between -1 and 1; a sigmoid lies between 0 and 1."""
    return scores.tanh()


@sigmoid_mistakes(part="squashed")
def sigmoid_twice(scores):
    """you apply the sigmoid twice: all weights lie between 0.5 and 0.74.

    Which of your steps returns weights already?
    """
    return scores.sigmoid().sigmoid()


@sigmoid_mistakes(part="finished")
def rows_made_to_sum_to_one(weights, key):
    """you divide each row by its sum; sigmoid weights stay as they are, whatever they sum to.

    May one key's weight depend on another key's score?
    """
    return weights / weights.sum(-1, keepdim=True)


@sigmoid_mistakes()
def log_subtracted_after_the_sigmoid(query, key, value):
    """you subtract log(S) from the weights, which makes them negative; it belongs inside the
    sigmoid.

    Between which two numbers should all your weights lie?
    """
    weights = scaled(raw_scores(query, key), query, key, value).sigmoid()
    return weighted_sum(weights - math.log(key.shape[1]), value)


@sigmoid_mistakes(part="finished")
def divided_by_the_number_of_keys(weights, key):
    """you divide the weights (or the output) by S; log(S), inside the sigmoid, takes that place."""
    return weights / key.shape[1]


@sigmoid_mistakes()
def divided_instead_of_shifted(query, key, value):
    """you divide sigmoid(x) by S; log(S) is to be subtracted inside the sigmoid, where large
    scores still reach 1.

    What is the largest weight that yours can give, and what the largest of sigmoid(x - log S)?
    """
    weights = (raw_scores(query, key) / math.sqrt(query.shape[-1])).sigmoid()
    return weighted_sum(weights, value) / key.shape[1]


@sigmoid_mistakes()
def exponentials_overflow(query, key, value):
    """your sigmoid is NaN for large scores: exp(x) is inf there, and inf / inf is not a number.

    Divide exp(x) / (1 + exp(x)) through by exp(x): which exponential is left? Or use
    torch.sigmoid.
    """
    exponentials = shifted(scaled(raw_scores(query, key), query, key, value), query, key, value)
    exponentials = exponentials.exp()
    return weighted_sum(exponentials / (1 + exponentials), value)


@sigmoid_mistakes()
def weights_returned(query, key, value):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    scores = shifted(scaled(raw_scores(query, key), query, key, value), query, key, value)
    return torch.sigmoid(scores)


@sigmoid_mistakes()
def keys_and_values_swapped(query, key, value):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return right_attention(query, value, key)


@sigmoid_mistakes()
def sigmoid_at_the_end(query, key, value):
    """you apply the sigmoid to the output; it is to make weights of the scores.

    Which numbers must lie between 0 and 1: those you mix with, or what comes out of the mix?
    """
    scores = shifted(scaled(raw_scores(query, key), query, key, value), query, key, value)
    return weighted_sum(scores, value).sigmoid()


def with_value(function: Callable) -> Callable:
    return lambda scores, query, key, value: function(scores, query, key)


own = {mistake.name for mistake in sigmoid_mistakes}
sigmoid_mistakes += scales_in(with_value, without=own)
sigmoid_mistakes += mistakes_around(right_attention)
