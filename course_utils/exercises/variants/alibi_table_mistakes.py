"""Known mistakes in alibi_bias: in the distances, in what is made of them, and whole functions."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from ...variants import alibi_bias as right_bias
from .alibi_mistakes import alibi_mistakes as mistakes_in_the_slopes

alibi_mistakes = MistakeList(mistakes_in_the_slopes)


@alibi_mistakes(part="product")
def sign_reversed(slopes, distances):
    """your bias is positive: far keys would count more, and they should count less.

    What does softmax do with a score to which 3 is added?
    """
    return slopes * distances


@alibi_mistakes(part="product")
def slopes_added(slopes, distances):
    """you add slope and distance, where the one multiplies the other.

    How much deeper should the bias be at distance 2 than at distance 1?
    """
    return -(slopes + distances)


@alibi_mistakes(part="product")
def slopes_along_the_keys(slopes, distances):
    """your slopes lie along the keys: without new axes, broadcasting lines (H,) up with the last
    axis.

    Which axes of size 1 does (H,) need, so that the product with (L, S) is (H, L, S)?
    """
    return -slopes.flatten() * distances


@alibi_mistakes(part="product")
def slopes_along_the_queries(slopes, distances):
    """your slopes lie along the queries: one new axis is too few.

    Which axes of size 1 does (H,) need, so that the product with (L, S) is (H, L, S)?
    """
    return -slopes[:, 0] * distances


@alibi_mistakes(part="product")
def exponential_of_the_bias(slopes, distances):
    """you return exp of the bias, a factor for weights; what is asked is added to the scores.

    What should stand on the diagonal, at distance 0?
    """
    return torch.exp(-slopes * distances)


@alibi_mistakes(part="distance")
def no_absolute_distance(i, j):
    """your bias turns positive beyond the diagonal: there i - j is negative.

    How far apart are query 2 and key 5? A distance has no sign.
    """
    return i - j


@alibi_mistakes(part="distance")
def distance_from_key_to_query(i, j):
    """your bias is positive before the diagonal: there j - i is negative.

    How far apart are query 5 and key 2? A distance has no sign.
    """
    return j - i


@alibi_mistakes(part="distance")
def future_flat(i, j):
    """keys after the query get no bias; here both directions count.

    A causal mask would hide those keys. There is none here.
    """
    return (i - j).clamp(min=0)


@alibi_mistakes(part="distance")
def past_flat(i, j):
    """keys before the query get no bias; here both directions count."""
    return (j - i).clamp(min=0)


@alibi_mistakes(part="distance")
def places_of_the_keys(i, j):
    """your bias grows with the key's place, whatever the query's: every row is the same.

    How far is key 3 from query 3?
    """
    return j.expand(i.shape[0], -1)


@alibi_mistakes(part="distance")
def counted_from_one(i, j):
    """your distances are one too large: a key at the query's own place is 0 away."""
    return (i - j).abs() + 1


@alibi_mistakes(part="distance")
def distance_squared(i, j):
    """you square the distances; the bias grows in a straight line ("linear biases").

    How much deeper should it be at distance 4 than at distance 2?
    """
    return (i - j) ** 2


@alibi_mistakes(part="distance")
def future_hidden(i, j):
    """your bias holds a causal mask as well, -inf for later keys; only the distances are asked."""
    return torch.where(j > i, math.inf, i - j)


@alibi_mistakes("pytorch/pytorch#108108", part="shift")
def aligned_bottom_right(num_queries, num_keys):
    """the last query stands at the last key in yours (bottom-right); here query 0 stands at key 0.

    Bottom-right is of use with cached keys.
    """
    return num_keys - num_queries


@alibi_mistakes(part="answer")
def heads_last(bias):
    """the heads are your last axis, (L, S, H); they should be the first, (H, L, S).

    The bias is added to scores of shape (B, H, L, S).
    """
    return bias.permute(1, 2, 0)


@alibi_mistakes(part="answer")
def axis_for_the_batch(bias):
    """your bias has an axis too many in front; (H, L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return bias[None]


@alibi_mistakes(part="answer")
def keys_by_queries(bias):
    """your tables have a row for each key and a column for each query; it is the other way round.

    Rows are queries (L), columns are keys (S).
    """
    return bias.transpose(1, 2)


@alibi_mistakes(part="answer")
def heads_added_up(bias):
    """the heads are added up into one table; each has a table of its own."""
    return bias.sum(0)


@alibi_mistakes(part="answer")
def double_precision(bias):
    """your bias is float64; float32 is asked.

    Which dtype do NumPy's numbers have, and those made by torch.arange(..., dtype=...)?
    """
    return bias.double()


@alibi_mistakes()
def square_of_queries(num_heads, num_queries, num_keys):
    """your tables are squares, L by L; they should have S columns.

    A row for each query, a column for each key.
    """
    return right_bias(num_heads, num_queries, num_queries)


@alibi_mistakes()
def square_of_keys(num_heads, num_queries, num_keys):
    """your tables are squares, S by S; they should have L rows.

    A row for each query, a column for each key.
    """
    return right_bias(num_heads, num_keys, num_keys)
