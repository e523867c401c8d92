"""Known mistakes in tiled attention that mix up rows, or concern the whole of it."""

from __future__ import annotations

import math

import torch

from ...attention import attention
from ...checking import MistakeList
from ...tiled import tiled_attention

row_mistakes = MistakeList()


@row_mistakes(part="maximum")
def one_maximum_for_all_rows(maximum, scores):
    """one maximum serves all rows: rows that lie far below it lose all weight, and 0/0 is nan.

    Each query has a maximum of its own. Which axis does it run over?
    """
    return torch.maximum(maximum, scores.max())


@row_mistakes(part="maximum", alone=True)
def one_maximum_for_each_sentence(maximum, scores):
    """one maximum serves a whole sentence: rows far below it lose all weight, and 0/0 is nan.

    Each query has a maximum of its own. Which axis does it run over?
    """
    return torch.maximum(maximum, scores.amax(dim=(-2, -1), keepdim=True))


@row_mistakes(part="maximum", alone=True)
def one_maximum_for_all_sentences(maximum, scores):
    """one maximum serves the same query of all sentences: rows far below it lose all weight.

    Each query of each sentence has a maximum of its own. Which axis does it run over?
    """
    return torch.maximum(maximum, scores.amax(dim=(0, -1), keepdim=True))


@row_mistakes(part="maximum", alone=True)
def maximum_over_the_queries(maximum, scores):
    """your maximum runs over the queries; each query needs the largest of its own scores.

    Which axis of (B, L, block) are the keys?
    """
    return torch.maximum(maximum, scores.amax(dim=-2, keepdim=True))


@row_mistakes(part="maximum", alone=True)
def mean_instead_of_maximum(maximum, scores):
    """you subtract the mean of a block's scores, not the maximum: exp overflows if they are apart.

    After the subtraction no exponent should be above 0.
    """
    return torch.maximum(maximum, scores.mean(dim=-1, keepdim=True))


@row_mistakes(part="denominator")
def one_denominator_for_all_rows(denominator, factor, weights):
    """one denominator adds up the weights of all rows; each query's weights must sum to 1.

    sum() without dim adds up everything.
    """
    return denominator * factor + weights.sum()


@row_mistakes(part="denominator", alone=True)
def one_denominator_for_each_sentence(denominator, factor, weights):
    """one denominator adds up the weights of all queries of a sentence.

    Each query's weights must sum to 1. Over which axis, and which alone, do you add?
    """
    return denominator * factor + weights.sum(dim=(-2, -1), keepdim=True)


@row_mistakes(part="denominator")
def weights_added_over_the_queries(denominator, factor, weights):
    """you add the weights up over the queries: each query's weights over the KEYS must sum to 1.

    Which axis of (B, L, block) are the keys?
    """
    return denominator * factor + weights.sum(dim=-2, keepdim=True)


@row_mistakes(part="denominator", alone=True)
def mean_of_the_weights_counted(denominator, factor, weights):
    """you count the mean of a block's weights, where their sum belongs.

    A block of two keys weighs more than one of one key.
    """
    return denominator * factor + weights.mean(dim=-1, keepdim=True)


@row_mistakes(part="denominator", alone=True)
def largest_weight_counted(denominator, factor, weights):
    """you count only the largest weight of a block, not the sum of all.

    What must the weights of all keys sum to at the end?
    """
    return denominator * factor + weights.amax(dim=-1, keepdim=True)


@row_mistakes(part="finish")
def denominators_lined_up_with_the_values(total, denominator, maximum):
    """the denominators lie along the values: (B, L) meets the last axes of (B, L, Ev).

    It runs only where sizes agree by chance. What does denominator[..., None] do?
    """
    return total / denominator.squeeze(-1)


@row_mistakes(part="total_so_far")
def factors_lined_up_with_the_values(total, factor, weights, values):
    """the factors lie along the values of the total: (B, L) meets the last axes of (B, L, Ev).

    It runs only where sizes agree by chance. What does factor[..., None] do?
    """
    return total * factor.squeeze(-1) + weights @ values


@row_mistakes(part="finish", alone=True)
def denominators_turned_round(total, denominator, maximum):
    """the denominators lie along the values: (B, 1, L) meets (B, L, Ev), where L = Ev by chance.

    Which place does the axis of size 1 need: denominator[:, None] or denominator[..., None]?
    """
    return total / denominator.transpose(-2, -1)


@row_mistakes(part="total_so_far", alone=True)
def factors_turned_round(total, factor, weights, values):
    """the factors lie along the values of the total: (B, 1, L) meets (B, L, Ev).

    Which place does the axis of size 1 need: factor[:, None] or factor[..., None]?
    """
    return total * factor.transpose(-2, -1) + weights @ values


@row_mistakes(part="weights")
def softmax_in_each_block(scores, maximum, new_maximum):
    """your weights are each block's own softmax: a block of low scores counts as much as the best.

    Within a block, leave the weights undivided. When can you know what to divide by?
    """
    return scores.softmax(dim=-1)


@row_mistakes(part="weights")
def scores_not_exponentiated(scores, maximum, new_maximum):
    """your weights are scores minus the maximum, without exp: all are 0 or below.

    What turns a difference of scores into a positive share?
    """
    return scores - new_maximum


whole_mistakes = MistakeList()


def _in_blocks(query, key, value, block_size):
    keys, values = (tensor.split(block_size, dim=-2) for tensor in (key, value))
    return [attention(query, k, v) for k, v in zip(keys, values, strict=True)]


@whole_mistakes()
def results_of_the_blocks_added(query, key, value, block_size):
    """each block has a softmax of its own, and you add the results: the weights sum to more than 1.

    Whole blocks compete with each other, too. What would have to be known before dividing?
    """
    return sum(_in_blocks(query, key, value, block_size))


@whole_mistakes()
def results_of_the_blocks_averaged(query, key, value, block_size):
    """each block has a softmax of its own, and you average the results: all blocks count the same.

    A block with the highest scores should count for most. What says how much?
    """
    return torch.stack(_in_blocks(query, key, value, block_size)).mean(dim=0)


@whole_mistakes()
def results_averaged_by_the_number_of_keys(query, key, value, block_size):
    """each block has a softmax of its own, weighted by its number of keys instead of its scores.

    A block with the highest scores should count for most. What says how much?
    """
    sizes = [block.shape[-2] for block in key.split(block_size, dim=-2)]
    results = _in_blocks(query, key, value, block_size)
    return sum(n * r for n, r in zip(sizes, results, strict=True)) / key.shape[-2]


@whole_mistakes()
def each_block_of_queries_its_own_keys(query, key, value, block_size):
    """each block of queries meets only the block of keys with the same number.

    Every query must meet every key: a loop within a loop, or all queries at once.
    """
    blocks = zip(*(x.split(block_size, dim=-2) for x in (query, key, value)), strict=False)
    return torch.cat([attention(*block) for block in blocks], dim=-2)


@whole_mistakes()
def results_of_the_blocks_joined(query, key, value, block_size):
    """you put the results of the key blocks one behind the other, as if they were other queries.

    Each block of keys adds something to every query's one result.
    """
    return torch.cat(_in_blocks(query, key, value, block_size), dim=-2)


@whole_mistakes()
def scaled_after_the_softmax(query, key, value, block_size):
    """you divide by √E at the end: the weights then sum to 1/√E, and the scores are not scaled.

    Which step is it that large scores upset?
    """
    root = math.sqrt(query.shape[-1])
    return tiled_attention(query * root, key, value, block_size) / root


@whole_mistakes()
def scaled_twice(query, key, value, block_size):
    """the queries, or the scores, are right; but the output is divided by √E once more."""
    return tiled_attention(query, key, value, block_size) / math.sqrt(query.shape[-1])
