"""Several heads of attention over projected tokens, laid out as torch.nn lays them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .attention import scaled_dot_product_attention
from .masks import expand_key_mask

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from torch import Tensor


def project(
    x: Float[Tensor, "... D"], weight: Float[Tensor, "F D"], bias: Float[Tensor, "F"]
) -> Float[Tensor, "... F"]:
    """A linear map of each vector, with the weight laid out as in nn.Linear: (..., D) -> (..., F).

    Row i of the weight makes feature i of the result.
    """
    return x @ weight.T + bias  # (..., D) x (D, F) -> (..., F)


def split_heads(x: Float[Tensor, "B L D"], num_heads: int) -> Float[Tensor, "B H L E"]:
    """Each token's features cut into H pieces of E = D / H: (B, L, D) -> (B, H, L, E)."""
    pieces = x.unflatten(-1, (num_heads, -1))  # (B, L, H, E)
    return pieces.transpose(-3, -2)  # (B, H, L, E)


def merge_heads(x: Float[Tensor, "B H L E"]) -> Float[Tensor, "B L D"]:
    """Each token's H pieces side by side again, D = H * E: (B, H, L, E) -> (B, L, D)."""
    pieces = x.transpose(-3, -2)  # (B, L, H, E)
    return pieces.flatten(-2)  # (B, L, D)


def repeat_kv(x: Float[Tensor, "B G S E"], repeats: int) -> Float[Tensor, "B H S E"]:
    """Each of G key or value heads `repeats` times, neighbours together: (B, G, S, E) -> H = G * r.

    Heads h = 0 ... H - 1 then share head h // repeats (Ainslie et al. 2023, grouped queries).
    """
    return x.repeat_interleave(repeats, dim=-3)


def multi_head_attention(
    x_query: Float[Tensor, "B L D"],
    x_key_value: Float[Tensor, "B S D"],
    w_query: Float[Tensor, "D D"],
    w_key: Float[Tensor, "D D"],
    w_value: Float[Tensor, "D D"],
    w_output: Float[Tensor, "D D"],
    num_heads: int,
    keep: Bool[Tensor, "B S"] | None = None,
) -> Float[Tensor, "B L D"]:
    """H attentions side by side, each over its own E = D / H projected features, then mixed.

    Weights as in nn.Linear, no biases; `keep` is True for real keys (Vaswani et al. 2017, 3.2.2).
    """
    query = split_heads(x_query @ w_query.T, num_heads)  # (B, H, L, E)
    key = split_heads(x_key_value @ w_key.T, num_heads)  # (B, H, S, E)
    value = split_heads(x_key_value @ w_value.T, num_heads)  # (B, H, S, E)
    attn_mask = None if keep is None else expand_key_mask(keep)  # (B, 1, 1, S)
    output = scaled_dot_product_attention(query, key, value, attn_mask)  # (B, H, L, E)
    return merge_heads(output) @ w_output.T  # (B, L, D)


def self_attention_layer(
    x: Float[Tensor, "B L D"],
    w_query: Float[Tensor, "D D"],
    b_query: Float[Tensor, "D"],
    w_key: Float[Tensor, "D D"],
    b_key: Float[Tensor, "D"],
    w_value: Float[Tensor, "D D"],
    b_value: Float[Tensor, "D"],
    w_output: Float[Tensor, "D D"],
    b_output: Float[Tensor, "D"],
    num_heads: int,
) -> Float[Tensor, "B L D"]:
    """Multi-head attention of a sentence over itself, with biases, as BERT's layers have it."""
    query = split_heads(project(x, w_query, b_query), num_heads)  # (B, H, L, E)
    key = split_heads(project(x, w_key, b_key), num_heads)
    value = split_heads(project(x, w_value, b_value), num_heads)
    output = scaled_dot_product_attention(query, key, value)  # (B, H, L, E)
    return project(merge_heads(output), w_output, b_output)  # (B, L, D)
