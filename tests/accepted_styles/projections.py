"""Right ways to project and to split heads."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

import course_utils as cu


def at_sign(x, weight, bias):
    return x @ weight.T + bias


def linear(x, weight, bias):
    return F.linear(x, weight, bias)


def linear_layer(x, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    values = {"weight": weight, "bias": bias}
    return torch.func.functional_call(layer, values, (x,))


def einsum_with_dots(x, weight, bias):
    return torch.einsum("...d,fd->...f", x, weight) + bias


def broadcast_and_sum(x, weight, bias):
    return (x[..., None, :] * weight).sum(-1) + bias


def tensordot(x, weight, bias):
    return torch.tensordot(x, weight, dims=([-1], [1])) + bias


def one_feature_at_a_time(x, weight, bias):
    rows = zip(weight, bias, strict=True)
    return torch.stack([(x * row).sum(-1) + number for row, number in rows], dim=-1)


def one_table_of_tokens(x, weight, bias):
    table = torch.addmm(bias, x.reshape(-1, x.shape[-1]), weight.t())
    return table.reshape(*x.shape[:-1], len(bias))


def loops(x, weight, bias):
    tokens = []
    for token in x.reshape(-1, x.shape[-1]):
        for row, number in zip(weight, bias, strict=True):
            tokens.append(sum(a * b for a, b in zip(token, row, strict=True)) + number)
    return torch.stack(tokens).reshape(*x.shape[:-1], len(bias))


def columns_and_back(x, weight, bias):
    return (weight @ x.transpose(-2, -1) + bias[:, None]).transpose(-2, -1)


def matrix_times_vectors(x, weight, bias):
    return (weight @ x[..., None])[..., 0] + bias


def a_one_appended(x, weight, bias):
    ones = torch.ones_like(x[..., :1])
    return torch.cat([x, ones], dim=-1) @ torch.cat([weight, bias[:, None]], dim=1).T


def double_precision_inside(x, weight, bias):
    return (x.double() @ weight.double().mT + bias.double()).to(x.dtype)


def from_the_bias_on(x, weight, bias):
    total = bias.expand(*x.shape[:-1], len(bias)).clone()
    for feature in range(x.shape[-1]):
        total += x[..., feature, None] * weight[:, feature]
    return total


def view_and_transpose(x, num_heads):
    batch, length, embed_dim = x.shape
    return x.view(batch, length, num_heads, embed_dim // num_heads).transpose(1, 2)


def reshape_and_permute(x, num_heads):
    batch, length, embed_dim = x.shape
    return x.reshape(batch, length, num_heads, embed_dim // num_heads).permute(0, 2, 1, 3)


def unflatten(x, num_heads):
    return x.unflatten(-1, (num_heads, x.shape[-1] // num_heads)).swapaxes(1, 2).contiguous()


def chunks_stacked(x, num_heads):
    return torch.stack(x.chunk(num_heads, dim=-1), dim=1)


def split_and_stacked(x, num_heads):
    return torch.stack(torch.split(x, x.shape[-1] // num_heads, dim=2), 1)


def tensor_split_stacked(x, num_heads):
    return torch.stack(x.tensor_split(num_heads, dim=-1), dim=-3)


def slices_in_a_loop(x, num_heads):
    size = x.shape[-1] // num_heads
    return torch.stack([x[:, :, h * size : (h + 1) * size] for h in range(num_heads)], dim=1)


def written_into_a_new_tensor(x, num_heads):
    batch, length, embed_dim = x.shape
    size = embed_dim // num_heads
    heads = torch.empty(batch, num_heads, length, size, dtype=x.dtype)
    for h in range(num_heads):
        for e in range(size):
            heads[:, h, :, e] = x[:, :, h * size + e]
    return heads


def unfolded(x, num_heads):
    size = x.shape[-1] // num_heads
    return x.unfold(2, size, size).transpose(1, 2)


def through_columns(x, num_heads):
    batch, length, embed_dim = x.shape
    columns = x.transpose(1, 2).reshape(batch, num_heads, embed_dim // num_heads, length)
    return columns.transpose(2, 3)


def named_by_einsum(x, num_heads):
    return torch.einsum("blhe->bhle", x.reshape(*x.shape[:2], num_heads, -1))


def one_sentence_at_a_time(x, num_heads):
    return torch.stack([s.reshape(len(s), num_heads, -1).transpose(0, 1) for s in x])


def gathered(x, num_heads):
    features = torch.arange(x.shape[-1]).reshape(num_heads, -1)
    return x[:, :, features].movedim(2, 1)


def folded_into_the_batch_and_back(x, num_heads):
    folded = torch.cat(x.chunk(num_heads, dim=-1), dim=0)
    return folded.reshape(num_heads, len(x), x.shape[1], -1).transpose(0, 1)


def strided(x, num_heads):
    batch, length, embed_dim = x.shape
    size = embed_dim // num_heads
    strides = (length * embed_dim, size, embed_dim, 1)
    return x.contiguous().as_strided((batch, num_heads, length, size), strides)


def whole_head_size(x, num_heads):
    size = math.floor(x.size(2) / num_heads)
    return x.reshape(x.size(0), -1, num_heads, size).permute([0, 2, 1, 3])


def the_courses_split(x, num_heads):
    return cu.split_heads(x, num_heads)


def selections_of_the_features(x, num_heads):
    select = torch.eye(x.shape[2], dtype=x.dtype).unflatten(0, (num_heads, -1))
    return torch.einsum("bld,hed->bhle", x, select)


STYLES = {
    "project": (
        at_sign,
        linear,
        linear_layer,
        einsum_with_dots,
        broadcast_and_sum,
        tensordot,
        one_feature_at_a_time,
        one_table_of_tokens,
        loops,
        columns_and_back,
        matrix_times_vectors,
        a_one_appended,
        double_precision_inside,
        from_the_bias_on,
    ),
    "split_heads": (
        view_and_transpose,
        reshape_and_permute,
        unflatten,
        chunks_stacked,
        split_and_stacked,
        tensor_split_stacked,
        slices_in_a_loop,
        written_into_a_new_tensor,
        unfolded,
        through_columns,
        named_by_einsum,
        one_sentence_at_a_time,
        gathered,
        folded_into_the_batch_and_back,
        strided,
        whole_head_size,
        the_courses_split,
        selections_of_the_features,
    ),
}
