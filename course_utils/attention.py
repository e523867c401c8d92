"""Dot-product attention, one step a function: scores, scaling, masked softmax, weighted sum."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from .masks import causal_mask

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
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


def scaled_scores(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"]
) -> Float[Tensor, "B L S"]:
    """Dot products divided by the root of E: (B, L, E), (B, S, E) -> (B, L, S).

    For independent standard normal entries the scores' variance is 1, whatever E is (Vaswani et
    al. 2017, 3.2.1).
    """
    return raw_scores(query, key) / math.sqrt(query.shape[-1])


def scores_in_float32(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"]
) -> Float[Tensor, "B L S"]:
    """Scaled scores of half-precision query and key, in float32 where no dot product overflows."""
    return scaled_scores(query.float(), key.float())


def attention(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"], value: Float[Tensor, "B S Ev"]
) -> Float[Tensor, "B L Ev"]:
    """Scaled dot-product attention: softmax(Q K^T / sqrt(E)) V (Vaswani et al. 2017, eq. 1)."""
    weights = softmax(scaled_scores(query, key))  # (B, L, S)
    return weighted_sum(weights, value)  # (B, L, S), (B, S, Ev) -> (B, L, Ev)


def masked_softmax(
    scores: Float[Tensor, "... L S"], keep: Bool[Tensor, "... L S"]
) -> Float[Tensor, "... L S"]:
    """Softmax over the keys where `keep`, which is broadcast, is True; the others get exactly 0.

    A row without any key gives zeros, with gradient zero.
    """
    nothing_kept = ~keep.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~keep, -math.inf)
    scores = scores.masked_fill(nothing_kept, 0.0)  # a row of -inf would turn into nan
    return softmax(scores).masked_fill(nothing_kept, 0.0)


def scaled_dot_product_attention(
    query: Float[Tensor, "... L E"],
    key: Float[Tensor, "... S E"],
    value: Float[Tensor, "... S Ev"],
    attn_mask: Bool[Tensor, "... L S"] | Float[Tensor, "... L S"] | None = None,
    is_causal: bool = False,
    scale: float | None = None,
) -> Float[Tensor, "... L Ev"]:
    """Attention as torch.nn.functional.scaled_dot_product_attention has it, without its dropout.

    A boolean mask says where to attend, a float mask is added to the scores; `scale` multiplies
    and is 1 / sqrt(E) unless given. Half precision is computed in float32, so that no score
    overflows. Raises ValueError when a mask and is_causal are both given.
    """
    if attn_mask is not None and is_causal:
        raise ValueError("give attn_mask or is_causal, not both: combine them into one mask.")
    wide = torch.promote_types(query.dtype, torch.float32)
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = raw_scores(query.to(wide), key.to(wide)) * scale  # (..., L, S)
    keep = torch.ones_like(scores, dtype=torch.bool)
    if is_causal:
        keep = causal_mask(*scores.shape[-2:]).to(scores.device)
    elif attn_mask is not None:
        attn_mask = attn_mask.expand(scores.shape)
        if attn_mask.is_floating_point():
            scores = scores + attn_mask
            keep = attn_mask != -math.inf
        else:
            keep = attn_mask
    weights = masked_softmax(scores, keep)
    return weighted_sum(weights, value.to(wide)).to(query.dtype)  # (..., L, Ev)
