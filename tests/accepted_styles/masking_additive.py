"""Right ways to write additive_mask of lesson 6."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F


def logical_not(keep):
    return keep.logical_not()


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


def nan_made_zero(keep, dtype):
    return torch.nan_to_num((1 - keep.to(dtype)) * -math.inf, nan=0.0, neginf=-math.inf)


def twice_the_lowest(keep, dtype):
    lowest = torch.finfo(dtype).min
    return torch.zeros(keep.shape, dtype=dtype).masked_fill(~keep, lowest) * 2


def embedded(keep, dtype):
    table = torch.tensor([[-math.inf], [0.0]], dtype=dtype)
    return F.embedding(keep.long(), table).squeeze(-1)


def taken(keep, dtype):
    return torch.tensor([-math.inf, 0.0], dtype=dtype).take(keep.long())


def one_minus_its_reciprocal(keep, dtype):
    return 1 - 1 / keep.to(dtype)


def put_by_index(keep, dtype):
    zeros = torch.zeros(keep.shape, dtype=dtype)
    return zeros.index_put((~keep,), torch.tensor(-math.inf, dtype=dtype))


def scattered(keep, dtype):
    lowest = torch.full(keep.shape, -math.inf, dtype=dtype)
    return torch.zeros(keep.shape, dtype=dtype).masked_scatter(~keep, lowest)


def binary_logarithm(keep, dtype):
    return keep.double().log2().to(dtype)


def through_numpy(keep, dtype):
    return torch.from_numpy(np.where(keep.numpy(), 0.0, -np.inf)).to(dtype)


STYLES = {
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
        embedded,
        taken,
        one_minus_its_reciprocal,
        put_by_index,
        scattered,
        binary_logarithm,
        through_numpy,
    ),
}
