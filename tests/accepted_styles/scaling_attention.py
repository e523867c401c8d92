"""Right ways to write attention, each of which the check must accept."""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

import course_utils as cu


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


def online_softmax(query, key, value):
    largest = query.new_full((*query.shape[:2], 1), -math.inf)
    total, output = torch.zeros_like(largest), torch.zeros_like(largest) * value[:, :1]
    for k, v in zip(key.split(1, dim=1), value.split(1, dim=1), strict=True):
        score = cu.scaled_scores(query, k)
        new = torch.maximum(largest, score)
        shrink, share = (largest - new).exp(), (score - new).exp()
        total, output, largest = total * shrink + share, output * shrink + share * v, new
    return output / total


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


STYLES = {
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
        with_arguments_never_used,
        AsAModule(),
        powers_of_two,
        keys_centred,
        pieces_merged_by_their_logsumexp,
    ),
}
