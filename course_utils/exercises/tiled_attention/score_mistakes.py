"""Known mistakes of tiled attention in a tile's scores: what meets what, and who may see whom."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .tiled_mistakes import each_with_each

score_mistakes = MistakeList()


@score_mistakes(part="operands")
def keys_and_values_swapped(query, key, value):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its arguments, and in which does it use them?
    """
    return query, value, key


@score_mistakes(part="operands", alone=True)
def keys_used_as_values(query, key, value):
    """your weights mix the keys; `value` has no part in your result.

    What is cut into blocks twice, and what not at all?
    """
    return query, key, key


@score_mistakes(part="operands", alone=True)
def values_used_as_keys(query, key, value):
    """you compare the queries with the values; `key` has no part in your result.

    What is cut into blocks twice, and what not at all?
    """
    return query, value, value


@score_mistakes(part="operands", alone=True)
def queries_used_as_keys(query, key, value):
    """you compare the queries with each other; `key` has no part in your result.

    Between which two tensors are the dot products taken?
    """
    return query, query, value


@score_mistakes(part="operands", alone=True)
def queries_and_keys_swapped(query, key, value):
    """query and key have changed places: your result has a row for each key.

    Which of the two stays whole in the loop, and which is cut into blocks?
    """
    return key, query, value


@score_mistakes(part="compared")
def signs_of_the_scores_reversed(query, keys):
    """the signs of the scores are reversed: the lowest score gets the largest weight.

    It is exp(score - maximum), with the score first.
    """
    return -each_with_each(query, keys)


@score_mistakes(part="compared", alone=True)
def keys_reshaped_not_transposed(query, keys):
    """a view or reshape of the keys is no transpose: it puts numbers of one key into others.

    Which call exchanges two axes and keeps each key's numbers together?
    """
    return query @ keys.reshape(*keys.shape[:-2], keys.shape[-1], keys.shape[-2])


@score_mistakes(part="compared", alone=True)
def softmax_before_the_running_sums(query, keys):
    """each block's scores go through a softmax first, and through exp again in the running sums.

    The running maximum and sums are the softmax. What should go into them?
    """
    return each_with_each(query, keys).softmax(dim=-1)


@score_mistakes(part="seen")
def later_keys_masked(scores, first_key, num_keys):
    """you mask the keys that come after the query, as a causal mask does; here all keys count.

    Nothing is masked in this exercise. Which line can go?
    """
    return _hidden(scores, first_key, 0)


@score_mistakes(part="seen", alone=True)
def later_keys_masked_from_the_last_corner(scores, first_key, num_keys):
    """you mask later keys, so that the last query sees all keys; here every query sees all keys.

    Nothing is masked in this exercise. Which line can go?
    """
    return _hidden(scores, first_key, num_keys - scores.shape[-2])


@score_mistakes(part="seen", alone=True)
def later_keys_of_each_block_masked(scores, first_key, num_keys):
    """you mask a triangle of each block, as if it were causal; here all keys count.

    Nothing is masked in this exercise. Which line can go?
    """
    return _hidden(scores, 0, 0)


def _hidden(scores, first_key, more):
    """-inf where a key's place is past the query's, or past it by `more`."""
    queries = torch.arange(scores.shape[-2])[:, None] + more
    keys = torch.arange(scores.shape[-1]) + first_key
    return scores.masked_fill(keys > queries, -math.inf)
