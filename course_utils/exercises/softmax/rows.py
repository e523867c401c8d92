"""The exercises of lesson 3."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import HALF, Case, Dial, Exercise
from ..drawing import drawing
from .evidence import about_the_rows
from .mistakes import build, softmax_mistakes


def cases() -> list[Case]:
    normal = drawing(3)
    some_removed = normal(2, 3, 5)
    some_removed[..., 1] = -math.inf
    rows_apart = normal(4, 2, 3) + 300 * torch.arange(8.0).reshape(4, 2, 1)
    # Without a shift, exp overflows in some rows, and no sum of finite ones does.
    in_halves = drawing(35)(4, 2, 3, spread=8, dtype=torch.float16)
    one_far_above = normal(4, 2, 3) + torch.tensor([0.0, 300.0, 0.0])
    return [
        Case("the sizes are all different", (normal(4, 2, 3),), gradient=True),
        Case("all sizes are equal", (normal(3, 3, 3),), equal_sizes=True),
        Case("x has one axis", (normal(5),)),
        Case("x has two axes", (normal(2, 6),)),
        Case("x has four axes", (normal(2, 3, 4, 5),)),
        Case("the scores are far apart", (normal(4, 2, 3, spread=30),)),
        Case("the scores are large", (normal(4, 2, 3) + 1000,), tolerance=1e-3),
        Case("the scores are far below zero", (normal(4, 2, 3) - 2000,), tolerance=1e-3),
        Case("the rows lie 300 apart", (rows_apart,), tolerance=1e-3),
        Case("one score of each row lies far above the others", (one_far_above,), tolerance=1e-3),
        Case("some scores are -inf", (some_removed,)),
        Case("there is one key", (normal(4, 2, 1),)),
        Case("the batch holds one sentence", (normal(1, 3, 4),)),
        Case("x is a transposed view", (normal(4, 3, 2).transpose(1, 2),)),
        Case("x is float64", (normal(4, 2, 3, dtype=torch.float64),), gradient=True),
        Case("x is float16", (in_halves,), tolerance=HALF),
    ]


def with_temperature(x: torch.Tensor, number: float) -> torch.Tensor:
    """The shares of `number` times the scores; nothing if that is all but right, or all alike."""
    told_otherwise = number == 0 or abs(number - 1) < 0.02
    return x.new_empty(0) if told_otherwise else softmax(number * x)


EXERCISES = [
    Exercise(
        reference=softmax,
        lesson="03_softmax",
        cases=cases,
        mistakes=softmax_mistakes,
        build=build,
        dial=Dial(
            lambda number: lambda x: with_temperature(x, number),
            "your rows sum to 1, but they are the shares of the scores times {number}.",
        ),
        evidence=about_the_rows,
        action="What must every row of the result sum to, and along which axis is a row?",
        difficulty=2,
        minutes=10,
        hints=(
            "Two steps: make every number positive with exp, then divide by a sum.",
            "Sum along the last axis with keepdim=True, so that the sums divide their own rows.",
            "exp(89) overflows. Subtracting the same number from a whole row changes no share: "
            "subtract the row's largest entry (amax) before exp.",
        ),
    )
]
