"""The exercise of lesson 5 on half precision."""

from __future__ import annotations

from dataclasses import replace

import torch

from ...attention import scores_in_float32
from ...checking import Case, Dial, Exercise
from ..drawing import drawing
from .half_mistakes import build, half_mistakes
from .scale_mistakes import scale_mistakes
from .score_mistakes import mistakes_in_the_dot_products, score_mistakes

in_the_scale = [mistake for mistake in score_mistakes if mistake.part == "scaled"]


def cases() -> list[Case]:
    normal = drawing(57)

    def pair(batch, queries, keys, size, dtype=torch.float16, spread=1.0):
        shapes = (batch, queries, size), (batch, keys, size)
        return tuple(normal(*shape, spread=spread, dtype=dtype) for shape in shapes)

    def aligned(batch, queries, keys, size, dtype=torch.float16):
        """Entries around 256, of one sign: even after scaling the sums pass 65504."""
        tensors = pair(batch, queries, keys, size, torch.float32, spread=30)
        return tuple((tensor + 256).to(dtype) for tensor in tensors)

    return [
        Case("entries are ordinary", pair(2, 3, 5, 7)),
        Case("all sizes are equal", pair(3, 3, 3, 3), equal_sizes=True),
        Case("dot products pass 65504", pair(3, 5, 2, 6, spread=200)),
        Case("scaled scores pass 65504, too", aligned(5, 2, 3, 80)),
        Case("single products pass 65504", pair(2, 5, 3, 11, spread=900)),
        Case("there is one query, and one key", pair(5, 1, 1, 3)),
        Case("the vectors have one component", pair(2, 3, 5, 1)),
        Case("the entries are bfloat16", pair(2, 5, 3, 7, torch.bfloat16)),
        Case("the entries are large and bfloat16", aligned(2, 5, 3, 11, torch.bfloat16)),
        Case(
            "query and key are transposed views",
            tuple(tensor.transpose(1, 2) for tensor in pair(2, 6, 6, 3)),
        ),
        Case("the entries are float32 already", pair(2, 5, 3, 7, torch.float32), gradient=True),
    ]


SCORES_IN_FLOAT32 = Exercise(
    reference=scores_in_float32,
    lesson="05_scaling",
    cases=cases,
    mistakes=[
        *half_mistakes,
        *scale_mistakes,
        *in_the_scale,
        *(replace(mistake, alone=True) for mistake in mistakes_in_the_dot_products()),
    ],
    build=build,
    dial=Dial(
        lambda number: build(scaled=lambda scores, *_: scores * number),
        "yours are the dot products times {number}; they should be times 1/√E.",
    ),
    action="Follow one score: at which step does the dtype change, and what was lost before it?",
    difficulty=1,
    minutes=5,
    hints=(
        "float16 ends at 65504. Which of your intermediate results could be larger?",
        "Once a number is inf or rounded, converting it does not bring it back. Convert first.",
        "query.float() and key.float() are the same vectors in float32. Then as in scaled_scores.",
    ),
)
