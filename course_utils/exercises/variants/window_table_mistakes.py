"""Known mistakes in local_window_mask: in its size and its entries, and whole functions."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from ...variants import local_window_mask as right_mask
from .window_mistakes import window_mistakes as earlier_mistakes

window_mistakes = MistakeList(earlier_mistakes)


@window_mistakes(part="size")
def square_of_queries(num_queries, num_keys):
    """your table is a square, L by L; it should have S columns.

    A row for each query, a column for each key.
    """
    return num_queries, num_queries


@window_mistakes(part="size")
def square_of_keys(num_queries, num_keys):
    """your table is a square, S by S; it should have L rows.

    A row for each query, a column for each key.
    """
    return num_keys, num_keys


@window_mistakes(part="size")
def keys_by_queries(num_queries, num_keys):
    """your table has a row for each key and a column for each query; it is the other way round.

    Rows are queries (L), columns are keys (S).
    """
    return num_keys, num_queries


@window_mistakes(part="answer")
def axis_for_the_batch(mask):
    """your table has an axis too many in front; (L, S) is asked.

    Broadcasting adds missing axes on the left by itself.
    """
    return mask[None]


@window_mistakes(part="entries")
def zeros_and_ones(mask):
    """your entries are float 0 and 1: added to scores, that hides nothing.

    A boolean mask is asked. Which dtype does your table begin with?
    """
    return mask.float()


@window_mistakes(part="entries")
def whole_zeros_and_ones(mask):
    """your entries are whole numbers, and ~ makes -1 and -2 of 0 and 1, which both count as true.

    A boolean mask is asked. Which dtype does a comparison give?
    """
    return mask.long()


@window_mistakes(part="entries")
def made_to_be_added(mask):
    """this is an additive mask, 0 and -inf; a boolean one is asked.

    additive_mask, in lesson 6, turns one into the other.
    """
    return torch.zeros(mask.shape).masked_fill(~mask, -math.inf)


@window_mistakes(part="entries")
def finite_numbers_to_be_added(mask):
    """this is an additive mask, 0 and -1e9; a boolean one is asked.

    Which dtype does a comparison give?
    """
    return torch.zeros(mask.shape).masked_fill(~mask, -1e9)


@window_mistakes()
def around_the_ends(num_queries, num_keys, window):
    """your window goes on at the other end: near the first place it also holds the last keys.

    Where does a slice, a roll or an index begin for query 0? Python counts negative ones from the
    end.
    """
    around = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        for j in range(i - window, i + window + 1):
            if -num_keys <= j < num_keys:
                around[i, j] = True
    return around


@window_mistakes()
def slice_begins_before_zero(num_queries, num_keys, window):
    """the first rows are empty or lack keys: their slices begin with a negative number, which
    Python counts from the end.

    What is list(range(5))[-1:2], and where should the window of query 0 begin?
    """
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        mask[i, i - window : i + window + 1] = True
    return mask


@window_mistakes()
def single_diagonal(num_queries, num_keys, window):
    """only one diagonal is left, `window` places above the main one: both edges of the band are
    cut there.

    At which diagonals does the band begin and end? One of the two numbers is negative.
    """
    return torch.ones(num_queries, num_keys, dtype=torch.bool).tril(window).triu(window)


@window_mistakes()
def compared_place_by_place(num_queries, num_keys, window):
    """places of queries and keys are compared pair by pair, which gives one row and not a table.

    Every query with every key: which of the two needs a new axis, and where?
    """
    return (torch.arange(num_queries) - torch.arange(num_keys)).abs() <= window


@window_mistakes()
def last_row_unfilled(num_queries, num_keys, window):
    """the last query sees nothing: its row is never filled.

    With which row does your loop end?
    """
    mask = right_mask(num_queries, num_keys, window)
    mask[-1] = False
    return mask
