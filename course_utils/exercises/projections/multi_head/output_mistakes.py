"""Known mistakes in multi_head_attention around its heads: output, masks, axes."""

from __future__ import annotations

import torch

from ....checking import Mistake, MistakeList
from ....multihead import split_heads
from ..scaled_dot_product.mask_mistakes import sdpa_mask_mistakes
from ..scaled_dot_product.softmax_mistakes import sdpa_softmax_mistakes
from .mistakes import attend, build, projected

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


@multi_head_output_mistakes("bentrevett/pytorch-seq2seq#96", part="expanded")
def mask_on_the_queries(keep, num_heads):
    """`keep` hides queries, not keys: its axis stands where the scores have their rows.

    Scores are (B, H, L, S). In which of the four places does the S of (B, S) belong?
    """
    return keep[:, None, :, None]


@multi_head_output_mistakes("ml-explore/mlx-lm#1903", "lucidrains/vit-pytorch#71", part="expanded")
def mask_without_an_axis_for_the_heads(keep, num_heads):
    """`keep` becomes (B, 1, S): broadcasting lines its B up with the heads, not with the batch.

    Write (B, H, L, S) and your mask's shape one below the other, from the right.
    """
    return keep[:, None, :]


@multi_head_output_mistakes(part="expanded")
def mask_as_it_came(keep, num_heads):
    """`keep` is (B, S) as it came: broadcasting lines its B up with the queries.

    Write (B, H, L, S) and your mask's shape one below the other, from the right.
    """
    return keep


@multi_head_output_mistakes("lsdefine/attention-is-all-you-need-keras#36", part="expanded")
def mask_repeated_in_the_wrong_order(keep, num_heads):
    """with batch and heads folded into one axis, the mask is repeated in the wrong order.

    Row 1 of (B * H, L, S) is sentence 0, head 1. What is row 1 of your repeated mask?
    """
    return keep.repeat(num_heads, 1).unflatten(0, (-1, num_heads)).unsqueeze(-2)


@multi_head_output_mistakes(part="bool_mask", alone=True)
def nan_repaired_too_late(scores, mask, softmax):
    """the numbers are right, but the gradient is NaN: nan_to_num repairs the values alone.

    A row of -inf must not reach the softmax, or no gradient may flow back into the row.
    """
    bias = torch.zeros(mask.shape, dtype=scores.dtype).masked_fill(~mask, -torch.inf)
    return torch.softmax(scores + bias, dim=-1).nan_to_num()


@multi_head_output_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959")
def attended_over_the_batch(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you take (B, L, D) for (L, B, D): each place meets the same place of the other sentences.

    nn.MultiheadAttention expects that order without batch_first=True. Which axis holds the tokens?
    """
    x_query, x_key_value = x_query.transpose(0, 1), x_key_value.transpose(0, 1)
    streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
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
    streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    query, key, value = (stream.unflatten(-1, (num_heads, -1)) for stream in streams)
    return attend(query, key, value, num_heads, keep).flatten(-2) @ w_output.T


@multi_head_output_mistakes()
def heads_averaged(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """the heads are averaged: E features are left of D. They are to stand side by side.

    With H heads of E features, how many does a token have after merging?
    """
    streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    heads = attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)
    return heads.mean(dim=1)


@multi_head_output_mistakes()
def heads_one_below_the_other(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """the heads stand one below the other (B, H * L, E): they are joined along the tokens.

    Along which axis do they belong side by side?
    """
    streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    heads = attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)
    return heads.flatten(1, 2)


@multi_head_output_mistakes()
def heads_not_merged(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """the heads are returned apart, (B, H, L, E): merging and w_output are still to come."""
    streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    return attend(*(split_heads(s, num_heads) for s in streams), num_heads, keep)


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


NOT_HERE = {
    "normalised_over_axis_2",  # the queries, with four axes
    "normalised_over_axis_3",  # the keys
    "normalised_over_axis_3_with_nan",
    "softmax_without_an_axis",  # axis 1
    "softmax_without_an_axis_with_nan",
    "nan_repaired_too_late",  # right after a masked_fill, whose gradient stops there
    "uniform_in_rows_without_a_key",  # the same as a finite fill
    "boolean_mask_transposed",
    "mask_given_an_axis_for_the_heads",
}


def mistakes_of_attention(*parts: str) -> list[Mistake]:
    """Those of scaled_dot_product_attention in these parts that may happen in a head."""
    known = [*sdpa_softmax_mistakes, *sdpa_mask_mistakes]
    return [m for m in known if m.part in parts and m.name not in NOT_HERE]
