"""The table of all exercises and predictions, one folder a lesson, and one for homework."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from ..checking import Exercise, Prediction, Verdict, judge, judge_prediction
from ..checking.lookup import UnknownName, find
from . import (
    gpu_timing,
    masking,
    projections,
    scaling,
    scores,
    softmax,
    tensors,
    tiled_attention,
    variants,
    weighted_sum,
)

__all__ = [
    "EXERCISES",
    "IN_LESSONS",
    "LESSONS",
    "PREDICTIONS",
    "UnknownName",
    "exercise",
    "prediction",
    "run",
    "run_prediction",
]

LESSONS = (
    *(tensors, scores, softmax, weighted_sum, scaling, masking, projections),
    *(gpu_timing, tiled_attention),
)

IN_LESSONS = MappingProxyType({row.name: row for lesson in LESSONS for row in lesson.EXERCISES})
EXERCISES = MappingProxyType(IN_LESSONS | {row.name: row for row in variants.EXERCISES})
PREDICTIONS = MappingProxyType({row.name: row for lesson in LESSONS for row in lesson.PREDICTIONS})


def exercise(name: str) -> Exercise:
    """The row of that name; raises UnknownName."""
    return find(name, EXERCISES, "exercise")


def prediction(name: str) -> Prediction:
    """The prediction of that name; raises UnknownName."""
    return find(name, PREDICTIONS, "prediction")


def run(name: str, attempt: Any) -> Verdict:
    """The verdict on an attempt at the exercise `name`; an unknown name raises UnknownName."""
    return judge(exercise(name), attempt)


def run_prediction(name: str, answer: Any) -> Verdict:
    """The verdict on an answer to the prediction `name`; an unknown name raises UnknownName."""
    return judge_prediction(prediction(name), answer)
