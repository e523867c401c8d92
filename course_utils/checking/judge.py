"""From an attempt to a verdict: run every case, find the faults, have them explained."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import numpy
import torch

from .calling import adapted, no_function, other_parameters
from .comparison import agree, is_close, is_negligible, same_fingerprint
from .description import setting
from .exercise import Case, Exercise
from .explanation import explain, not_repeatable, wrong
from .fault import (
    CHANGES_ITS_INPUT,
    CHANGES_THE_DTYPE,
    CUTS_THE_GRADIENT,
    GRADIENT_ROOM,
    OVERWRITTEN,
    READY_MADE,
    RETURNS_NO_TENSOR,
    RETURNS_NOTHING,
    TOO_LARGE,
    Fault,
)
from .isolation import TooLong, one_snapshot, preserved_state
from .outcome import (
    Outcome,
    describe_error,
    is_stub,
    lacks_kernel,
    left_open,
    observe,
    with_gradients,
)
from .recorder import Recorder
from .room import first_too_large
from .truth import truths
from .verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict

TO_KNOW = (
    " (One thing to know: you overwrite a result in place that torch needs on its way back, so no "
    "model could be trained with this function.)"
)
MAY_DROP_OUT = {"dropout", "scaled_dot_product_attention", "multi_head_attention_forward"}


def judge(exercise: Exercise, attempt: Any) -> Verdict:
    """The verdict on an attempt. Never raises for anything the attempt does."""
    try:
        with _surroundings():
            return _judge(exercise, attempt)
    except BaseException as error:  # an object that resists being looked at, say
        text = f"this could not be examined ({type(error).__name__})."
        return wrong(exercise, text, "A function that returns an ordinary tensor is expected")


def right_cases(exercise: Exercise, attempt: Callable) -> tuple[bool, ...]:
    """Which of the cases an attempt gets right, each together with its gradient."""
    attempt = adapted(exercise, attempt)
    with _surroundings():
        pairs = zip(exercise.prepared_cases, truths(exercise), strict=True)
        return tuple(_is_right(exercise, attempt, case, truth) for case, truth in pairs)


def _is_right(exercise: Exercise, attempt: Callable, case: Case, truth: Outcome) -> bool:
    try:
        outcome = observe(exercise, attempt, case)
        if _kind_of_fault(case, truth, outcome):
            return False
        if truth.gradients is not None:
            outcome = with_gradients(exercise, attempt, case, outcome)
            kind = _kind_of_gradient_fault(case, truth, outcome)
            if kind and not (exercise.in_place and kind == OVERWRITTEN):
                return False
        return not (case.too_large and first_too_large(exercise, attempt, case))
    except BaseException:  # an object that resists being looked at
        return False


@contextmanager
def _surroundings() -> Iterator[None]:
    with preserved_state(), warnings.catch_warnings(), _on_the_cpu():
        warnings.simplefilter("default")  # the attempt's, shown once and never raised
        torch.set_num_threads(1)  # on tensors this small, threads only wait for each other
        torch.set_default_dtype(torch.float32)
        with one_snapshot():
            yield


def _on_the_cpu() -> AbstractContextManager:
    """Where cases are made and compared. (Torch's own context slows every call by half.)"""
    is_default = torch.get_default_device() == torch.device("cpu")
    return nullcontext() if is_default else torch.device("cpu")


def _judge(exercise: Exercise, attempt: Any) -> Verdict:
    if is_stub(attempt):
        return _not_attempted(exercise)
    if sentences := no_function(exercise, attempt):
        return Verdict(exercise.name, WRONG, sentences)
    if mismatch := other_parameters(exercise, attempt):
        names = f"called with {', '.join(exercise.parameters)}, in this order"
        return wrong(exercise, mismatch, names, "Compare the line that begins with def.")
    return _judge_calls(exercise, adapted(exercise, attempt))


def _judge_calls(exercise: Exercise, attempt: Callable) -> Verdict:
    expected = truths(exercise)
    outcomes: list[Outcome] = []
    recorder = Recorder()
    with recorder if exercise.ready_made else nullcontext(), one_snapshot():
        for case in exercise.prepared_cases:
            outcome = observe(exercise, attempt, case)
            if left_open(outcome):
                return _not_attempted(exercise)
            outcomes.append(outcome)
            if isinstance(outcome.error, TooLong | KeyboardInterrupt):
                return wrong(exercise, describe_error(outcome.error), setting(exercise, case))
    faults = _faults(exercise, attempt, outcomes, expected)
    if faults and exercise.in_place and all(fault.kind == OVERWRITTEN for fault in faults):
        return _correct(exercise, attempt, recorder.names, TO_KNOW)
    if faults:
        again = _another_time(exercise, attempt, outcomes, faults[0])
        return again or explain(exercise, attempt, outcomes, faults)
    return _correct(exercise, attempt, recorder.names)


def _another_time(
    exercise: Exercise, attempt: Callable, outcomes: Sequence[Outcome], fault: Fault
) -> Verdict | None:
    """A verdict when the same input gives another result the next time (dropout, most often)."""
    if fault.kind != "values":
        return None
    first = outcomes[exercise.prepared_cases.index(fault.case)]
    if first is not fault.outcome and not _kind_of_fault(fault.case, fault.truth, first):
        # Right when called for its value, and wrong when called for its gradient.
        return not_repeatable(exercise, replace(fault, outcome=first), fault.outcome.value, False)
    for number in (1, 2, 3):
        # Each call starts from the surroundings' random state, which `judge` puts back.
        for seed in (torch.default_generator.manual_seed, numpy.random.seed, random.seed):
            seed(number)
        value = observe(exercise, attempt, fault.case).value
        if value is not None and not same_fingerprint(value, fault.outcome.value, 1e-3):
            with Recorder() as recorder, one_snapshot():
                observe(exercise, attempt, fault.case)
            dropout = bool(MAY_DROP_OUT & recorder.names)
            return not_repeatable(exercise, fault, value, dropout)
    return None


def _not_attempted(exercise: Exercise) -> Verdict:
    text = "not attempted yet. Write the function, run its cell, then run this one again."
    return Verdict(exercise.name, NOT_ATTEMPTED, text)


def _correct(exercise: Exercise, attempt: Callable, called: set[str], to_know: str = "") -> Verdict:
    for ready_made, sentence in exercise.ready_made.items():
        if any(name.startswith(ready_made) for name in called):
            text = f"{sentence}\n  {exercise.action}"
            return Verdict(exercise.name, WRONG, text, (READY_MADE,))
    for case in exercise.prepared_cases:
        if case.too_large and (shape := first_too_large(exercise, attempt, case)):
            where = setting(exercise, case, f"your function makes a tensor {tuple(shape)}")
            return wrong(exercise, exercise.too_large, where, mistakes=(TOO_LARGE,))
    cases = len(exercise.prepared_cases)
    return Verdict(exercise.name, CORRECT, f"correct, on all {cases} inputs tried.{to_know}")


def _faults(
    exercise: Exercise, attempt: Callable, outcomes: Sequence[Outcome], expected: Sequence[Outcome]
) -> list[Fault]:
    """One fault for each faulty case; gradients only where all values are right."""
    found = [
        Fault(kind, case, truth, outcome)
        for case, truth, outcome in zip(exercise.prepared_cases, expected, outcomes, strict=True)
        if (kind := _kind_of_fault(case, truth, outcome))
    ]
    if found:
        return found
    for case, truth, outcome in zip(exercise.prepared_cases, expected, outcomes, strict=True):
        if truth.gradients is not None:
            outcome = with_gradients(exercise, attempt, case, outcome)
            kind = _kind_of_gradient_fault(case, truth, outcome)
            if kind:
                found.append(Fault(kind, case, truth, outcome))
    return found


def _kind_of_fault(case: Case, truth: Outcome, outcome: Outcome) -> str | None:
    if outcome.error is not None:
        return None if case.in_half_precision and lacks_kernel(outcome.error) else "error"
    if isinstance(truth.value, Mapping):
        return None if outcome.value == truth.value else "features"
    if outcome.returned is None:
        return RETURNS_NOTHING
    if outcome.value is None:
        return RETURNS_NO_TENSOR
    if outcome.value.shape != truth.value.shape:
        return "shape"
    if outcome.value.is_complex() != truth.value.is_complex():
        return CHANGES_THE_DTYPE
    if not bool(is_close(outcome.value, truth.value, case.tolerance).all()):
        return "values"
    if not case.allows(outcome.value.dtype, truth.value.dtype):
        return CHANGES_THE_DTYPE
    return CHANGES_ITS_INPUT if outcome.changed else None


def _kind_of_gradient_fault(case: Case, truth: Outcome, outcome: Outcome) -> str | None:
    if isinstance(outcome.error, RuntimeError) and "numpy()" in describe_error(outcome.error):
        return CUTS_THE_GRADIENT  # it went through NumPy, which worked without gradients
    if outcome.error is not None:
        overwritten = "modified by an inplace operation" in describe_error(outcome.error)
        return OVERWRITTEN if overwritten else "error"
    if another := _kind_of_fault(case, truth, outcome):
        return another  # this call gave another result than the one before
    for yours, right in zip(outcome.gradients, truth.gradients, strict=True):
        if is_negligible(right, truth.gradients):  # as for a bias that softmax does not feel
            if yours is not None and not is_negligible(yours, truth.gradients):
                return "gradient"
        elif yours is None:
            return CUTS_THE_GRADIENT
        elif not agree(yours, right, GRADIENT_ROOM * case.tolerance):
            return "gradient"
    return None
