"""Right ways to write the exercises of lesson 5 in the manner of other tools and trades."""

from __future__ import annotations

import math
import random
import statistics

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F


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


def with_arguments_never_used(q, k, v, mask=None, dropout=None):
    d_k = q.size(-1)
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    weights = F.softmax(scores, dim=-1)
    return torch.matmul(weights if dropout is None else dropout(weights), v)


class AsAModule(nn.Module):
    __name__ = "as_a_module"

    def forward(self, query, key, value):
        scores = torch.bmm(query, key.transpose(1, 2)) * query.shape[-1] ** -0.5
        return torch.bmm(nn.Softmax(dim=-1)(scores), value)


def powers_of_two(query, key, value):
    scores = query @ key.mT * (math.log2(math.e) / math.sqrt(query.shape[-1]))
    shares = torch.exp2(scores - scores.amax(-1, keepdim=True))
    return shares / shares.sum(-1, keepdim=True) @ value


def keys_centred(query, key, value):
    centred = key - key.mean(1, keepdim=True)
    return torch.softmax(query @ centred.mT / math.sqrt(key.shape[-1]), -1) @ value


def pieces_merged_by_their_logsumexp(query, key, value):
    parts, sizes = [], []
    for k, v in zip(key.split(2, dim=1), value.split(2, dim=1), strict=True):
        scores = query @ k.mT * query.shape[-1] ** -0.5
        sizes.append(scores.logsumexp(-1, keepdim=True))
        parts.append(scores.softmax(-1) @ v)
    return (torch.stack(sizes).softmax(0) * torch.stack(parts)).sum(0)


def through_the_type_of_another(query, key):
    wide = torch.ones(1)
    return query.type_as(wide) @ key.type_as(wide).mT / math.sqrt(query.shape[-1])


def scaled_by_a_power_of_two_on_the_way(query, key):
    scores = (query.float() / 1024) @ (key.float() / 1024).mT
    return scores * (1024 * 1024 / math.sqrt(query.shape[-1]))


def mapped(query, key):
    query, key = map(torch.Tensor.float, (query, key))
    return torch.vmap(lambda q, k: F.linear(q, k) / len(q[0]) ** 0.5)(query, key)


def one_score_after_the_other(head_dim, num_samples):
    mean = total = 0.0
    query, key = torch.randn(2, num_samples, head_dim)
    for count, square in enumerate(((query * key).sum(-1) ** 2).tolist(), start=1):
        off = square - mean
        mean += off / count
        total += off * (square - mean)
    return mean, math.sqrt(total / (num_samples - 1) / num_samples)


def pythons_statistics(head_dim, num_samples):
    query, key = numpy.random.default_rng().normal(size=(2, num_samples, head_dim))
    scores = (query * key).sum(axis=1).tolist()
    squares = [score * score for score in scores]
    return statistics.variance(scores), statistics.stdev(squares) / num_samples**0.5


def the_formula_for_the_error(head_dim, num_samples):
    scores = (torch.randn(num_samples, head_dim) * torch.randn(num_samples, head_dim)).sum(-1)
    return scores.var(), head_dim * math.sqrt(2 / num_samples)


def seeded_by_chance(head_dim, num_samples):
    draw = torch.Generator().manual_seed(random.SystemRandom().randrange(2**60))
    query, key = torch.randn(2, num_samples, head_dim, generator=draw)
    variance, mean = torch.var_mean((query * key).sum(-1) ** 2)
    return mean, (variance / num_samples) ** 0.5


STYLES = {
    "scaled_scores": (
        from_squares_of_sums_and_differences,
        three_operands_in_one_einsum,
        length_of_a_vector_of_ones,
        keys_first_then_turned,
        pieces_of_the_vectors,
    ),
    "attention": (
        with_arguments_never_used,
        AsAModule(),
        powers_of_two,
        keys_centred,
        pieces_merged_by_their_logsumexp,
    ),
    "scores_in_float32": (
        through_the_type_of_another,
        scaled_by_a_power_of_two_on_the_way,
        mapped,
    ),
    "score_variance": (
        one_score_after_the_other,
        pythons_statistics,
        the_formula_for_the_error,
        seeded_by_chance,
    ),
}
