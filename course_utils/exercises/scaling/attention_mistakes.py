"""Known mistakes in the whole of scaled attention, beside those of its steps."""

from __future__ import annotations

import math

from ...attention import attention as right_attention
from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList


def divided_by_the_root(scores, query, key, value):
    return scores / math.sqrt(query.shape[-1])


def the_value(query, key, value):
    return value


def build(
    raw_scores=raw_scores,
    scaled=divided_by_the_root,
    softmax=softmax,
    mixed=the_value,
    weighted_sum=weighted_sum,
):
    """The four steps, each of them right unless another is given; `mixed` is what they mix."""

    def attention(query, key, value):
        scores = scaled(raw_scores(query, key), query, key, value)
        return weighted_sum(softmax(scores), mixed(query, key, value))

    return attention


def weights_of(query, key):
    return softmax(raw_scores(query, key) / math.sqrt(query.shape[-1]))


attention_mistakes = MistakeList()


@attention_mistakes("Sakuraaa0/RaBitQCache#1", part="scaled")
def not_scaled(scores, query, key, value):
    """your softmax sees the raw scores: √E is missing, or divided out and then left unused.

    Which variable goes into your softmax: the one before the division, or the one after?
    """
    return scores


@attention_mistakes(part="scaled")
def divided_by_the_root_of_the_value_size(scores, query, key, value):
    """you divide by √Ev, the root of a value's size; values have no part in the scores.

    Which axis is summed away in a score? Its size decides how large scores get.
    """
    return scores / math.sqrt(value.shape[-1])


@attention_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(query, key, value):
    """you divide by √E after the softmax: a query's weights then sum to 1/√E instead of 1.

    Dividing the output is the same slip. Which step is it that large scores upset?
    """
    return weighted_sum(softmax(raw_scores(query, key)), value) / math.sqrt(query.shape[-1])


@attention_mistakes()
def multiplied_after_the_softmax(query, key, value):
    """you multiply by √E after the softmax: a query's weights then sum to √E instead of 1.

    Which step is it that large scores upset? And should they grow or shrink?
    """
    return weighted_sum(softmax(raw_scores(query, key)), value) * math.sqrt(query.shape[-1])


@attention_mistakes()
def scaled_before_and_after_the_softmax(query, key, value):
    """you divide by √E twice, before and after the softmax; the second time spoils the weights.

    What should a query's weights sum to?
    """
    return right_attention(query, key, value) / math.sqrt(query.shape[-1])


@attention_mistakes()
def values_scaled_instead(query, key, value):
    """you divide the values (or the output), not the scores; the weights stay as sharp as before.

    Which step is it that large scores upset?
    """
    return weighted_sum(softmax(raw_scores(query, key)), value / math.sqrt(value.shape[-1]))


@attention_mistakes()
def values_scaled_too(query, key, value):
    """you divide the values (or the output) by √Ev as well; they stay as they are."""
    return weighted_sum(weights_of(query, key), value / math.sqrt(value.shape[-1]))


@attention_mistakes()
def keys_and_values_swapped(query, key, value):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return weighted_sum(weights_of(query, value), key)


@attention_mistakes()
def values_used_as_keys(query, key, value):
    """you compare the queries with the values, and the keys are never used.

    Keys say where to look, values what to fetch. Which of them belongs in the scores?
    """
    return weighted_sum(weights_of(query, value), value)


@attention_mistakes()
def softmax_at_the_end_only(query, key, value):
    """you apply softmax to the output; the scaled scores did the mixing.

    Which numbers must be shares: those you mix with, or what comes out of the mix?
    """
    scores = raw_scores(query, key) / math.sqrt(query.shape[-1])
    return softmax(weighted_sum(scores, value))


@attention_mistakes()
def softmax_of_the_output_too(query, key, value):
    """everything is right up to a second softmax, applied to the output.

    The output is a mix of values, and may hold any numbers. What would softmax make of it?
    """
    return softmax(right_attention(query, key, value))


@attention_mistakes()
def softmax_of_the_query(query, key, value):
    """you apply softmax to the query; it belongs after the dot products, over the keys."""
    return right_attention(softmax(query), key, value)


@attention_mistakes()
def weights_returned(query, key, value):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return weights_of(query, key)


@attention_mistakes()
def scaled_scores_returned(query, key, value):
    """you return the scaled scores; two steps are left.

    What turns scores into shares, and what do the shares mix?
    """
    return raw_scores(query, key) / math.sqrt(query.shape[-1])


@attention_mistakes()
def query_added_to_the_output(query, key, value):
    """you added the query to the output: that is a residual connection, which comes later.

    Attention by itself returns only the mix of the values.
    """
    return query + right_attention(query, key, value)


@attention_mistakes(part="softmax", alone=True)
def scores_squared_first(scores):
    """you square the scores before softmax: a key that points away then counts like a good one."""
    return softmax(scores**2)
