"""Right ways to write padding_mask and causal_mask of lesson 6."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

# padding_mask


def one_comparison(lengths, max_len):
    return torch.arange(max_len) < lengths[:, None]


def turned_round(lengths, max_len):
    return lengths.unsqueeze(1) > torch.arange(max_len).unsqueeze(0)


def not_beyond(lengths, max_len):
    return ~(torch.arange(max_len).expand(len(lengths), max_len) >= lengths.view(-1, 1))


def counted_from_one(lengths, max_len):
    return torch.arange(1, max_len + 1) <= lengths.reshape(-1, 1)


def loops(lengths, max_len):
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    for b in range(len(lengths)):
        for s in range(max_len):
            mask[b, s] = s < lengths[b]
    return mask


def slices_filled(lengths, max_len):
    mask = torch.zeros(lengths.shape[0], max_len, dtype=torch.bool)
    for row, length in zip(mask, lengths, strict=True):
        row[:length] = True
    return mask


def rest_cleared(lengths, max_len):
    mask = torch.ones((lengths.numel(), max_len), dtype=torch.bool)
    for b, length in enumerate(lengths.tolist()):
        mask[b, length:] = False
    return mask


def list_of_lists(lengths, max_len):
    return torch.tensor([[s < n for s in range(max_len)] for n in lengths.tolist()])


def ones_and_zeros_joined(lengths, max_len):
    rows = [torch.cat([torch.ones(n), torch.zeros(max_len - n)]) for n in lengths.tolist()]
    return torch.stack(rows).bool()


def padded_by_torch(lengths, max_len):
    rows = [F.pad(torch.ones(n), (0, max_len - n)) for n in lengths.tolist()]
    return torch.stack(rows) == 1


def cumulative_ones(lengths, max_len):
    ones = torch.ones(lengths.shape[0], max_len, dtype=torch.long)
    return ones.cumsum(dim=1) <= lengths[:, None]


def a_row_of_a_triangle(lengths, max_len):
    return torch.ones(max_len + 1, max_len).tril(-1).bool()[lengths]


def through_numpy(lengths, max_len):
    return torch.from_numpy(np.arange(max_len)[None] < lengths.numpy()[:, None])


def through_vmap(lengths, max_len):
    return torch.vmap(lambda n: torch.arange(max_len) < n)(lengths)


def a_searched_end(lengths, max_len):
    ends = F.one_hot(lengths.long(), max_len + 1)[:, :max_len]
    return ends.cumsum(-1) == 0


# causal_mask


def tril_of_ones(num_queries, num_keys):
    return torch.tril(torch.ones(num_queries, num_keys, dtype=torch.bool))


def tril_then_bool(num_queries, num_keys):
    return torch.ones(num_queries, num_keys).tril().bool()


def not_triu(num_queries, num_keys):
    return ~torch.triu(torch.ones(num_queries, num_keys, dtype=torch.bool), diagonal=1)


def triu_is_zero(num_queries, num_keys):
    return torch.triu(torch.ones(num_queries, num_keys), 1) == 0


def places_compared(num_queries, num_keys):
    return torch.arange(num_queries)[:, None] >= torch.arange(num_keys)[None, :]


def places_by_meshgrid(num_queries, num_keys):
    i, j = torch.meshgrid(torch.arange(num_queries), torch.arange(num_keys), indexing="ij")
    return j <= i


def two_loops(num_queries, num_keys):
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        for j in range(num_keys):
            if j <= i:
                mask[i, j] = True
    return mask


def one_loop(num_queries, num_keys):
    mask = torch.zeros(num_queries, num_keys).bool()
    for i in range(num_queries):
        mask[i, : i + 1] = True
    return mask


def nested_list(num_queries, num_keys):
    return torch.tensor([[j <= i for j in range(num_keys)] for i in range(num_queries)])


def by_numpy(num_queries, num_keys):
    return torch.from_numpy(np.tri(num_queries, num_keys, dtype=bool))


def by_tril_indices(num_queries, num_keys):
    mask = torch.full((num_queries, num_keys), False)
    rows, columns = torch.tril_indices(num_queries, num_keys)
    mask[rows, columns] = True
    return mask


def cut_out_of_a_square(num_queries, num_keys):
    size = max(num_queries, num_keys)
    return torch.ones(size, size, dtype=torch.bool).tril()[:num_queries, :num_keys]


def as_a_padding_mask(num_queries, num_keys):
    return torch.arange(num_keys) < torch.arange(1, num_queries + 1)[:, None]


def identity_summed_up(num_queries, num_keys):
    return torch.eye(num_queries, num_keys).flip(1).cumsum(1).flip(1).bool() | (
        torch.arange(num_queries)[:, None] >= num_keys
    )


def end_marked_and_passed_on(lengths, max_len):
    ends = torch.zeros(len(lengths), max_len + 1, dtype=torch.long)
    return ends.scatter(1, lengths.long()[:, None], 1)[:, :max_len].cumsum(1) == 0


def cut_out_of_torchs_own(num_queries, num_keys):
    size = max(num_queries, num_keys)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(size)
    return (mask == 0)[:num_queries, :num_keys]


def identity_passed_down(num_queries, num_keys):
    return torch.eye(num_queries, num_keys).cumsum(0).bool()


STYLES = {
    "padding_mask": (
        one_comparison,
        turned_round,
        not_beyond,
        counted_from_one,
        loops,
        slices_filled,
        rest_cleared,
        list_of_lists,
        ones_and_zeros_joined,
        padded_by_torch,
        cumulative_ones,
        a_row_of_a_triangle,
        through_numpy,
        through_vmap,
        a_searched_end,
        end_marked_and_passed_on,
    ),
    "causal_mask": (
        tril_of_ones,
        tril_then_bool,
        not_triu,
        triu_is_zero,
        places_compared,
        places_by_meshgrid,
        two_loops,
        one_loop,
        nested_list,
        by_numpy,
        by_tril_indices,
        cut_out_of_a_square,
        as_a_padding_mask,
        identity_summed_up,
        cut_out_of_torchs_own,
        identity_passed_down,
    ),
}
