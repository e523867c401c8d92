"""Other ways to attend, for homework: their solutions are shown in no lesson.

The package's front door does not offer them, so that no learner has them at hand.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from .attention import masked_softmax, raw_scores, scaled_scores, softmax, weighted_sum

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int
    from torch import Tensor


def distances(num_queries: int, num_keys: int) -> Int[Tensor, "L S"]:
    """How many places lie between query i and key j, |i - j| (top-left aligned): (L, S)."""
    queries, keys = torch.arange(num_queries), torch.arange(num_keys)
    return (queries[:, None] - keys).abs()  # (L, 1) - (S,) -> (L, S)


def local_window_mask(num_queries: int, num_keys: int, window: int) -> Bool[Tensor, "L S"]:
    """Query i may attend to key j at most `window` places away, before or after: (L, S).

    Top-left aligned; window 0 leaves each query its own place alone (Beltagy et al. 2020).
    """
    return distances(num_queries, num_keys) <= window


def sigmoid_attention(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"], value: Float[Tensor, "B S Ev"]
) -> Float[Tensor, "B L Ev"]:
    """Attention whose weights are sigmoid(Q K^T / sqrt(E) - log(S)), each by itself.

    A row need not sum to 1; the subtracted log(S) makes it about 1 where scores are near 0
    (Ramapuram et al. 2024).
    """
    scores = scaled_scores(query, key) - math.log(key.shape[-2])
    return weighted_sum(scores.sigmoid(), value)  # (B, L, S), (B, S, Ev) -> (B, L, Ev)


def alibi_bias(num_heads: int, num_queries: int, num_keys: int) -> Float[Tensor, "H L S"]:
    """What to add to scores (float32) so that far keys count less; each head has its own slope.

    -slope * |i - j|, the slopes of heads h = 0 ... H - 1 being 2^(-8(h + 1)/H) (Press et al. 2022).
    """
    slopes = 2 ** (-8 * torch.arange(1, num_heads + 1) / num_heads)  # (H,)
    return -slopes[:, None, None] * distances(num_queries, num_keys)  # (H, 1, 1) x (L, S)


def temperature_attention(
    query: Float[Tensor, "B H L E"],
    key: Float[Tensor, "B H S E"],
    value: Float[Tensor, "B H S Ev"],
    temperatures: Float[Tensor, "H"],
) -> Float[Tensor, "B H L Ev"]:
    """Scaled attention in several heads, the scores divided by the temperature of their head too.

    A high temperature evens the weights out, a low one makes the best key win.
    """
    scores = scaled_scores(query, key) / temperatures[:, None, None]  # (B, H, L, S)
    return weighted_sum(softmax(scores), value)


def top_k_attention(
    query: Float[Tensor, "B L E"],
    key: Float[Tensor, "B S E"],
    value: Float[Tensor, "B S Ev"],
    k: int,
) -> Float[Tensor, "B L Ev"]:
    """Scaled attention in which each query attends to the k keys alone that score best with it.

    1 <= k <= S, and no two scores of a query are alike.
    """
    scores = scaled_scores(query, key)
    worst_of_the_best = scores.topk(k).values[..., -1:]  # (B, L, 1)
    weights = masked_softmax(scores, scores >= worst_of_the_best)
    return weighted_sum(weights, value)


def rotated(x: Float[Tensor, "B L E"]) -> Float[Tensor, "B L E"]:
    """Pair p of the token at place i turned by the angle i * 10000^(-2p/E).

    Pairs are neighbours, (x0, x1), (x2, x3), ... (Su et al. 2021).
    """
    *_, length, size = x.shape
    places = torch.arange(length, dtype=torch.float64)
    pairs = torch.arange(size // 2, dtype=torch.float64)
    angles = places[:, None] * 10000 ** (-2 * pairs / size)  # (L, E/2)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    first, second = x[..., 0::2], x[..., 1::2]
    turned = first * cos - second * sin, first * sin + second * cos
    return torch.stack(turned, dim=-1).flatten(-2)  # (B, L, E/2, 2) -> (B, L, E)


def rotary_scores(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"]
) -> Float[Tensor, "B L S"]:
    """Dot products, not scaled, of queries and keys that were turned by their places.

    Where a query and a key stand matters only by their distance, i - j.
    """
    return raw_scores(rotated(query), rotated(key))


def cosine_attention(
    query: Float[Tensor, "B L E"],
    key: Float[Tensor, "B S E"],
    value: Float[Tensor, "B S Ev"],
    scale: float,
) -> Float[Tensor, "B L Ev"]:
    """Attention whose scores are the cosines between queries and keys, times `scale`."""
    cosines = raw_scores(F.normalize(query, dim=-1), F.normalize(key, dim=-1))
    return weighted_sum(softmax(scale * cosines), value)


def sink_attention(
    query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"], value: Float[Tensor, "B S Ev"]
) -> Float[Tensor, "B L Ev"]:
    """Scaled attention in which a query may also attend to nothing: one more score, 0, no value.

    The weights are exp(x) / (1 + sum(exp(x))), and sum to less than 1. They are right for scores of
    any size.
    """
    scores = scaled_scores(query, key)
    sink = torch.zeros_like(scores[..., :1])
    weights = softmax(torch.cat([scores, sink], dim=-1))  # (B, L, S + 1)
    return weighted_sum(weights[..., :-1], value)
