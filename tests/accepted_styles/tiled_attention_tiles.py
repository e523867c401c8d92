"""Right ways to write tiled attention, each of which the check must accept."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F


def as_in_the_paper(query, key, value, block_size):
    batch, queries, size = query.shape
    m = torch.full((batch, queries, 1), float("-inf"))
    l = torch.zeros(batch, queries, 1)  # noqa: E741 (the paper's name)
    o = torch.zeros(batch, queries, value.shape[-1])
    for j in range(0, key.shape[1], block_size):
        s = query @ key[:, j : j + block_size].transpose(1, 2) / math.sqrt(size)
        m_new = torch.maximum(m, s.max(dim=-1, keepdim=True).values)
        p = torch.exp(s - m_new)
        l = torch.exp(m - m_new) * l + p.sum(dim=-1, keepdim=True)  # noqa: E741
        o = torch.exp(m - m_new) * o + p @ value[:, j : j + block_size]
        m = m_new
    return o / l


def output_kept_divided(query, key, value, block_size):
    """FlashAttention's first version: the output is right after each block."""
    scale = query.shape[-1] ** -0.5
    m = query.new_full(query.shape[:2], -math.inf)
    l = query.new_zeros(query.shape[:2])  # noqa: E741
    o = query.new_zeros(*query.shape[:2], value.shape[2])
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = torch.einsum("bqe,bke->bqk", query, k) * scale
        m_block = s.amax(-1)
        p = torch.exp(s - m_block[..., None])
        m_new = torch.maximum(m, m_block)
        l_new = torch.exp(m - m_new) * l + torch.exp(m_block - m_new) * p.sum(-1)
        old, new = torch.exp(m - m_new) * l, torch.exp(m_block - m_new)
        o = (old[..., None] * o + new[..., None] * torch.bmm(p, v)) / l_new[..., None]
        m, l = m_new, l_new  # noqa: E741
    return o


def both_loops(query, key, value, block_size):
    rows = []
    for q in query.split(block_size, dim=1):
        m, l, o = q.new_full((len(q), q.shape[1], 1), -1e9), 0, 0  # noqa: E741
        for start in range(0, key.shape[1], block_size):
            k, v = key[:, start : start + block_size], value[:, start : start + block_size]
            s = torch.bmm(q, k.mT) / q.shape[2] ** 0.5
            m_new = torch.maximum(m, s.amax(2, keepdim=True))
            p, factor = (s - m_new).exp(), (m - m_new).exp()
            m, l, o = m_new, l * factor + p.sum(2, keepdim=True), o * factor + p @ v  # noqa: E741
        rows.append(o / l)
    return torch.cat(rows, dim=1)


def partial_results_merged_at_the_end(query, key, value, block_size):
    """As flash-decoding does: every block by itself, then merged by the logs of their sums."""
    outputs, logs = [], []
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = query @ k.mT * query.shape[-1] ** -0.5
        outputs.append(torch.softmax(s, dim=-1) @ v)
        logs.append(s.logsumexp(-1))
    shares = torch.stack(logs).softmax(dim=0)
    return (torch.stack(outputs) * shares[..., None]).sum(dim=0)


def merged_by_logaddexp(query, key, value, block_size):
    log_sum, output = None, None
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = query @ k.transpose(-1, -2) / math.sqrt(k.shape[-1])
        here, result = s.logsumexp(-1, keepdim=True), s.softmax(-1) @ v
        if output is None:
            log_sum, output = here, result
            continue
        new = torch.logaddexp(log_sum, here)
        output = output * (log_sum - new).exp() + result * (here - new).exp()
        log_sum = new
    return output


def two_passes(query, key, value, block_size):
    """The maximum first, from scores that are thrown away and made again."""
    q = query / math.sqrt(query.shape[-1])
    blocks = [
        (key[:, i : i + block_size], value[:, i : i + block_size])
        for i in range(0, key.shape[1], block_size)
    ]
    maximum = (q @ blocks[0][0].mT).amax(-1, True)
    for k, _ in blocks[1:]:
        maximum = torch.maximum(maximum, (q @ k.mT).amax(-1, True))
    weights_sum = sum((q @ k.mT - maximum).exp().sum(-1, True) for k, _ in blocks)
    return sum((q @ k.mT - maximum).exp() @ v for k, v in blocks) / weights_sum


def sentences_and_queries_one_by_one(query, key, value, block_size):
    output = torch.empty(*query.shape[:2], value.shape[-1], dtype=query.dtype)
    for b in range(query.shape[0]):
        for i in range(query.shape[1]):
            maximum, denominator, total = -math.inf, 0, 0
            for start in range(0, key.shape[1], block_size):
                k, v = key[b, start : start + block_size], value[b, start : start + block_size]
                s = k @ query[b, i] / query.shape[-1] ** 0.5
                new = max(maximum, s.max().item())
                w, factor = torch.exp(s - new), math.exp(maximum - new)
                denominator, total = denominator * factor + w.sum(), total * factor + w @ v
                maximum = new
            output[b, i] = total / denominator
    return output


def vmapped_over_the_batch(query, key, value, block_size):
    def one(q, k, v):
        m, l, o = torch.full_like(q[:, :1], -torch.inf), 0, 0  # noqa: E741
        for start in range(0, k.shape[0], block_size):
            s = q @ k[start : start + block_size].T / q.shape[-1] ** 0.5
            new = torch.maximum(m, s.amax(-1, keepdim=True))
            w, factor = (s - new).exp(), (m - new).exp()
            m, l = new, l * factor + w.sum(-1, keepdim=True)  # noqa: E741
            o = o * factor + w @ v[start : start + block_size]
        return o / l

    return torch.vmap(one)(query, key, value)


def padded_keys_masked(query, key, value, block_size):
    keys = key.shape[1]
    k, v = (F.pad(tensor, (0, 0, 0, -keys % block_size)) for tensor in (key, value))
    m = query.new_full((*query.shape[:2], 1), torch.finfo(query.dtype).min)
    l, o = torch.zeros_like(m), 0 * query[..., :1]  # noqa: E741
    for start in range(0, k.shape[1], block_size):
        places = torch.arange(start, start + block_size)
        s = query @ k[:, start : start + block_size].mT / query.shape[-1] ** 0.5
        s = s.masked_fill(places >= keys, -math.inf)
        new = torch.maximum(m, s.amax(-1, keepdim=True))
        w = torch.exp(s - new)
        l = l * torch.exp(m - new) + w.sum(-1, keepdim=True)  # noqa: E741
        o = o * torch.exp(m - new) + w @ v[:, start : start + block_size]
        m = new
    return o / l


def broadcast_and_sum(query, key, value, block_size):
    state = None
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = (query[:, :, None] * k[:, None]).sum(-1) * k.shape[-1] ** -0.5
        best = s.max(-1).values if state is None else torch.maximum(state[0], s.max(-1).values)
        w = (s - best.unsqueeze(-1)).exp()
        denominator, total = w.sum(-1), (w[..., None] * v[:, None]).sum(2)
        if state is not None:
            factor = (state[0] - best).exp()
            denominator = denominator + factor * state[1]
            total = total + factor.unsqueeze(-1) * state[2]
        state = best, denominator, total
    return state[2] / state[1].unsqueeze(-1)


def a_column_of_ones(query, key, value, block_size):
    """The values carry a 1 along, whose total is the denominator."""
    q = query * query.shape[-1] ** -0.5
    m, sums = query.new_full((*query.shape[:2], 1), -math.inf), 0
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = q @ k.mT
        new = torch.maximum(m, s.amax(-1, keepdim=True))
        sums = sums * (m - new).exp() + (s - new).exp() @ F.pad(v, (0, 1), value=1.0)
        m = new
    return sums[..., :-1] / sums[..., -1:]


def detached_maximum(query, key, value, block_size):
    q = query / query.shape[-1] ** 0.5
    m = torch.full_like(q[..., :1], -math.inf).detach()
    l, o = torch.zeros_like(m), torch.zeros_like(q[..., :1])  # noqa: E741
    for i in range(-(-key.shape[1] // block_size)):
        part = slice(i * block_size, (i + 1) * block_size)
        s = torch.matmul(q, key[:, part].permute(0, 2, 1))
        with torch.no_grad():
            new = torch.maximum(m, s.amax(-1, keepdim=True))
            factor = torch.exp(m - new)
        w = torch.exp(s - new)
        l, o, m = l * factor + w.sum(-1, True), o * factor + w @ value[:, part], new  # noqa: E741
    return o / l


def powers_of_two(query, key, value, block_size):
    """As fast kernels do: log2(e) goes into the scale, exp2 is the unit's own operation."""
    q = query * (math.log2(math.e) / math.sqrt(query.shape[-1]))
    m = q.new_full(q.shape[:-1], -math.inf)
    l, o = torch.ones_like(m), 0  # noqa: E741 (starts at 1, as in the kernels: times exp2(-inf))
    for k, v in zip(key.split(block_size, -2), value.split(block_size, -2), strict=True):
        s = q @ k.mT
        new = torch.maximum(m, s.amax(-1))
        p, alpha = torch.exp2(s - new[..., None]), torch.exp2(m - new)
        l, o, m = l * alpha + p.sum(-1), o * alpha[..., None] + p @ v, new  # noqa: E741
    return o / l[..., None]


def keys_backwards(query, key, value, block_size):
    """The maximum so far stands as one more score beside the block's."""
    q, l, o = query / query.shape[-1] ** 0.5, 0, 0  # noqa: E741
    m = torch.full_like(q[..., :1], -math.inf)
    for start in reversed(range(0, key.shape[1], block_size)):
        k, v = key[:, start : start + block_size], value[:, start : start + block_size]
        s = torch.einsum("nle,nse->nls", q, k)
        new = torch.cat([m, s], dim=-1).amax(-1, keepdim=True)
        w, factor = torch.exp(s - new), torch.exp(m - new)
        l, o, m = l * factor + w.sum(-1, True), o * factor + torch.einsum("nls,nsv->nlv", w, v), new  # noqa: E741
    return o / l


def double_inside(query, key, value, block_size):
    return as_in_the_paper(query.double(), key.double(), value.double(), block_size).to(value.dtype)


def rescaled_only_where_it_must(query, key, value, block_size):
    """FlashAttention-4's trick: the maximum moves on only when scores pass it by far."""
    q = query / math.sqrt(query.shape[-1])
    m = (q @ key[:, :block_size].mT).amax(-1, keepdim=True)
    l, o = 0, 0  # noqa: E741
    for k, v in zip(key.split(block_size, 1), value.split(block_size, 1), strict=True):
        s = q @ k.mT
        best = s.amax(-1, keepdim=True)
        new = torch.where(best > m + 8, best, m)
        factor, w = (m - new).exp(), (s - new).exp()
        l, o, m = l * factor + w.sum(-1, True), o * factor + w @ v, new  # noqa: E741
    return o / l


STYLES = {
    "tiled_attention": (
        as_in_the_paper,
        output_kept_divided,
        both_loops,
        partial_results_merged_at_the_end,
        merged_by_logaddexp,
        two_passes,
        sentences_and_queries_one_by_one,
        vmapped_over_the_batch,
        padded_keys_masked,
        broadcast_and_sum,
        a_column_of_ones,
        detached_maximum,
        powers_of_two,
        keys_backwards,
        double_inside,
        rescaled_only_where_it_must,
    ),
}
