"""Known mistakes that come in while the tutorial is being mended."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .specimen_mistakes import heads, masked, merged, scaled, softmax, transposed

mending_mistakes = MistakeList()


@mending_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """softmax runs over the queries (axis 2 or -2): the columns sum to 1, the rows do not.

    Scores are (B, H, queries, keys). Which of them share out one token's attention?
    """
    return torch.softmax(scores, dim=-2)


@mending_mistakes(part="softmax", alone=True)
def softmax_over_the_heads_without_nan(scores):
    """softmax still runs over axis 1, the heads; nan_to_num only hides what that leads to.

    Print the weights of one head and one token. What should they sum to?
    """
    return torch.softmax(scores, dim=1).nan_to_num()


@mending_mistakes("nerminnuraydogan/vision-transformer#1", part="softmax")
def softmax_over_the_batch(scores):
    """softmax runs over axis 0, the batch: the sentences share out one attention."""
    return torch.softmax(scores, dim=0)


@mending_mistakes("delzac/cntkx#10", part="scaled")
def scaled_by_the_head_size(scores, head_dim, num_heads):
    """the scores are divided by the head size itself; its root is meant."""
    return scores / head_dim


@mending_mistakes("tenstorrent/tt-metal#56789", part="scaled")
def scaled_by_the_number_of_heads(scores, head_dim, num_heads):
    """the scores are divided by √H, the root of the number of heads.

    How many products are added up in one score of one head?
    """
    return scores / math.sqrt(num_heads)


@mending_mistakes(part="scaled")
def not_scaled(scores, head_dim, num_heads):
    """the scale has got lost: the scores go into the softmax as they are."""
    return scores


@mending_mistakes(part="scaled", alone=True)
def divided_by_half_the_head_size(scores, head_dim, num_heads):
    """the scores are divided by E / 2: Python reads E ** 1 / 2 as (E ** 1) / 2."""
    return scores / (head_dim / 2)


@mending_mistakes(part="scaled", alone=True)
def divided_by_twice_the_head_size(scores, head_dim, num_heads):
    """the scores are divided by 2 * E: scores / E ** 1 / 2 is read as ((scores / E) / 2)."""
    return scores / (head_dim * 2)


@mending_mistakes("esceptico/perceiver-io#9", part="scaled", alone=True)
def multiplied_by_the_root(scores, head_dim, num_heads):
    """the scores are multiplied by √E: should a scale make them larger or smaller?"""
    return scores * math.sqrt(head_dim)


@mending_mistakes(part="scaled", alone=True)
def scaled_by_the_root_of_the_length(scores, head_dim, num_heads):
    """the scores are divided by the root of the number of tokens.

    How many products are added up in one score of one head?
    """
    return scores / math.sqrt(scores.shape[-1])


@mending_mistakes("rasbt/LLMs-from-scratch#1061", part="masked")
def real_tokens_hidden(scores, keep):
    """the mask is the wrong way round: now the real tokens are hidden and the padding is seen.

    `keep` is True for real tokens. What did the ~ in that line do?
    """
    return scores.masked_fill(keep[:, None, None, :], -math.inf)


@mending_mistakes("lucidrains/memory-compressed-attention#2", part="masked")
def padding_with_plus_infinity(scores, keep):
    """padding gets a score of +inf, the largest of all, and inf - inf is NaN.

    Which end of the number line gets a weight of 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], math.inf)


@mending_mistakes("lucidrains/flamingo-pytorch#10", part="masked")
def mask_without_effect(scores, keep):
    """the mask has no effect: it is gone, or the result of masked_fill is thrown away.

    masked_fill returns a new tensor. Where does yours go?
    """
    return scores


@mending_mistakes("bentrevett/pytorch-seq2seq#96", part="masked")
def padded_queries_hidden(scores, keep):
    """you hide queries, not keys: the mask's tokens stand in the scores' rows.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, None, :, None], -1e9)


@mending_mistakes("ml-explore/mlx-lm#1903", part="masked", alone=True)
def mask_without_an_axis_for_the_heads(scores, keep):
    """the mask has lost an axis: broadcasting lines its sentences up with the heads.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, None, :], -math.inf)


@mending_mistakes(part="transposed")
def heads_and_tokens_transposed(keys):
    """you transpose axes 1 and 2, heads and tokens; the scores need tokens and features swapped.

    Count the axes of (B, H, L, E) from the end.
    """
    return keys.transpose(1, 2)


@mending_mistakes(part="transposed")
def keys_as_they_are(keys):
    """the keys are not transposed at all: a query's features meet a column of the keys."""
    return keys


@mending_mistakes("ajhalthor/Transformer-Neural-Network#1", part="merged")
def heads_merged_without_moving_the_axis(output):
    """the last line was right: without its transpose, a row mixes up the pieces of many tokens."""
    batch, num_heads, length, head_dim = output.shape
    return output.reshape(batch, length, num_heads * head_dim)


@mending_mistakes("reczoo/FuxiCTR#30", part="heads")
def heads_cut_by_view(x, num_heads):
    """the line that cuts the heads was right: without its transpose they are cut across tokens."""
    batch, length, embed_dim = x.shape
    return x.reshape(batch, num_heads, length, embed_dim // num_heads)


@mending_mistakes("huggingface/pytorch-image-models#2236")
def masked_after_the_softmax(x, num_heads, keep):
    """the mask comes after the softmax: the weights that are left no longer sum to 1.

    When must a key be hidden, so that the others share out all of the attention?
    """
    cut = heads(x, num_heads)
    weights = softmax(scaled(cut @ transposed(cut), cut.shape[-1], num_heads))
    return merged((weights * keep[:, None, None, :]) @ cut)


@mending_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(x, num_heads, keep):
    """the scale comes after the softmax: a token's weights no longer sum to 1."""
    cut = heads(x, num_heads)
    weights = softmax(masked(cut @ transposed(cut), keep))
    return merged(scaled(weights, cut.shape[-1], num_heads) @ cut)
