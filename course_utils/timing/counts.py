"""How much work attention is: floating-point operations and bytes moved."""

from __future__ import annotations


def attention_flop(
    batch: int, num_heads: int, num_queries: int, num_keys: int, head_dim: int, value_dim: int
) -> int:
    """Floating-point operations of attention's two matrix products, Q K^T and weights V.

    A multiplication and an addition are two operations; softmax, a few per score, is left out, as
    is customary (Dao 2023, section 4.1).
    """
    scores = 2 * num_queries * num_keys * head_dim
    output = 2 * num_queries * num_keys * value_dim
    return batch * num_heads * (scores + output)


BACKWARD_FACTOR = 2.5
"""Backward's matrix products by forward's: five (the scores again, and the gradients of weights,
values, queries and keys) instead of two."""

CUSTOMARY_CAUSAL_SHARE = 0.5
"""The share of a causal mask that published FLOP/s are computed with. `causal_share` is exact."""

NAIVE_PASSES = 4
"""How often bmm, softmax, bmm move each score: written by the first product, read and written by
softmax, read by the second product. A softmax that reads its row several times finds it in a cache
while a row is small enough to stay there; so this is the least."""

NAIVE_CAUSAL_PASSES = 6
"""With masked_fill between product and softmax, which reads and writes the scores once more."""


def causal_scores(num_queries: int, num_keys: int) -> int:
    """How many scores a causal mask keeps: query i may look at the keys 0 to i."""
    square = min(num_queries, num_keys)
    return square * (square + 1) // 2 + (num_queries - square) * num_keys


def causal_share(num_queries: int, num_keys: int) -> float:
    """The share of the scores that a causal mask keeps: (L + 1) / 2L for as many keys as queries.

    It multiplies `attention_flop` and `attention_exps` where what is masked is not computed.
    """
    return causal_scores(num_queries, num_keys) / (num_queries * num_keys)


def attention_exps(batch: int, num_heads: int, num_queries: int, num_keys: int) -> int:
    """Exponentials in attention: one for each score."""
    return batch * num_heads * num_queries * num_keys


def attention_bytes(
    batch: int,
    num_heads: int,
    num_queries: int,
    num_keys: int,
    head_dim: int,
    value_dim: int,
    *,
    itemsize: int = 4,
    num_kv_heads: int | None = None,
    score_passes: int = 0,
) -> int:
    """The least bytes that attention moves between memory and chip, with `itemsize` to a number.

    Queries, keys and values are read once and the output is written once: the fused way. Grouped
    heads read the keys and values of `num_kv_heads` only (their FLOP stay those of all heads).
    Without fusing, each score is moved `score_passes` times besides: NAIVE_PASSES.
    """
    kv_heads = num_heads if num_kv_heads is None else num_kv_heads
    queries_and_output = num_heads * num_queries * (head_dim + value_dim)
    keys_and_values = kv_heads * num_keys * (head_dim + value_dim)
    scores = score_passes * num_heads * num_queries * num_keys
    return itemsize * batch * (queries_and_output + keys_and_values + scores)


def intensity(flop: float, moved: float) -> float:
    """Arithmetic intensity: operations for each byte moved."""
    return flop / moved
