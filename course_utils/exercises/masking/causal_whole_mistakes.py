"""Known mistakes in causal_mask: whole functions that make another table."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from ...masks import causal_mask
from .causal_mistakes import causal_mistakes as mistakes_in_the_parts

causal_mistakes = MistakeList(mistakes_in_the_parts)


@causal_mistakes()
def zeros_and_ones(num_queries, num_keys):
    """the pattern is right, but in float 0 and 1 (torch.ones gives floats): added, it hides
    nothing.

    A boolean mask is asked: give torch.ones dtype=torch.bool, or compare.
    """
    return causal_mask(num_queries, num_keys).float()


@causal_mistakes()
def whole_zeros_and_ones(num_queries, num_keys):
    """the pattern is right, but in whole numbers: ~ makes -1 and -2 of 0 and 1, which are both
    true.

    A boolean mask is asked: give torch.ones dtype=torch.bool, or compare.
    """
    return causal_mask(num_queries, num_keys).long()


@causal_mistakes()
def zeros_and_ones_for_the_future(num_queries, num_keys):
    """float 0 and 1, with 1 for the FUTURE; here a boolean mask is asked, True = may attend.

    Which half of the table may be seen: above the diagonal, or on and below it?
    """
    return (~causal_mask(num_queries, num_keys)).float()


@causal_mistakes()
def made_to_be_added(num_queries, num_keys):
    """this is an additive mask, 0 and -inf, as nn.Transformer makes it; a boolean one is asked.

    additive_mask, in this lesson, turns one into the other.
    """
    hidden = ~causal_mask(num_queries, num_keys)
    return torch.zeros(hidden.shape).masked_fill(hidden, -math.inf)


@causal_mistakes("harvard-edge/cs249r_book#1875")
def torchs_square_mask(num_queries, num_keys):
    """this is nn.Transformer's ready-made mask: additive (0 and -inf), and a square of L by L.

    A boolean table with a row for each query and a column for each key is asked.
    """
    return torch.nn.Transformer.generate_square_subsequent_mask(num_queries)


@causal_mistakes()
def compared_place_by_place(num_queries, num_keys):
    """places of queries and keys are compared pair by pair: it runs only where L = S, or one of
    them is 1.

    Every query with every key: which of the two needs a new axis, and where?
    """
    return torch.arange(num_queries) >= torch.arange(num_keys)


@causal_mistakes()
def filled_down_the_columns(num_queries, num_keys):
    """you fill a column for each query, from the top down: rows and columns have changed places.

    mask[i, : i + 1] is the row of query i. What is mask[: i + 1, i]?
    """
    i, j = torch.arange(num_queries)[:, None], torch.arange(num_keys)
    return (i <= j) & (j < num_queries)


@causal_mistakes()
def first_row_alone(num_queries, num_keys):
    """only the first query's row is filled: the loop returns in its first turn.

    How far is the return indented?
    """
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    mask[0, 0] = True
    return mask


@causal_mistakes()
def rows_beyond_the_keys_empty(num_queries, num_keys):
    """queries beyond the last key see nothing: your loop stops where the keys end.

    All keys lie in the past of query 4 if there are 2 keys. What may it see?
    """
    return causal_mask(num_queries, num_keys) & (torch.arange(num_queries) < num_keys)[:, None]
