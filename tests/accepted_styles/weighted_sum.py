"""Right ways to write the exercises of lesson 4, each of which the check must accept."""

from __future__ import annotations

import torch
import torch.nn.functional as F

import course_utils as cu


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


def three_lines(query, key, value):
    scores = query @ key.transpose(-2, -1)
    weights = torch.softmax(scores, dim=-1)
    return weights @ value


def the_articles(query, key, value):
    scores = torch.bmm(query, key.transpose(1, 2))
    return torch.bmm(F.softmax(scores, dim=-1), value)


def einsum_throughout(query, key, value):
    weights = torch.einsum("nqc,nkc->nqk", query, key).softmax(dim=-1)
    return torch.einsum("nqk,nkv->nqv", weights, value)


def loop_over_queries(query, key, value):
    batch = []
    for questions, labels, contents in zip(query, key, value, strict=True):
        batch.append(torch.stack([(labels @ q).softmax(0) @ contents for q in questions]))
    return torch.stack(batch)


def loops_throughout(query, key, value):
    rows = []
    for b in range(query.shape[0]):
        for i in range(query.shape[1]):
            scores = [(query[b, i] * key[b, j]).sum() for j in range(key.shape[1])]
            largest = max(scores)
            exponentials = [torch.exp(score - largest) for score in scores]
            total = sum(exponentials)
            rows.append(sum(e / total * v for e, v in zip(exponentials, value[b], strict=True)))
    return torch.stack(rows).reshape(*query.shape[:2], value.shape[-1])


def chunks_of_queries(query, key, value):
    parts = []
    for start in range(0, query.shape[1], 2):
        scores = query[:, start : start + 2] @ key.mT
        parts.append(scores.softmax(-1) @ value)
    return torch.cat(parts, dim=1)


def one_sentence_vmapped(query, key, value):
    def attend(q, k, v):
        return torch.softmax(q @ k.T, dim=-1) @ v

    return torch.vmap(attend)(query, key, value)


def own_softmax(query, key, value):
    scores = torch.matmul(query, key.permute(0, 2, 1))
    exponentials = torch.exp(scores - scores.max(dim=-1, keepdim=True).values)
    return (exponentials / exponentials.sum(dim=-1, keepdim=True)) @ value


def divided_at_the_end(query, key, value):
    scores = query @ key.transpose(1, 2)
    exponentials = torch.exp(scores - scores.amax(-1, keepdim=True))
    return exponentials @ value / exponentials.sum(-1, keepdim=True)


def through_logsumexp(query, key, value):
    scores = torch.baddbmm(query.new_zeros(1, 1, 1), query, key.transpose(1, 2))
    return (scores - scores.logsumexp(-1, keepdim=True)).exp() @ value


def broadcast_throughout(query, key, value):
    scores = (query[:, :, None, :] * key[:, None, :, :]).sum(-1)
    weights = scores.softmax(-1)
    return (weights[..., None] * value[:, None]).sum(2)


def double_precision_in_the_scores(query, key, value):
    weights = torch.softmax(query.double() @ key.double().mT, dim=-1)
    return (weights @ value.double()).to(value.dtype)


def the_courses_steps(query, key, value):
    return cu.weighted_sum(cu.softmax(cu.raw_scores(query, key)), value)


def keys_first_all_the_way(query, key, value):
    weights = (key @ query.transpose(1, 2)).softmax(dim=1)  # (B, S, L)
    return weights.transpose(1, 2) @ value


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
    ),
    "dot_product_attention": (
        three_lines,
        the_articles,
        einsum_throughout,
        loop_over_queries,
        loops_throughout,
        chunks_of_queries,
        one_sentence_vmapped,
        own_softmax,
        divided_at_the_end,
        through_logsumexp,
        broadcast_throughout,
        double_precision_in_the_scores,
        the_courses_steps,
        keys_first_all_the_way,
    ),
}
