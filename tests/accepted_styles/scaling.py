"""Right ways to write the exercises of lesson 5, each of which the check must accept."""

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


def three_lines(query, key, value):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    return weights @ value


def the_courses_steps(query, key, value):
    return cu.weighted_sum(cu.softmax(cu.scaled_scores(query, key)), value)


def lesson_4_with_a_scaled_query(query, key, value):
    return cu.dot_product_attention(query / math.sqrt(query.shape[-1]), key, value)


def einsum_throughout(query, key, value):
    weights = (torch.einsum("nqc,nkc->nqk", query, key) * query.shape[-1] ** -0.5).softmax(dim=-1)
    return torch.einsum("nqk,nkv->nqv", weights, value)


def both_sides_scaled(query, key, value):
    fourth = query.shape[-1] ** 0.25
    return torch.bmm(F.softmax(torch.bmm(query / fourth, (key / fourth).mT), dim=2), value)


def loop_over_queries(query, key, value):
    batch = []
    for questions, labels, contents in zip(query, key, value, strict=True):
        root = labels.shape[-1] ** 0.5
        batch.append(torch.stack([(labels @ q / root).softmax(0) @ contents for q in questions]))
    return torch.stack(batch)


def own_softmax(query, key, value):
    scores = torch.matmul(query, key.permute(0, 2, 1)).div(math.sqrt(key.size(2)))
    exponentials = torch.exp(scores - scores.max(dim=-1, keepdim=True).values)
    return (exponentials / exponentials.sum(dim=-1, keepdim=True)) @ value


def largest_subtracted_before_scaling(query, key, value):
    scores = query @ key.transpose(1, 2)
    scores = (scores - scores.amax(-1, keepdim=True)) * query.shape[-1] ** -0.5
    exponentials = scores.exp()
    return exponentials @ value / exponentials.sum(-1, keepdim=True)


def temperature(query, key, value):
    temperature = query.shape[-1] ** 0.5
    scores = query @ key.mT
    return ((scores / temperature) - (scores / temperature).logsumexp(-1, True)).exp() @ value


def one_sentence_vmapped(query, key, value):
    def attend(q, k, v):
        return torch.softmax(q @ k.T / math.sqrt(q.shape[-1]), dim=-1) @ v

    return torch.vmap(attend)(query, key, value)


def broadcast_throughout(query, key, value):
    scores = (query[:, :, None, :] * key[:, None, :, :]).sum(-1) / query.shape[-1] ** 0.5
    return (scores.softmax(-1)[..., None] * value[:, None]).sum(2)


def double_precision_throughout(query, key, value):
    weights = torch.softmax(query.double() @ key.double().mT / query.shape[-1] ** 0.5, dim=-1)
    return (weights @ value.double()).to(value.dtype)


def chunks_of_queries(query, key, value):
    parts = []
    for chunk in query.split(2, dim=1):
        parts.append(cu.scaled_scores(chunk, key).softmax(-1) @ value)
    return torch.cat(parts, dim=1)


def keys_first_all_the_way(query, key, value):
    weights = (key @ query.transpose(1, 2) / math.sqrt(key.shape[-1])).softmax(dim=1)  # (B, S, L)
    return weights.transpose(1, 2) @ value


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


def online_softmax(query, key, value):
    largest = query.new_full((*query.shape[:2], 1), -math.inf)
    total, output = torch.zeros_like(largest), torch.zeros_like(largest) * value[:, :1]
    for k, v in zip(key.split(1, dim=1), value.split(1, dim=1), strict=True):
        score = cu.scaled_scores(query, k)
        new = torch.maximum(largest, score)
        shrink, share = (largest - new).exp(), (score - new).exp()
        total, output, largest = total * shrink + share, output * shrink + share * v, new
    return output / total


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
    ),
    "attention": (
        three_lines,
        the_courses_steps,
        lesson_4_with_a_scaled_query,
        einsum_throughout,
        both_sides_scaled,
        loop_over_queries,
        own_softmax,
        largest_subtracted_before_scaling,
        temperature,
        one_sentence_vmapped,
        broadcast_throughout,
        double_precision_throughout,
        chunks_of_queries,
        keys_first_all_the_way,
        online_softmax,
    ),
}
