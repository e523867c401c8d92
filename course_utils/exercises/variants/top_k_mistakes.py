"""Known mistakes in top_k_attention: in which keys are kept, and what becomes of the others.

The scale, the softmax, and whole functions have a file of their own.
"""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList


def root(query, key, value):
    return math.sqrt(query.shape[-1])


def chosen(scores, k):
    """True at the k best scores of each row."""
    return scores >= scores.topk(k).values[..., -1:]


def hidden(scores, keep):
    return scores.masked_fill(~keep, -math.inf)


def over_the_keys(scores):
    return softmax(scores)


def build(root=root, chosen=chosen, hidden=hidden, softmax=over_the_keys):
    """What scores are divided by, which are kept, what becomes of the others, and the weights."""

    def attention(query, key, value, k):
        scores = raw_scores(query, key) / root(query, key, value)
        return weighted_sum(softmax(hidden(scores, chosen(scores, k))), value)

    return attention


top_k_mistakes = MistakeList()


@top_k_mistakes(part="chosen")
def every_key_attended_to(scores, k):
    """every key gets weight, and k changes nothing: this is plain scaled attention.

    Is the masked table of scores the one that goes into your softmax?
    """
    return torch.ones_like(scores, dtype=torch.bool)


@top_k_mistakes(part="chosen")
def worst_keys_kept(scores, k):
    """you keep the k keys that score worst; the best ones are asked.

    In which direction does your sorting run?
    """
    return scores <= scores.topk(k, largest=False).values[..., -1:]


@top_k_mistakes(part="chosen")
def best_keys_hidden(scores, k):
    """you hide the k best keys and keep the others: the mask has the opposite sense.

    True = may attend. Which keys should be True?
    """
    return scores < scores.topk(k).values[..., -1:]


@top_k_mistakes(part="chosen")
def one_key_too_few(scores, k):
    """you keep k - 1 keys: the k-th best one is not larger than itself.

    With k = 1, how many keys does your comparison leave?
    """
    return scores > scores.topk(k).values[..., -1:]


@top_k_mistakes(part="chosen")
def one_key_too_many(scores, k):
    """you keep k + 1 keys.

    Counted from 0, at which place of a sorted row does the k-th best score stand?
    """
    return scores >= scores.topk(min(k + 1, scores.shape[-1])).values[..., -1:]


@top_k_mistakes(part="chosen")
def best_key_alone(scores, k):
    """each query attends to its best key alone, whatever k is.

    topk gives the scores in falling order. Which of them is the smallest that is kept?
    """
    return scores >= scores.topk(k).values[..., :1]


@top_k_mistakes(part="chosen")
def best_queries_of_each_key(scores, k):
    """you choose along the queries: each key keeps its k best queries.

    Which axis of the scores holds the keys that one query chooses among?
    """
    return scores >= scores.topk(k, dim=-2).values[..., -1:, :]


@top_k_mistakes(part="chosen")
def thresholds_along_the_keys(scores, k):
    """the queries' thresholds lie along the keys: their last axis is gone, and broadcasting lines
    them up with the keys.

    The scores are (B, L, S). Which shape must the thresholds have, to be one for each row?
    """
    return scores >= scores.topk(k).values[..., -1]


@top_k_mistakes(part="chosen")
def best_of_the_whole_table(scores, k):
    """you choose k scores from the whole table of a sentence; every query has k keys of its own."""
    threshold = scores.flatten(1).topk(k).values[:, -1]
    return scores >= threshold[:, None, None]


@top_k_mistakes(part="chosen")
def same_keys_for_all_queries(scores, k):
    """all queries of a sentence attend to the same keys: those with the best sum of scores.

    Each query has k best keys of its own.
    """
    total = scores.sum(-2, keepdim=True)
    return (total >= total.topk(k).values[..., -1:]).expand_as(scores)


@top_k_mistakes(part="chosen")
def keys_of_the_first_query(scores, k):
    """all queries attend to the keys that are best for query 0; each has k best keys of its own."""
    first = scores[:, :1]
    return (first >= first.topk(k).values[..., -1:]).expand_as(scores)


@top_k_mistakes(part="chosen")
def first_keys(scores, k):
    """you keep the first k keys; the k keys that score best are asked, wherever they stand."""
    return (torch.arange(scores.shape[-1]) < k).expand_as(scores)


@top_k_mistakes(part="chosen")
def largest_sizes(scores, k):
    """you choose by the size of the scores, without their sign: a key that points away is not good.

    Is -5 a better score than 1?
    """
    return scores.abs() >= scores.abs().topk(k).values[..., -1:]


@top_k_mistakes("georg-wolflein/good-features#1", "hyunwoongko/transformer#10", part="hidden")
def others_set_to_zero(scores, keep):
    """the other scores are set to 0, or close to it, and exp(0) is 1: those keys keep weight.

    Which score has the weight 0 after softmax?
    """
    return scores * keep


@top_k_mistakes("lucidrains/memory-compressed-attention#2", part="hidden")
def others_set_to_infinity(scores, keep):
    """the other scores are set to +inf instead of -inf, which makes NaN.

    How many minus signs does your infinity have?
    """
    return scores.masked_fill(~keep, math.inf)


@top_k_mistakes(part="hidden")
def infinity_times_zero(scores, keep):
    """you multiply an infinity by 0 to spare the best keys, and that is NaN.

    masked_fill and torch.where leave the kept scores alone.
    """
    return scores + (~keep).to(scores.dtype) * -math.inf
