"""Known mistakes in multi_head_attention around its heads: output and axes."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from ....multihead import split_heads
from .mistakes import all_projected, attend, build
from .step_mistakes import later_keys_hidden

multi_head_output_mistakes = MistakeList()


@multi_head_output_mistakes(
    "Kyubyong/transformer#117", "stevezheng23/sequence_labeling_tf#83", part="output"
)
def output_projection_missing(merged, w_output, w_value):
    """the merged heads are returned as they are; w_output is never used.

    Side by side the heads do not mix. Which weight lets them?
    """
    return merged


@multi_head_output_mistakes(part="output")
def output_weight_not_transposed(merged, w_output, w_value):
    """you multiply with w_output as it comes; in nn.Linear's layout a row makes one feature.

    You have turned the other weights round: this one too?
    """
    return merged @ w_output


@multi_head_output_mistakes(part="output", alone=True)
def value_weight_used_for_the_output(merged, w_output, w_value):
    """the output is projected with w_value; w_output is never used."""
    return merged @ w_value.T


@multi_head_output_mistakes(part="output", alone=True)
def softmax_of_the_output(merged, w_output, w_value):
    """you apply softmax to the output; it is a mix of values and stays as it is."""
    return torch.softmax(merged @ w_output.T, dim=-1)


@multi_head_output_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959")
def attended_over_the_batch(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you take (B, L, D) for (L, B, D): each place meets the same place of the other sentences.

    nn.MultiheadAttention expects that order without batch_first=True. Which axis holds the tokens?
    """
    x_query, x_key_value = x_query.transpose(0, 1), x_key_value.transpose(0, 1)
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    query, key, value = (split_heads(stream, num_heads) for stream in streams)
    merged = attend(query, key, value, num_heads, keep).transpose(1, 2).flatten(-2)
    return (merged @ w_output.T).transpose(0, 1)


@multi_head_output_mistakes()
def heads_attend_to_each_other(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """the heads of one token attend to each other: with (B, L, H, E) the last two axes are heads.

    The last two axes must be tokens and features. Which axis has to move before the product?
    """
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    query, key, value = (stream.unflatten(-1, (num_heads, -1)) for stream in streams)
    return attend(query, key, value, num_heads, keep).flatten(-2) @ w_output.T


@multi_head_output_mistakes()
def heads_attend_to_each_other_without_a_mask(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """the heads of one token attend to each other, (B, L, H, E), and `keep` has no effect.

    The last two axes must be tokens and features. Which axis has to move before the product?
    """
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    query, key, value = (stream.unflatten(-1, (num_heads, -1)) for stream in streams)
    return attend(query, key, value, num_heads).flatten(-2) @ w_output.T


@multi_head_output_mistakes()
def heads_averaged(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """the heads are averaged: E features are left of D. They are to stand side by side.

    With H heads of E features, how many does a token have after merging?
    """
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    heads = attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)
    return heads.mean(dim=1)


@multi_head_output_mistakes()
def heads_one_below_the_other(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """the heads stand one below the other (B, H * L, E): they are joined along the tokens.

    Along which axis do they belong side by side?
    """
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    heads = attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)
    return heads.flatten(1, 2)


@multi_head_output_mistakes()
def heads_not_merged(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """the heads are returned apart, (B, H, L, E): merging and w_output are still to come."""
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    return attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)


@multi_head_output_mistakes()
def heads_not_merged_before_the_output(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you multiply with w_output before the heads are merged: it takes all D features of a token.

    Print the shape just before the last product.
    """
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    return attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep) @ w_output.T


@multi_head_output_mistakes()
def weights_returned(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """you return the weights, (B, H, L, S): the mix of the values is still to come."""
    streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
    made = attend(
        *(split_heads(s, num_heads) for s in streams), num_heads, keep, mixed=lambda w, *_: w
    )
    return made


@multi_head_output_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """the scale comes after the softmax: then a query's weights no longer sum to 1.

    Large scores must be tamed before exp sees them. Where does the scale belong?
    """
    made = build(scaled=lambda scores, *others: scores)
    size = x_query.shape[-1] // num_heads
    return made(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep) / (
        math.sqrt(size)
    )


@multi_head_output_mistakes()
def causal_and_keep_ignored(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """each token sees only keys up to its own place, and `keep` has no effect: is_causal=True?

    A decoder wants that. Here every query sees every real key.
    """
    made = build(scores=later_keys_hidden)
    return made(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads)


@multi_head_output_mistakes()
def query_added(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """you added x_query to the output: the residual connection belongs to the layer around it."""
    made = build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep)
    return x_query + made


@multi_head_output_mistakes()
def padded_queries_set_to_zero(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you set the output of padded places to zero; `keep` speaks of keys, and queries may differ.

    Nobody reads the output at a padded query, so it may be anything; here it is left as it comes.
    """
    made = build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep)
    same = keep is not None and keep.shape == made.shape[:2]
    return made * keep[..., None] if same else made
