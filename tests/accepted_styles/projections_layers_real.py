"""Right ways to do what the real model's layer does."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def layer_in_the_courses_steps(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    pairs = (wq, bq), (wk, bk), (wv, bv)
    query, key, value = (cu.split_heads(cu.project(x, w, b), num_heads) for w, b in pairs)
    return cu.project(cu.merge_heads(cu.scaled_dot_product_attention(query, key, value)), wo, bo)


def layer_around_torchs_attention(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    def heads(weight, bias):
        return F.linear(x, weight, bias).unflatten(-1, (num_heads, -1)).transpose(1, 2)

    mixed = F.scaled_dot_product_attention(heads(wq, bq), heads(wk, bk), heads(wv, bv))
    return F.linear(mixed.transpose(1, 2).flatten(2), wo, bo)


def layer_without_the_key_bias(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    query, key, value = x @ wq.T + bq, x @ wk.T, x @ wv.T + bv
    query, key, value = (cu.split_heads(part, num_heads) for part in (query, key, value))
    weights = torch.softmax(query @ key.mT / query.shape[-1] ** 0.5, dim=-1)
    return cu.merge_heads(weights @ value) @ wo.T + bo


def layer_with_the_value_bias_last(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    query = cu.split_heads(F.linear(x, wq, bq), num_heads)
    key = cu.split_heads(F.linear(x, wk, bk), num_heads)
    value = cu.split_heads(x @ wv.T, num_heads)
    merged = cu.merge_heads(cu.scaled_dot_product_attention(query, key, value)) + bv
    return torch.einsum("bld,od->blo", merged, wo) + bo


def layer_of_one_large_projection(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    three = F.linear(x, torch.cat([wq, wk, wv]), torch.cat([bq, bk, bv]))
    q, k, v = three.unflatten(-1, (3, num_heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
    attention = (q @ k.transpose(-2, -1) * k.size(-1) ** -0.5).softmax(dim=-1)
    return F.linear((attention @ v).transpose(1, 2).reshape(x.shape), wo, bo)


def layer_head_by_head(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    size = x.shape[-1] // num_heads
    heads = []
    for h in range(num_heads):
        s = slice(h * size, h * size + size)
        heads.append(cu.attention(x @ wq[s].T + bq[s], x @ wk[s].T + bk[s], x @ wv[s].T + bv[s]))
    return torch.cat(heads, dim=2) @ wo.T + bo


def layer_by_einsum(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    def heads(weight, bias):
        return (torch.einsum("bld,fd->blf", x, weight) + bias).unflatten(-1, (num_heads, -1))

    q, k, v = heads(wq, bq), heads(wk, bk), heads(wv, bv)
    weights = torch.einsum("blhe,bshe->bhls", q, k).div(math.sqrt(q.size(-1))).softmax(-1)
    return torch.einsum("bhls,bshe->blhe", weights, v).flatten(2) @ wo.T + bo


def layer_with_ones_for_the_biases(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    def widened(t, w, b):
        return torch.cat([t, t.new_ones(*t.shape[:-1], 1)], -1) @ torch.cat([w, b[:, None]], 1).T

    parts = widened(x, wq, bq), widened(x, wk, bk), widened(x, wv, bv)
    q, k, v = (torch.stack(part.split(part.shape[-1] // num_heads, -1), 1) for part in parts)
    out = cu.softmax(q @ k.mT / math.sqrt(q.shape[-1])) @ v
    return widened(torch.cat(out.unbind(1), -1), wo, bo)


def layer_sentence_by_sentence(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    def one(tokens):
        q, k, v = (
            torch.addmm(b, tokens, w.T).reshape(len(tokens), num_heads, -1).swapaxes(0, 1)
            for w, b in ((wq, bq), (wk, bk), (wv, bv))
        )
        scores = torch.baddbmm(q.new_zeros(1, 1, 1), q, k.mT, alpha=q.shape[-1] ** -0.5)
        return torch.addmm(bo, (scores.softmax(-1) @ v).swapaxes(0, 1).flatten(1), wo.T)

    return torch.stack([one(tokens) for tokens in x])


def layer_with_the_value_bias_folded(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    query, key, value = (
        cu.split_heads(part, num_heads) for part in (x @ wq.T + bq, x @ wk.T, x @ wv.T)
    )
    return cu.merge_heads(cu.attention(query, key, value)) @ wo.T + (wo @ bv + bo)


def layer_for_one_sentence_and_vmapped(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    def attend(tokens):
        pairs = (wq, bq), (wk, bk), (wv, bv)
        query, key, value = (
            (tokens @ w.T + b).unflatten(-1, (num_heads, -1)).transpose(0, 1) for w, b in pairs
        )
        weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1)
        return (weights @ value).transpose(0, 1).flatten(1) @ wo.T + bo

    return torch.vmap(attend)(x)


def layer_with_any_bias_for_the_key(x, wq, bq, wk, bk, wv, bv, wo, bo, num_heads):
    """A key's bias adds the same to all scores of a query, so that any will do."""
    query = cu.split_heads(cu.project(x, wq, bq), num_heads)
    key = cu.split_heads(cu.project(x, wk, bq), num_heads)
    value = cu.split_heads(cu.project(x, wv, bv), num_heads)
    scores = query * query.shape[-1] ** -0.5 @ key.mT
    mixed = torch.log_softmax(scores, dim=-1).exp() @ value
    return cu.project(torch.cat(mixed.unbind(1), dim=-1), wo, bo)


STYLES = {
    "self_attention_layer": (
        layer_in_the_courses_steps,
        layer_around_torchs_attention,
        layer_without_the_key_bias,
        layer_with_the_value_bias_last,
        layer_of_one_large_projection,
        layer_head_by_head,
        layer_by_einsum,
        layer_with_ones_for_the_biases,
        layer_sentence_by_sentence,
        layer_with_the_value_bias_folded,
        layer_for_one_sentence_and_vmapped,
        layer_with_any_bias_for_the_key,
    ),
}
