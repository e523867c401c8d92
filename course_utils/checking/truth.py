"""The right outcome of every case, and whether a value is as right as that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import torch

from .comparison import agree
from .exercise import Case, Exercise
from .outcome import Outcome, observe_ours, with_gradients
from .sketch import Sketch


@cache
def truths(exercise: Exercise) -> tuple[Outcome, ...]:
    """The right outcome of each case, computed in float64 and rounded to the case's own dtype."""
    if exercise.record:
        return exercise.record.truths
    return tuple(_truth(exercise, case) for case in exercise.prepared_cases)


def _truth(exercise: Exercise, case: Case) -> Outcome:
    outcome = observe_ours(exercise, exercise.reference, case)
    assert outcome.error is None, f"{exercise.name}: the reference raised {outcome.error!r}"
    if case.gradient:
        outcome = with_gradients(exercise, exercise.reference, case, outcome)
        assert all(gradient is not None for gradient in outcome.gradients), exercise.name
    if isinstance(outcome.value, torch.Tensor) and outcome.value.is_floating_point():
        precise = replace(case, arguments=tuple(_in_double(a) for a in case.arguments))
        value = observe_ours(exercise, exercise.reference, precise).value
        outcome = replace(outcome, value=value.to(outcome.value.dtype))
    return outcome


def _in_double(argument):
    floating = isinstance(argument, torch.Tensor) and argument.is_floating_point()
    return argument.double() if floating else argument


def is_right(value, truth: Outcome, case: Case) -> bool:
    """Shape, dtype and numbers of a value (or all features of a mapping) as they should be."""
    if isinstance(truth.value, Mapping):
        return isinstance(value, Mapping) and value == truth.value
    if isinstance(value, Sketch):
        return value.right
    return (
        isinstance(value, torch.Tensor)
        and case.allows(value.dtype, truth.value.dtype)
        and agree(value.to(truth.value.dtype), truth.value, case.tolerance)
    )
