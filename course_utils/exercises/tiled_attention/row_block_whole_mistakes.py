"""Known mistakes in attention in row blocks that concern more than the blocks of queries."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from ...attention import attention
from ...checking import MistakeList
from ...masks import causal_mask

row_block_whole_mistakes = MistakeList()


@row_block_whole_mistakes()
def last_rows_left_empty(query, key, value, block_size):
    """the rows after the last full block stay empty: L // block_size counts full blocks only.

    How many blocks do 3 queries make, two at a time?
    """
    whole = query.shape[-2] // block_size * block_size
    rows = attention(query[..., :whole, :], key, value)
    return F.pad(rows, (0, 0, 0, query.shape[-2] - whole))


@row_block_whole_mistakes()
def each_block_its_own_keys(query, key, value, block_size):
    """each block of queries meets only the block of keys with the same number.

    Every query must see every key. Which of the three tensors is to be cut?
    """
    blocks = zip(*(x.split(block_size, dim=-2) for x in (query, key, value)), strict=False)
    return torch.cat([attention(*block) for block in blocks], dim=-2)


@row_block_whole_mistakes()
def first_keys_for_all(query, key, value, block_size):
    """every block of queries meets the first block of keys only.

    Every query must see every key. Which of the three tensors is to be cut?
    """
    key, value = key[..., :block_size, :], value[..., :block_size, :]
    return attention(query, key, value)


def _in_blocks_of_keys(query, key, value, block_size):
    keys, values = (tensor.split(block_size, dim=-2) for tensor in (key, value))
    return [attention(query, k, v) for k, v in zip(keys, values, strict=True)]


@row_block_whole_mistakes()
def blocks_of_keys_added(query, key, value, block_size):
    """you cut keys and values, with a softmax for each block; a query's keys must all compete.

    The queries do not compete with each other. Which tensor can be cut without harm?
    """
    return sum(_in_blocks_of_keys(query, key, value, block_size))


@row_block_whole_mistakes()
def blocks_of_keys_averaged(query, key, value, block_size):
    """you cut keys and values, and average the results; a query's keys must all compete.

    The queries do not compete with each other. Which tensor can be cut without harm?
    """
    return torch.stack(_in_blocks_of_keys(query, key, value, block_size)).mean(dim=0)


@row_block_whole_mistakes()
def blocks_of_keys_joined(query, key, value, block_size):
    """you cut keys and values instead of queries, and join the results of each block of keys.

    The queries do not compete with each other. Which tensor can be cut without harm?
    """
    return torch.cat(_in_blocks_of_keys(query, key, value, block_size), dim=-2)


def _in_blocks_of_queries(query, key, value, block_size, seen):
    """With `seen(start, end)`, how many keys the block of these queries sees."""
    results = []
    for start in range(0, query.shape[-2], block_size):
        block = query[..., start : start + block_size, :]
        keys = slice(0, seen(start, start + block.shape[-2]))
        results.append(attention(block, key[..., keys, :], value[..., keys, :]))
    return torch.cat(results, dim=-2)


@row_block_whole_mistakes()
def only_keys_up_to_the_block(query, key, value, block_size):
    """each block of queries sees only the keys up to its own end, nearly as with a causal mask.

    Every query must see every key. Which of the three tensors is to be cut?
    """
    return _in_blocks_of_queries(query, key, value, block_size, lambda start, end: end)


@row_block_whole_mistakes()
def later_keys_masked_in_the_whole(query, key, value, block_size):
    """you mask the keys that come after the query, as a causal mask does; here all keys count.

    Nothing is masked in this exercise. Which line can go?
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    hidden = ~causal_mask(*scores.shape[-2:])
    return scores.masked_fill(hidden, -math.inf).softmax(dim=-1) @ value


@row_block_whole_mistakes()
def query_and_key_swapped(query, key, value, block_size):
    """query and key have changed places: you cut the keys, and compare each with all queries.

    Whose rows does the output have?
    """
    blocks = key.split(block_size, dim=-2)
    return torch.cat([attention(block, query, value) for block in blocks], dim=-2)


@row_block_whole_mistakes()
def counted_by_the_keys(query, key, value, block_size):
    """your loop runs over the number of keys; it is the queries that are cut into blocks.

    Which tensor's shape belongs into the range?
    """
    starts = range(0, key.shape[-2], block_size)
    blocks = [query[..., start : start + block_size, :] for start in starts]
    return torch.cat([attention(block, key, value) for block in blocks], dim=-2)


@row_block_whole_mistakes()
def divided_by_the_root_of_the_block(query, key, value, block_size):
    """you divide the scores by the root of the block's size; √E is a matter of the query's size.

    A score is a sum over which axis? Its size decides how large scores get.
    """
    return attention(query * math.sqrt(query.shape[-1] / block_size), key, value)


@row_block_whole_mistakes()
def divided_by_the_root_of_all_queries(query, key, value, block_size):
    """you divide the scores by √L, the root of the number of queries; it is √E that belongs there.

    A score is a sum over which axis? Its size decides how large scores get.
    """
    return attention(query * math.sqrt(query.shape[-1] / query.shape[-2]), key, value)
