"""The exercises whose softmax gets other scores: the best alone, cosines, or one more."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...checking import HOMEWORK, Case, Dial, Exercise
from ...variants import cosine_attention, sink_attention, top_k_attention
from ..drawing import drawing
from ..scale_dial import scale_dial
from . import (
    cosine_mistakes,
    cosine_scale_mistakes,
    sink_mistakes,
    sink_output_mistakes,
    tasks,
    top_k_mistakes,
    top_k_weight_mistakes,
)
from .attention_cases import attention_cases, shapes


def with_root(build: Callable) -> Callable[[float], Callable]:
    """Turns the scale of an exercise whose scores are divided by its part `root`."""

    def turned(number: float) -> Callable:
        root = 1 / number if number else math.inf
        return build(root=lambda *_: root)

    return turned


def top_k_cases() -> list[Case]:
    """No two scores of a row are alike, nor nearly so where the best ones end."""
    normal = drawing(65)

    def tensors(*sizes):
        return tuple(normal(*shape) for shape in shapes(*sizes))

    return [
        *attention_cases(66, lambda query, key, value: ((key.shape[1] + 1) // 2,)),
        Case("k is 1", (*tensors(2, 3, 6, 7, 5), 1)),
        Case("k is the number of keys", (*tensors(2, 3, 6, 7, 5), 6)),
        Case("k is 2 of 9 keys", (*tensors(3, 5, 9, 7, 2), 2)),
        Case("k is 8 of 9 keys", (*tensors(3, 5, 9, 7, 2), 8)),
    ]


TOP_K_ATTENTION = Exercise(
    reference=top_k_attention,
    lesson=HOMEWORK,
    task=tasks.TOP_K_ATTENTION,
    cases=top_k_cases,
    mistakes=top_k_weight_mistakes.top_k_mistakes,
    build=top_k_mistakes.build,
    dial=scale_dial(with_root(top_k_mistakes.build)),
    action="Print one row of your weights: k of them should be above 0, and all should sum to 1.",
    difficulty=2,
    minutes=12,
    hints=(
        "Which keys are best is decided by the scores, for each query by itself. The others get a "
        "weight of exactly 0, and the k weights that are left sum to 1.",
        "As in masked_softmax: hide first, share afterwards. Which scores are to be hidden?",
        "torch.topk gives the k largest scores of each row, in falling order, and their places. "
        "All that are at least as large as the last of them stay.",
    ),
)


def cosine_cases() -> list[Case]:
    normal = drawing(68)

    def tensors(*sizes):
        return tuple(normal(*shape) for shape in shapes(*sizes))

    short = (tensor / 1000 for tensor in tensors(2, 3, 5, 7, 6))
    query, key, value = tensors(2, 3, 5, 7, 6)
    near = torch.cat([2 * query, key[:, 3:]], dim=1) + 0.1 * key  # exp(100) is too large
    one_way = torch.cat([query[:, :1], -query[:, :1], query[:, 2:]], dim=1)
    away = one_way, query[:, :1] + 0.1 * key, value, 100.0
    return [
        *attention_cases(67, lambda query, key, value: (2.5,)),
        Case("the scale is 1", (*tensors(2, 3, 5, 7, 6), 1.0)),
        Case("the scale is 10", (*tensors(3, 2, 5, 7, 6), 10.0)),
        Case("the scale is 100", (query, near, value, 100.0)),
        Case("the scale is 100, and some queries point away from all keys", away),
        Case("the scale is below 1", (*tensors(2, 3, 6, 7, 5), 0.25)),
        Case("all vectors are short", (*short, 7.0)),
        Case("the vectors are very long", (1000 * query, 2000 * key, value, 5.0)),
    ]


COSINE_ATTENTION = Exercise(
    reference=cosine_attention,
    lesson=HOMEWORK,
    task=tasks.COSINE_ATTENTION,
    cases=cosine_cases,
    mistakes=cosine_scale_mistakes.cosine_mistakes,
    build=cosine_mistakes.build,
    dial=Dial(
        lambda number: cosine_mistakes.build(
            scaled=lambda cosines, scale, _: scale * cosines * number
        ),
        "it looks as if your softmax gets the cosines times the scale times {number}; they should "
        "be times the scale alone.",
    ),
    action="Print your scores with scale 1: is any of them below -1 or above 1?",
    difficulty=1,
    minutes=8,
    hints=(
        "A cosine is the dot product of two vectors divided by the lengths of both.",
        "Every query and every key has a length of its own: the root of the sum of its squares, "
        "along the last axis. keepdim=True leaves an axis to divide along.",
        "The scale multiplies the cosines, and then all goes on as in lesson 4. There is no √E.",
    ),
)

SINK_ATTENTION = Exercise(
    reference=sink_attention,
    lesson=HOMEWORK,
    task=tasks.SINK_ATTENTION,
    cases=lambda: attention_cases(69),
    mistakes=sink_output_mistakes.sink_mistakes,
    build=sink_mistakes.build,
    dial=scale_dial(with_root(sink_mistakes.build)),
    action="By hand: one query, one key, score 0. Which weight has the key, and where is the rest?",
    difficulty=3,
    minutes=15,
    hints=(
        "A row of S scores competes with one score more, which is 0 and belongs to no key. What it "
        "wins is lost: the weights of the keys sum to less than 1.",
        "The weights are exp(x) / (1 + sum of exp(x)), but written like that large scores give "
        "NaN. What does softmax do against it, and what becomes of the 1 then?",
        "A softmax over S + 1 scores can be used as it is, if you can bring the extra score there "
        "and leave its weight out afterwards.",
    ),
)
