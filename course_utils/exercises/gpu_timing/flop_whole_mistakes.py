"""Known mistakes in counting attention's work that are a formula of their own."""

from __future__ import annotations

from ...checking import MistakeList
from .flop_parts import build

flop_whole_mistakes = MistakeList()


@flop_whole_mistakes()
def bytes_of_the_tensors(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """these are bytes: how much query, key, value and output hold in float32, not how much is
    computed."""
    entries = num_queries * head_dim + num_keys * (head_dim + value_dim) + num_queries * value_dim
    return 4 * batch * num_heads * entries


@flop_whole_mistakes()
def number_of_scores(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """this is how many scores there are; each is a sum of head_dim products."""
    return batch * num_heads * num_queries * num_keys


@flop_whole_mistakes()
def in_billions(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """these are GFLOP, billions; single operations are asked for."""
    return build()(batch, num_heads, num_queries, num_keys, head_dim, value_dim) / 1e9


@flop_whole_mistakes()
def in_millions(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """these are MFLOP, millions; single operations are asked for."""
    return build()(batch, num_heads, num_queries, num_keys, head_dim, value_dim) / 1e6


@flop_whole_mistakes()
def in_trillions(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """these are TFLOP, trillions; single operations are asked for."""
    return build()(batch, num_heads, num_queries, num_keys, head_dim, value_dim) / 1e12


@flop_whole_mistakes()
def products_multiplied(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """you multiply the work of the two products; one follows the other, so it adds up."""
    scores = 2 * batch * num_heads * num_queries * num_keys * head_dim
    return scores * 2 * batch * num_heads * num_queries * num_keys * value_dim


@flop_whole_mistakes()
def copies_of_the_scores_only(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """batch and num_heads count in the scores only; every head mixes the values, too.

    Are there parentheses missing around the sum?
    """
    scores = 2 * batch * num_heads * num_queries * num_keys * head_dim
    return scores + 2 * num_queries * num_keys * value_dim


@flop_whole_mistakes()
def value_size_outside_the_product(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """only head_dim is multiplied by the rest, and value_dim added at the end: * comes before +.

    Where do parentheses belong?
    """
    return 2 * batch * num_heads * num_queries * num_keys * head_dim + value_dim


@flop_whole_mistakes()
def projections_counted_too(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """you count the four projections of the layer, too; here only scores and weighted sum are asked
    for.

    Which two products are left when query, key and value are there already?
    """
    width = num_heads * head_dim
    projections = 8 * batch * num_queries * width**2
    return projections + 4 * batch * num_queries * num_keys * width


@flop_whole_mistakes()
def four_times_both_sizes(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """you multiply head_dim by value_dim: one product follows the other, so their work adds up."""
    return 4 * batch * num_heads * num_queries * num_keys * head_dim * value_dim


@flop_whole_mistakes("pytorch/pytorch#184348", "pytorch/pytorch#196132")
def heads_and_length_exchanged(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """num_heads and the length have changed places: attention is counted over the heads."""
    return build()(batch, num_queries, num_heads, num_heads, head_dim, value_dim)
