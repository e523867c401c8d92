"""Known mistakes in all masks of scaled_dot_product_attention at once, and in its axes."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import build, scaled, softmax

sdpa_whole_mistakes = MistakeList()


def _scores(query, key, value, scale):
    return scaled(query @ key.transpose(-2, -1), query, key, value, scale)


def _bias(scores, attn_mask, is_causal):
    """What is to be added to the scores: 0 and -inf, or a float mask as it came."""
    seen = torch.ones(scores.shape[-2:], dtype=torch.bool)
    if is_causal:
        seen = seen.tril()
    elif attn_mask is not None and attn_mask.dtype == torch.bool:
        seen = attn_mask
    elif attn_mask is not None:
        return attn_mask
    return torch.zeros(seen.shape, dtype=scores.dtype).masked_fill(~seen, -math.inf)


@sdpa_whole_mistakes()
def plain_attention(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """this is plain scaled attention: attn_mask, is_causal and scale have no effect.

    Add one of them at a time: after which step of yours does each belong?
    """
    return build()(query, key, value)


@sdpa_whole_mistakes()
def no_mask_has_an_effect(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """attn_mask and is_causal have no effect: every query sees every key.

    Where does your function use them, and where does the result of those lines go?
    """
    return build()(query, key, value, scale=scale)


@sdpa_whole_mistakes("rasbt/LLMs-from-scratch#1061", "hkproj/pytorch-transformer#19")
def both_masks_inverted(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """both the boolean and the causal mask are the wrong way round: you hide what may be seen.

    Does True in your mask say "seen" or "hidden", and what does masked_fill do where it is True?
    """
    if is_causal:
        attn_mask = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool).tril()
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        attn_mask = ~attn_mask
    return build()(query, key, value, attn_mask, scale=scale)


@sdpa_whole_mistakes("rasbt/LLMs-from-scratch#1061", "hkproj/pytorch-transformer#19")
def both_masks_inverted_with_nan(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """both the boolean and the causal mask are the wrong way round, and rows without a key are NaN.

    Does True in your mask say "seen" or "hidden", and what does masked_fill do where it is True?
    """
    scores = _scores(query, key, value, scale)
    bias = 0.0
    if is_causal or (attn_mask is not None and attn_mask.dtype == torch.bool):
        seen = _bias(scores, attn_mask, is_causal) == 0
        bias = torch.zeros(seen.shape, dtype=scores.dtype).masked_fill(seen, -math.inf)
    elif attn_mask is not None:
        bias = attn_mask
    return torch.softmax(scores + bias, dim=-1) @ value


@sdpa_whole_mistakes("pytorch/pytorch#103963", "huggingface/pytorch-image-models#2674")
def all_masks_added_as_they_come(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """all masks are added, boolean and causal ones too: True counts as 1, and nothing is hidden.

    Only a float mask is meant for that. Ask for attn_mask.dtype.
    """
    scores = _scores(query, key, value, scale)
    if is_causal:
        attn_mask = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return softmax(scores if attn_mask is None else scores + attn_mask) @ value


@sdpa_whole_mistakes("pytorch/pytorch#103963", "huggingface/pytorch-image-models#2674")
def all_masks_added_as_they_come_with_nan(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    """all masks are added, also boolean ones, as 1 and 0; where a float mask hides all, NaN comes.

    Only a float mask is meant for that. Ask for attn_mask.dtype.
    """
    scores = _scores(query, key, value, scale)
    if is_causal:
        attn_mask = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return torch.softmax(scores if attn_mask is None else scores + attn_mask, dim=-1) @ value


@sdpa_whole_mistakes("huggingface/pytorch-image-models#2236")
def masks_after_the_softmax(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """boolean and causal mask come after the softmax: the weights left no longer sum to 1.

    When must a key be hidden, so that the others share out all of the attention?
    """

    def late(scores, mask, softmax):
        return softmax(scores) * mask

    def late_causal(scores, softmax):
        return softmax(scores).tril()

    made = build(bool_mask=late, causal=late_causal)
    return made(query, key, value, attn_mask, is_causal, scale)


@sdpa_whole_mistakes("huggingface/pytorch-image-models#2236")
def all_masks_after_the_softmax(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """all masks come after the softmax, the float mask too: it is added to the weights.

    When must a key be hidden, so that the others share out all of the attention?
    """
    weights = torch.softmax(_scores(query, key, value, scale), dim=-1)
    if is_causal:
        weights = weights.tril()
    elif attn_mask is not None:
        weights = weights * attn_mask if attn_mask.dtype == torch.bool else weights + attn_mask
    return weights @ value


@sdpa_whole_mistakes("pytorch/pytorch#103749")
def nan_of_both_masks_repaired_too_late(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    """the numbers are right, but the gradient is NaN: -inf is added and NaN repaired afterwards.

    Adding lets the gradient of a row of NaN through. masked_fill with -inf would stop it.
    """
    scores = _scores(query, key, value, scale)
    scores = scores + _bias(scores, attn_mask, is_causal)
    return torch.softmax(scores, dim=-1).nan_to_num() @ value


@sdpa_whole_mistakes("pytorch/pytorch#103749")
def nan_of_the_boolean_mask_repaired_too_late(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    """the numbers are right, but with a boolean mask that is turned into -inf the gradient is NaN.

    Adding lets the gradient of a row of NaN through. masked_fill with -inf would stop it.
    """
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        return nan_of_both_masks_repaired_too_late(query, key, value, attn_mask, scale=scale)
    return build()(query, key, value, attn_mask, is_causal, scale)


@sdpa_whole_mistakes("pytorch/pytorch#103749")
def nan_repaired_in_the_output(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """the numbers are right, but the gradient is NaN: the output is repaired, the weights are not.

    NaN weights still stand in the product with the values. Set them right before it.
    """
    scores = _scores(query, key, value, scale)
    bias = _bias(scores, attn_mask, is_causal)
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        scores = scores.masked_fill(~attn_mask, -math.inf)
    else:
        scores = scores + bias
    return (torch.softmax(scores, dim=-1) @ value).nan_to_num()


@sdpa_whole_mistakes("pytorch/pytorch#103749")
def nan_of_both_masks_repaired_in_the_output(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    """the numbers are right, but the gradient is NaN: -inf is added, the output repaired later.

    Set rows without a key right before the softmax, not after the product with the values.
    """
    scores = _scores(query, key, value, scale)
    scores = scores + _bias(scores, attn_mask, is_causal)
    return (torch.softmax(scores, dim=-1) @ value).nan_to_num()


@sdpa_whole_mistakes()
def mask_always_given_an_axis(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """you insert an axis into every boolean mask; it comes with all axes that it needs.

    A mask with fewer axes lines up with the last axes of the scores, as in all broadcasting.
    """
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        attn_mask = attn_mask.unsqueeze(1)
    return build()(query, key, value, attn_mask, is_causal, scale)


@sdpa_whole_mistakes(part="scores", alone=True)
def three_axes_unpacked(query, key):
    """the shape is unpacked into exactly three sizes; there may be any number of leading axes.

    Which sizes do you need? shape[-1] and shape[-2] are there in any case.
    """
    batch, length, size = query.shape
    return query @ key.transpose(-2, -1)


@sdpa_whole_mistakes(part="scores", alone=True)
def four_axes_unpacked(query, key):
    """the shape is unpacked into exactly four sizes; there may be any number of leading axes.

    Which sizes do you need? shape[-1] and shape[-2] are there in any case.
    """
    batch, heads, length, size = query.shape
    return query @ key.transpose(-2, -1)
