"""Known mistakes in how `keep` comes to the scores of the heads."""

from __future__ import annotations

import torch

from ....checking import Mistake, MistakeList
from ..scaled_dot_product.mask_mistakes import sdpa_mask_mistakes
from ..scaled_dot_product.softmax_mistakes import sdpa_softmax_mistakes

keep_mistakes = MistakeList()


@keep_mistakes("bentrevett/pytorch-seq2seq#96", part="expanded")
def mask_on_the_queries(keep, num_heads):
    """`keep` hides queries, not keys: its axis stands where the scores have their rows.

    Scores are (B, H, L, S). In which of the four places does the S of (B, S) belong?
    """
    return keep[:, None, :, None]


@keep_mistakes("ml-explore/mlx-lm#1903", "lucidrains/vit-pytorch#71", part="expanded")
def mask_without_an_axis_for_the_heads(keep, num_heads):
    """`keep` becomes (B, 1, S): broadcasting lines its B up with the heads, not with the batch.

    Write (B, H, L, S) and your mask's shape one below the other, from the right.
    """
    return keep[:, None, :]


@keep_mistakes(part="expanded")
def mask_as_it_came(keep, num_heads):
    """`keep` is (B, S) as it came: broadcasting lines its B up with the queries.

    Write (B, H, L, S) and your mask's shape one below the other, from the right.
    """
    return keep


@keep_mistakes("lsdefine/attention-is-all-you-need-keras#36", part="expanded")
def mask_repeated_in_the_wrong_order(keep, num_heads):
    """with batch and heads folded into one axis, the mask is repeated in the wrong order.

    Row 1 of (B * H, L, S) is sentence 0, head 1. What is row 1 of your repeated mask?
    """
    return keep.repeat(num_heads, 1).unflatten(0, (-1, num_heads)).unsqueeze(-2)


@keep_mistakes(part="expanded", alone=True)
def mask_repeated_in_the_other_order(keep, num_heads):
    """with heads and batch folded into one axis, heads first, the mask is repeated wrongly.

    Row 1 of (H * B, L, S) is head 0, sentence 1. What is row 1 of your repeated mask?
    """
    repeated = keep.repeat_interleave(num_heads, 0).unflatten(0, (num_heads, -1))
    return repeated.transpose(0, 1).unsqueeze(-2)


@keep_mistakes(part="expanded", alone=True)
def padding_taken_to_be_at_the_end(keep, num_heads):
    """you count the real keys and keep that many from the left; hidden keys may be anywhere.

    `keep` says key by key which ones are real: use it as it is.
    """
    return (torch.arange(keep.shape[1]) < keep.sum(1, keepdim=True))[:, None, None]


@keep_mistakes(part="bool_mask", alone=True)
def nan_repaired_too_late(scores, mask, softmax):
    """the numbers are right, but the gradient is NaN: -inf is added, and NaN repaired afterwards.

    A row of -inf must not reach the softmax, or no gradient may flow back into the row.
    """
    bias = torch.zeros(mask.shape, dtype=scores.dtype).masked_fill(~mask, -torch.inf)
    return torch.softmax(scores + bias, dim=-1).nan_to_num()


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
    "mask_used_only_with_all_axes",
    "nan_from_a_boolean_mask",  # there is no other mask
}


def mistakes_of_attention(*parts: str) -> list[Mistake]:
    """Those of scaled_dot_product_attention in these parts that may happen in a head."""
    known = [*sdpa_softmax_mistakes, *sdpa_mask_mistakes]
    return [m for m in known if m.part in parts and m.name not in NOT_HERE]
