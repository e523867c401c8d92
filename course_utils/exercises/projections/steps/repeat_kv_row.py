"""The exercise that repeats key and value heads for grouped queries."""

from __future__ import annotations

import torch

from ....checking import HALF, Case, Exercise
from ....multihead import repeat_kv
from ...drawing import generator
from . import repeat_kv_mistakes, repeat_kv_number_mistakes
from .numbered import numbered, says_where


def repeat_cases() -> list[Case]:
    draw = generator(72)

    def tensors(*shape, repeats, dtype=torch.float32):
        return torch.randn(*shape, generator=draw).to(dtype), repeats

    turned = torch.randn(2, 4, 3, 5, generator=draw).transpose(1, 2)
    half = torch.float16
    return [
        Case("the sizes are all different", (numbered(5, 3, 7, 6), 2), gradient=True),
        Case("all sizes are equal", tensors(3, 3, 3, 3, repeats=3), equal_sizes=True),
        Case("there are more repeats than heads", tensors(2, 3, 5, 4, repeats=6)),
        Case("there are two heads, twice each", tensors(3, 2, 5, 4, repeats=2)),
        Case("there are as many heads as keys", tensors(2, 4, 4, 3, repeats=2)),
        Case("all queries share one head", tensors(2, 1, 3, 4, repeats=5)),
        Case("repeats is 1", tensors(2, 4, 3, 5, repeats=1)),
        Case("a batch holds one sentence", tensors(1, 3, 4, 5, repeats=2)),
        Case("there is one key", tensors(2, 3, 1, 4, repeats=5)),
        Case("a head has one feature", tensors(2, 3, 4, 1, repeats=2)),
        Case("x is a transposed view", (turned, 2)),
        Case("x is float64", tensors(4, 2, 5, 3, repeats=3, dtype=torch.float64), gradient=True),
        Case("x is float16", tensors(2, 3, 4, 5, repeats=4, dtype=half), tolerance=HALF),
    ]


REPEAT_KV = Exercise(
    reference=repeat_kv,
    lesson="07_projections",
    cases=repeat_cases,
    mistakes=[
        *repeat_kv_mistakes.repeat_kv_mistakes,
        *repeat_kv_number_mistakes.repeat_kv_number_mistakes,
    ],
    build=repeat_kv_mistakes.build,
    sizes_besides=lambda x, repeats: {"repeats": repeats},
    action="With 2 heads and repeats=2, query heads 0 and 1 share head 0, 2 and 3 share head 1.",
    evidence=says_where("there, 2103 is sentence 2, head 1, key 0, feature 3"),
    difficulty=1,
    minutes=6,
    hints=(
        "Query head h shares key head h // repeats. Write down that list for 6 heads and "
        "repeats=2.",
        "Copies are neighbours: 0 0 1 1 2 2. Heads are axis 1.",
        "One function of torch repeats each entry beside itself along a dim you name; another "
        "repeats the whole row. Their names differ by one word.",
    ),
)
