"""Right ways to write masked_softmax of lesson 6."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def filled_and_mended(scores, keep):
    return torch.softmax(scores.masked_fill(~keep, -math.inf), dim=-1).nan_to_num(0.0)


def filled_and_hidden_again(scores, keep):
    weights = F.softmax(scores.masked_fill(~keep, float("-inf")), dim=-1)
    return weights.masked_fill(~keep, 0.0)


def chosen_twice(scores, keep):
    weights = torch.where(keep, scores, -torch.inf).softmax(-1)
    return torch.where(keep, weights, 0.0)


def finite_and_multiplied(scores, keep):
    lowest = torch.finfo(scores.dtype).min
    return scores.masked_fill(~keep, lowest).softmax(-1) * keep


def finite_and_filled(scores, keep):
    return cu.softmax(scores.masked_fill(~keep, -3e4)).masked_fill(~keep, 0)


def empty_rows_opened(scores, keep):
    empty = ~keep.any(-1, keepdim=True)
    weights = scores.masked_fill(~(keep | empty), -math.inf).softmax(-1)
    return weights.masked_fill(empty, 0.0)


def empty_rows_multiplied(scores, keep):
    some = keep.any(dim=-1, keepdim=True)
    return scores.masked_fill(~keep & some, -math.inf).softmax(dim=-1) * some.to(scores.dtype)


def added_where_a_row_has_keys(scores, keep):
    some = keep.any(dim=-1, keepdim=True)
    bias = cu.additive_mask(keep | ~some, scores.dtype)
    return cu.softmax(scores + bias) * some


def logarithm_added_where_a_row_has_keys(scores, keep):
    some = keep.any(-1, keepdim=True)
    weights = F.softmax(scores + (keep | ~some).to(scores.dtype).log(), dim=-1)
    return torch.where(some, weights, torch.zeros((), dtype=scores.dtype))


def exponentials_of_what_is_kept(scores, keep):
    shown = torch.where(keep, scores, torch.finfo(scores.dtype).min)
    exponentials = (shown - shown.amax(-1, keepdim=True)).exp() * keep
    return exponentials / exponentials.sum(-1, keepdim=True).clamp(min=1e-7)


def exponentials_with_a_safe_sum(scores, keep):
    largest = scores.masked_fill(~keep, -math.inf).amax(-1, keepdim=True)
    largest = largest.masked_fill(largest.isinf(), 0.0).detach()
    exponentials = (scores - largest).masked_fill(~keep, -math.inf).exp()
    total = exponentials.sum(-1, keepdim=True)
    return exponentials / total.masked_fill(total == 0, 1.0)


def through_logsumexp(scores, keep):
    shown = scores.double().masked_fill(~keep, -math.inf)
    weights = (shown - shown.logsumexp(-1, keepdim=True)).exp()
    return weights.masked_fill(~keep, 0.0).to(scores.dtype)


def torchs_safe_softmax(scores, keep):
    return torch._safe_softmax(scores.masked_fill(~keep, -math.inf), -1)


def row_by_row(scores, keep):
    keep = keep.expand(scores.shape)
    rows = []
    for row, kept in zip(
        scores.reshape(-1, scores.shape[-1]), keep.reshape(-1, scores.shape[-1]), strict=True
    ):
        weights = torch.zeros_like(row)
        weights[kept] = torch.softmax(row[kept], dim=0)
        rows.append(weights)
    return torch.stack(rows).reshape(scores.shape)


def loops_over_numbers(scores, keep):
    keep = keep.expand(scores.shape).reshape(-1, scores.shape[-1])
    flat = scores.reshape(-1, scores.shape[-1])
    rows = []
    for i in range(flat.shape[0]):
        places = [j for j in range(flat.shape[1]) if keep[i, j]]
        if not places:
            rows.append(flat[i] * 0)
            continue
        top = max(flat[i, j].item() for j in places)
        parts = [
            (flat[i, j] - top).exp() if j in places else flat[i, j] * 0
            for j in range(flat.shape[1])
        ]
        total = sum(parts)
        rows.append(torch.stack([part / total for part in parts]))
    return torch.stack(rows).reshape(scores.shape)


def on_an_own_copy(scores, keep):
    scores = scores.clone()
    hidden = ~keep.expand_as(scores)
    scores[hidden] = -math.inf
    weights = scores.softmax(-1)
    return weights.masked_fill(weights.isnan(), 0.0)


def filled_in_place_on_a_copy(scores, keep):
    shown = scores.clone().masked_fill_(keep.logical_not(), -math.inf)
    return torch.nan_to_num(cu.softmax(shown), nan=0.0)


def in_double(scores, keep):
    weights = scores.double().masked_fill(~keep, -1e300).softmax(-1)
    return (weights * keep).to(scores.dtype)


def keys_first(scores, keep):
    shown = scores.masked_fill(~keep, -math.inf).movedim(-1, 0)
    return shown.softmax(0).movedim(0, -1).nan_to_num()


def torchs_attention_over_the_identity(scores, keep):
    identity = torch.eye(scores.shape[-1], dtype=scores.dtype).expand(
        *scores.shape[:-2], scores.shape[-1], scores.shape[-1]
    )
    mask = keep.expand(scores.shape)
    return F.scaled_dot_product_attention(scores, identity, identity, attn_mask=mask, scale=1.0)


def a_key_for_empty_rows(scores, keep):
    """A further key, which has all the weight where nothing else is kept, and is cut off."""
    empty = ~keep.any(-1, keepdim=True).expand(*scores.shape[:-1], 1)
    extra = torch.zeros_like(scores[..., :1]).masked_fill(~empty, -math.inf)
    shown = torch.cat([scores.masked_fill(~keep, -math.inf), extra], dim=-1)
    return shown.softmax(-1)[..., :-1]


def minus_1e9_in_float32(scores, keep):
    wide = scores.float() if scores.dtype == torch.float16 else scores
    return (wide.masked_fill(~keep, -1e9).softmax(-1) * keep).to(scores.dtype)


def logsumexp_with_empty_rows_at_zero(scores, keep):
    shown = scores.masked_fill(~keep, -math.inf)
    total = shown.logsumexp(-1, keepdim=True)
    return (shown - total.masked_fill(total == -math.inf, 0.0)).exp()


def only_rows_that_keep_something(scores, keep):
    keep = keep.expand(scores.shape)
    rows, weights = keep.any(-1), torch.zeros_like(scores)
    weights[rows] = scores[rows].masked_fill(~keep[rows], -math.inf).softmax(-1)
    return weights


def smallest_of_the_negative(scores, keep):
    return F.softmin(-scores.masked_fill(~keep, -math.inf), dim=-1).nan_to_num()


def logarithms_and_back(scores, keep):
    lowest = torch.finfo(scores.dtype).min
    logarithms = F.log_softmax(scores.masked_fill(~keep, lowest), dim=-1)
    return torch.where(keep, logarithms.exp(), 0)


def cut_off_from_above(scores, keep):
    lowest = torch.full_like(scores, torch.finfo(scores.dtype).min)
    highest = torch.where(keep, scores, lowest)
    return torch.minimum(scores, highest).softmax(-1) * keep


def vmapped_over_rows(scores, keep):
    def row(scores, keep):
        return torch.where(keep, scores, -math.inf).softmax(-1).nan_to_num()

    rows, kept = (t.reshape(-1, scores.shape[-1]) for t in (scores, keep.expand_as(scores)))
    return torch.vmap(row)(rows, kept).view(scores.shape)


def shifted_where_shown(scores, keep):
    largest = scores.detach().masked_fill(~keep, -math.inf).amax(-1, keepdim=True)
    shifted = torch.where(keep, scores - largest.nan_to_num(neginf=0.0), 0.0)
    exponentials = shifted.exp() * keep
    return exponentials / exponentials.sum(-1, keepdim=True).clamp(min=1e-4)


def minus_1e9_added_and_erased(scores, keep):
    return (scores + ~keep * -1e9).softmax(-1) * keep


STYLES = {
    "masked_softmax": (
        filled_and_mended,
        filled_and_hidden_again,
        chosen_twice,
        finite_and_multiplied,
        finite_and_filled,
        empty_rows_opened,
        empty_rows_multiplied,
        added_where_a_row_has_keys,
        logarithm_added_where_a_row_has_keys,
        exponentials_of_what_is_kept,
        exponentials_with_a_safe_sum,
        through_logsumexp,
        torchs_safe_softmax,
        row_by_row,
        loops_over_numbers,
        on_an_own_copy,
        filled_in_place_on_a_copy,
        in_double,
        keys_first,
        torchs_attention_over_the_identity,
        a_key_for_empty_rows,
        minus_1e9_in_float32,
        logsumexp_with_empty_rows_at_zero,
        only_rows_that_keep_something,
        smallest_of_the_negative,
        logarithms_and_back,
        cut_off_from_above,
        vmapped_over_rows,
        shifted_where_shown,
        minus_1e9_added_and_erased,
    ),
}
