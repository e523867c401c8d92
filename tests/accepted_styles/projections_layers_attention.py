"""Right ways to write torch's attention."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def through_the_courses_masked_softmax(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    scores = query @ key.transpose(-2, -1) * scale
    keep = torch.ones_like(scores, dtype=torch.bool)
    if is_causal:
        keep = cu.causal_mask(query.shape[-2], key.shape[-2]).expand_as(scores)
    if attn_mask is not None:
        if attn_mask.dtype == torch.bool:
            keep = attn_mask.expand_as(scores)
        else:
            scores = scores + attn_mask
            keep = (attn_mask > -math.inf).expand_as(scores)
    return cu.masked_softmax(scores, keep) @ value


def pseudo_code_of_torchs_documentation(
    query, key, value, attn_mask=None, is_causal=False, scale=None
):
    L, S = query.size(-2), key.size(-2)
    factor = 1 / math.sqrt(query.size(-1)) if scale is None else scale
    bias = torch.zeros(L, S, dtype=query.dtype)
    if is_causal:
        bias = bias.masked_fill(torch.ones(L, S, dtype=torch.bool).tril(0).logical_not(), -math.inf)
    if attn_mask is not None:
        if attn_mask.dtype == torch.bool:
            bias = torch.where(attn_mask, 0.0, -math.inf).to(query.dtype)
        else:
            bias = attn_mask + bias
    scores = query @ key.transpose(-2, -1) * factor + bias
    empty = (bias == -math.inf).all(-1, keepdim=True)
    return torch.softmax(scores.masked_fill(empty, 0), dim=-1).masked_fill(empty, 0) @ value


def einsum_with_leading_dots(query, key, value, attn_mask=None, is_causal=False, scale=None):
    factor = scale if scale is not None else query.shape[-1] ** -0.5
    scores = torch.einsum("...le,...se->...ls", query, key) * factor
    rows, columns = torch.arange(scores.shape[-2]), torch.arange(scores.shape[-1])
    if is_causal:
        scores = scores.masked_fill(columns > rows[:, None], -torch.inf)
    elif attn_mask is not None and attn_mask.is_floating_point():
        hidden = attn_mask.isneginf()
        scores = (scores + attn_mask.masked_fill(hidden, 0)).masked_fill(hidden, -torch.inf)
    elif attn_mask is not None:
        scores = torch.where(attn_mask, scores, -torch.inf)
    weights = torch.softmax(scores, -1).nan_to_num()
    return torch.einsum("...ls,...sv->...lv", weights, value)


def exponentials_by_hand(query, key, value, attn_mask=None, is_causal=False, scale=None):
    query = query * (query.shape[-1] ** -0.5 if scale is None else scale)
    scores = torch.matmul(query, key.mT)
    seen = torch.ones_like(scores)
    if is_causal:
        seen = seen.tril()
    elif attn_mask is not None and attn_mask.dtype == torch.bool:
        seen = seen * attn_mask
    elif attn_mask is not None:
        seen = seen * attn_mask.exp()
    shares = (scores - scores.amax(-1, keepdim=True).detach()).exp() * seen
    total = shares.sum(-1, keepdim=True)
    return shares / torch.where(total > 0, total, 1.0) @ value


def matrices_one_by_one(query, key, value, attn_mask=None, is_causal=False, scale=None):
    lead, (L, E), S = query.shape[:-2], query.shape[-2:], key.shape[-2]
    if attn_mask is None:
        attn_mask = torch.ones(L, S, dtype=torch.bool)
        attn_mask = attn_mask.tril() if is_causal else attn_mask
    masks = attn_mask.expand(*lead, L, S).reshape(-1, L, S)
    outputs = []
    for q, k, v, mask in zip(
        query.reshape(-1, L, E),
        key.reshape(-1, S, E),
        value.reshape(-1, S, value.shape[-1]),
        masks,
        strict=True,
    ):
        scores = q @ k.T * (scale if scale is not None else 1 / E**0.5)
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
        rows = [torch.softmax(row, 0) @ v if row.max() > -math.inf else 0 * v[0] for row in scores]
        outputs.append(torch.stack(rows))
    return torch.stack(outputs).reshape(*lead, L, -1)


def query_after_query(query, key, value, attn_mask=None, is_causal=False, scale=None):
    if scale is None:
        scale = 1 / math.sqrt(query.shape[-1])
    mask = torch.zeros((), dtype=query.dtype) if attn_mask is None else attn_mask
    if mask.dtype == torch.bool:
        mask = torch.zeros(mask.shape, dtype=query.dtype).masked_fill(~mask, -math.inf)
    mask = mask.expand(*query.shape[:-2], query.shape[-2], key.shape[-2])
    rows = []
    for i in range(query.shape[-2]):
        last = min(i + 1, key.shape[-2]) if is_causal else key.shape[-2]
        scores = (query[..., i : i + 1, :] * key[..., :last, :]).sum(-1) * scale
        bias = mask[..., i, :last]
        empty = (bias == -math.inf).all(-1, keepdim=True)
        weights = (scores + bias).masked_fill(empty, 0).softmax(-1).masked_fill(empty, 0)
        rows.append((weights[..., None] * value[..., :last, :]).sum(-2))
    return torch.stack(rows, dim=-2)


def folded_for_bmm(query, key, value, attn_mask=None, is_causal=False, scale=None):
    shape = (*query.shape[:-1], value.shape[-1])
    mask = attn_mask
    if is_causal:
        mask = torch.tril(torch.ones(query.shape[-2], key.shape[-2])) == 1
    if mask is not None:
        mask = mask.broadcast_to(*query.shape[:-1], key.shape[-2])
        mask = mask.reshape(-1, *mask.shape[-2:])
    q, k, v = (t.reshape(-1, *t.shape[-2:]) for t in (query, key, value))
    scores = torch.bmm(q, k.transpose(1, 2)) * (q.shape[2] ** -0.5 if scale is None else scale)
    if mask is not None and mask.dtype == torch.bool:
        mask = torch.log(mask.to(scores.dtype))
    if mask is not None:
        scores = scores + mask
    largest = scores.amax(-1, keepdim=True)
    nothing = largest == -math.inf
    weights = torch.softmax(torch.where(nothing, 0.0, scores), -1)
    return torch.bmm(torch.where(nothing, 0.0, weights), v).reshape(shape)


def double_precision_inside(query, key, value, attn_mask=None, is_causal=False, scale=None):
    if attn_mask is not None and attn_mask.dtype != torch.bool:
        attn_mask = attn_mask.double()
    wide = (query.double(), key.double(), value.double())
    made = cu.scaled_dot_product_attention(*wide, attn_mask, is_causal, scale)
    return made.to(query.dtype)


def in_torchs_own_order(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    scores = query @ key.mT
    scores = scores / math.sqrt(query.shape[-1]) if scale is None else scores * scale
    if is_causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:]).triu(1).bool(), -torch.inf)
    if attn_mask is not None:
        if attn_mask.dtype == torch.bool:
            scores = scores.masked_fill(attn_mask.logical_not(), -torch.inf)
        else:
            scores = scores + attn_mask
    unseen = scores.isneginf().all(-1, keepdim=True)
    weights = F.softmax(torch.where(unseen, torch.zeros_like(scores), scores), dim=-1)
    weights = F.dropout(weights * ~unseen, dropout_p)
    return weights @ value


def keyword_only(query, key, value, *, attn_mask=None, is_causal=False, scale=None):
    return pseudo_code_of_torchs_documentation(query, key, value, attn_mask, is_causal, scale)


def through_logsumexp(query, key, value, attn_mask=None, is_causal=False, scale=None):
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    scores = (query * scale) @ key.transpose(-1, -2)
    if is_causal:
        attn_mask = cu.additive_mask(cu.causal_mask(*scores.shape[-2:]), scores.dtype)
    elif attn_mask is not None and attn_mask.dtype == torch.bool:
        attn_mask = cu.additive_mask(attn_mask, scores.dtype)
    scores = scores if attn_mask is None else scores + attn_mask
    alone = (scores == -math.inf).all(-1, keepdim=True)
    scores = scores.masked_fill(alone, 0.0)
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp()
    return (weights @ value).masked_fill(alone, 0.0)


def values_zeroed_at_the_end(query, key, value, attn_mask=None, is_causal=False, scale=None):
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    keep, bias = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool), 0.0
    if is_causal:
        keep = keep.tril()
    elif attn_mask is not None:
        floating = attn_mask.is_floating_point()
        keep = attn_mask.isfinite() if floating else attn_mask
        bias = attn_mask.nan_to_num(neginf=0.0) if floating else 0.0
    scores = query @ key.mT * scale + bias
    lowest = torch.finfo(scores.dtype).min
    output = torch.softmax(scores.masked_fill(~keep, lowest), dim=-1) @ value
    return output * keep.any(-1, keepdim=True)


def online_over_chunks_of_keys(query, key, value, attn_mask=None, is_causal=False, scale=None):
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    bias = torch.zeros(query.shape[-2], key.shape[-2], dtype=query.dtype)
    if is_causal:
        attn_mask = torch.ones_like(bias).tril().bool()
    if attn_mask is not None:
        boolean = attn_mask.dtype == torch.bool
        bias = cu.additive_mask(attn_mask, query.dtype) if boolean else attn_mask
    bias = bias.expand(*query.shape[:-1], key.shape[-2])
    largest = torch.full_like(query[..., :1], -math.inf)
    total, output = torch.zeros_like(largest), torch.zeros_like(query @ key.mT @ value)
    for chunk in torch.arange(key.shape[-2]).split(2):
        hidden = bias[..., chunk] == -math.inf
        scores = query @ key[..., chunk, :].mT * scale + bias[..., chunk].masked_fill(hidden, 0)
        scores = scores.masked_fill(hidden, -math.inf)
        new = torch.maximum(largest, scores.amax(-1, keepdim=True))
        safe = new.masked_fill(new == -math.inf, 0)
        shares, old = (scores - safe).exp(), (largest - safe).exp()
        total = total * old + shares.sum(-1, keepdim=True)
        output = output * old + shares @ value[..., chunk, :]
        largest = new
    return output / total.masked_fill(total == 0, 1)


STYLES = {
    "scaled_dot_product_attention": (
        through_the_courses_masked_softmax,
        pseudo_code_of_torchs_documentation,
        einsum_with_leading_dots,
        exponentials_by_hand,
        matrices_one_by_one,
        query_after_query,
        folded_for_bmm,
        double_precision_inside,
        in_torchs_own_order,
        keyword_only,
        through_logsumexp,
        values_zeroed_at_the_end,
        online_over_chunks_of_keys,
    ),
}
