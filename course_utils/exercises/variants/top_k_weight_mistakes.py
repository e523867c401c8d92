"""Known mistakes in top_k_attention: in the scale, in the weights, and whole functions."""

from __future__ import annotations

import math

import torch

from ...attention import attention as attention_to_all
from ...attention import raw_scores, scaled_scores, softmax, weighted_sum
from ...checking import MistakeList
from ...variants import top_k_attention as right_attention
from .softmax_mistakes import softmax_mistakes
from .top_k_mistakes import chosen, hidden
from .top_k_mistakes import top_k_mistakes as mistakes_in_the_choice

top_k_mistakes = MistakeList(mistakes_in_the_choice)


@top_k_mistakes(part="root")
def not_scaled(query, key, value):
    """the scores are raw ones: √E is missing. The same keys are best without it, but their
    weights differ."""
    return 1.0


@top_k_mistakes(part="root")
def divided_by_the_size(query, key, value):
    """you divide the scores by E; it has to be the root, √E.

    A score's spread grows as √E. What would dividing by E leave of it, for E = 100?
    """
    return query.shape[-1]


@top_k_mistakes(part="root")
def divided_by_the_root_of_the_value_size(query, key, value):
    """you divide by √Ev, the root of a value's size; values have no part in the scores."""
    return math.sqrt(value.shape[-1])


@top_k_mistakes(part="root")
def divided_by_the_root_of_the_number_of_keys(query, key, value):
    """you divide by √S, the root of the number of keys; what a score sums over are E products."""
    return math.sqrt(key.shape[1])


@top_k_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """your softmax runs over the queries: the weights of one query do not sum to 1.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(-2)


@top_k_mistakes(part="softmax")
def largest_not_subtracted(scores):
    """large scores give NaN: exp overflows, because the largest score was not subtracted first.

    What does torch.tensor(100.0).exp() give, and which constant may be taken off all scores?
    """
    return scores.exp() / scores.exp().sum(-1, keepdim=True)


@top_k_mistakes()
def hidden_after_the_softmax(query, key, value, k):
    """you drop the other weights after the softmax: the k that are left no longer sum to 1.

    Either they are divided by their sum once more, or the scores are hidden before the softmax.
    """
    weights = softmax(scaled_scores(query, key))
    return weighted_sum(weights * chosen(weights, k), value)


@top_k_mistakes()
def softmax_twice(query, key, value, k):
    """you apply softmax twice: before the best keys are chosen, and to their weights again.

    What do the weights of k keys sum to when they come out of one softmax over these k?
    """
    weights = softmax(scaled_scores(query, key))
    best, places = weights.topk(k)
    hidden_weights = torch.full_like(weights, -math.inf).scatter(-1, places, best)
    return weighted_sum(softmax(hidden_weights), value)


@top_k_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(query, key, value, k):
    """you divide by √E after the softmax: a query's weights then sum to 1/√E instead of 1.

    Which step is it that large scores upset?
    """
    scores = raw_scores(query, key)
    weights = softmax(hidden(scores, chosen(scores, k)))
    return weighted_sum(weights, value) / math.sqrt(query.shape[-1])


@top_k_mistakes()
def best_values_averaged(query, key, value, k):
    """the k best keys all have the same weight, 1/k; their scores are to weigh them.

    Which function makes shares of scores?
    """
    return weighted_sum(chosen(scaled_scores(query, key), k).to(value.dtype) / k, value)


@top_k_mistakes()
def scores_as_weights(query, key, value, k):
    """the best scores are the weights themselves in yours; softmax is missing.

    What should the weights of one query sum to?
    """
    scores = scaled_scores(query, key)
    return weighted_sum(scores * chosen(scores, k), value)


@top_k_mistakes()
def values_not_gathered(query, key, value, k):
    """the best weights meet the first k values: the k best keys stand elsewhere.

    topk returns values and indices. What are the indices for?
    """
    return weighted_sum(softmax(scaled_scores(query, key).topk(k).values), value[:, :k])


@top_k_mistakes()
def weights_returned(query, key, value, k):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    scores = scaled_scores(query, key)
    return softmax(hidden(scores, chosen(scores, k)))


@top_k_mistakes()
def keys_and_values_swapped(query, key, value, k):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its arguments, and in which does it use them?
    """
    return right_attention(query, value, key, k)


@top_k_mistakes()
def k_over_the_values(query, key, value, k):
    """you keep the k largest entries of the output; what is to be chosen are keys."""
    output = attention_to_all(query, key, value)
    return output * chosen(output, min(k, output.shape[-1]))


top_k_mistakes += softmax_mistakes("softmax", without={"hard_maximum"})
