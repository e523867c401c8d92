"""Right ways to split features into heads."""

from __future__ import annotations

import math

import torch

import course_utils as cu


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


def depth_split(x, num_heads):
    return torch.stack(torch.dsplit(x, num_heads), dim=1)


def features_looked_up(x, num_heads):
    places = torch.arange(x.shape[-1]).view(num_heads, -1)
    return x[:, :, places].permute(0, 2, 1, 3)


def selected_by_einsum(x, num_heads):
    chosen = torch.eye(x.shape[-1], dtype=x.dtype).view(num_heads, -1, x.shape[-1])
    return torch.einsum("bld,hed->bhle", x, chosen)


def narrowed(x, num_heads):
    size = x.shape[-1] // num_heads
    return torch.stack([x.narrow(-1, h * size, size) for h in range(num_heads)], dim=-3)


STYLES = {
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
        depth_split,
        features_looked_up,
        selected_by_einsum,
        narrowed,
    ),
}
