"""Masks: which key may be seen by which query. True = may attend, everywhere but in to_mha_mask."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int
    from torch import Tensor


def padding_mask(lengths: Int[Tensor, "B"], max_len: int) -> Bool[Tensor, "B S"]:
    """True for each sentence's real tokens, False for its padding: (B,) -> (B, S), S = max_len."""
    positions = torch.arange(max_len, device=lengths.device)
    return positions < lengths[..., None]  # (S,) < (B, 1) -> (B, S)


def causal_mask(num_queries: int, num_keys: int) -> Bool[Tensor, "L S"]:
    """Query i may attend to key j where j <= i (top-left aligned): (L, S)."""
    return torch.ones(num_queries, num_keys, dtype=torch.bool).tril()


def expand_key_mask(keep: Bool[Tensor, "B S"]) -> Bool[Tensor, "B 1 1 S"]:
    """A mask of keys, the same for each head and query: (B, S) -> (B, 1, 1, S)."""
    return keep[..., None, None, :]


def additive_mask(keep: Bool[Tensor, "..."], dtype: torch.dtype) -> Float[Tensor, "..."]:
    """What to add to scores so that softmax does as `keep` says: 0 where True, -inf where False."""
    zeros = torch.zeros(keep.shape, dtype=dtype, device=keep.device)
    return zeros.masked_fill(~keep, -math.inf)


def to_mha_mask(keep: Bool[Tensor, "B S"]) -> Bool[Tensor, "B S"]:
    """The key_padding_mask of torch.nn.MultiheadAttention, in which True means: ignore."""
    return keep.logical_not()
