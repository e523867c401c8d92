"""The exercise that finds the four bugs of a tutorial."""

from __future__ import annotations

import torch

from ....checking import Case, Exercise
from ...drawing import bools, generator
from ...scale_dial import scale_dial, sizes_of_heads
from .mending_mask_mistakes import mending_mask_mistakes
from .mending_mistakes import mending_mistakes
from .mending_softmax_mistakes import mending_softmax_mistakes
from .specimen import repaired_attention
from .specimen_mistakes import build, specimen_mistakes


def cases() -> list[Case]:
    draw = generator(70)

    def tokens(batch, length, heads, head, *, louder=1.0, dtype=torch.float32):
        return (louder * torch.randn(batch, length, heads * head, generator=draw)).to(dtype)

    halves = torch.randint(-3, 4, (2, 4, 15), generator=draw) / 2
    turned = tokens(4, 2, 3, 6).transpose(0, 1)
    # Scores of about 8 * 8 * √5 = 143, and -143: in float64, exp does not make 0 of both.
    opposed = 8 + tokens(2, 4, 2, 5, louder=0.1, dtype=torch.float64)
    opposed[0, 3] *= -1
    opposed[1, 2:] *= -1
    return [
        Case("the sizes are all different", (halves, 3, bools("1110 1011")), gradient=True),
        Case(
            "all sizes are equal",
            (tokens(3, 3, 3, 3), 3, bools("110 101 111")),
            equal_sizes=True,
        ),
        Case("no token is padding", (tokens(2, 5, 2, 3), 2, bools("11111 11111"))),
        Case("a batch holds one sentence", (tokens(1, 4, 3, 5), 3, bools("1101"))),
        Case("there is one head", (tokens(3, 5, 1, 6), 1, bools("11111 10011 01000"))),
        Case("a sentence is one token", (tokens(3, 1, 2, 5), 2, bools("1 1 1"))),
        Case("there are many heads", (tokens(2, 3, 8, 2), 8, bools("111 110"))),
        Case("x is a transposed view", (turned, 3, bools("1110 1111"))),
        Case("the scores are large", (tokens(2, 5, 2, 6, louder=5), 2, bools("11100 11110"))),
        Case("a padded token's scores are far below zero", (opposed, 2, bools("1110 1100"))),
        Case(
            "x is float64",
            (tokens(2, 6, 3, 5, dtype=torch.float64), 3, bools("111110 011111")),
            gradient=True,
        ),
        # No float16: a fill of -1e9, which does not fit into it, mends the tutorial.
    ]


REPAIRED_ATTENTION = Exercise(
    reference=repaired_attention,
    lesson="07_projections",
    cases=cases,
    mistakes=[
        *specimen_mistakes,
        *mending_mistakes,
        *mending_softmax_mistakes,
        *mending_mask_mistakes,
    ],
    build=build,
    dial=scale_dial(lambda number: build(scaled=lambda scores, *_: scores * number)),
    sizes_besides=lambda x, num_heads, keep: sizes_of_heads(x, num_heads),
    together=4,
    action="Go line by line: what should the line do, and does it?",
    difficulty=2,
    minutes=15,
    hints=(
        "Four lines are wrong, one bug in each; all shapes are right. Print what comes out of "
        "each line for one small sentence and compare with what you expect.",
        "Look at: how the keys are turned, what the scores are divided by, what padding's scores "
        "become, and the axis of the softmax.",
        "Swapping two axes is not reshaping; a score adds up one head's features; hidden means a "
        "weight of exactly 0; each query's weights over the keys sum to 1.",
    ),
)
