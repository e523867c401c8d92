"""Right ways to write scores_in_float32, each of which the check must accept."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def through_the_type_of_another(query, key):
    wide = torch.ones(1)
    return query.type_as(wide) @ key.type_as(wide).mT / math.sqrt(query.shape[-1])


def scaled_by_a_power_of_two_on_the_way(query, key):
    scores = (query.float() / 1024) @ (key.float() / 1024).mT
    return scores * (1024 * 1024 / math.sqrt(query.shape[-1]))


def mapped(query, key):
    query, key = map(torch.Tensor.float, (query, key))
    return torch.vmap(lambda q, k: F.linear(q, k) / len(q[0]) ** 0.5)(query, key)


def converted_first(query, key):
    query, key = query.float(), key.float()
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def through_the_courses_function(query, key):
    return cu.scaled_scores(query.to(torch.float32), key.to(torch.float32))


def in_float32_scaled_query(query, key):
    return torch.bmm(query.float() * query.shape[-1] ** -0.5, key.float().mT)


def in_double_and_back(query, key):
    scores = query.double() @ key.double().mT / query.shape[-1] ** 0.5
    return scores.float()


def promoted_by_broadcasting(query, key):
    products = query.float().unsqueeze(2) * key.unsqueeze(1)
    return products.sum(-1) / math.sqrt(key.shape[-1])


def einsum_in_float32(query, key):
    scores = torch.einsum("bqe,bke->bqk", query.type(torch.float), key.type(torch.float))
    return scores.div(query.shape[-1] ** 0.5)


def fourth_roots_in_float32(query, key):
    fourth = query.shape[-1] ** -0.25
    return torch.matmul(query.float() * fourth, (key.float() * fourth).transpose(1, 2))


def loops_in_float32(query, key):
    scores = torch.zeros(query.shape[0], query.shape[1], key.shape[1])
    for b in range(query.shape[0]):
        for i in range(query.shape[1]):
            for j in range(key.shape[1]):
                scores[b, i, j] = query[b, i].float() @ key[b, j].float()
    return scores / math.sqrt(query.shape[-1])


def summed_with_a_dtype(query, key):
    products = query.to(torch.float32)[:, :, None] * key.to(torch.float32)[:, None]
    return products.sum(dim=-1, dtype=torch.float32) * query.shape[-1] ** -0.5


STYLES = {
    "scores_in_float32": (
        through_the_type_of_another,
        scaled_by_a_power_of_two_on_the_way,
        mapped,
        converted_first,
        through_the_courses_function,
        in_float32_scaled_query,
        in_double_and_back,
        promoted_by_broadcasting,
        einsum_in_float32,
        fourth_roots_in_float32,
        loops_in_float32,
        summed_with_a_dtype,
    ),
}
