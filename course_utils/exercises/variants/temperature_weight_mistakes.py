"""Known mistakes in temperature_attention: in the softmax, and whole functions."""

from __future__ import annotations

import math

from ...attention import raw_scores, scaled_scores, softmax, weighted_sum
from ...checking import MistakeList
from ...variants import temperature_attention as right_attention
from .softmax_mistakes import softmax_mistakes
from .temperature_mistakes import temperature_mistakes as earlier_mistakes

temperature_mistakes = MistakeList(earlier_mistakes)


@temperature_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """your softmax runs over the queries: every column of the weights sums to 1, the rows do not.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(-2)


@temperature_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", part="softmax")
def softmax_over_the_heads(scores):
    """your softmax runs over the heads: axis 1 of four. The heads do not compete.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(1)


@temperature_mistakes(part="softmax")
def softmax_over_the_batch(scores):
    """your softmax runs over the batch: axis 0. Sentences do not compete.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(0)


@temperature_mistakes(part="softmax")
def largest_not_subtracted(scores):
    """large scores give NaN: exp overflows, because the largest score was not subtracted first.

    What does torch.tensor(100.0).exp() give, and which constant may be taken off all scores?
    """
    exponentials = scores.exp()
    return exponentials / exponentials.sum(-1, keepdim=True)


@temperature_mistakes()
def tempered_after_the_softmax(query, key, value, temperatures):
    """you divide by the temperature after the softmax: the weights of a query then no longer sum
    to 1.

    What makes weights more even: smaller weights, or smaller scores?
    """
    weights = softmax(scaled_scores(query, key)) / temperatures[:, None, None]
    return weighted_sum(weights, value)


@temperature_mistakes()
def temperature_added_to_the_root(query, key, value, temperatures):
    """you divide by √E + temperature: two divisions, one after the other, divide by a product.

    What is 12 / 2 / 3, and what is 12 / (2 + 3)?
    """
    roots = math.sqrt(query.shape[-1]) + temperatures[:, None, None]
    return weighted_sum(softmax(raw_scores(query, key) / roots), value)


@temperature_mistakes()
def everything_after_the_softmax(query, key, value, temperatures):
    """you divide by √E and the temperature after the softmax; it is the scores that they belong to.

    What should a query's weights sum to?
    """
    weights = softmax(raw_scores(query, key)) / temperatures[:, None, None]
    return weighted_sum(weights, value) / math.sqrt(query.shape[-1])


@temperature_mistakes()
def weights_returned(query, key, value, temperatures):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return softmax(scaled_scores(query, key) / temperatures[:, None, None])


@temperature_mistakes()
def heads_averaged(query, key, value, temperatures):
    """the heads are added up or averaged; each keeps an output of its own, (B, H, L, Ev)."""
    return right_attention(query, key, value, temperatures).mean(1)


@temperature_mistakes()
def keys_and_values_swapped(query, key, value, temperatures):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its arguments, and in which does it use them?
    """
    return right_attention(query, value, key, temperatures)


temperature_mistakes += softmax_mistakes("softmax")
