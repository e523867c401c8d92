"""Known mistakes in causal_mask: in what counts as past, in the size, in what is returned.

Whole functions that are something else are in causal_whole_mistakes.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList


def is_past(i, j, num_queries, num_keys):
    return j <= i


def size(num_queries, num_keys):
    return num_queries, num_keys


def as_it_is(mask):
    return mask


def build(is_past=is_past, size=size, answer=as_it_is):
    """Which key j query i may see, how large the table is, and what is returned of it."""

    def mask(num_queries, num_keys):
        rows, columns = size(num_queries, num_keys)
        i, j = torch.arange(rows)[:, None], torch.arange(columns)
        allowed = is_past(i, j, num_queries, num_keys)
        return answer(allowed.expand(rows, columns).contiguous())

    return mask


causal_mistakes = MistakeList()


@causal_mistakes("marin-community/levanter#102", part="is_past")
def itself_and_the_future(i, j, num_queries, num_keys):
    """each query sees itself and the future, and the past is hidden: the triangle is upside down.

    Row 0 should have a single True, and the rows below it ever more.
    """
    return j >= i


@causal_mistakes("pbloem/former#10", "RVC-Boss/GPT-SoVITS#965", part="is_past")
def diagonal_hidden(i, j, num_queries, num_keys):
    """a query does not see its own place, so query 0 sees nothing at all: softmax makes NaN of
    that.

    May query i look at key i?
    """
    return j < i


@causal_mistakes(part="is_past")
def one_future_key_visible(i, j, num_queries, num_keys):
    """each query sees one key of the future: the very word it is to predict.

    What is the last key that query 0 may see?
    """
    return j <= i + 1


@causal_mistakes("pytorch/pytorch#108108", "Dao-AILab/flash-attention#517", part="is_past")
def aligned_bottom_right(i, j, num_queries, num_keys):
    """this triangle is aligned bottom-right, as flash-attention has it; here it is top-left.

    Bottom-right, the last query sees all keys (useful with cached keys). Here query 0 sees key 0.
    """
    return j <= i + num_keys - num_queries


@causal_mistakes(part="is_past")
def shifted_the_wrong_way(i, j, num_queries, num_keys):
    """the triangle is shifted by L - S; top-left, it is not shifted at all.

    Query 0 sees key 0 alone, whatever L and S are.
    """
    return j <= i + num_queries - num_keys


@causal_mistakes(part="is_past")
def itself_alone(i, j, num_queries, num_keys):
    """each query sees its own place alone: this is a diagonal.

    May query 2 look at the keys 0 and 1?
    """
    return j == i


@causal_mistakes(part="is_past")
def key_before_alone(i, j, num_queries, num_keys):
    """each query sees the key before its own alone.

    May query 2 look at the keys 0 and 2?
    """
    return j == i - 1


@causal_mistakes(part="is_past")
def counted_from_the_last_key(i, j, num_queries, num_keys):
    """your triangle starts at the last key: rows or columns run backwards.

    Query 0 sees key 0. Is there a flip too many?
    """
    return j >= num_keys - 1 - i


@causal_mistakes(part="is_past")
def everything_visible(i, j, num_queries, num_keys):
    """every place is True: nothing is hidden.

    Is the result of tril (or of your loop) the table that you return?
    """
    return (i >= 0) & (j >= 0)


@causal_mistakes(part="is_past")
def nothing_visible(i, j, num_queries, num_keys):
    """every place is False: the table you began with was never filled.

    May query 2 look at the keys 0, 1 and 2?
    """
    return (i < 0) & (j < 0)


@causal_mistakes("harvard-edge/cs249r_book#1875", part="size")
def square_of_queries(num_queries, num_keys):
    """your table is a square, L by L; it should have S columns.

    A row for each query, a column for each key.
    """
    return num_queries, num_queries


@causal_mistakes("harvard-edge/cs249r_book#1875", part="size")
def square_of_keys(num_queries, num_keys):
    """your table is a square, S by S; it should have L rows.

    A row for each query, a column for each key.
    """
    return num_keys, num_keys


@causal_mistakes(part="size")
def keys_by_queries(num_queries, num_keys):
    """your table has a row for each key and a column for each query; it is the other way round.

    Rows are queries (L), columns are keys (S).
    """
    return num_keys, num_queries


@causal_mistakes("rasbt/LLMs-from-scratch#1061", part="answer")
def true_for_the_future(mask):
    """your mask is True where a key is HIDDEN, nn.MultiheadAttention's sense; here True = may
    attend.

    The future lies above the diagonal. Should it be True or False?
    """
    return ~mask


@causal_mistakes(part="answer")
def turned_over_the_diagonal(mask):
    """your triangle is transposed: rows became columns.

    Rows are queries. Row 0 should have a single True.
    """
    return mask.T


@causal_mistakes(part="answer")
def axis_for_the_batch(mask):
    """right, but with an axis too many in front; (L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return mask[None]


@causal_mistakes(part="answer")
def axes_for_batch_and_heads(mask):
    """right, but with two axes too many in front; (L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return mask[None, None]
