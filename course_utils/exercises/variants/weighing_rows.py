"""The exercises that make weights of scaled scores with sigmoids or temperatures."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...checking import HALF, HOMEWORK, Case, Dial, Exercise
from ...variants import sigmoid_attention, temperature_attention
from ..drawing import drawing
from ..scale_dial import scale_dial
from . import (
    sigmoid_mistakes,
    sigmoid_weight_mistakes,
    tasks,
    temperature_mistakes,
    temperature_weight_mistakes,
)
from .attention_cases import attention_cases

SIGMOID_ATTENTION = Exercise(
    reference=sigmoid_attention,
    lesson=HOMEWORK,
    task=tasks.SIGMOID_ATTENTION,
    cases=lambda: attention_cases(61),
    mistakes=sigmoid_weight_mistakes.sigmoid_mistakes,
    build=sigmoid_mistakes.build,
    dial=Dial(
        lambda number: sigmoid_mistakes.build(scaled=lambda scores, *_: scores * number),
        "it looks as if your sigmoid gets the scores times {number}, less log(S); it should be "
        "times 1/√E.",
    ),
    action="One query, one key: which number goes into the sigmoid, and what weight comes out?",
    difficulty=2,
    minutes=8,
    hints=(
        "The pipeline of scaled attention with one step exchanged: where softmax looks at a whole "
        "row, the sigmoid looks at one score.",
        "S is the number of keys. The natural logarithm of it is taken off the scaled scores.",
        "torch.sigmoid stays within range for any score. Nothing is divided by a sum afterwards.",
    ),
)


def temperature_cases() -> list[Case]:
    normal = drawing(62)

    def tensors(batch, heads, queries, keys, head, value, dtype=torch.float32):
        sizes = (queries, head), (keys, head), (keys, value)
        three = (normal(batch, heads, *size, dtype=dtype) for size in sizes)
        return *three, (normal(heads, spread=0.7).exp() + 0.1).to(dtype)

    def loud(query, key, value, temperatures):
        """Scores that pass what exp can take, above and below."""
        query[:, :, 1], query[:, :, 3] = 60 * key[:, :, 0], -60 * key[:, :, 2]
        return query, key, value, temperatures

    *views, temperatures = tensors(2, 3, 6, 6, 5, 5)
    *three, _ = tensors(2, 3, 5, 6, 7, 2)
    return [
        Case(
            "the sizes are all different",
            tuple(tensor.round(decimals=1) for tensor in tensors(2, 3, 4, 5, 9, 6)),
            gradient=True,
        ),
        Case("all sizes are equal", tensors(3, 3, 3, 3, 3, 3), equal_sizes=True),
        Case("there are as many heads as keys", tensors(2, 5, 3, 5, 7, 6)),
        Case("there are as many heads as queries", tensors(3, 5, 5, 2, 7, 6)),
        Case("there are as many heads as sentences", tensors(3, 3, 5, 2, 7, 6)),
        Case("there is one head", tensors(2, 1, 3, 5, 7, 6)),
        Case("there is one key", tensors(2, 3, 5, 1, 7, 6)),
        Case("there is one query", tensors(2, 3, 1, 5, 7, 6)),
        Case("a batch holds one sentence", tensors(1, 2, 3, 5, 7, 6)),
        Case("all temperatures are 1", (*three, torch.ones(3))),
        Case("one head is very cold and one very hot", (*three, torch.tensor([0.02, 1.0, 50.0]))),
        Case("some queries are much louder", loud(*tensors(2, 3, 7, 5, 8, 6))),
        Case(
            "query, key and value are transposed views",
            (*(tensor.transpose(2, 3) for tensor in views), temperatures),
        ),
        Case(
            "the tensors are float64",
            tensors(3, 2, 4, 7, 5, 6, dtype=torch.float64),
            gradient=True,
        ),
        Case(
            "the tensors are float16",
            tensors(2, 3, 4, 5, 7, 6, dtype=torch.float16),
            tolerance=HALF,
        ),
    ]


def scores_times(number: float) -> Callable:
    root = 1 / number if number else math.inf
    return temperature_mistakes.build(root=lambda *_: root)


TEMPERATURE_ATTENTION = Exercise(
    reference=temperature_attention,
    lesson=HOMEWORK,
    task=tasks.TEMPERATURE_ATTENTION,
    cases=temperature_cases,
    mistakes=temperature_weight_mistakes.temperature_mistakes,
    build=temperature_mistakes.build,
    dial=scale_dial(
        scores_times,
        "beside the temperatures, it should be times 1/√E",
    ),
    action="Write (B, H, L, S), the scores' shape, and that of your temperatures below it.",
    difficulty=2,
    minutes=8,
    hints=(
        "Two divisions before the softmax: by √E, the same for all, and by a number for each head.",
        "Broadcasting lines shapes up from the right. The temperatures are (H,), and H is the "
        "third axis of the scores counted from the right.",
        "Indexing with None adds an axis of size 1 where it stands; so do view and unsqueeze.",
    ),
)
