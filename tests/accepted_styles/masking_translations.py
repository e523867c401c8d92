"""Right ways to write expand_key_mask, additive_mask and to_mha_mask of lesson 6."""

from __future__ import annotations

import math

import torch

# expand_key_mask


def indexed(keep):
    return keep[:, None, None, :]


def unsqueezed(keep):
    return keep.unsqueeze(1).unsqueeze(2)


def unsqueezed_twice_at_1(keep):
    return keep.unsqueeze(1).unsqueeze(1)


def viewed(keep):
    batch, keys = keep.shape
    return keep.reshape(batch, 1, 1, keys)


def by_ellipsis(keep):
    return keep[..., None, None, :]


def stacked(keep):
    return torch.stack([row.view(1, 1, -1) for row in keep.contiguous()])


def new_tensor_filled(keep):
    mask = torch.empty(keep.shape[0], 1, 1, keep.shape[1], dtype=torch.bool)
    mask[:, 0, 0] = keep
    return mask


def expanded_from_the_right(keep):
    return keep.T[..., None, None].permute(1, 2, 3, 0)


# additive_mask


def filled(keep, dtype):
    return torch.zeros(keep.shape, dtype=dtype).masked_fill(~keep, float("-inf"))


def filled_in_place(keep, dtype):
    bias = torch.zeros_like(keep, dtype=dtype)
    bias.masked_fill_(keep.logical_not(), -math.inf)
    return bias


def chosen_by_where(keep, dtype):
    return torch.where(keep, 0.0, -torch.inf).to(dtype)


def chosen_by_where_of_tensors(keep, dtype):
    return torch.where(keep, torch.zeros((), dtype=dtype), torch.full((), -math.inf, dtype=dtype))


def assigned(keep, dtype):
    bias = torch.zeros(*keep.shape, dtype=dtype)
    bias[~keep] = -math.inf
    return bias


def from_infinity(keep, dtype):
    return torch.full(keep.shape, -math.inf, dtype=dtype).masked_fill(keep, 0)


def logarithm(keep, dtype):
    return keep.to(dtype).log()


def looked_up(keep, dtype):
    return torch.tensor([-math.inf, 0.0], dtype=dtype)[keep.long()]


def flat_loop(keep, dtype):
    entries = [0.0 if k else -math.inf for k in keep.flatten().tolist()]
    return torch.tensor(entries, dtype=dtype).reshape(keep.shape)


def reciprocal_of_zero(keep, dtype):
    return 1 - 1 / keep.to(dtype)


def finite_then_infinite(keep, dtype):
    bias = (1.0 - keep.double()) * -1e300 * 1e300
    return torch.where(bias.isnan(), 0.0, bias).to(dtype)


# to_mha_mask


def tilde(keep):
    return ~keep


def logical_not(keep):
    return keep.logical_not()


def equal_to_false(keep):
    return keep == False  # noqa: E712


def differs_from_true(keep):
    return keep ^ True


def one_minus(keep):
    return (1 - keep.int()).bool()


def zero_is_true(keep):
    return keep.float() == 0


def where_not(keep):
    return torch.where(keep, False, True)


def bitwise(keep):
    return torch.bitwise_not(keep)


def ones_cleared(keep):
    ignore = torch.ones_like(keep)
    ignore[keep] = False
    return ignore


def row_by_row(keep):
    return torch.tensor([[not entry for entry in row] for row in keep.tolist()])


def by_unflatten(keep):
    return keep.unflatten(1, (1, 1, -1))


def vmapped(keep):
    return torch.vmap(lambda row: row[None, None])(keep)


def nan_made_zero(keep, dtype):
    return torch.nan_to_num((1 - keep.to(dtype)) * -math.inf, nan=0.0, neginf=-math.inf)


def twice_the_lowest(keep, dtype):
    lowest = torch.finfo(dtype).min
    return torch.zeros(keep.shape, dtype=dtype).masked_fill(~keep, lowest) * 2


def smaller_than_true(keep):
    return keep < True


STYLES = {
    "expand_key_mask": (
        indexed,
        unsqueezed,
        unsqueezed_twice_at_1,
        viewed,
        by_ellipsis,
        stacked,
        new_tensor_filled,
        expanded_from_the_right,
        by_unflatten,
        vmapped,
    ),
    "additive_mask": (
        filled,
        filled_in_place,
        chosen_by_where,
        chosen_by_where_of_tensors,
        assigned,
        from_infinity,
        logarithm,
        looked_up,
        flat_loop,
        reciprocal_of_zero,
        finite_then_infinite,
        nan_made_zero,
        twice_the_lowest,
    ),
    "to_mha_mask": (
        tilde,
        logical_not,
        equal_to_false,
        differs_from_true,
        one_minus,
        zero_is_true,
        where_not,
        bitwise,
        ones_cleared,
        row_by_row,
        smaller_than_true,
    ),
}
