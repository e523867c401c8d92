"""Right ways to count attention's work."""

from __future__ import annotations

from math import prod

import numpy
import torch
from torch.utils.flop_counter import FlopCounterMode


def two_products(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    scores = 2 * batch * num_heads * num_queries * num_keys * head_dim
    output = 2 * batch * num_heads * num_queries * num_keys * value_dim
    return scores + output


def factored(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    return 2 * batch * num_heads * num_queries * num_keys * (head_dim + value_dim)


def a_score_at_a_time(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    scores = batch * num_heads * num_queries * num_keys
    entries = batch * num_heads * num_queries * value_dim
    return scores * (head_dim + head_dim) + entries * (num_keys + num_keys)


def matmul_flop(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    def matmul(rows, inner, columns):
        return 2 * rows * inner * columns

    head = matmul(num_queries, head_dim, num_keys) + matmul(num_queries, num_keys, value_dim)
    return head * num_heads * batch


def as_a_float(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    return 2.0 * batch * num_heads * num_queries * num_keys * (head_dim + value_dim)


def with_prod(*sizes):
    *others, head_dim, value_dim = sizes
    return 2 * prod(others) * (head_dim + value_dim)


def with_numpy(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    shape = numpy.array([batch, num_heads, num_queries, num_keys], dtype=numpy.int64)
    return 2 * shape.prod() * (head_dim + value_dim)


def with_torch(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    return (
        2 * torch.tensor([batch, num_heads, num_queries, num_keys]).prod() * (head_dim + value_dim)
    )


def four_times_the_mean_size(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    return 4 * batch * num_heads * num_queries * num_keys * (head_dim + value_dim) / 2


def torchs_own_counter(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    heads = batch * num_heads
    query = torch.empty(heads, num_queries, head_dim, device="meta")
    key = torch.empty(heads, num_keys, head_dim, device="meta")
    value = torch.empty(heads, num_keys, value_dim, device="meta")
    with FlopCounterMode(display=False) as counter:
        torch.bmm(torch.bmm(query, key.mT), value)
    return counter.get_total_flops()


def heads_in_a_loop(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    total = 0
    for _ in range(batch):
        for _ in range(num_heads):
            total += 2 * num_queries * num_keys * head_dim
            total += 2 * num_queries * num_keys * value_dim
    return total


def every_step_counted(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
    """As in C: one loop within the other, and a counter."""
    flop = 0
    for _ in range(batch * num_heads):
        for _ in range(num_queries):
            for _ in range(num_keys):
                for _ in range(head_dim):
                    flop += 2
                for _ in range(value_dim):
                    flop += 2
    return flop


STYLES = {
    "attention_flop": (
        two_products,
        factored,
        a_score_at_a_time,
        matmul_flop,
        as_a_float,
        with_prod,
        with_numpy,
        with_torch,
        four_times_the_mean_size,
        torchs_own_counter,
        heads_in_a_loop,
        every_step_counted,
    )
}
