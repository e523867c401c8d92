"""Known mistakes in causal_mask: whole functions that make another table."""

from __future__ import annotations

import torch

from ...checking import MistakeList
from ...masks import causal_mask
from .causal_table_mistakes import causal_mistakes as mistakes_in_the_parts

causal_mistakes = MistakeList(mistakes_in_the_parts)


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

    In mask[a, b], which of the two is the query?
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


@causal_mistakes()
def keys_beyond_the_square_visible(num_queries, num_keys):
    """keys from place L on are seen by every query: you join a square triangle and a block of ones.

    What follows is the future of every query. (And there may be more queries than keys.)
    """
    return causal_mask(num_queries, num_keys) | (torch.arange(num_keys) >= num_queries)


@causal_mistakes()
def last_row_empty(num_queries, num_keys):
    """the last query sees nothing: its row is never filled.

    With which row does your loop end? range(n) ends with n - 1.
    """
    return (
        causal_mask(num_queries, num_keys) & (torch.arange(num_queries) < num_queries - 1)[:, None]
    )


@causal_mistakes()
def written_beyond_the_last_key(num_queries, num_keys):
    """where queries are more than keys your loop writes beyond the end of a row: j runs up to i,
    and there is no key i.

    The last key is num_keys - 1. Where must j stop?
    """
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        for j in range(i + 1):
            mask[i, j] = True
    return mask


@causal_mistakes()
def written_beyond_the_last_key_and_diagonal_hidden(num_queries, num_keys):
    """a query does not see its own place; and where queries are more than keys your loop writes
    beyond the end of a row.

    range(i) ends with i - 1. And the last key is num_keys - 1.
    """
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        for j in range(i):
            mask[i, j] = True
    return mask
