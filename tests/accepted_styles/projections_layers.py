"""Right ways to put several heads together: the larger exercises of lesson 7."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

import course_utils as cu


def the_courses_steps(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    query = cu.split_heads(x_query @ w_query.T, num_heads)
    key = cu.split_heads(x_key_value @ w_key.T, num_heads)
    value = cu.split_heads(x_key_value @ w_value.T, num_heads)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if keep is None:
        weights = cu.softmax(scores)
    else:
        weights = cu.masked_softmax(scores, cu.expand_key_mask(keep))
    return cu.merge_heads(weights @ value) @ w_output.T


def around_torchs_attention(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    batch, length, width = x_query.shape

    def heads(x):
        return x.view(batch, -1, num_heads, width // num_heads).transpose(1, 2)

    q, k, v = F.linear(x_query, w_query), F.linear(x_key_value, w_key), x_key_value @ w_value.T
    mask = keep[:, None, None, :] if keep is not None else None
    mixed = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), attn_mask=mask)
    return F.linear(mixed.transpose(1, 2).reshape(batch, length, width), w_output)


def einsum_throughout(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    def by_head(weight):
        return weight.reshape(num_heads, -1, weight.shape[-1])

    q = torch.einsum("bld,hed->bhle", x_query, by_head(w_query))
    k = torch.einsum("bsd,hed->bhse", x_key_value, by_head(w_key))
    v = torch.einsum("bsd,hed->bhse", x_key_value, by_head(w_value))
    scores = torch.einsum("bhle,bhse->bhls", q, k) * q.shape[-1] ** -0.5
    if keep is not None:
        scores = scores.masked_fill(~keep[:, None, None], float("-inf"))
    weights = torch.softmax(scores, -1).nan_to_num()
    heads = torch.einsum("bhls,bhse->blhe", weights, v)
    return torch.einsum("blhe,ohe->blo", heads, w_output.unflatten(-1, (num_heads, -1)))


def loop_over_heads(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    size = x_query.shape[-1] // num_heads
    outputs = []
    for head in range(num_heads):
        rows = slice(head * size, (head + 1) * size)
        query, key = x_query @ w_query[rows].T, x_key_value @ w_key[rows].T
        value = x_key_value @ w_value[rows].T
        scores = query @ key.mT / size**0.5
        if keep is not None:
            weights = cu.masked_softmax(scores, keep[:, None, :])
        else:
            weights = scores.softmax(-1)
        outputs.append(weights @ value)
    return torch.cat(outputs, dim=-1) @ w_output.T


def sum_of_the_heads_own_outputs(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    total = torch.zeros_like(x_query)
    weights = (w.chunk(num_heads) for w in (w_query, w_key, w_value))
    for wq, wk, wv, wo in zip(*weights, w_output.chunk(num_heads, dim=1), strict=True):
        mask = None if keep is None else keep.unsqueeze(1).expand(-1, x_query.shape[1], -1)
        query, key, value = x_query @ wq.T, x_key_value @ wk.T, x_key_value @ wv.T
        total = total + cu.scaled_dot_product_attention(query, key, value, mask) @ wo.T
    return total


def heads_folded_into_the_batch(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    batch, length, width = x_query.shape

    def fold(x):
        x = x.reshape(batch, -1, num_heads, width // num_heads)
        return x.permute(0, 2, 1, 3).reshape(batch * num_heads, -1, width // num_heads)

    q, k, v = fold(x_query @ w_query.T), fold(x_key_value @ w_key.T), fold(x_key_value @ w_value.T)
    scores = torch.bmm(q / math.sqrt(width // num_heads), k.transpose(1, 2))
    if keep is not None:
        repeated = keep.repeat_interleave(num_heads, dim=0)[:, None, :]
        scores = scores.masked_fill(~repeated, -1e9 if scores.dtype != torch.half else -6e4)
        weights = scores.softmax(-1) * repeated.any(-1, keepdim=True)
    else:
        weights = scores.softmax(-1)
    out = torch.bmm(weights, v).view(batch, num_heads, length, -1)
    return out.permute(0, 2, 1, 3).flatten(2) @ w_output.t()


def loop_over_sentences_and_heads(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    sentences = []
    for b in range(len(x_query)):
        q = (x_query[b] @ w_query.T).chunk(num_heads, dim=-1)
        real = x_key_value[b] if keep is None else x_key_value[b][keep[b]]
        k, v = ((real @ w.T).chunk(num_heads, dim=-1) for w in (w_key, w_value))
        heads = [
            torch.softmax(qh @ kh.T / math.sqrt(qh.shape[-1]), dim=-1) @ vh
            for qh, kh, vh in zip(q, k, v, strict=True)
        ]
        sentences.append(torch.cat(heads, dim=-1) @ w_output.T)
    return torch.stack(sentences)


def one_head_vmapped(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    if keep is None:
        keep = torch.ones(x_key_value.shape[:2], dtype=torch.bool)

    def head(wq, wk, wv):
        scores = (x_query @ wq.T) @ (x_key_value @ wk.T).transpose(1, 2)
        scores = scores / wq.shape[0] ** 0.5
        weights = torch.where(keep[:, None], scores, -torch.inf).softmax(-1)
        return torch.where(keep.any(-1)[:, None, None], weights, 0.0) @ (x_key_value @ wv.T)

    split = (w.unflatten(0, (num_heads, -1)) for w in (w_query, w_key, w_value))
    heads = torch.vmap(head, out_dims=2)(*split)  # (B, L, H, E)
    return heads.flatten(-2) @ w_output.T


def double_precision_inside(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    arguments = (x_query, x_key_value, w_query, w_key, w_value, w_output)
    made = cu.multi_head_attention(*(a.double() for a in arguments), num_heads, keep)
    return made.to(x_query.dtype)


def linear_modules(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    width = x_query.shape[-1]

    def apply(weight, x):
        layer = nn.Linear(width, width, bias=False, dtype=x.dtype)
        return torch.func.functional_call(layer, {"weight": weight}, (x,))

    q = cu.split_heads(apply(w_query, x_query), num_heads)
    k, v = (cu.split_heads(apply(w, x_key_value), num_heads) for w in (w_key, w_value))
    mask = None if keep is None else cu.expand_key_mask(keep)
    return apply(w_output, cu.merge_heads(cu.scaled_dot_product_attention(q, k, v, mask)))


def keys_and_values_together(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, *, keep=None
):
    both = x_key_value @ torch.cat([w_key, w_value]).T
    key, value = both.unflatten(-1, (2, num_heads, -1)).permute(2, 0, 3, 1, 4)
    query = (x_query @ w_query.T).unflatten(-1, (num_heads, -1)).permute(0, 2, 1, 3)
    scores = (query * query.shape[-1] ** -0.5) @ key.mT
    if keep is not None:
        scores = scores + cu.additive_mask(keep, scores.dtype)[:, None, None]
        empty = ~keep.any(-1)[:, None, None, None]
        weights = scores.masked_fill(empty, 0).softmax(-1).masked_fill(empty, 0)
    else:
        weights = scores.softmax(-1)
    return (weights @ value).permute(0, 2, 1, 3).flatten(2) @ w_output.mT


def fourth_roots_and_broadcasting(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None, dropout_p=0.0
):
    size = x_query.shape[-1] // num_heads
    q = (x_query @ w_query.T).unflatten(-1, (num_heads, size)) / size**0.25  # (B, L, H, E)
    k = (x_key_value @ w_key.T).unflatten(-1, (num_heads, size)) / size**0.25
    v = (x_key_value @ w_value.T).unflatten(-1, (num_heads, size))
    scores = (q[:, :, None] * k[:, None]).sum(-1)  # (B, L, S, H)
    scores = scores - scores.amax(2, keepdim=True)
    shares = scores.exp()
    if keep is not None:
        shares = shares * keep[:, None, :, None]
    total = shares.sum(2, keepdim=True)
    weights = F.dropout(shares / total.clamp(min=1e-7), dropout_p)
    return (weights[..., None] * v[:, None]).sum(2).flatten(2) @ w_output.T


def weights_folded_into_one(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    output = 0
    size = x_query.shape[-1] // num_heads
    for h in range(0, x_query.shape[-1], size):
        compared = w_query[h : h + size].T @ w_key[h : h + size]  # (D, D)
        copied = w_output[:, h : h + size] @ w_value[h : h + size]  # (D, D)
        scores = x_query @ compared @ x_key_value.transpose(1, 2) / math.sqrt(size)
        everything = torch.ones(x_key_value.shape[:2], dtype=torch.bool)
        weights = cu.masked_softmax(scores, (everything if keep is None else keep)[:, None])
        output = output + weights @ (x_key_value @ copied.T)
    return output


def features_before_tokens(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    pairs = (w_query, x_query), (w_key, x_key_value), (w_value, x_key_value)
    query, key, value = ((w @ x.mT).unflatten(1, (num_heads, -1)) for w, x in pairs)
    scores = key.mT @ query / math.sqrt(query.shape[2])  # (B, H, S, L)
    if keep is not None:
        scores = scores.masked_fill(~keep[:, None, :, None], -math.inf)
    weights = scores.softmax(-2).nan_to_num()
    return (w_output @ (value @ weights).flatten(1, 2)).mT


STYLES = {
    "multi_head_attention": (
        the_courses_steps,
        around_torchs_attention,
        einsum_throughout,
        loop_over_heads,
        sum_of_the_heads_own_outputs,
        heads_folded_into_the_batch,
        loop_over_sentences_and_heads,
        one_head_vmapped,
        double_precision_inside,
        linear_modules,
        keys_and_values_together,
        fourth_roots_and_broadcasting,
        weights_folded_into_one,
        features_before_tokens,
    ),
}
