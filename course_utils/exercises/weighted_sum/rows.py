"""The exercises of lesson 4."""

from __future__ import annotations

import torch

from ...attention import dot_product_attention, raw_scores, weighted_sum
from ...checking import HALF, Case, Exercise
from ..drawing import generator
from ..scale_dial import scale_dial
from . import (
    attention_mistakes,
    mix_mistakes,
    operand_mistakes,
    output_mistakes,
    share_mistakes,
    weighted_sum_mistakes,
)
from .step_mistakes import mistakes_of_the_steps
from .whole_mistakes import mistakes_around


def weighted_sum_cases() -> list[Case]:
    draw = generator(4)

    def any_weights(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=draw).to(dtype)

    def shares(*shape, dtype=torch.float32):
        return any_weights(*shape).mul(2).softmax(dim=-1).to(dtype)

    def values(*shape, spread=1.0, dtype=torch.float32):
        return (spread * torch.randn(*shape, generator=draw)).to(dtype)

    tenths = torch.tensor([[1, 2, 4, 2, 1], [0, 5, 0, 3, 2], [7, 0, 1, 1, 1]]) / 10
    tenths = torch.stack([tenths, tenths.roll(1, dims=-1)])
    whole = torch.randint(-4, 9, (2, 5, 4), generator=draw).float()
    half = torch.float16
    return [
        Case("the sizes are all different", (tenths, whole), gradient=True),
        Case("all sizes are equal", (any_weights(3, 3, 3), values(3, 3, 3)), equal_sizes=True),
        Case("the weights do not sum to 1", (any_weights(2, 3, 5), values(2, 5, 4))),
        Case("some weights are 2", (2 * tenths, values(2, 5, 4))),
        Case("a batch holds one sentence", (shares(1, 4, 3), values(1, 3, 5))),
        Case("there is one query", (shares(3, 1, 5), values(3, 5, 2))),
        Case("there is one key", (any_weights(4, 3, 1), values(4, 1, 2))),
        Case("there are as many queries as keys", (any_weights(2, 4, 4), values(2, 4, 3))),
        Case("a value is one number", (shares(2, 3, 4), values(2, 4, 1))),
        Case("there are many keys", (shares(2, 7, 40), values(2, 40, 9))),
        Case("the values are large", (shares(3, 2, 4), values(3, 4, 5, spread=1000))),
        Case(
            "weights and value are transposed views",
            (shares(2, 5, 3).transpose(1, 2), values(2, 4, 5).transpose(1, 2)),
        ),
        Case(
            "weights and value are float64",
            (any_weights(3, 4, 2, dtype=torch.float64), values(3, 2, 5, dtype=torch.float64)),
            gradient=True,
        ),
        Case(
            "weights and value are float16",
            (shares(2, 3, 5, dtype=half), values(2, 5, 4, dtype=half)),
            tolerance=HALF,
        ),
    ]


WEIGHTED_SUM = Exercise(
    reference=weighted_sum,
    lesson="04_weighted_sum",
    cases=weighted_sum_cases,
    mistakes=[
        *weighted_sum_mistakes.weighted_sum_mistakes,
        *mix_mistakes.mix_mistakes,
        *output_mistakes.output_mistakes,
        *operand_mistakes.operand_mistakes,
    ],
    build=weighted_sum_mistakes.build,
    action="Take one query: each of its weights times that key's value, all added up.",
    difficulty=1,
    minutes=8,
    hints=(
        "Start with one query of one sentence: weights[b, l] holds S numbers, value[b] holds "
        "S rows. Multiply each row by its number, then add the rows.",
        "The axis that both share, the keys, is the one that is summed away: "
        "(B, L, S) and (B, S, Ev) leave (B, L, Ev).",
        "Write the two shapes side by side with the shared sizes touching: that is a matrix "
        "product for every sentence (@, torch.bmm or einsum). Nothing needs a transpose.",
    ),
)


def attention_cases() -> list[Case]:
    draw = generator(44)

    def tensors(batch, queries, keys, head, value, *, louder=1.0, dtype=torch.float32):
        shapes = (batch, queries, head), (batch, keys, head), (batch, keys, value)
        query, key, value = (torch.randn(*shape, generator=draw) for shape in shapes)
        return (louder * query).to(dtype), key.to(dtype), value.to(dtype)

    def far_below(query, key, value):
        """Every key scores below -200 with query 1, where exp gives 0."""
        query[:, 1] = -100.0
        return query, key.abs() + 0.5, value

    halves = [
        torch.randint(low, high, shape, generator=draw) / 2
        for low, high, shape in ((-2, 3, (2, 3, 4)), (-2, 3, (2, 5, 4)), (-4, 9, (2, 5, 6)))
    ]
    views = tuple(tensor.transpose(1, 2) for tensor in tensors(2, 5, 5, 3, 3))
    return [
        Case("the sizes are all different", tuple(halves), gradient=True),
        Case("all sizes are equal", tensors(3, 3, 3, 3, 3), equal_sizes=True),
        Case("a value is as long as a key", tensors(2, 3, 5, 6, 6)),
        Case("a batch holds one sentence", tensors(1, 7, 6, 3, 6)),
        Case("there is one query", tensors(3, 1, 5, 4, 2)),
        Case("there is one key", tensors(3, 4, 1, 5, 2)),
        Case("there are as many queries as keys", tensors(2, 5, 5, 3, 7)),
        Case("queries and keys are one number each", tensors(2, 4, 3, 1, 5)),
        Case("the tensors are larger", tensors(5, 12, 40, 16, 7)),
        Case("the scores are far apart", tensors(2, 6, 5, 8, 3, louder=30)),
        Case("all scores of a query are far below 0", far_below(*tensors(2, 5, 5, 4, 6))),
        Case("query, key and value are transposed views", views),
        Case(
            "query, key and value are float64",
            tensors(3, 2, 4, 5, 6, dtype=torch.float64),
            gradient=True,
        ),
        Case(
            "query, key and value are float16",
            tensors(2, 3, 5, 4, 6, dtype=torch.float16),
            tolerance=HALF,
        ),
    ]


DOT_PRODUCT_ATTENTION = Exercise(
    reference=dot_product_attention,
    lesson="04_weighted_sum",
    cases=attention_cases,
    mistakes=[
        *attention_mistakes.attention_mistakes,
        *share_mistakes.share_mistakes,
        *mistakes_around(dot_product_attention),
        *mistakes_of_the_steps(WEIGHTED_SUM),
    ],
    build=attention_mistakes.build,
    dial=scale_dial(
        lambda number: attention_mistakes.build(raw_scores=lambda q, k: raw_scores(q, k) * number),
        "nothing is to be scaled here",
    ),
    action="Print the shape and the first row of each step: scores, weights, output.",
    difficulty=2,
    minutes=12,
    hints=(
        "Three lines: scores from query and key, weights from the scores, the output from the "
        "weights and value. You have written each of them before.",
        "Shapes: (B, L, E) and (B, S, E) give scores (B, L, S); the weights have the same shape; "
        "with (B, S, Ev) they give (B, L, Ev). Softmax runs along the keys, the last axis.",
        "No division by anything: the article's pipeline does not scale. cu.raw_scores, "
        "cu.softmax and cu.weighted_sum are there, or write out each step yourself.",
    ),
    ready_made={
        "scaled_dot_product": (
            "right numbers, from torch's ready-made attention. It is what PyTorch's own "
            "Transformer layers and Hugging Face's models call; here each step is to be built."
        )
    },
)

EXERCISES = [WEIGHTED_SUM, DOT_PRODUCT_ATTENTION]
