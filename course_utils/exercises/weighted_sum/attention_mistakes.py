"""Known mistakes in the whole pipeline, beside those of its three steps."""

from __future__ import annotations

import math

import torch
from torch.nn.functional import normalize

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList


def the_value(query, key, value):
    return value


def build(raw_scores=raw_scores, softmax=softmax, mixed=the_value, weighted_sum=weighted_sum):
    """The three steps, each of them right unless another is given; `mixed` is what they mix."""

    def attention(query, key, value):
        return weighted_sum(softmax(raw_scores(query, key)), mixed(query, key, value))

    return attention


attention_mistakes = MistakeList()


@attention_mistakes(part="raw_scores")
def scaled_by_the_root_of_the_head_size(query, key):
    """you divide the scores by √E: that is lesson 5's attention, and torch's default.

    This exercise is the article's pipeline, which does not scale: use the dot products as they are.
    """
    return raw_scores(query, key) / math.sqrt(query.shape[-1])


@attention_mistakes("delzac/cntkx#10", part="raw_scores")
def scaled_by_the_head_size(query, key):
    """you divide the scores by E; this pipeline does not scale, and where one does, it is by √E.

    Use the dot products as they are. Scaling is the subject of lesson 5.
    """
    return raw_scores(query, key) / query.shape[-1]


@attention_mistakes(part="raw_scores")
def scaled_by_the_root_of_the_number_of_queries(query, key):
    """you divide the scores by √L, the root of the number of queries; this pipeline does not scale.

    Use the dot products as they are. (Lesson 5 scales, but not by the number of queries.)
    """
    return raw_scores(query, key) / math.sqrt(query.shape[1])


@attention_mistakes()
def scaled_by_the_root_of_the_value_size(query, key, value):
    """you divide the scores by √Ev, the root of a value's size; this pipeline does not scale.

    Use the dot products as they are. (Lesson 5 scales, but not by the size of the values.)
    """
    scores = raw_scores(query, key) / math.sqrt(value.shape[-1])
    return weighted_sum(softmax(scores), value)


@attention_mistakes(part="raw_scores")
def scaled_by_2(query, key):
    """you divide the scores by 2, whatever their size; this pipeline does not scale at all.

    2 is √4: a number from an example with E = 4? Use the dot products as they are.
    """
    return raw_scores(query, key) / 2


@attention_mistakes(part="raw_scores")
def scaled_by_8(query, key):
    """you divide the scores by 8, whatever their size; this pipeline does not scale at all.

    8 is √64: a number from a model with heads of 64? Use the dot products as they are.
    """
    return raw_scores(query, key) / 8


@attention_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(query, key, value):
    """you divide by √E after the softmax: then a query's weights no longer sum to 1.

    This pipeline does not scale at all; where one does, it is before the softmax.
    """
    return weighted_sum(softmax(raw_scores(query, key)) / math.sqrt(query.shape[-1]), value)


@attention_mistakes(part="softmax")
def scores_used_as_weights(scores):
    """the values are mixed with the raw scores: softmax is missing, or its result is not used.

    Which variable goes into your last product?
    """
    return scores


@attention_mistakes(part="mixed")
def keys_used_as_values(query, key, value):
    """you mix the keys, not the values: in the article they are one tensor, here they are two.

    Keys say where to look. What says what to fetch there?
    """
    return key


@attention_mistakes(part="mixed")
def queries_used_as_values(query, key, value):
    """you mix the queries, not the values.

    What is fetched with the weights: what asks, or what is stored?
    """
    return query


@attention_mistakes(part="softmax")
def overflow_turned_into_zeros(scores):
    """exp overflows, and the rows where it does come out as zeros.

    nan_to_num and log(exp(x).sum()) hide it. What can you subtract from a row before exp?
    """
    return scores.exp().div(scores.exp().sum(-1, keepdim=True)).nan_to_num()


@attention_mistakes()
def keys_and_values_swapped(query, key, value):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return weighted_sum(softmax(raw_scores(query, value)), key)


@attention_mistakes()
def values_used_as_keys(query, key, value):
    """you compare the queries with the values, and the keys are never used.

    Keys say where to look, values what to fetch. Which of them belongs in the scores?
    """
    return weighted_sum(softmax(raw_scores(query, value)), value)


@attention_mistakes(part="raw_scores")
def keys_compared_with_keys(query, key):
    """you compare the keys with each other; the queries are never used.

    Who asks, and who answers?
    """
    return raw_scores(key, key)


@attention_mistakes(part="raw_scores")
def queries_compared_with_queries(query, key):
    """you compare the queries with each other; the keys are never used.

    Who asks, and who answers?
    """
    return raw_scores(query, query)


@attention_mistakes(part="raw_scores")
def queries_and_keys_swapped(query, key):
    """the keys ask and the queries answer: one row for each key comes out, not for each query.

    A row of the scores belongs to one query. Whose rows are yours?
    """
    return raw_scores(key, query)


@attention_mistakes()
def softmax_at_the_end_only(query, key, value):
    """you apply softmax to the output; the raw scores did the mixing.

    Which numbers must be shares: those you mix with, or what comes out of the mix?
    """
    return softmax(weighted_sum(raw_scores(query, key), value))


@attention_mistakes()
def softmax_of_the_output_too(query, key, value):
    """everything is right up to a second softmax, applied to the output.

    The output is a mix of values, and may hold any numbers. What would softmax make of it?
    """
    return softmax(weighted_sum(softmax(raw_scores(query, key)), value))


@attention_mistakes(part="mixed")
def softmax_of_the_values(query, key, value):
    """you apply softmax to the values; they are what is mixed, and stay as they are."""
    return softmax(value)


@attention_mistakes()
def softmax_of_the_query(query, key, value):
    """you apply softmax to the query; it belongs after the dot products, over the keys."""
    return weighted_sum(softmax(raw_scores(softmax(query), key)), value)


@attention_mistakes()
def weights_returned(query, key, value):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return softmax(raw_scores(query, key))


@attention_mistakes()
def scores_returned(query, key, value):
    """you return the scores; two steps are left.

    What turns scores into shares, and what do the shares mix?
    """
    return raw_scores(query, key)


@attention_mistakes(part="raw_scores")
def lengths_divided_out(query, key):
    """you divided the lengths out (cosine similarity); a dot product keeps them.

    A long key scores more than a short one in the same direction. Leave the lengths in.
    """
    return raw_scores(normalize(query, dim=-1), normalize(key, dim=-1))


@attention_mistakes(part="raw_scores")
def future_keys_hidden(query, key):
    """each query sees only the keys up to its own place: that is a causal mask, from lesson 6.

    Here every query may look at every key.
    """
    hidden = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool).triu(1)
    return raw_scores(query, key).masked_fill(hidden, -math.inf)


@attention_mistakes()
def query_added_to_the_output(query, key, value):
    """you added the query to the output: that is a residual connection, which comes later.

    Attention by itself returns only the mix of the values.
    """
    return query + weighted_sum(softmax(raw_scores(query, key)), value)
