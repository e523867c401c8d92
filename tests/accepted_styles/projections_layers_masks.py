"""More right ways to write scaled_dot_product_attention, most of them in how they mask."""

from __future__ import annotations

import math

import torch

import course_utils as cu

INFINITY = float("inf")


def mask_for(scores, attn_mask, is_causal):
    """One boolean mask and one bias, whatever was given."""
    keep = torch.ones(scores.shape[-2:], dtype=torch.bool)
    bias = torch.zeros((), dtype=scores.dtype)
    if is_causal:
        keep = torch.arange(scores.shape[-1]) <= torch.arange(scores.shape[-2])[:, None]
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        keep = keep & attn_mask
    elif attn_mask is not None:
        keep = keep & (attn_mask > -INFINITY)
        bias = attn_mask.masked_fill(~keep, 0.0)
    return keep, bias


def any_masks_together(query, key, value, attn_mask=None, is_causal=False, scale=None):
    scores = query @ key.mT * (query.shape[-1] ** -0.5 if scale is None else scale)
    keep, bias = mask_for(scores, attn_mask, is_causal)
    return cu.masked_softmax(scores + bias, keep) @ value


def minus_1e9_and_weights_zeroed(query, key, value, attn_mask=None, is_causal=False, scale=None):
    scores = query @ key.mT * (query.shape[-1] ** -0.5 if scale is None else scale)
    keep, bias = mask_for(scores, attn_mask, is_causal)
    return ((scores + bias).masked_fill(~keep, -1e9).softmax(-1) * keep) @ value


def filled_and_repaired(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """masked_fill lets no gradient through, so that the NaN may be replaced afterwards."""
    scores = (query * (query.shape[-1] ** -0.5 if scale is None else scale)) @ key.mT
    keep, bias = mask_for(scores, attn_mask, is_causal)
    weights = (scores + bias).masked_fill(~keep, -INFINITY).softmax(-1)
    return torch.nan_to_num(weights, nan=0.0) @ value


def every_axis_vmapped(query, key, value, attn_mask=None, is_causal=False, scale=None):
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = torch.empty(query.shape[-2], key.shape[-2], dtype=query.dtype)
    keep, bias = mask_for(scores, attn_mask, is_causal)
    keep, bias = (t.expand(*query.shape[:-1], key.shape[-2]) for t in (keep, bias))

    def one(q, k, v, seen, added):
        s = ((q @ k.T) * factor + added).masked_fill(~seen, -1e9)
        return (s.softmax(-1) * seen) @ v

    for _ in range(query.dim() - 2):
        one = torch.vmap(one)
    return one(query, key, value, keep, bias)


def recursion_over_leading_axes(query, key, value, attn_mask=None, is_causal=False, scale=None):
    if attn_mask is not None:
        attn_mask = attn_mask.expand(*query.shape[:-1], key.shape[-2])
    if query.dim() == 2:
        return any_masks_together(query, key, value, attn_mask, is_causal, scale)
    masks = [None] * len(query) if attn_mask is None else attn_mask
    parts = zip(query, key, value, masks, strict=True)
    return torch.stack(
        [recursion_over_leading_axes(q, k, v, m, is_causal, scale) for q, k, v, m in parts]
    )


def only_rows_with_a_key(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """Rows without a key never reach the softmax: the others are written into zeros."""
    scores = query @ key.mT * (query.shape[-1] ** -0.5 if scale is None else scale)
    keep, bias = mask_for(scores, attn_mask, is_causal)
    keep = keep.expand_as(scores)
    rows = keep.any(-1)
    weights = torch.zeros_like(scores)
    weights[rows] = (scores + bias)[rows].masked_fill(~keep[rows], -INFINITY).softmax(-1)
    return weights @ value


def scores_upside_down(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """Keys in rows, queries in columns, and the values' features come out first."""
    scores = key @ query.mT * (query.shape[-1] ** -0.5 if scale is None else scale)
    keep, bias = mask_for(scores.mT, attn_mask, is_causal)
    scores = scores + (bias if bias.dim() == 0 else bias.mT)
    weights = scores.masked_fill(~keep.mT, -1e9).softmax(-2) * keep.mT
    return (value.mT @ weights).mT


def bias_inside_the_product(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """baddbmm adds the masks while it multiplies."""
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    shape = (*query.shape[:-1], key.shape[-2])
    scores = torch.empty(shape, dtype=query.dtype)
    keep, bias = mask_for(scores, attn_mask, is_causal)
    bias = bias.expand(shape).reshape(-1, *shape[-2:])
    q, k, v = (t.reshape(-1, *t.shape[-2:]) for t in (query, key, value))
    scores = torch.baddbmm(bias, q, k.mT, alpha=factor).view(shape).masked_fill(~keep, -1e9)
    weights = scores.softmax(-1).where(keep, 0)
    return torch.bmm(weights.view(-1, *shape[-2:]), v).view(*shape[:-1], -1)


def torchs_other_parameters(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    return any_masks_together(query, key, value, attn_mask, is_causal, scale)


STYLES = {
    "scaled_dot_product_attention": (
        any_masks_together,
        minus_1e9_and_weights_zeroed,
        filled_and_repaired,
        every_axis_vmapped,
        recursion_over_leading_axes,
        only_rows_with_a_key,
        scores_upside_down,
        bias_inside_the_product,
        torchs_other_parameters,
    )
}
