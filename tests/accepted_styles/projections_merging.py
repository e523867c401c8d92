"""Right ways to merge heads and to repeat those of keys and values."""

from __future__ import annotations

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


def repeat_interleave(x, repeats):
    return torch.repeat_interleave(x, repeats, dim=1)


def expand_and_reshape(x, repeats):
    batch, heads, keys, size = x.shape
    copies = x[:, :, None].expand(batch, heads, repeats, keys, size)
    return copies.reshape(batch, heads * repeats, keys, size)


def index_of_each_head(x, repeats):
    return x[:, torch.arange(x.shape[1] * repeats) // repeats]


def index_select(x, repeats):
    places = torch.tensor([h for h in range(x.shape[1]) for _ in range(repeats)])
    return x.index_select(1, places)


def heads_listed(x, repeats):
    return torch.stack([head for head in x.unbind(1) for _ in range(repeats)], dim=1)


def copies_stacked(x, repeats):
    return torch.stack([x] * repeats, dim=2).flatten(1, 2)


def slices_concatenated(x, repeats):
    parts = [x[:, h // repeats][:, None] for h in range(x.shape[1] * repeats)]
    return torch.cat(parts, dim=1)


def repeat_then_put_in_order(x, repeats):
    batch, heads, keys, size = x.shape
    rows = x.repeat(1, repeats, 1, 1).reshape(batch, repeats, heads, keys, size)
    return rows.transpose(1, 2).reshape(batch, heads * repeats, keys, size)


def times_ones(x, repeats):
    ones = torch.ones(1, 1, repeats, 1, 1, dtype=x.dtype)
    return (x.unsqueeze(2) * ones).flatten(1, 2)


def kronecker_product(x, repeats):
    return torch.kron(x.contiguous(), torch.ones(1, repeats, 1, 1, dtype=x.dtype))


def sentences_repeated_and_cut(x, repeats):
    batch, heads, keys, size = x.shape
    return x.repeat(1, 1, repeats, 1).reshape(batch, heads * repeats, keys, size)


def one_key_head_each(x, repeats):
    copies = [x[:, g : g + 1].repeat(1, repeats, 1, 1) for g in range(x.shape[1])]
    return torch.cat(copies, dim=1)


def padded_and_added(x):
    heads, size = x.shape[1], x.shape[3]
    return sum(F.pad(x[:, h], (h * size, (heads - 1 - h) * size)) for h in range(heads))


def one_feature_after_another(x):
    heads, size = x.shape[1], x.shape[3]
    return torch.stack([x[:, d // size, :, d % size] for d in range(heads * size)], dim=-1)


def every_nth_place_filled(x, repeats):
    made = x.new_zeros(x.shape[0], x.shape[1] * repeats, *x.shape[2:])
    for r in range(repeats):
        made[:, r::repeats] = x
    return made


def gathered(x, repeats):
    source = torch.arange(x.shape[1] * repeats) // repeats
    return x.gather(1, source.view(1, -1, 1, 1).expand(len(x), -1, *x.shape[2:]))


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
    ),
    "repeat_kv": (
        repeat_interleave,
        expand_and_reshape,
        index_of_each_head,
        index_select,
        heads_listed,
        copies_stacked,
        slices_concatenated,
        repeat_then_put_in_order,
        times_ones,
        kronecker_product,
        sentences_repeated_and_cut,
        one_key_head_each,
        every_nth_place_filled,
        gathered,
    ),
}
