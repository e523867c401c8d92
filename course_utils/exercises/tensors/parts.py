"""make_qkv taken apart, so that a known mistake can replace one part of it."""

from __future__ import annotations

import torch


def shapes(batch, num_queries, num_keys, head_dim, value_dim):
    return (
        (batch, num_queries, head_dim),
        (batch, num_keys, head_dim),
        (batch, num_keys, value_dim),
    )


def draw(*shape):
    return torch.randn(*shape)


def answer(query, key, value):
    return query, key, value


def build(shapes=shapes, draw=draw, answer=answer):
    """make_qkv in three parts: which shapes, which numbers, and what is returned."""
    return lambda *sizes: answer(*(draw(*shape) for shape in shapes(*sizes)))
