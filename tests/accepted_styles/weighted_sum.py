"""Right ways to write weighted_sum, each of which the check must accept."""

from __future__ import annotations

import functools

import torch
import torch.nn.functional as F


def at_sign(weights, value):
    return weights @ value


def batched_matrix_product(weights, value):
    return torch.bmm(weights, value)


def einsum_with_other_letters(weights, value):
    return torch.einsum("bqk,bkd->bqd", weights, value)


def broadcast_and_sum(weights, value):
    return (weights[:, :, :, None] * value[:, None, :, :]).sum(2)


def four_loops(weights, value):
    batch, queries, keys = weights.shape
    rows = []
    for b in range(batch):
        for q in range(queries):
            for d in range(value.shape[-1]):
                rows.append(sum(weights[b, q, k] * value[b, k, d] for k in range(keys)))
    return torch.stack(rows).reshape(batch, queries, value.shape[-1])


def one_query_at_a_time(weights, value):
    rows = [
        torch.stack([row @ matrix for row in rows])
        for rows, matrix in zip(weights, value, strict=True)
    ]
    return torch.stack(rows)


def total_over_keys(weights, value):
    total = torch.zeros(*weights.shape[:2], value.shape[-1], dtype=value.dtype)
    for key in range(value.shape[1]):
        total = total + weights[:, :, key : key + 1] * value[:, key : key + 1, :]
    return total


def transposed_twice(weights, value):
    return (value.transpose(1, 2) @ weights.transpose(1, 2)).transpose(1, 2)


def linear_layer_per_sentence(weights, value):
    return torch.stack([F.linear(w, v.T) for w, v in zip(weights, value, strict=True)])


def vmapped(weights, value):
    return torch.vmap(torch.mm)(weights, value)


def added_to_zeros(weights, value):
    zeros = value.new_zeros(len(weights), weights.shape[1], value.shape[2])
    return torch.baddbmm(zeros, weights, value)


def double_precision_inside(weights, value):
    return torch.matmul(weights.double(), value.double()).to(value.dtype)


def tensordot_per_sentence(weights, value):
    pairs = zip(weights, value, strict=True)
    return torch.stack([torch.tensordot(w, v, dims=1) for w, v in pairs])


def written_into_a_new_tensor(weights, value):
    output = torch.empty(weights.shape[0], weights.shape[1], value.shape[2], dtype=value.dtype)
    for b in range(len(weights)):
        output[b] = weights[b] @ value[b]
    return output


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


STYLES = {
    "weighted_sum": (
        at_sign,
        batched_matrix_product,
        einsum_with_other_letters,
        broadcast_and_sum,
        four_loops,
        one_query_at_a_time,
        total_over_keys,
        transposed_twice,
        linear_layer_per_sentence,
        vmapped,
        added_to_zeros,
        double_precision_inside,
        tensordot_per_sentence,
        written_into_a_new_tensor,
        einsum_with_axis_numbers,
        mean_times_the_number_of_keys,
        block_diagonal_matrix,
        every_pair_of_sentences_and_the_diagonal,
        folded_with_reduce,
        last_of_a_cumulative_sum,
        dot_products_with_columns,
        two_vmaps,
    ),
}
