"""Known mistakes in causal_mask: in the size of the table, its sense, its axes and its entries."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .causal_mistakes import causal_mistakes as earlier_mistakes

causal_mistakes = MistakeList(earlier_mistakes)


@causal_mistakes(part="answer")
def counted_from_the_last_key(mask):
    """your triangle starts at the last key: rows or columns run backwards.

    Query 0 sees key 0. Is there a flip too many?
    """
    return mask.flip(1)


@causal_mistakes(part="answer")
def counted_from_the_last_query(mask):
    """your triangle stands on its head: the rows run backwards, from the last query to the first.

    Query 0 is row 0, and sees key 0 alone. Is there a flip too many?
    """
    return mask.flip(0)


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


@causal_mistakes("rasbt/LLMs-from-scratch#1061", part="sense")
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
    """your table has an axis too many in front; (L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return mask[None]


@causal_mistakes(part="answer")
def axes_for_batch_and_heads(mask):
    """your table has two axes too many in front; (L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return mask[None, None]


@causal_mistakes(part="entries")
def zeros_and_ones(mask):
    """your entries are float 0 and 1 (torch.ones gives floats): added to scores, that hides
    nothing.

    A boolean mask is asked. Which dtype do your ones have, and what would a comparison give?
    """
    return mask.float()


@causal_mistakes(part="entries")
def whole_zeros_and_ones(mask):
    """your entries are whole numbers: ~ makes -1 and -2 of 0 and 1, which are both
    true.

    A boolean mask is asked. Which dtype do your ones have, and what would a comparison give?
    """
    return mask.long()


@causal_mistakes(part="entries")
def made_to_be_added(mask):
    """this is an additive mask, 0 and -inf, as nn.Transformer makes it; a boolean one is asked.

    additive_mask, in this lesson, turns one into the other.
    """
    return torch.zeros(mask.shape).masked_fill(~mask, -math.inf)


@causal_mistakes(part="entries")
def ones_and_minus_infinity(mask):
    """your entries are 1 and -inf, neither a boolean mask nor one to be added, which has 0 and
    -inf.

    A boolean mask is asked. Which dtype do your ones have, and what would a comparison give?
    """
    return torch.ones(mask.shape).masked_fill(~mask, -math.inf)


@causal_mistakes(part="size", alone=True)
def a_row_and_a_column_too_few(num_queries, num_keys):
    """your table is (L - 1, S - 1): a row and a column too few.

    A row for each query, a column for each key.
    """
    return num_queries - 1, num_keys - 1


@causal_mistakes(part="size", alone=True)
def a_row_and_a_column_too_many(num_queries, num_keys):
    """your table is (L + 1, S + 1): a row and a column too many.

    A row for each query, a column for each key.
    """
    return num_queries + 1, num_keys + 1


@causal_mistakes(part="size", alone=True)
def square_of_the_smaller(num_queries, num_keys):
    """your table is a square, as large as the smaller of L and S.

    A row for each query, a column for each key.
    """
    return min(num_queries, num_keys), min(num_queries, num_keys)


@causal_mistakes(part="size", alone=True)
def square_of_the_larger(num_queries, num_keys):
    """your table is a square, as large as the larger of L and S: cut it to L rows and S columns.

    A row for each query, a column for each key.
    """
    return max(num_queries, num_keys), max(num_queries, num_keys)
