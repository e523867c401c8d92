"""Right ways to write scaled_scores, each of which the check must accept."""

from __future__ import annotations

import math

import numpy
import torch
import torch.nn.functional as F

import course_utils as cu


def divided_by_a_root(query, key):
    return query @ key.transpose(1, 2) / math.sqrt(query.size(-1))


def times_a_power(query, key):
    return (query @ key.mT) * query.shape[-1] ** -0.5


def the_courses_scores(query, key):
    return cu.raw_scores(query, key) / query.shape[-1] ** (1 / 2)


def query_scaled_first(query, key):
    return torch.bmm(query / math.sqrt(query.shape[2]), key.permute(0, 2, 1))


def key_scaled_first(query, key):
    return torch.matmul(query, (key * key.shape[-1] ** -0.5).transpose(-1, -2))


def fourth_root_on_both_sides(query, key):
    fourth = query.shape[-1] ** -0.25
    return (query * fourth) @ (key * fourth).transpose(-2, -1)


def einsum_and_numpys_root(query, key):
    return torch.einsum("nqc,nkc->nqk", query, key) / float(numpy.sqrt(query.shape[-1]))


def torchs_root(query, key):
    size = torch.tensor(query.shape[-1], dtype=query.dtype)
    return query @ key.transpose(-2, -1) / size.sqrt()


def inverse_root(query, key):
    scale = torch.rsqrt(torch.tensor(float(key.shape[-1])))
    return query @ key.transpose(-2, -1) * scale


def broadcast_and_sum(query, key):
    return (query[:, :, None] * key[:, None]).sum(-1) / query.shape[-1] ** 0.5


def three_loops(query, key):
    scale = 1 / math.sqrt(len(query[0, 0]))
    rows = [
        torch.stack([torch.dot(q, k) * scale for k in keys])
        for queries, keys in zip(query, key, strict=True)
        for q in queries
    ]
    return torch.stack(rows).reshape(query.shape[0], query.shape[1], key.shape[1])


def baddbmm_with_alpha(query, key):
    empty = query.new_zeros(query.shape[0], query.shape[1], key.shape[1])
    alpha = query.shape[-1] ** -0.5
    return torch.baddbmm(empty, query, key.transpose(1, 2), beta=0, alpha=alpha)


def scaled_in_place(query, key):
    scores = query @ key.transpose(1, 2)
    scores /= math.sqrt(query.shape[-1])
    return scores


def double_precision_inside(query, key):
    scores = query.double() @ key.double().mT / math.sqrt(query.shape[-1])
    return scores.to(query.dtype)


def linear_layer_per_sentence(query, key):
    root = key[0, 0].numel() ** 0.5
    return torch.stack([F.linear(q, k) / root for q, k in zip(query, key, strict=True)])


def mean_times_the_root(query, key):
    products = query.unsqueeze(2) * key.unsqueeze(1)
    return products.mean(dim=-1) * math.sqrt(query.shape[-1])


def accumulated_over_components(query, key):
    scores = query.new_zeros(query.shape[0], query.shape[1], key.shape[1])
    for q, k in zip(query.unbind(-1), key.unbind(-1), strict=True):
        scores = scores + q[:, :, None] * k[:, None, :]
    return scores / query.shape[-1] ** 0.5


def nested_vmaps(query, key):
    def score(q, k):
        return (q * k).sum() / math.sqrt(q.numel())

    each_key = torch.vmap(score, (None, 0))
    return torch.vmap(torch.vmap(each_key, (0, None)))(query, key)


def from_squares_of_sums_and_differences(query, key):
    q, k = query[:, :, None], key[:, None]
    return ((q + k).square().sum(-1) - (q - k).square().sum(-1)) / 4 / math.sqrt(query.shape[-1])


def three_operands_in_one_einsum(query, key):
    scale = torch.tensor(query.shape[-1] ** -0.5, dtype=query.dtype)
    return torch.einsum("ble,bse,->bls", query, key, scale)


def length_of_a_vector_of_ones(query, key):
    return query @ key.mT / torch.ones(query.shape[-1]).norm().item()


def keys_first_then_turned(query, key):
    return (key @ query.mT).mT * query.shape[-1] ** -0.5


def pieces_of_the_vectors(query, key):
    pieces = zip(query.split(2, -1), key.split(2, -1), strict=True)
    return sum(q @ k.mT for q, k in pieces) / numpy.sqrt(query.shape[-1])


STYLES = {
    "scaled_scores": (
        divided_by_a_root,
        times_a_power,
        the_courses_scores,
        query_scaled_first,
        key_scaled_first,
        fourth_root_on_both_sides,
        einsum_and_numpys_root,
        torchs_root,
        inverse_root,
        broadcast_and_sum,
        three_loops,
        baddbmm_with_alpha,
        scaled_in_place,
        double_precision_inside,
        linear_layer_per_sentence,
        mean_times_the_root,
        accumulated_over_components,
        nested_vmaps,
        from_squares_of_sums_and_differences,
        three_operands_in_one_einsum,
        length_of_a_vector_of_ones,
        keys_first_then_turned,
        pieces_of_the_vectors,
    ),
}
