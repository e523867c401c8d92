"""Right ways to weigh with sigmoids and temperatures, each of which must be accepted."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def sigmoid_in_three_lines(query, key, value):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.sigmoid(scores - math.log(key.shape[-2]))
    return weights @ value


def sigmoid_after_the_courses_scores(query, key, value):
    scores = cu.scaled_scores(query, key)
    return cu.weighted_sum(F.sigmoid(scores - math.log(scores.shape[-1])), value)


def einsum_and_log_of_a_tensor(query, key, value):
    scores = torch.einsum("ble,bse->bls", query, key) * query.size(-1) ** -0.5
    bias = -torch.log(torch.tensor(key.size(1), dtype=scores.dtype))
    return torch.einsum("bls,bsv->blv", (scores + bias).sigmoid(), value)


def written_out_with_exp(query, key, value):
    x = cu.scaled_scores(query, key) - math.log(key.shape[1])
    return (1 / (1 + torch.exp(-x))) @ value


def exponential_of_logsigmoid(query, key, value):
    x = torch.baddbmm(
        query.new_full((1, 1, 1), -math.log(key.shape[1])),
        query,
        key.mT,
        alpha=1 / math.sqrt(query.shape[-1]),
    )
    return F.logsigmoid(x).exp() @ value


def by_tanh(query, key, value):
    x = cu.scaled_scores(query, key) - math.log(key.shape[1])
    return (0.5 * (1 + torch.tanh(x / 2))) @ value


def two_way_softmax(query, key, value):
    x = cu.scaled_scores(query, key) - math.log(key.shape[1])
    against_nothing = torch.stack([x, torch.zeros_like(x)], dim=-1)
    return against_nothing.softmax(-1)[..., 0] @ value


def loops_over_sentences_and_queries(query, key, value):
    num_keys, size = key.shape[1:]
    output = []
    for q, k, v in zip(query, key, value, strict=True):
        rows = [torch.sigmoid(k @ one / size**0.5 - math.log(num_keys)) @ v for one in q]
        output.append(torch.stack(rows))
    return torch.stack(output)


def key_by_key(query, key, value):
    total = 0
    for k, v in zip(key.unbind(1), value.unbind(1), strict=True):
        score = (query * k[:, None]).sum(-1, keepdim=True) / math.sqrt(key.shape[-1])
        total = total + torch.sigmoid(score - math.log(key.shape[1])) * v[:, None]
    return total


def sigmoid_in_double_precision(query, key, value):
    scores = query.double() @ key.double().mT / query.shape[-1] ** 0.5
    return ((scores - math.log(key.shape[1])).sigmoid() @ value.double()).to(value.dtype)


def negative_exponent_shared(query, key, value):
    x = cu.scaled_scores(query, key)
    return torch.sigmoid(x + math.log(1 / x.shape[-1])) @ value


def temperatures_with_new_axes(query, key, value, temperatures):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return torch.softmax(scores / temperatures[:, None, None], dim=-1) @ value


def temperatures_viewed(query, key, value, temperatures):
    scores = cu.scaled_scores(query, key) / temperatures.view(1, -1, 1, 1)
    return cu.weighted_sum(cu.softmax(scores), value)


def cooler_queries(query, key, value, temperatures):
    return cu.attention(query / temperatures.reshape(-1, 1, 1), key, value)


def one_head_at_a_time(query, key, value, temperatures):
    heads = []
    for h in range(query.shape[1]):
        scores = torch.bmm(query[:, h], key[:, h].mT) / query.shape[-1] ** 0.5
        heads.append(torch.bmm((scores / temperatures[h]).softmax(-1), value[:, h]))
    return torch.stack(heads, dim=1)


def einsum_with_the_temperatures(query, key, value, temperatures):
    coldness = 1 / (temperatures * math.sqrt(query.shape[-1]))
    scores = torch.einsum("bhle,bhse,h->bhls", query, key, coldness)
    return torch.einsum("bhls,bhsv->bhlv", scores.softmax(-1), value)


def heads_put_last(query, key, value, temperatures):
    scores = (query @ key.mT).movedim(1, -1) / temperatures / query.shape[-1] ** 0.5
    return scores.movedim(-1, 1).softmax(-1) @ value


def ready_made_attention_of_cooler_queries(query, key, value, temperatures):
    cooler = query / temperatures[None, :, None, None]
    return F.scaled_dot_product_attention(cooler, key, value)


def own_softmax(query, key, value, temperatures):
    root = query.shape[-1] ** 0.5
    scores = query @ key.mT / (root * temperatures.unsqueeze(-1).unsqueeze(-1))
    shares = (scores - scores.amax(-1, keepdim=True)).exp()
    return shares @ value / shares.sum(-1, keepdim=True)


def one_head_vmapped(query, key, value, temperatures):
    def head(q, k, v, temperature):
        return torch.softmax(q @ k.mT / (math.sqrt(q.shape[-1]) * temperature), -1) @ v

    return torch.vmap(head, in_dims=(1, 1, 1, 0), out_dims=1)(query, key, value, temperatures)


def half_on_each_side(query, key, value, temperatures):
    fourth = (query.shape[-1] ** 0.25 * temperatures.sqrt())[:, None, None]
    return torch.softmax((query / fourth) @ (key / fourth).transpose(2, 3), 3) @ value


STYLES = {
    "sigmoid_attention": (
        sigmoid_in_three_lines,
        sigmoid_after_the_courses_scores,
        einsum_and_log_of_a_tensor,
        written_out_with_exp,
        exponential_of_logsigmoid,
        by_tanh,
        two_way_softmax,
        loops_over_sentences_and_queries,
        key_by_key,
        sigmoid_in_double_precision,
        negative_exponent_shared,
    ),
    "temperature_attention": (
        temperatures_with_new_axes,
        temperatures_viewed,
        cooler_queries,
        one_head_at_a_time,
        einsum_with_the_temperatures,
        heads_put_last,
        ready_made_attention_of_cooler_queries,
        own_softmax,
        one_head_vmapped,
        half_on_each_side,
    ),
}
