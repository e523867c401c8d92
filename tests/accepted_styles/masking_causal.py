"""Right ways to write causal_mask of lesson 6."""

from __future__ import annotations

import numpy as np
import torch


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


def cut_out_of_torchs_own(num_queries, num_keys):
    size = max(num_queries, num_keys)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(size)
    return (mask == 0)[:num_queries, :num_keys]


def identity_passed_down(num_queries, num_keys):
    return torch.eye(num_queries, num_keys).cumsum(0).bool()


def running_counts_compared(num_queries, num_keys):
    ones = torch.ones(num_queries, num_keys)
    return ones.cumsum(1) <= ones.cumsum(0)


def infinities_above(num_queries, num_keys):
    return torch.full((num_queries, num_keys), float("-inf")).triu(1) == 0


def upper_of_the_transposed(num_queries, num_keys):
    return torch.ones(num_keys, num_queries, dtype=torch.bool).triu().T


def vmapped_over_queries(num_queries, num_keys):
    keys = torch.arange(num_keys)
    return torch.vmap(lambda i: keys <= i)(torch.arange(num_queries))


def one_minus_triu(num_queries, num_keys):
    return 1 - torch.triu(torch.ones(num_queries, num_keys), diagonal=1) > 0


def by_tri(num_queries, num_keys):
    return torch.from_numpy(np.tri(num_queries, num_keys, dtype=bool))


def future_cleared(num_queries, num_keys):
    mask = torch.ones(num_queries, num_keys, dtype=torch.bool)
    for i in range(num_queries):
        mask[i, i + 1 :] = False
    return mask


STYLES = {
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
        running_counts_compared,
        infinities_above,
        upper_of_the_transposed,
        vmapped_over_queries,
        one_minus_triu,
        by_tri,
        future_cleared,
    ),
}
