"""Right ways to merge heads."""

from __future__ import annotations

from functools import reduce

import torch
import torch.nn.functional as F


def transpose_and_reshape(x):
    batch, heads, length, size = x.shape
    return x.transpose(1, 2).reshape(batch, length, heads * size)


def contiguous_and_view(x):
    batch, heads, length, size = x.shape
    return x.transpose(1, 2).contiguous().view(batch, length, heads * size)


def permute_and_flatten(x):
    return x.permute(0, 2, 1, 3).flatten(2)


def heads_concatenated(x):
    return torch.cat(x.unbind(1), dim=-1)


def heads_concatenated_in_a_loop(x):
    merged = x[:, 0]
    for h in range(1, x.shape[1]):
        merged = torch.cat((merged, x[:, h]), dim=2)
    return merged


def stacked_horizontally(x):
    return torch.stack([torch.hstack(list(sentence)) for sentence in x])


def token_by_token(x):
    return torch.stack([x[:, :, token].flatten(1) for token in range(x.shape[2])], dim=1)


def filled_by_slices(x):
    batch, heads, length, size = x.shape
    merged = x.new_zeros(batch, length, heads * size)
    for h in range(heads):
        merged[..., h * size : (h + 1) * size] = x[:, h]
    return merged


def axes_moved(x):
    return x.movedim(1, 2).flatten(start_dim=-2)


def einsum_and_reshape(x):
    return torch.einsum("bhle->blhe", x).reshape(x.shape[0], x.shape[2], -1)


def through_features_first(x):
    return x.transpose(2, 3).flatten(1, 2).transpose(1, 2)


def one_sentence_vmapped(x):
    return torch.vmap(lambda heads: heads.transpose(0, 1).flatten(1))(x)


def chunks_squeezed(x):
    return torch.cat([head.squeeze(1) for head in x.chunk(x.shape[1], dim=1)], dim=-1)


def times_selections(x):
    heads, size = x.shape[1], x.shape[3]
    place = torch.eye(heads * size, dtype=x.dtype).reshape(heads, size, heads * size)
    return (x @ place).sum(1)


def padded_and_added(x):
    heads, size = x.shape[1], x.shape[3]
    return sum(F.pad(x[:, h], (h * size, (heads - 1 - h) * size)) for h in range(heads))


def one_feature_after_another(x):
    heads, size = x.shape[1], x.shape[3]
    return torch.stack([x[:, d // size, :, d % size] for d in range(heads * size)], dim=-1)


def stacked_in_depth(x):
    return torch.dstack(x.unbind(1))


def pair_after_pair(x):
    return reduce(lambda left, right: torch.cat([left, right], dim=-1), x.unbind(dim=1))


def features_looked_up_one_by_one(x):
    places = torch.arange(x.shape[1] * x.shape[3])
    return x[:, places // x.shape[3], :, places % x.shape[3]].permute(1, 2, 0)


def product_with_the_unit_matrix(x):
    heads, size = x.shape[1], x.shape[3]
    chosen = torch.eye(heads * size, dtype=x.dtype).view(heads, size, -1)
    return torch.tensordot(x, chosen, dims=([1, 3], [0, 1]))


STYLES = {
    "merge_heads": (
        transpose_and_reshape,
        contiguous_and_view,
        permute_and_flatten,
        heads_concatenated,
        heads_concatenated_in_a_loop,
        stacked_horizontally,
        token_by_token,
        filled_by_slices,
        axes_moved,
        einsum_and_reshape,
        through_features_first,
        one_sentence_vmapped,
        chunks_squeezed,
        times_selections,
        padded_and_added,
        one_feature_after_another,
        stacked_in_depth,
        pair_after_pair,
        features_looked_up_one_by_one,
        product_with_the_unit_matrix,
    ),
}
