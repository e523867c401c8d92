"""The exercise of lesson 5 that scales scores."""

from __future__ import annotations

import torch

from ...attention import scaled_scores
from ...checking import HALF, Case, Dial, Exercise
from ..drawing import drawing, drawing_halves
from .scale_mistakes import build, scale_mistakes
from .score_mistakes import mistakes_in_the_dot_products, score_mistakes


def cases_for_scaled_scores() -> list[Case]:
    """E is never 4 (√4 is 4/2), and apart from one case no other size has the same root."""
    normal = drawing(51)
    in_halves = drawing_halves(5)
    half = torch.float16
    return [
        Case(
            "the sizes are all different", (in_halves(2, 4, 9), in_halves(2, 5, 9)), gradient=True
        ),
        Case("all sizes are equal", (normal(3, 3, 3), normal(3, 3, 3)), equal_sizes=True),
        Case("there is one sentence", (normal(1, 3, 5), normal(1, 7, 5))),
        Case("there is one query", (normal(3, 1, 6), normal(3, 5, 6))),
        Case("there is one key", (normal(5, 4, 7), normal(5, 1, 7))),
        Case("there are as many queries as keys", (normal(2, 4, 5), normal(2, 4, 5))),
        Case("the vectors have one component", (normal(2, 3, 1), normal(2, 4, 1))),
        Case("the vectors are longer", (normal(3, 7, 33), normal(3, 11, 33))),
        Case("the entries are large", (normal(2, 3, 7, spread=30), normal(2, 4, 7, spread=30))),
        Case(
            "query and key are transposed views",
            (normal(2, 6, 3).transpose(1, 2), normal(5, 2, 6).transpose(0, 1)),
        ),
        Case(
            "the entries are float64",
            (normal(2, 4, 3).double(), normal(2, 5, 3).double()),
            gradient=True,
        ),
        Case(
            "the entries are float16",
            (normal(2, 3, 6, dtype=half), normal(2, 4, 6, dtype=half)),
            tolerance=HALF,
        ),
    ]


SCALED_SCORES = Exercise(
    reference=scaled_scores,
    lesson="05_scaling",
    cases=cases_for_scaled_scores,
    mistakes=[*scale_mistakes, *score_mistakes, *mistakes_in_the_dot_products()],
    build=build,
    dial=Dial(
        lambda number: build(scaled=lambda scores, *_: scores * number),
        "yours are the dot products times {number}; they should be times 1/√E.",
    ),
    action="Entry [b, l, s] is query[b, l] dot key[b, s], divided by √E. Work one out by hand.",
    difficulty=1,
    minutes=6,
    hints=(
        "Two steps: the raw scores of lesson 2 (cu.raw_scores is there), then one division.",
        "E is the length of one query: the last entry of query.shape. It must be read off the "
        "query, never written down as a number.",
        "The root is math.sqrt(E) or E ** 0.5, with no 1/2 in it. Dividing by it and multiplying "
        "by E ** -0.5 are the same.",
    ),
)
