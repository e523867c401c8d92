"""Right ways to choose the best keys, to compare by cosines, and to attend to nothing."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def threshold_and_masked_fill(query, key, value, k):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    threshold = scores.topk(k, dim=-1).values[..., -1, None]
    weights = scores.masked_fill(scores < threshold, -math.inf).softmax(dim=-1)
    return weights @ value


def scattered_scores(query, key, value, k):
    scores = cu.scaled_scores(query, key)
    best, places = scores.topk(k, dim=-1)
    hidden = torch.full_like(scores, float("-inf")).scatter(-1, places, best)
    return cu.weighted_sum(cu.softmax(hidden), value)


def gathered_values(query, key, value, k):
    best, places = torch.topk(cu.scaled_scores(query, key), k)  # (B, L, k)
    sentences = torch.arange(query.shape[0])[:, None, None]
    return torch.einsum("blk,blkv->blv", best.softmax(-1), value[sentences, places])


def weights_renormalised(query, key, value, k):
    weights = cu.softmax(cu.scaled_scores(query, key))
    places = weights.topk(k).indices
    kept = weights * torch.zeros_like(weights).scatter(-1, places, 1.0)
    return kept / kept.sum(-1, keepdim=True) @ value


def each_query_by_itself(query, key, value, k):
    output = []
    for q, keys, values in zip(query, key, value, strict=True):
        rows = []
        for one in q:
            scores = keys @ one / math.sqrt(len(one))
            places = torch.argsort(scores, descending=True)[:k]
            rows.append(torch.softmax(scores[places], 0) @ values[places])
        output.append(torch.stack(rows))
    return torch.stack(output)


def ranks_counted(query, key, value, k):
    scores = torch.einsum("ble,bse->bls", query, key) * query.shape[-1] ** -0.5
    better = (scores[..., None, :] > scores[..., :, None]).sum(-1)  # how many beat this key
    return torch.where(better < k, scores, -torch.inf).softmax(-1) @ value


def sorted_and_cut(query, key, value, k):
    scores = cu.scaled_scores(query, key)
    threshold = scores.sort(dim=-1, descending=True).values[:, :, k - 1 : k]
    return cu.masked_softmax(scores, scores >= threshold) @ value


def kth_smallest_of_all(query, key, value, k):
    scores = torch.bmm(query, key.mT) / query.shape[-1] ** 0.5
    num_keys = scores.shape[-1]
    threshold = scores.float().kthvalue(num_keys - k + 1, dim=-1, keepdim=True).values
    bias = torch.zeros_like(scores).masked_fill_(scores.float() < threshold, -math.inf)
    return torch.bmm(torch.softmax(scores + bias, dim=2), value)


def raw_scores_choose(query, key, value, k):
    keep = torch.zeros(query.shape[0], query.shape[1], key.shape[1], dtype=torch.bool)
    keep.scatter_(2, (query @ key.mT).topk(k).indices, True)
    return F.scaled_dot_product_attention(query, key, value, attn_mask=keep)


def finite_fill(query, key, value, k):
    scores = cu.scaled_scores(query, key)
    keep = scores >= scores.topk(k).values.amin(-1, keepdim=True)
    return scores.masked_fill(~keep, torch.finfo(scores.dtype).min).softmax(-1) @ value


def normalised_by_torch(query, key, value, scale):
    cosines = F.normalize(query, dim=-1) @ F.normalize(key, dim=-1).transpose(-2, -1)
    return torch.softmax(scale * cosines, dim=-1) @ value


def divided_by_the_norms(query, key, value, scale):
    q = query / query.norm(dim=-1, keepdim=True)
    k = key / torch.linalg.vector_norm(key, dim=-1, keepdim=True)
    return cu.dot_product_attention(q * scale, k, value)


def product_of_the_lengths(query, key, value, scale):
    lengths = torch.linalg.norm(query, dim=-1)[:, :, None] * torch.linalg.norm(key, dim=-1)[:, None]
    return cu.weighted_sum(
        cu.softmax(scale * (query.double() @ key.double().mT) / lengths), value.double()
    ).to(value.dtype)


def torchs_cosine_similarity(query, key, value, scale):
    cosines = torch.cosine_similarity(query[:, :, None], key[:, None], dim=-1)
    return (cosines * scale).softmax(-1) @ value


def pair_by_pair(query, key, value, scale):
    (batch, queries, _), keys = query.shape, key.shape[1]
    scores = torch.empty(batch, queries, keys, dtype=query.dtype)
    for b in range(batch):
        for i in range(queries):
            for j in range(keys):
                q, k = query[b, i].double(), key[b, j].double()
                scores[b, i, j] = scale * (q @ k) / (q @ q).sqrt() / (k @ k).sqrt()
    return scores.softmax(-1) @ value


def squares_summed(query, key, value, scale):
    q = (
        query.float() * query.float().pow(2).sum(-1, keepdim=True).rsqrt()
        if query.dtype == torch.float16
        else query * query.pow(2).sum(-1, keepdim=True).rsqrt()
    )
    k = key / key.float().square().sum(-1, keepdim=True).sqrt().to(key.dtype)
    scores = torch.einsum("ble,bse->bls", q.to(k.dtype), k) * scale
    return torch.einsum("bls,bsv->blv", (scores - scores.logsumexp(-1, keepdim=True)).exp(), value)


def ready_made_with_a_scale(query, key, value, scale):
    return F.scaled_dot_product_attention(
        F.normalize(query, dim=-1), F.normalize(key, dim=-1), value, scale=scale
    )


def one_minus_half_the_squared_distance(query, key, value, scale):
    q, k = (F.normalize(x.double(), dim=-1) for x in (query, key))
    apart = (q[:, :, None] - k[:, None]).square().sum(-1)
    return ((scale * (1 - apart / 2)).softmax(-1) @ value.double()).to(value.dtype)


def column_of_zeros_put_behind(query, key, value):
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    scores = torch.cat([scores, scores.new_zeros(*scores.shape[:-1], 1)], dim=-1)
    return scores.softmax(-1)[..., :-1] @ value


def column_of_zeros_padded_in_front(query, key, value):
    return F.softmax(F.pad(cu.scaled_scores(query, key), (1, 0)), dim=-1)[:, :, 1:] @ value


def key_and_value_of_zeros(query, key, value):
    key = torch.cat([key, torch.zeros_like(key[:, :1])], dim=1)
    value = torch.cat([value, torch.zeros_like(value[:, :1])], dim=1)
    return cu.attention(query, key, value)


def largest_at_least_zero(query, key, value):
    scores = cu.scaled_scores(query, key)
    largest = scores.amax(dim=-1, keepdim=True).clamp(min=0)
    exponentials = torch.exp(scores - largest)
    return exponentials / (torch.exp(-largest) + exponentials.sum(-1, keepdim=True)) @ value


def softmax_times_a_sigmoid(query, key, value):
    scores = cu.scaled_scores(query, key)
    not_lost = scores.logsumexp(-1, keepdim=True).sigmoid()
    return not_lost * (scores.softmax(-1) @ value)


def log_of_one_more(query, key, value):
    scores = torch.einsum("ble,bse->bls", query, key) / query.shape[-1] ** 0.5
    total = F.softplus(scores.logsumexp(-1, keepdim=True))
    return torch.einsum("bls,bsv->blv", (scores - total).exp(), value)


def query_by_query(query, key, value):
    output = torch.empty(*query.shape[:2], value.shape[-1], dtype=value.dtype)
    rows = []
    for b in range(len(query)):
        for i in range(query.shape[1]):
            scores = [
                key[b, j] @ query[b, i] / math.sqrt(key.shape[-1]) for j in range(key.shape[1])
            ]
            weights = torch.stack([*scores, torch.zeros_like(scores[0])]).softmax(0)
            rows.append(sum(weights[j] * value[b, j] for j in range(key.shape[1])))
    return torch.stack(rows).view_as(output)


def logaddexp_with_zero(query, key, value):
    scores = cu.scaled_scores(query, key)
    total = torch.logsumexp(scores, -1, keepdim=True)
    return torch.exp(scores - torch.logaddexp(total, torch.zeros_like(total))) @ value


def in_double_precision(query, key, value):
    scores = query.double() @ key.double().mT / query.shape[-1] ** 0.5
    shifted = scores - scores.amax(-1, keepdim=True).relu()
    total = shifted.exp().sum(-1, keepdim=True) + (-scores.amax(-1, keepdim=True).relu()).exp()
    return (shifted.exp() / total @ value.double()).to(value.dtype)


def extra_term_shifted_by_the_largest(query, key, value):
    scores = query @ key.transpose(1, 2) * query.shape[-1] ** -0.5
    largest = scores.max(dim=-1, keepdim=True).values
    numerator = (scores - largest).exp()
    return numerator / (numerator.sum(-1, keepdim=True) + (-largest).exp()) @ value


STYLES = {
    "top_k_attention": (
        threshold_and_masked_fill,
        scattered_scores,
        gathered_values,
        weights_renormalised,
        each_query_by_itself,
        ranks_counted,
        sorted_and_cut,
        kth_smallest_of_all,
        raw_scores_choose,
        finite_fill,
    ),
    "cosine_attention": (
        normalised_by_torch,
        divided_by_the_norms,
        product_of_the_lengths,
        torchs_cosine_similarity,
        pair_by_pair,
        squares_summed,
        ready_made_with_a_scale,
        one_minus_half_the_squared_distance,
    ),
    "sink_attention": (
        column_of_zeros_put_behind,
        column_of_zeros_padded_in_front,
        key_and_value_of_zeros,
        largest_at_least_zero,
        softmax_times_a_sigmoid,
        log_of_one_more,
        query_by_query,
        logaddexp_with_zero,
        in_double_precision,
        extra_term_shifted_by_the_largest,
    ),
}
