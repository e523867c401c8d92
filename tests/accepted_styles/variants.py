"""Right ways to write what depends on places in the homework, each of which must be accepted."""

from __future__ import annotations

import math

import numpy as np
import torch

import course_utils as cu


def two_comparisons(num_queries, num_keys, window):
    i, j = torch.arange(num_queries).unsqueeze(1), torch.arange(num_keys).unsqueeze(0)
    return (j >= i - window) & (j <= i + window)


def triangles(num_queries, num_keys, window):
    ones = torch.ones(num_queries, num_keys, dtype=torch.bool)
    return ones.tril(window) & ones.triu(-window)


def band_of_ones(num_queries, num_keys, window):
    return torch.ones(num_queries, num_keys).triu(-window).tril(window) == 1


def two_loops(num_queries, num_keys, window):
    mask = torch.zeros(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        for j in range(num_keys):
            mask[i, j] = abs(i - j) <= window
    return mask


def slices_cut_at_zero(num_queries, num_keys, window):
    mask = torch.full((num_queries, num_keys), False)
    for i in range(num_queries):
        mask[i, max(0, i - window) : i + window + 1] = True
    return mask


def lists_of_bools(num_queries, num_keys, window):
    return torch.tensor(
        [[-window <= i - j <= window for j in range(num_keys)] for i in range(num_queries)]
    )


def squared_distances(num_queries, num_keys, window):
    i, j = torch.meshgrid(torch.arange(num_queries), torch.arange(num_keys), indexing="ij")
    return (i - j) ** 2 <= window**2


def far_ones_hidden(num_queries, num_keys, window):
    distance = torch.arange(num_queries)[:, None] - torch.arange(num_keys)[None, :]
    return ~(distance.abs() > window)


def in_floats(num_queries, num_keys, window):
    places = torch.arange(num_queries, dtype=torch.float32), torch.arange(num_keys).float()
    return torch.cdist(places[0][:, None], places[1][:, None], p=1) < window + 0.5


def subtracted_by_numpy(num_queries, num_keys, window):
    far = np.abs(np.subtract.outer(np.arange(num_queries), np.arange(num_keys)))
    return torch.from_numpy(far <= window)


def diagonals_one_by_one(num_queries, num_keys, window):
    mask = torch.zeros(num_queries, num_keys)
    for d in range(-window, window + 1):
        if -num_queries < d < num_keys:
            mask.diagonal(d).fill_(1)
    return mask.bool()


def slopes_times_distances(num_heads, num_queries, num_keys):
    slopes = torch.tensor([2 ** (-8 * (h + 1) / num_heads) for h in range(num_heads)])
    distance = (torch.arange(num_queries)[:, None] - torch.arange(num_keys)[None, :]).abs()
    return -slopes.view(-1, 1, 1) * distance


def three_loops(num_heads, num_queries, num_keys):
    bias = torch.zeros(num_heads, num_queries, num_keys)
    for h in range(num_heads):
        slope = 2 ** (-8 / num_heads * (h + 1))
        for i in range(num_queries):
            for j in range(num_keys):
                bias[h, i, j] = -slope * abs(i - j)
    return bias


def first_slope_to_the_power(num_heads, num_queries, num_keys):
    first = 2 ** (-8 / num_heads)
    slopes = first ** torch.arange(1, num_heads + 1, dtype=torch.float32)
    i, j = torch.meshgrid(torch.arange(num_queries), torch.arange(num_keys), indexing="ij")
    return torch.einsum("h,ij->hij", slopes, -(i - j).abs().float())


def exponents_by_exp2(num_heads, num_queries, num_keys):
    slopes = torch.exp2(-8.0 * torch.arange(1, num_heads + 1) / num_heads)
    nearer = torch.minimum(
        torch.arange(num_queries).unsqueeze(1) - torch.arange(num_keys),
        torch.arange(num_keys) - torch.arange(num_queries).unsqueeze(1),
    )
    return slopes[:, None, None] * nearer[None]


def exponents_by_logspace(num_heads, num_queries, num_keys):
    slopes = torch.logspace(-8 / num_heads, -8, num_heads, base=2)
    rows = torch.arange(num_queries, dtype=slopes.dtype)
    columns = torch.arange(num_keys, dtype=slopes.dtype)
    return -torch.outer(slopes, (rows[:, None] - columns).abs().flatten()).reshape(
        num_heads, num_queries, num_keys
    )


def heads_stacked(num_heads, num_queries, num_keys):
    distance = torch.cdist(
        torch.arange(num_queries)[:, None].float(), torch.arange(num_keys)[:, None].float()
    )
    return torch.stack([distance * -(0.5 ** (8 * (h + 1) / num_heads)) for h in range(num_heads)])


def numpy_and_back(num_heads, num_queries, num_keys):
    slopes = 2.0 ** (-8 * np.arange(1, num_heads + 1) / num_heads)
    far = np.abs(np.arange(num_queries)[:, None] - np.arange(num_keys))
    return torch.from_numpy((-slopes[:, None, None] * far).astype(np.float32))


def powers_of_e_that_are_powers_of_two(num_heads, num_queries, num_keys):
    slopes = torch.exp(-8 * math.log(2) * torch.arange(1, num_heads + 1) / num_heads)
    cumulative = torch.ones(num_queries, num_keys).cumsum(0).sub(torch.arange(1, num_keys + 1))
    return -(slopes[:, None, None] * cumulative).abs()


def turned_pair_by_pair(query, key):
    def turn(x):
        batch, length, size = x.shape
        result = torch.empty_like(x)
        for i in range(length):
            for p in range(size // 2):
                angle = i * 10000 ** (-2 * p / size)
                a, b = x[:, i, 2 * p], x[:, i, 2 * p + 1]
                result[:, i, 2 * p] = a * math.cos(angle) - b * math.sin(angle)
                result[:, i, 2 * p + 1] = a * math.sin(angle) + b * math.cos(angle)
        return result

    return turn(query) @ turn(key).transpose(1, 2)


def complex_numbers(query, key):
    def turn(x):
        wide = x if x.dtype == torch.float64 else x.float()
        pairs = torch.view_as_complex(wide.reshape(*x.shape[:-1], -1, 2).contiguous())
        speeds = 1.0 / 10000 ** (torch.arange(0, x.shape[-1], 2).float() / x.shape[-1])
        angles = torch.outer(torch.arange(x.shape[1]).float(), speeds)
        turned = pairs * torch.polar(torch.ones_like(angles), angles)
        return torch.view_as_real(turned).flatten(-2).to(x.dtype)

    return torch.einsum("ble,bse->bls", turn(query), turn(key))


def angles_shared_as_llama_has_them(query, key):
    longest, size = max(query.shape[1], key.shape[1]), query.shape[-1]
    speeds = 1.0 / (10000.0 ** (torch.arange(0, size, 2)[: size // 2].float() / size))
    angles = torch.outer(torch.arange(longest), speeds)
    turns = torch.polar(torch.ones_like(angles), angles)

    def turn(x):
        pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
        return torch.view_as_real(pairs * turns[: x.shape[1]]).flatten(2).type_as(x)

    return turn(query) @ turn(key).transpose(1, 2)


def angles_repeated_for_neighbours(query, key):
    def crossed(x):
        return torch.stack([-x[..., 1::2], x[..., ::2]], dim=-1).reshape(x.shape)

    def turn(x):
        speeds = 10000 ** -(torch.arange(0, x.size(-1), 2) / x.size(-1))
        angles = (torch.arange(x.size(1))[:, None] * speeds).repeat_interleave(2, dim=-1)
        return x * angles.cos().to(x) + crossed(x) * angles.sin().to(x)

    return torch.bmm(turn(query), turn(key).mT)


def halves_left_apart(query, key):
    def turn(x):
        p = torch.arange(x.shape[-1] // 2, dtype=torch.float64)
        angles = torch.arange(x.shape[1])[:, None] * torch.exp(
            -2 * p / x.shape[-1] * math.log(10000)
        )
        cos, sin, a, b = angles.cos().to(x), angles.sin().to(x), x[..., ::2], x[..., 1::2]
        return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

    return turn(query) @ turn(key).mT


def places_from_one(query, key):
    def turn(x):
        angles = torch.arange(1, x.shape[1] + 1)[:, None] / 10000 ** (
            torch.arange(0, x.shape[-1], 2) / x.shape[-1]
        )
        result = torch.zeros_like(x)
        result[..., 0::2] = x[..., 0::2] * angles.cos() - x[..., 1::2] * angles.sin()
        result[..., 1::2] = x[..., 0::2] * angles.sin() + x[..., 1::2] * angles.cos()
        return result

    return cu.raw_scores(turn(query), turn(key))


def matrices_of_rotation(query, key):
    def turn(x):
        size = x.shape[-1]
        speeds = 10000 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
        rows = []
        for i in range(x.shape[1]):
            blocks = [
                torch.tensor([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
                for t in (i * speeds).tolist()
            ]
            rows.append(torch.block_diag(*blocks).to(x.dtype))
        return torch.einsum("lef,blf->ble", torch.stack(rows), x)

    return turn(query) @ turn(key).transpose(-1, -2)


def turned_by_the_difference(query, key):
    (_, rows, size), columns = query.shape, key.shape[1]
    apart = torch.arange(rows)[:, None] - torch.arange(columns)
    angles = apart[..., None] * 10000 ** (-torch.arange(0, size, 2) / size)  # (L, S, E/2)
    q, k = query.unflatten(-1, (-1, 2))[:, :, None], key.unflatten(-1, (-1, 2))[:, None]
    along = (q * k).sum(-1)
    across = q[..., 0] * k[..., 1] - q[..., 1] * k[..., 0]
    return (along * angles.cos() + across * angles.sin()).sum(-1).to(query.dtype)


STYLES = {
    "local_window_mask": (
        two_comparisons,
        triangles,
        band_of_ones,
        two_loops,
        slices_cut_at_zero,
        lists_of_bools,
        squared_distances,
        far_ones_hidden,
        in_floats,
        subtracted_by_numpy,
        diagonals_one_by_one,
    ),
    "alibi_bias": (
        slopes_times_distances,
        three_loops,
        first_slope_to_the_power,
        exponents_by_exp2,
        exponents_by_logspace,
        heads_stacked,
        numpy_and_back,
        powers_of_e_that_are_powers_of_two,
    ),
    "rotary_scores": (
        turned_pair_by_pair,
        complex_numbers,
        angles_shared_as_llama_has_them,
        angles_repeated_for_neighbours,
        halves_left_apart,
        places_from_one,
        matrices_of_rotation,
        turned_by_the_difference,
    ),
}
