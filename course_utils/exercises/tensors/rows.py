"""The exercises of lesson 1."""

from __future__ import annotations

import torch

from ...attention import make_qkv
from ...checking import Case, Exercise
from ..drawing import whole
from .answer_mistakes import answer_mistakes
from .number_mistakes import number_mistakes
from .observation import observe
from .parts import build
from .shape_mistakes import shape_mistakes
from .telling import what_differs


def cases() -> list[Case]:
    def sizes(batch, num_queries, num_keys, head_dim, value_dim):
        return batch, num_queries, num_keys, head_dim, value_dim

    return [
        Case("the sizes are all different", sizes(2, 3, 5, 4, 6)),
        Case("all sizes are equal", sizes(18, 18, 18, 18, 18), equal_sizes=True),
        Case("the batch holds one sentence", sizes(1, 4, 2, 5, 3)),
        Case("there is one query", sizes(4, 1, 6, 5, 3)),
        Case("there is one key", sizes(3, 5, 1, 4, 7)),
        Case("there are enough numbers to measure", sizes(20, 21, 25, 15, 18)),
    ]


def more_cases(draw: torch.Generator) -> list[Case]:
    sizes = whole(draw, 11, 19, 2, 5).tolist()
    return [Case("the sizes are drawn", tuple(five)) for five in sizes]


EXERCISES = [
    Exercise(
        reference=make_qkv,
        lesson="01_tensors",
        cases=cases,
        more_cases=more_cases,
        mistakes=(*shape_mistakes, *number_mistakes, *answer_mistakes),
        build=build,
        observe=observe,
        evidence=what_differs,
        action="Go through it once more: three shapes, one dtype, every number drawn on its own.",
        difficulty=1,
        minutes=10,
        hints=(
            "Write the three shapes down first: which of B, L, S, E, Ev does each tensor have?",
            "There are as many values as keys, but a value may have another size than a key. "
            "torch.randn(2, 3, 4) draws a tensor of shape (2, 3, 4) from the standard normal.",
            "Call torch.randn three times, once for each tensor, and end with "
            "`return query, key, value`.",
        ),
    )
]
