"""Right ways to repeat the heads of keys and values."""

from __future__ import annotations

import torch


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


def every_nth_place_filled(x, repeats):
    made = x.new_zeros(x.shape[0], x.shape[1] * repeats, *x.shape[2:])
    for r in range(repeats):
        made[:, r::repeats] = x
    return made


def gathered(x, repeats):
    source = torch.arange(x.shape[1] * repeats) // repeats
    return x.gather(1, source.view(1, -1, 1, 1).expand(len(x), -1, *x.shape[2:]))


def concatenated_along_the_keys_and_viewed(x, repeats):
    """As candle does it: copies lie behind one another, and a view reads them as heads."""
    return torch.cat([x] * repeats, dim=2).reshape(x.shape[0], -1, x.shape[2], x.shape[3])


def matrix_of_copies(x, repeats):
    copies = torch.eye(x.shape[1], dtype=x.dtype).repeat_interleave(repeats, dim=0)
    return torch.tensordot(copies, x, dims=([1], [1])).transpose(0, 1)


def taken_along_the_heads(x, repeats):
    source = (torch.arange(x.shape[1] * repeats) // repeats).view(1, -1, 1, 1)
    return torch.take_along_dim(x, source, dim=1)


def folded_into_the_batch(x, repeats):
    return x.flatten(0, 1).repeat_interleave(repeats, dim=0).unflatten(0, (x.shape[0], -1))


def one_sentence_at_a_time_vmapped(x, repeats):
    return torch.vmap(lambda heads: heads.repeat_interleave(repeats, dim=0))(x)


STYLES = {
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
        concatenated_along_the_keys_and_viewed,
        matrix_of_copies,
        taken_along_the_heads,
        folded_into_the_batch,
        one_sentence_at_a_time_vmapped,
    ),
}
