"""Right ways to write the exercises of lesson 4 in the manner of other tools and trades."""

from __future__ import annotations

import functools
import math

import torch
import torch.nn.functional as F


def einsum_with_axis_numbers(weights, value):
    return torch.einsum(weights, [0, 1, 2], value, [0, 2, 3], [0, 1, 3])


def mean_times_the_number_of_keys(weights, value):
    return (weights[..., None] * value[:, None]).mean(2) * value.shape[1]


def block_diagonal_matrix(weights, value):
    batch, queries, _ = weights.shape
    return (torch.block_diag(*weights) @ value.flatten(0, 1)).view(batch, queries, -1)


def every_pair_of_sentences_and_the_diagonal(weights, value):
    pairs = torch.tensordot(weights, value, dims=([2], [1]))  # (B, L, B, Ev)
    return pairs.diagonal(dim1=0, dim2=2).permute(2, 0, 1)


def folded_with_reduce(weights, value):
    parts = (weights[:, :, s, None] * value[:, None, s] for s in range(value.shape[1]))
    return functools.reduce(torch.add, parts)


def last_of_a_cumulative_sum(weights, value):
    return (weights[..., None] * value[:, None]).cumsum(2)[:, :, -1]


def dot_products_with_columns(weights, value):
    return torch.linalg.vecdot(weights[:, :, None, :], value.mT[:, None])


def two_vmaps(weights, value):
    def one_query(row, matrix):
        return (row[:, None] * matrix).sum(0)

    return torch.vmap(torch.vmap(one_query, (0, None)))(weights, value)


def as_numpy_would_have_it(query, key, value):
    scores = torch.matmul(query, torch.swapaxes(key, -1, -2))
    e = torch.exp(scores - torch.max(scores, axis=-1, keepdims=True).values)
    return torch.matmul(e / torch.sum(e, axis=-1, keepdims=True), value)


def exponential_of_log_softmax(query, key, value):
    return F.log_softmax(query @ key.mT, dim=-1).exp() @ value


def softmin_of_the_negatives(query, key, value):
    return F.softmin(-torch.bmm(query, key.mT), dim=-1) @ value


def a_column_of_ones_sums_up(query, key, value):
    scores = query @ key.mT
    shares = (scores - scores.amax(-1, keepdim=True)).exp()
    mixed = shares @ torch.cat([value, torch.ones_like(value[..., :1])], dim=-1)
    return mixed[..., :-1] / mixed[..., -1:]


def centred_scores(query, key, value):
    scores = query @ key.transpose(1, 2)
    return torch.softmax(scores - scores.mean(-1, keepdim=True), -1) @ value


def pieces_merged_by_their_logsumexp(query, key, value):
    parts, sizes = [], []
    for k, v in zip(key.split(2, dim=1), value.split(2, dim=1), strict=True):
        scores = query @ k.mT
        sizes.append(scores.logsumexp(-1, keepdim=True))
        parts.append(scores.softmax(-1) @ v)
    return (torch.stack(sizes).softmax(0) * torch.stack(parts)).sum(0)


def powers_of_two(query, key, value):
    scores = query @ key.mT * math.log2(math.e)
    shares = torch.exp2(scores - scores.amax(-1, keepdim=True))
    return shares / shares.sum(-1, keepdim=True) @ value


STYLES = {
    "weighted_sum": (
        einsum_with_axis_numbers,
        mean_times_the_number_of_keys,
        block_diagonal_matrix,
        every_pair_of_sentences_and_the_diagonal,
        folded_with_reduce,
        last_of_a_cumulative_sum,
        dot_products_with_columns,
        two_vmaps,
    ),
    "dot_product_attention": (
        as_numpy_would_have_it,
        exponential_of_log_softmax,
        softmin_of_the_negatives,
        a_column_of_ones_sums_up,
        centred_scores,
        pieces_merged_by_their_logsumexp,
        powers_of_two,
    ),
}
