"""Right ways to write dot_product_attention, each of which the check must accept."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


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
        as_numpy_would_have_it,
        exponential_of_log_softmax,
        softmin_of_the_negatives,
        a_column_of_ones_sums_up,
        centred_scores,
        pieces_merged_by_their_logsumexp,
        powers_of_two,
    ),
}
