"""Right ways to write expand_key_mask and to_mha_mask of lesson 6."""

from __future__ import annotations

import numpy as np
import torch

import course_utils as cu


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


def by_unflatten(keep):
    return keep.unflatten(1, (1, 1, -1))


def vmapped(keep):
    return torch.vmap(lambda row: row[None, None])(keep)


def joined_row_by_row(keep):
    return torch.cat([row.view(1, 1, 1, -1) for row in keep])


def moved_from_behind(keep):
    return keep[..., None, None].movedim(1, -1)


def in_front_then_permuted(keep):
    return keep[None, None].permute(2, 0, 1, 3)


def by_numpy(keep):
    return torch.from_numpy(np.expand_dims(keep.numpy(), (1, 2)))


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


def smaller_than_true(keep):
    return keep < True


def exclusive_or(keep):
    return keep ^ True


def through_the_additive_mask(keep):
    return torch.isinf(cu.additive_mask(keep, torch.float32))


def below_a_half(keep):
    return keep.float() < 0.5


def in_place_on_a_copy(keep):
    return keep.clone().logical_not_()


def nested_lists(keep):
    return torch.tensor([[not real for real in row] for row in keep.tolist()])


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
        joined_row_by_row,
        moved_from_behind,
        in_front_then_permuted,
        by_numpy,
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
        exclusive_or,
        through_the_additive_mask,
        below_a_half,
        in_place_on_a_copy,
        nested_lists,
    ),
}
