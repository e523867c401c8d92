"""The exercise of lesson 8 that counts attention's work."""

from __future__ import annotations

import torch

from ...checking import Case, Exercise
from ...timing import attention_flop
from ..drawing import whole
from .flop_mistakes import flop_mistakes
from .flop_parts import build
from .flop_term_mistakes import flop_term_mistakes
from .flop_whole_mistakes import flop_whole_mistakes


def cases() -> list[Case]:
    return [
        Case("the sizes are all different", (2, 3, 5, 7, 4, 6)),
        Case("all sizes are equal", (3, 3, 3, 3, 3, 3), equal_sizes=True),
        Case("there is one query", (2, 8, 1, 1000, 64, 32)),
        Case("there is one key", (3, 2, 6, 1, 5, 7)),
        Case("there is one head", (4, 1, 6, 9, 5, 2)),
        Case("the batch holds one sentence", (1, 5, 4, 3, 2, 9)),
        Case("query and value are of one size", (2, 3, 4, 5, 7, 7)),
        Case("there are more of everything", (4, 8, 64, 128, 16, 8)),
    ]


def more_cases(draw: torch.Generator) -> list[Case]:
    return [Case("the sizes are drawn", tuple(six)) for six in whole(draw, 2, 90, 3, 6).tolist()]


ATTENTION_FLOP = Exercise(
    reference=attention_flop,
    lesson="08_gpu_timing",
    cases=cases,
    more_cases=more_cases,
    mistakes=(*flop_mistakes, *flop_whole_mistakes, *flop_term_mistakes),
    build=build,
    action="Count one score first, then all scores, then one entry of the output, then all.",
    difficulty=1,
    minutes=8,
    hints=(
        "Attention is two matrix products with a softmax between; only the products count.",
        "One score is a dot product of head_dim multiplications and as many additions. How many "
        "scores are there, in all heads and all sentences?",
        "One entry of the output is a sum of num_keys products, and there are num_queries * "
        "value_dim entries a head: 2 * num_queries * num_keys * value_dim. Add the scores' work.",
    ),
)
