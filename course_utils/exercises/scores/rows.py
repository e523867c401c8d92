"""The exercises of lesson 2."""

from __future__ import annotations

import torch

from ...attention import dot_product, raw_scores, scores_for_one_query
from ...checking import HALF, Case, Dial, Exercise
from ..drawing import drawing, drawing_halves
from .dot_product_mistakes import dot_product_mistakes
from .evidence import negatives_missing
from .mistakes import build
from .raw_scores_mistakes import raw_scores_mistakes
from .scores_for_one_query_mistakes import scores_for_one_query_mistakes


def cases_for_one_pair() -> list[Case]:
    normal = drawing(21)
    a, b = normal(64), normal(64)
    return [
        Case(
            "the vectors are short",
            (torch.tensor([1.0, -2.0, 0.5]), torch.tensor([3.0, 1.0, 2.0])),
            gradient=True,
        ),
        Case(
            "the vectors have five components",
            (torch.tensor([0.5, 2.0, -1.5, 1.0, 3.0]), torch.tensor([2.0, -1.0, 0.5, 4.0, 2.5])),
            equal_sizes=True,
        ),
        Case(
            "the components are 0 or 1",
            (torch.tensor([1.0, 1.0, 0.0]), torch.tensor([1.0, 1.0, 1.0])),
        ),
        Case(
            "the vectors are perpendicular",
            (torch.tensor([2.0, 1.0]), torch.tensor([-1.0, 2.0])),
        ),
        Case("the vectors have one component", (torch.tensor([-1.5]), torch.tensor([2.5]))),
        Case("the vectors are long", (a, b + a)),
        Case("the components are large", (30 * a, 30 * (a - b))),
        Case("the vectors are strided views", ((a + b)[::2], normal(64)[1::2] + a[::2])),
        Case("the vectors are float64", (a.double()[:7], (a + b).double()[:7]), gradient=True),
        Case(
            "the vectors are float16",
            (
                torch.tensor([1.5, 2.0, -0.5, 3.0], dtype=torch.float16),
                torch.tensor([2.0, 1.0, -4.0, 0.5], dtype=torch.float16),
            ),
            tolerance=HALF,
        ),
    ]


def cases_for_one_query() -> list[Case]:
    normal = drawing(22)
    keys = [
        [3.0, 1.0, 2.0],
        [1.5, -1.0, -1.0],
        [2.0, 2.0, -1.0],
        [-1.0, 1.5, 1.0],
        [-0.5, 4.0, 1.5],
    ]
    return [
        Case(
            "there are five keys",
            (torch.tensor([1.0, -2.0, 0.5]), torch.tensor(keys)),
            gradient=True,
        ),
        Case("there are as many keys as components", (normal(3), normal(3, 3)), equal_sizes=True),
        Case("there is one key", (normal(5), normal(1, 5))),
        Case("the vectors have one component", (normal(1), normal(4, 1))),
        Case("there are many keys", (normal(64), normal(21, 64))),
        Case("the components are large", (normal(6, spread=30), normal(4, 6, spread=30))),
        Case("key is a transposed view", (normal(10)[::2], normal(5, 7).T)),
        Case("the vectors are float64", (normal(3).double(), normal(4, 3).double()), gradient=True),
        Case(
            "the vectors are float16",
            (normal(5, dtype=torch.float16), normal(7, 5, dtype=torch.float16)),
            tolerance=HALF,
        ),
    ]


def cases_for_all_pairs() -> list[Case]:
    normal = drawing(23)
    in_halves = drawing_halves(2)
    half = torch.float16
    return [
        Case(
            "the sizes are all different", (in_halves(2, 5, 3), in_halves(2, 7, 3)), gradient=True
        ),
        Case("all sizes are equal", (normal(3, 3, 3), normal(3, 3, 3)), equal_sizes=True),
        Case("the sizes are the article's", (normal(2, 3, 4), normal(2, 5, 4))),
        Case("there is one sentence", (normal(1, 3, 5), normal(1, 7, 5))),
        Case("there is one query", (normal(3, 1, 6), normal(3, 5, 6))),
        Case("there is one key", (normal(3, 4, 6), normal(3, 1, 6))),
        Case("there are as many queries as keys", (normal(2, 4, 5), normal(2, 4, 5))),
        Case("there are as many keys as components", (normal(2, 4, 6), normal(2, 6, 6))),
        Case("the vectors have one component", (normal(2, 3, 1), normal(2, 4, 1))),
        Case("the tensors are larger", (normal(3, 7, 33), normal(3, 11, 33))),
        Case("the entries are large", (normal(2, 3, 7, spread=30), normal(2, 4, 7, spread=30))),
        Case(
            "query and key are transposed views",
            (normal(2, 5, 3).transpose(1, 2), normal(4, 2, 5).transpose(0, 1)),
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


SCORES_TIMES = Dial(
    lambda number: build(finish=lambda scores, *_: scores * number),
    "every score of yours is the dot product times {number}.",
)

EXERCISES = [
    Exercise(
        reference=dot_product,
        lesson="02_scores",
        cases=cases_for_one_pair,
        mistakes=dot_product_mistakes,
        build=build,
        action="Work out [1, -2] dot [3, 1] by hand, step by step: where does your code differ?",
        difficulty=1,
        minutes=3,
        hints=(
            "Two steps: multiply the components in the same place, then add up the products.",
            "a * b multiplies place by place and gives a tensor (E,); one more method makes it "
            "a single number.",
            "The method is .sum(). A loop that adds a[e] * b[e] to a running total is as good.",
        ),
    ),
    Exercise(
        reference=scores_for_one_query,
        lesson="02_scores",
        cases=cases_for_one_query,
        mistakes=scores_for_one_query_mistakes,
        build=build,
        dial=SCORES_TIMES,
        action="Entry s is the query dot key[s]. Work that entry out by hand.",
        difficulty=1,
        minutes=5,
        hints=(
            "There is one number per key: a loop over the rows of key, with a dot product in each.",
            "Without a loop: key * query_vector multiplies every key by the query, place by place. "
            "Which axis should then be summed away, so that one number per key is left?",
            "matrix @ vector does both steps: each row of the matrix, dot the vector. "
            "Which of the two is the matrix with one key a row?",
        ),
    ),
    Exercise(
        reference=raw_scores,
        lesson="02_scores",
        cases=cases_for_all_pairs,
        mistakes=raw_scores_mistakes,
        build=build,
        dial=SCORES_TIMES,
        evidence=negatives_missing,
        action="Entry [b, l, s] is query[b, l] dot key[b, s]. Work that entry out by hand.",
        difficulty=2,
        minutes=10,
        hints=(
            "Entry [b, l, s] is query[b, l] dot key[b, s]. Loops over b, l and s would do.",
            "A matrix product takes rows of the left and columns of the right. The keys are rows: "
            "first turn (B, S, E) into (B, E, S), without disturbing the batch.",
            "key.transpose(-2, -1) swaps the last two axes. Then @ or torch.bmm does all "
            "sentences, each with its own keys. Nothing is divided here.",
        ),
    ),
]
