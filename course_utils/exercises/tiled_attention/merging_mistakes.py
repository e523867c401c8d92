"""Known mistakes of tiled attention in how blocks are put together under a common maximum."""

from __future__ import annotations

import math

import torch

from ...attention import attention, scaled_scores
from ...checking import MistakeList
from .running import dividing, rescaled_count, rescaled_total, under_the_new_maximum
from .tiled_mistakes import build

merging_mistakes = MistakeList()


def _under_its_own_maximum(scores, *_):
    return (scores - scores.amax(dim=-1, keepdim=True)).exp()


@merging_mistakes()
def blocks_added_under_different_maxima(query, key, value, block_size):
    """each block is weighed against its own maximum, and added as it is: the blocks do not compare.

    exp(score - m): with how many different m do you add up?
    """
    parts = {"weights": _under_its_own_maximum, "factor": lambda _, new, __: torch.ones_like(new)}
    return build(**parts)(query, key, value, block_size)


def _partly_under_its_own(**own) -> dict:
    """Parts of `run` of which one takes a block's weights under the block's own maximum."""
    held = {}

    def weights(scores, maximum, new_maximum):
        held["own"] = _under_its_own_maximum(scores)
        return under_the_new_maximum(scores, maximum, new_maximum)

    parts = {
        "denominator": lambda count, factor, _: rescaled_count(count, factor, held["own"]),
        "total_so_far": lambda total, factor, _, v: rescaled_total(total, factor, held["own"], v),
    }
    return {"weights": weights} | {name: parts[name] for name in parts if name in own}


@merging_mistakes()
def total_under_the_blocks_own_maximum(query, key, value, block_size):
    """what a block adds to the total is weighed against the block's maximum, not the common one.

    In the denominator you have the common one. How does a block come from its own to that?
    """
    return build(**_partly_under_its_own(total_so_far=True))(query, key, value, block_size)


@merging_mistakes()
def denominator_under_the_blocks_own_maximum(query, key, value, block_size):
    """what a block adds to the denominator is weighed against its own maximum, not the common one.

    In the total you have the common one. How does a block come from its own to that?
    """
    return build(**_partly_under_its_own(denominator=True))(query, key, value, block_size)


@merging_mistakes()
def weights_divided_on_the_way(query, key, value, block_size):
    """each block's part is divided by the denominator so far, which still grows; what came before
    is not made smaller for it.

    Divide once, at the end; or first multiply what you have by the OLD denominator.
    """
    parts = dividing(lambda old, new, count: old + new / count)
    return build(**parts)(query, key, value, block_size)


@merging_mistakes()
def divided_in_every_block(query, key, value, block_size):
    """you divide in every block, and go on with the quotient as if it were the undivided total.

    Divide once, after the last block; or multiply by the old denominator before you add.
    """
    parts = dividing(lambda old, new, count: (old + new) / count)
    return build(**parts)(query, key, value, block_size)


@merging_mistakes()
def divided_in_every_block_and_at_the_end(query, key, value, block_size):
    """you divide by the denominator in every block and once more at the end.

    How often is a sum of weights divided by what the weights sum to?
    """
    parts = dividing(lambda old, new, count: (old + new) / count, again=True)
    return build(**parts)(query, key, value, block_size)


@merging_mistakes("ModelTC/LightLLM#948")
def denominator_taken_for_the_maximum(query, key, value, block_size):
    """your new maximum compares the block's with the old denominator, not with the old maximum.

    Two names close together? Print both after the first block.
    """
    held = {"count": torch.zeros_like(query[..., :1])}

    def denominator(*arguments):
        held["count"] = rescaled_count(*arguments)
        return held["count"]

    def maximum(_, scores):
        return torch.maximum(held["count"], scores.amax(dim=-1, keepdim=True))

    function = build(maximum=maximum, denominator=denominator)
    return function(query, key, value, block_size)


@merging_mistakes()
def results_weighted_by_their_maxima(query, key, value, block_size):
    """you weigh the blocks' results by their maxima alone; a block counts with its sum of exp.

    Two keys with the same score count for two. What is the logarithm of a block's sum called?
    """
    keys, values = (tensor.split(block_size, dim=-2) for tensor in (key, value))
    results = [attention(query, k, v) for k, v in zip(keys, values, strict=True)]
    maxima = [scaled_scores(query, k).amax(dim=-1, keepdim=True) for k in keys]
    return (torch.stack(results) * torch.stack(maxima).softmax(dim=0)).sum(dim=0)


@merging_mistakes()
def scaled_again_in_every_block(query, key, value, block_size):
    """the query is divided by √E again in every block, because the loop writes over it.

    Scale once, before the loop, or give the scaled scores a name of their own.
    """
    root = math.sqrt(query.shape[-1])

    def shrinking(key, value, size):
        keys, values = (tensor.split(size, dim=-2) for tensor in (key, value))
        return [(k / root**i, v) for i, (k, v) in enumerate(zip(keys, values, strict=True))]

    return build(blocks=shrinking)(query, key, value, block_size)


@merging_mistakes()
def factor_of_unscaled_maxima(query, key, value, block_size):
    """√E is in the weights only: the maxima, and so the rescaling factor, are those of raw scores.

    Scale before you look for the maximum.
    """
    root = math.sqrt(query.shape[-1])

    def weights(scores, maximum, new_maximum):
        return ((scores - new_maximum) / root).exp()

    def scaled(query, *_):
        return query

    return build(scaled=scaled, weights=weights)(query, key, value, block_size)


@merging_mistakes()
def scores_used_as_weights(query, key, value, block_size):
    """the scores themselves are the weights: exp, and with it all of softmax, is missing.

    Which function makes of any scores positive shares?
    """
    parts = {
        "weights": lambda scores, *_: scores,
        "factor": lambda _, new, __: torch.ones_like(new),
        "finish": lambda total, *_: total,
    }
    return build(**parts)(query, key, value, block_size)


@merging_mistakes()
def powers_of_two_throughout(query, key, value, block_size):
    """your weights and factors are powers of 2 of scores made for exp: exp(x) is 2 ** (x / ln 2).

    Fast kernels use exp2. Which factor do they put into the scores first?
    """
    return build()(query * math.log(2), key, value, block_size)
