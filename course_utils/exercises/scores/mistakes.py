"""What may go wrong after the dot products, in all exercises of lesson 2, and how they are built.

Every exercise here has two parts: `product(query, key)` makes the dot products, and
`finish(scores, query, key)` does whatever is done to them afterwards: rightly, nothing.
"""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores
from ...checking import MistakeList


def right_product(query, key):
    """The right scores of one pair (E,), (E,), of one query (E,), (S, E), or of all."""
    if query.dim() == 1:
        return (key * query).sum(-1)
    return raw_scores(query, key)


def nothing_more(scores, query, key):
    return scores


def build(product=right_product, finish=nothing_more):
    return lambda query, key: finish(product(query, key), query, key)


dot_product_mistakes = MistakeList()
scores_for_one_query_mistakes = MistakeList()
raw_scores_mistakes = MistakeList()


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def divided_by_the_root_of_the_size(scores, query, key):
    """you divided by √E, the root of the vectors' size, but raw scores are not scaled yet.

    Leave the dot products as they are; lesson 5 shows what √E is good for.
    """
    return scores / math.sqrt(query.shape[-1])


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def divided_by_the_size(scores, query, key):
    """you divided by E, the vectors' size: this is the mean of the products, not their sum."""
    return scores / query.shape[-1]


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes("esceptico/perceiver-io#9", "AI-Hypercomputer/maxtext#1370", part="finish")
def multiplied_by_the_root_of_the_size(scores, query, key):
    """you multiplied by √E (dividing by E ** -0.5 does that too), but raw scores are not scaled.

    Leave the dot products as they are; lesson 5 shows what √E is good for.
    """
    return scores * math.sqrt(query.shape[-1])


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def divided_by_half_the_size(scores, query, key):
    """you divided by E/2 (in Python E ** 1/2 is (E ** 1) / 2), but raw scores are not divided."""
    return scores / (query.shape[-1] / 2)


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def divided_by_twice_the_size(scores, query, key):
    """you divided by 2E (in Python E ** -1/2 is (E ** -1) / 2), but raw scores are not divided."""
    return scores / (2 * query.shape[-1])


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def without_signs(scores, query, key):
    """you took absolute values: a negative score says "these point apart", and that is lost."""
    return scores.abs()


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
def signs_turned_round(scores, query, key):
    """every sign is turned round: vectors that point the same way get a score below 0.

    Where does the minus come from?
    """
    return -scores


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def negatives_cut_off(scores, query, key):
    """you replaced negative scores by 0: "points the other way" became "nothing in common"."""
    return scores.clamp(min=0)


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def rounded(scores, query, key):
    """your scores are rounded to whole numbers, and two different scores may become equal."""
    return scores.round()


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def exponentials_of_the_scores(scores, query, key):
    """you took exp of the scores, which is the first half of softmax, the next lesson's step."""
    return scores.exp()


@dot_product_mistakes(part="finish")
@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def squared(scores, query, key):
    """you squared the scores, so opposite and equal directions can no longer be told apart."""
    return scores**2


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def softmax_already_applied(scores, query, key):
    """softmax is already in there: each row of yours sums to 1, so these are weights, not scores.

    Stop one step earlier: a raw score may be negative, or larger than 1.
    """
    return scores.softmax(-1)


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def scaled_and_softmax_applied(scores, query, key):
    """you went two steps too far: you divided by √E and applied softmax to the scores."""
    return (scores / math.sqrt(query.shape[-1])).softmax(-1)


@raw_scores_mistakes(part="finish")
def softmax_over_the_queries(scores, query, key):
    """softmax is already in there, and over the queries: each column of yours sums to 1.

    Stop one step earlier: raw scores sum to nothing in particular.
    """
    return scores.softmax(-2)


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def divided_by_their_sum(scores, query, key):
    """you divided the scores by their sum; sharing out comes later, these are bare products."""
    return scores / scores.sum(-1, keepdim=True)


@scores_for_one_query_mistakes(part="finish")
@raw_scores_mistakes(part="finish")
def sorted_by_size(scores, query, key):
    """you sorted the scores; now nobody knows which score belongs to which key."""
    return scores.sort(-1, descending=True).values


@raw_scores_mistakes(part="finish")
def the_whole_attention(scores, query, key):
    """you went all the way: softmax and weighted sum are in there, and asked are the bare scores.

    Stop after the first product.
    """
    return scores.softmax(-1) @ key


@raw_scores_mistakes(part="finish")
def the_whole_scaled_attention(scores, query, key):
    """you went all the way: this is scaled attention with the keys as values, not its scores.

    Stop after the first product.
    """
    return (scores / math.sqrt(query.shape[-1])).softmax(-1) @ key


@raw_scores_mistakes(part="finish")
def later_keys_masked(scores, query, key):
    """you removed the later keys with -inf, a causal mask; masks come in lesson 6."""
    keep = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return scores.masked_fill(~keep, -math.inf)
