"""The count of attention's work taken apart, so that mistakes in parts can be recognised."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

SIZES = ("batch", "num_heads", "num_queries", "num_keys", "head_dim", "value_dim")
SCORES = ("batch", "num_heads", "num_queries", "num_keys", "head_dim")
MIXING = ("batch", "num_heads", "num_queries", "num_keys", "value_dim")


def work(factors: tuple[str, ...], operations: int = 2) -> Callable[..., int]:
    """So many operations for each of the steps that these sizes make together."""
    return lambda **sizes: operations * math.prod(sizes[name] for name in factors)


def factor():
    return 2


def pairs(num_queries, num_keys):
    return num_queries * num_keys


def copies(batch, num_heads):
    return batch * num_heads


def besides(num_queries, num_keys, value_dim):
    return 0


scores, mixing = work(SCORES), work(MIXING)


def build(
    factor=factor,
    pairs=pairs,
    sizes=None,
    copies=copies,
    besides=besides,
    scores=scores,
    mixing=mixing,
):
    """The work of the two products, or of both at once where `sizes` says how long a step is.

    What is wrong with the factor, the pairs or the copies is wrong in both.
    """

    def attention_flop(batch, num_heads, num_queries, num_keys, head_dim, value_dim):
        given = (batch, num_heads, num_queries, num_keys, head_dim, value_dim)
        named = dict(zip(SIZES, given, strict=True))
        if sizes:
            products = work(SIZES[:4])(**named) * sizes(head_dim, value_dim)
        else:
            products = scores(**named) + mixing(**named)
        in_both = Fraction(factor(), 2) * Fraction(
            pairs(num_queries, num_keys) * copies(batch, num_heads),
            num_queries * num_keys * batch * num_heads,
        )
        more = copies(batch, num_heads) * besides(num_queries, num_keys, value_dim)
        count = in_both * products + more
        return int(count) if count.denominator == 1 else float(count)

    return attention_flop
