"""Dot-product attention, one step a function: scores, softmax, weighted sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


def make_qkv(
    batch: int, num_queries: int, num_keys: int, head_dim: int, value_dim: int
) -> tuple[Float[Tensor, "B L E"], Float[Tensor, "B S E"], Float[Tensor, "B S Ev"]]:
    """Random query, key and value: float32, every entry an independent standard normal."""
    query = torch.randn(batch, num_queries, head_dim)  # (B, L, E)
    key = torch.randn(batch, num_keys, head_dim)  # (B, S, E)
    value = torch.randn(batch, num_keys, value_dim)  # (B, S, Ev)
    return query, key, value


def dot_product(a: Float[Tensor, "E"], b: Float[Tensor, "E"]) -> Float[Tensor, ""]:
    """The sum of the products of entries in the same place: (E,), (E,) -> a scalar."""
    return (a * b).sum()


def scores_for_one_query(
    query_vector: Float[Tensor, "E"], key: Float[Tensor, "S E"]
) -> Float[Tensor, "S"]:
    """One query's dot product with each of S keys: (E,), (S, E) -> (S,)."""
    return key @ query_vector  # (S, E) x (E,) -> (S,)


def raw_scores(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"]
) -> Float[Tensor, "B L S"]:
    """Every query's dot product with every key, not scaled: (B, L, E), (B, S, E) -> (B, L, S)."""
    return query @ key.transpose(-2, -1)  # (B, L, E) x (B, E, S) -> (B, L, S)


def softmax(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Positive shares that sum to 1 along the last axis, of any size of entries.

    exp(x) / sum(exp(x)); the largest entry is subtracted first, which changes no share and keeps
    exp within range.
    """
    shifted = x - x.amax(dim=-1, keepdim=True)
    exponentials = shifted.exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def weighted_sum(
    weights: Float[Tensor, "B L S"], value: Float[Tensor, "B S Ev"]
) -> Float[Tensor, "B L Ev"]:
    """Each query's mix of the values: (B, L, S), (B, S, Ev) -> (B, L, Ev)."""
    return weights @ value  # (B, L, S) x (B, S, Ev) -> (B, L, Ev)


def dot_product_attention(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"], value: Float[Tensor, "B S Ev"]
) -> Float[Tensor, "B L Ev"]:
    """The article's pipeline, unscaled: scores, softmax, weighted sum."""
    scores = raw_scores(query, key)  # (B, L, E), (B, S, E) -> (B, L, S)
    weights = softmax(scores)  # each row sums to 1
    return weighted_sum(weights, value)  # (B, L, S), (B, S, Ev) -> (B, L, Ev)
