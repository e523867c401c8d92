"""Known mistakes that come in while the tutorial is being mended."""

from __future__ import annotations

import math

from ....checking import MistakeList
from .specimen_mistakes import build, heads, masked, merged, scaled, softmax, transposed

mending_mistakes = MistakeList()


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


@mending_mistakes()
def filled_after_the_softmax(x, num_heads, keep):
    """the fill comes after the softmax, where weights are 0 to 1: -1e9 is no hidden weight there.

    Mask the scores, before the softmax; then a key gets a weight of 0 by itself.
    """
    cut = heads(x, num_heads)
    weights = softmax(scaled(cut @ transposed(cut), cut.shape[-1], num_heads))
    return merged(weights.masked_fill(~keep[:, None, None, :], -1e9) @ cut)


@mending_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(x, num_heads, keep):
    """the scale comes after the softmax: a token's weights no longer sum to 1."""
    cut = heads(x, num_heads)
    weights = softmax(masked(cut @ transposed(cut), keep))
    return merged(scaled(weights, cut.shape[-1], num_heads) @ cut)


@mending_mistakes()
def weights_transposed(x, num_heads, keep):
    """the weights are transposed before the mix: a key's column stands where a query's row belongs.

    The line of the output was right. What has come in?
    """
    cut = heads(x, num_heads)
    scores = masked(scaled(cut @ transposed(cut), cut.shape[-1], num_heads), keep)
    return merged(softmax(scores).transpose(-2, -1) @ cut)


@mending_mistakes(part="transposed", alone=True)
def all_axes_reversed(keys):
    """`.T` turns all four axes round, the batch too.

    Which two axes should change places, counted from the end?
    """
    return keys.permute(3, 2, 1, 0)


@mending_mistakes(part="transposed", alone=True)
def heads_and_features_transposed(keys):
    """you transpose heads and features, axes 1 and 3; the scores need tokens and features swapped.

    Count the axes of (B, H, L, E) from the end.
    """
    return keys.transpose(1, 3)


@mending_mistakes(part="transposed", alone=True)
def tokens_and_heads_swapped_and_reshaped(keys):
    """you swap heads and tokens and then reshape: the wrong numbers stand in each column.

    Which two axes should change places, and is anything left to do after that?
    """
    batch, num_heads, length, head_dim = keys.shape
    return keys.transpose(1, 2).reshape(batch, num_heads, head_dim, length)


@mending_mistakes()
def one_large_head(x, num_heads, keep):
    """there is one large head: the tokens' features are never cut into num_heads pieces.

    In the tutorial that line was right. Print the shape of `heads`.
    """
    return build()(x, 1, keep)


@mending_mistakes(part="heads", alone=True)
def features_dealt_in_turn(x, num_heads):
    """each head holds every H-th feature, as cards are dealt; in the tutorial that line was right.

    A head's features are neighbours: which comes first in the view, H or E?
    """
    batch, length, embed_dim = x.shape
    return x.reshape(batch, length, embed_dim // num_heads, num_heads).permute(0, 3, 1, 2)


@mending_mistakes(part="merged", alone=True)
def features_joined_in_another_order(output):
    """the heads' features alternate in the output; in the tutorial the last line was right.

    Join heads and features as (B, L, H, E), not as (B, L, E, H).
    """
    return output.permute(0, 2, 3, 1).flatten(2)


@mending_mistakes(part="merged", alone=True)
def features_moved_in_place_of_the_heads(output):
    """the last line was right: it swaps heads and tokens, axes 1 and 2, and no others."""
    batch, num_heads, length, head_dim = output.shape
    return output.transpose(2, 3).reshape(batch, length, num_heads * head_dim)


@mending_mistakes(part="merged", alone=True)
def heads_not_joined(output):
    """right numbers, but the heads are an axis of their own still; the last line joined them."""
    return output.transpose(1, 2)


@mending_mistakes(part="merged", alone=True)
def heads_not_merged(output):
    """each head's output is returned by itself, (B, H, L, E); the last line merged the heads."""
    return output
