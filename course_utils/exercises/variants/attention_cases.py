"""Cases of query, key and value that any whole attention should pass, scaled by √E or not."""

from __future__ import annotations

from collections.abc import Callable

import torch

from ...checking import HALF, Case
from ..drawing import drawing

EXTRA = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], tuple]


def shapes(batch: int, queries: int, keys: int, head: int, value: int) -> tuple:
    return (batch, queries, head), (batch, keys, head), (batch, keys, value)


def nothing_more(query, key, value) -> tuple:
    return ()


def attention_cases(seed: int, more: EXTRA = nothing_more) -> list[Case]:
    """`more` makes the arguments after the first three. √E, √Ev, √S, √L and √B differ mostly.

    The first case holds numbers with one decimal, to be reckoned with by hand.
    """
    normal = drawing(seed)

    def tensors(*sizes, dtype=torch.float32):
        return tuple(normal(*shape, dtype=dtype) for shape in shapes(*sizes))

    def with_loud_queries(query, key, value):
        """Their scores pass what exp can take, above and below."""
        query[:, 1], query[:, 3] = 60 * key[:, 0], -60 * key[:, 2]
        return query, key, value

    def far_below(query, key, value):
        """Every key scores far below 0 with query 1, where exp gives 0."""
        query[:, 1] = -100.0
        return query, key.abs() + 0.5, value

    drawn = {
        "the sizes are all different": [t.round(decimals=1) for t in tensors(2, 3, 5, 9, 6)],
        "all sizes are equal": tensors(3, 3, 3, 3, 3),
        "a value is as long as a key": tensors(2, 3, 5, 7, 7),
        "a batch holds one sentence": tensors(1, 5, 7, 3, 7),
        "there is one query": tensors(3, 1, 5, 7, 2),
        "there is one key": tensors(3, 7, 1, 5, 2),
        "there are as many queries as keys": tensors(2, 5, 5, 3, 7),
        "queries and keys are one number each": tensors(2, 7, 3, 1, 5),
        "the tensors are larger": tensors(3, 7, 17, 18, 5),
        "some queries are much louder": with_loud_queries(*tensors(2, 7, 5, 8, 3)),
        "all scores of a query are far below 0": far_below(*tensors(2, 5, 7, 3, 6)),
        "query, key and value are transposed views": [
            tensor.transpose(1, 2) for tensor in tensors(2, 6, 6, 3, 3)
        ],
        "query, key and value are float64": tensors(3, 2, 7, 5, 6, dtype=torch.float64),
    }
    graded = "the sizes are all different", "query, key and value are float64"
    half = tensors(2, 3, 5, 7, 6, dtype=torch.float16)
    return [
        *(
            Case(
                when,
                (*three, *more(*three)),
                gradient=when in graded,
                equal_sizes=when == "all sizes are equal",
            )
            for when, three in drawn.items()
        ),
        Case("query, key and value are float16", (*half, *more(*half)), tolerance=HALF),
    ]
