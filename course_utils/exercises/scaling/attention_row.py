"""The exercise of lesson 5 that puts scaled attention together."""

from __future__ import annotations

import torch

from ...attention import attention
from ...checking import HALF, Case, Exercise
from ..drawing import drawing, generator
from ..scale_dial import scale_dial
from ..weighted_sum.whole_mistakes import mistakes_around
from .attention_mistakes import attention_mistakes, build
from .step_mistakes import mistakes_of_the_steps


def cases_for_attention() -> list[Case]:
    """√E, √Ev, √S, √L and √B differ in all cases but one, and no size is 4."""
    draw = generator(55)
    normal = drawing(56)

    def tensors(batch, queries, keys, head, value, dtype=torch.float32):
        shapes = (batch, queries, head), (batch, keys, head), (batch, keys, value)
        return tuple(normal(*shape, dtype=dtype) for shape in shapes)

    def two_queries_much_louder(query, key, value):
        """Their scores pass what exp can take, above and below, and are far from the others'."""
        query[:, 1], query[:, 3] = 60 * key[:, 0], -60 * key[:, 2]
        return query, key, value

    def far_below(query, key, value):
        """Every key scores below -130 with query 1, divided already, where exp gives 0."""
        query[:, 1] = -100.0
        return query, key.abs() + 0.5, value

    halves = [
        torch.randint(low, high, shape, generator=draw) / 2
        for low, high, shape in ((-2, 3, (2, 3, 9)), (-2, 3, (2, 5, 9)), (-4, 9, (2, 5, 6)))
    ]
    views = tuple(tensor.transpose(1, 2) for tensor in tensors(2, 6, 6, 3, 3))
    return [
        Case("the sizes are all different", tuple(halves), gradient=True),
        Case("all sizes are equal", tensors(3, 3, 3, 3, 3), equal_sizes=True),
        Case("a value is as long as a key", tensors(2, 3, 5, 7, 7)),
        Case("a batch holds one sentence", tensors(1, 5, 7, 3, 7)),
        Case("there is one query", tensors(3, 1, 5, 7, 2)),
        Case("there is one key", tensors(3, 7, 1, 5, 2)),
        Case("there are as many queries as keys", tensors(2, 5, 5, 3, 7)),
        Case("queries and keys are one number each", tensors(2, 7, 3, 1, 5)),
        Case("the tensors are larger", tensors(3, 7, 17, 18, 5)),
        Case("some queries are much louder", two_queries_much_louder(*tensors(2, 7, 5, 8, 3))),
        Case("all scores of a query are far below 0", far_below(*tensors(2, 5, 5, 7, 6))),
        Case("query, key and value are transposed views", views),
        Case(
            "query, key and value are float64",
            tensors(3, 2, 7, 5, 6, dtype=torch.float64),
            gradient=True,
        ),
        Case(
            "query, key and value are float16",
            tensors(2, 3, 5, 7, 6, dtype=torch.float16),
            tolerance=HALF,
        ),
    ]


ATTENTION = Exercise(
    reference=attention,
    lesson="05_scaling",
    cases=cases_for_attention,
    mistakes=[*attention_mistakes, *mistakes_around(attention), *mistakes_of_the_steps()],
    build=build,
    dial=scale_dial(lambda number: build(scaled=lambda scores, *_: scores * number)),
    action="Print the shape and the first row of each step: scaled scores, weights, output.",
    difficulty=2,
    minutes=8,
    hints=(
        "Your pipeline of lesson 4 with one change: scaled scores where the raw ones were.",
        "Where does the division go? Softmax must see the divided scores; afterwards it is too "
        "late: the weights would no longer sum to 1.",
        "√E is the root of the length of a query, query.shape[-1]. A value's length, the number "
        "of keys and the number of queries have no part in it.",
    ),
    ready_made={
        "scaled_dot_product": (
            "right numbers, from torch's ready-made attention, which divides by √E unless told "
            "otherwise. PyTorch's own Transformer layers call it; here each step is to be built."
        )
    },
)
