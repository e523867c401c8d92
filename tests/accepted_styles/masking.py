"""Right ways to write padding_mask of lesson 6."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.functional import one_hot


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


def end_marked_and_passed_on(lengths, max_len):
    ends = torch.zeros(len(lengths), max_len + 1, dtype=torch.long)
    return ends.scatter(1, lengths.long()[:, None], 1)[:, :max_len].cumsum(1) == 0


def marked_in_one_hot_rows(lengths, max_len):
    return one_hot(lengths, max_len + 1).cumsum(-1)[:, :max_len] == 0


def scattered_and_summed(lengths, max_len):
    ends = torch.zeros(len(lengths), max_len + 1).scatter(1, lengths[:, None], 1)
    return ends.cumsum(1)[:, :-1] < 1


def outer_then_compared(lengths, max_len):
    ones = torch.ones(max_len, dtype=lengths.dtype)
    return torch.einsum("b,s->bs", lengths, ones) > torch.arange(max_len)


def differences_cut_off(lengths, max_len):
    return (lengths[:, None] - torch.arange(max_len)).clamp(0, 1).bool()


def columns_turned_round(lengths, max_len):
    return (torch.arange(max_len)[:, None] < lengths).T


def pairs_in_one_long_row(lengths, max_len):
    pairs = torch.cartesian_prod(lengths, torch.arange(max_len))
    return (pairs[:, 1] < pairs[:, 0]).view(len(lengths), max_len)


def steps(lengths, max_len):
    ahead = (lengths[:, None] - torch.arange(max_len)).float()
    return torch.heaviside(ahead, torch.zeros(())).bool()


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
        marked_in_one_hot_rows,
        scattered_and_summed,
        outer_then_compared,
        differences_cut_off,
        columns_turned_round,
        pairs_in_one_long_row,
        steps,
    ),
}
