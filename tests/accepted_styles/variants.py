"""Right ways to write the masks and biases of the homework, each of which must be accepted."""

from __future__ import annotations

import numpy as np
import torch


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
}
