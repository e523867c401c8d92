"""From an attempt to a verdict: run every case, find the first fault, name the mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode, resolve_name

from .comparison import agree, first_difference, is_close
from .exercise import Case, Exercise
from .isolation import TooLong, preserved_state
from .outcome import Outcome, describe_error, is_stub, left_open, observe, with_gradients
from .recognition import Recognition, recognise, truths
from .rules import Scene, says_what
from .verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict

CHANGES_ITS_INPUT = "changes_its_input"
CHANGES_THE_DTYPE = "changes_the_dtype"
CUTS_THE_GRADIENT = "cuts_the_gradient"
RETURNS_NOTHING = "returns_nothing"
RETURNS_NO_TENSOR = "returns_no_tensor"
READY_MADE = "ready_made"

ACTIONS = {
    "error": "Print the shapes just before that line: which one is not what you think?",
    "shape": "Print the shape after each step: where does it part from the expected one?",
    CHANGES_ITS_INPUT: "Make a new tensor (x = x - m) where you change one in place (x -= m, x[0] = ...).",
    CHANGES_THE_DTYPE: "Which step changes the dtype? A result has the dtype of its inputs.",
    CUTS_THE_GRADIENT: "Stay with torch's own operations from input to output.",
    RETURNS_NOTHING: "End the function with `return` and the result.",
    RETURNS_NO_TENSOR: "Stay with torch's own operations and return what they give.",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one outcome: `kind` is one of the names above, or "error", "shape",
    "values", "features", "gradient"."""

    kind: str
    case: Case
    truth: Outcome
    outcome: Outcome


def judge(exercise: Exercise, attempt: Any) -> Verdict:
    """The verdict on an attempt. Never raises for anything the attempt does."""
    if is_stub(attempt):
        return _not_attempted(exercise)
    if not callable(attempt):
        what = f"the function itself is checked, and this is {_a_kind(attempt)}."
        action = f"Leave out the parentheses: check({exercise.name})."
        return Verdict(exercise.name, WRONG, f"{what}\n  {action}")
    with preserved_state():
        expected = truths(exercise)
        outcomes: list[Outcome] = []
        for case in exercise.prepared_cases:
            outcome = observe(exercise, attempt, case)
            if left_open(outcome):
                return _not_attempted(exercise)
            outcomes.append(outcome)
            if isinstance(outcome.error, TooLong | KeyboardInterrupt):
                return _wrong(exercise, describe_error(outcome.error), _setting(exercise, case))
        faults = _faults(exercise, attempt, outcomes, expected)
        if faults:
            return _explain(exercise, outcomes, faults)
        return _correct(exercise, attempt)


def _not_attempted(exercise: Exercise) -> Verdict:
    text = "not attempted yet. Write the function, run its cell, then run this one again."
    return Verdict(exercise.name, NOT_ATTEMPTED, text)


def _correct(exercise: Exercise, attempt: Callable) -> Verdict:
    for name in _torch_functions_called(exercise, attempt):
        if name in exercise.ready_made:
            text = f"{exercise.ready_made[name]}\n  {exercise.action}"
            return Verdict(exercise.name, WRONG, text, (READY_MADE,))
    cases = len(exercise.prepared_cases)
    return Verdict(exercise.name, CORRECT, f"correct, on all {cases} inputs tried.")


def _torch_functions_called(exercise: Exercise, attempt: Callable) -> list[str]:
    if not exercise.ready_made:
        return []
    names: list[str] = []

    class Recorder(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            names.append(resolve_name(function) or getattr(function, "__name__", ""))
            return function(*args, **(kwargs or {}))

    with Recorder():
        observe(exercise, attempt, exercise.prepared_cases[0])
    return names


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
        return "error"
    if isinstance(truth.value, Mapping):
        return None if outcome.value == truth.value else "features"
    if outcome.returned is None:
        return RETURNS_NOTHING
    if outcome.value is None:
        return RETURNS_NO_TENSOR
    if outcome.value.shape != truth.value.shape:
        return "shape"
    if not bool(is_close(outcome.value, truth.value, case.tolerance).all()):
        return "values"
    if outcome.value.dtype != truth.value.dtype:
        return CHANGES_THE_DTYPE
    return CHANGES_ITS_INPUT if outcome.changed else None


def _kind_of_gradient_fault(case: Case, truth: Outcome, outcome: Outcome) -> str | None:
    if outcome.error is not None:
        return "error"
    for yours, right in zip(outcome.gradients, truth.gradients, strict=True):
        if right is not None and yours is None:
            return CUTS_THE_GRADIENT
        if right is not None and not agree(yours, right, 10 * case.tolerance):
            return "gradient"
    return None


def _explain(exercise: Exercise, outcomes: Sequence[Outcome], faults: Sequence[Fault]) -> Verdict:
    recognition = recognise(exercise, outcomes)
    shown = _most_telling(faults)
    sentences = [mistake.sentence for mistake in recognition.mistakes]
    names = [mistake.name for mistake in recognition.mistakes]
    for kind in (CHANGES_THE_DTYPE, CHANGES_ITS_INPUT):
        fault = _with_side_effect(kind, faults)
        if fault and (recognition.mistakes or kind == shown.kind):
            sentences.append(_general_sentence(exercise, fault, kind))
            names.append(kind)
    if not sentences:
        sentences.append(_general_sentence(exercise, shown, shown.kind))
        if shown.kind in (CUTS_THE_GRADIENT, RETURNS_NOTHING, RETURNS_NO_TENSOR):
            names.append(shown.kind)
    first = sentences[0] if len(sentences) == 1 else _both(sentences)
    if recognition.mistakes and not recognition.complete:
        first += " (That accounts for most of the difference, not for all of it.)"
    only = "" if faults[0].case is exercise.prepared_cases[0] else f"Only when {shown.case.when}: "
    details = only + _setting(exercise, shown.case, _detail(exercise, shown))
    action = next((m.action for m in recognition.mistakes if m.action), None)
    action = action or (not recognition.mistakes and ACTIONS.get(shown.kind)) or exercise.action
    seen_in = tuple(place for mistake in recognition.mistakes for place in mistake.seen_in)
    return _wrong(exercise, first, details, action, tuple(names), seen_in, shown)


def _both(sentences: Sequence[str]) -> str:
    count = {2: "two", 3: "three"}.get(len(sentences), "several")
    return f"{count} things: {'; and '.join(s.rstrip('.') for s in sentences)}."


def _wrong(
    exercise: Exercise,
    first: str,
    details: str,
    action: str = "",
    mistakes: tuple[str, ...] = (),
    seen_in: tuple[str, ...] = (),
    fault: Fault | None = None,
) -> Verdict:
    last = f'{action or exercise.action} hint("{exercise.name}") has more.'
    text = "\n  ".join([first, f"{details[0].upper()}{details[1:].rstrip('.')}.", last])
    expected, yours = (fault.truth.value, fault.outcome.value) if fault else (None, None)
    return Verdict(exercise.name, WRONG, text, mistakes, seen_in, expected, yours)


def _most_telling(faults: Sequence[Fault]) -> Fault:
    """The first fault with numbers to show; a crash is shown only when there is nothing else."""
    for kinds in (("values", "features", CHANGES_THE_DTYPE), ("shape",)):
        for fault in faults:
            if fault.kind in kinds and not (fault.case.equal_sizes and kinds == ("shape",)):
                return fault
    return faults[0]


def _with_side_effect(kind: str, faults: Sequence[Fault]) -> Fault | None:
    for fault in faults:
        value = fault.outcome.value
        if kind == CHANGES_ITS_INPUT and fault.outcome.changed:
            return fault
        if (
            kind == CHANGES_THE_DTYPE
            and isinstance(value, torch.Tensor)
            and value.dtype != fault.truth.value.dtype
        ):
            return fault
    return None


def _general_sentence(exercise: Exercise, fault: Fault, kind: str) -> str:
    """What is wrong, when no known mistake says it better."""
    truth, outcome = fault.truth.value, fault.outcome
    if kind == "error":
        return describe_error(outcome.error)
    if kind == RETURNS_NOTHING:
        return "your function returns nothing (None); is there a `return` missing?"
    if kind == RETURNS_NO_TENSOR:
        return _about_another_kind(fault)
    if kind == CHANGES_THE_DTYPE:
        yours, right = str(outcome.value.dtype), str(truth.dtype)
        return f"the result is {yours} where {right} is expected."
    if kind == CHANGES_ITS_INPUT:
        names = " and ".join(outcome.changed)
        return f"your function changes its input {names}; a caller's tensor must stay as it was."
    if kind == CUTS_THE_GRADIENT:
        return (
            "the numbers are right, but no gradient flows back through them: something on the way "
            "left torch's graph (.detach(), .data, .item(), NumPy, torch.tensor(...), no_grad)."
        )
    if kind == "gradient":
        return "the numbers are right, but the gradient of the result is not."
    if kind == "features":
        return "something about the result is not as asked."
    scene = Scene(
        outcome.value,
        truth,
        fault.case.tolerance,
        exercise.axes.get("return", []),
        exercise.sizes(fault.case.arguments),
        dict(zip(exercise.parameters, fault.case.arguments, strict=False)),
    )
    fallback = "the shape is not right." if kind == "shape" else "the shape is right, the numbers are not."
    return says_what(scene) or fallback


def _about_another_kind(fault: Fault) -> str:
    returned, truth = fault.outcome.returned, fault.truth.value
    sentence = f"your function returns {_a_kind(returned)} where a tensor is expected."
    try:
        numbers = torch.as_tensor(returned, dtype=torch.float64)
    except Exception:
        return sentence
    if agree(numbers, truth.double(), fault.case.tolerance):
        return f"{sentence[:-1]}: the numbers are right, but no gradient can flow back through it."
    return sentence


def _detail(exercise: Exercise, fault: Fault) -> str:
    """The second line's facts: shapes, the first differing number, and what the row adds."""
    truth, value = fault.truth.value, fault.outcome.value
    if fault.kind == "features":
        return "; ".join(
            f"{feature}: expected {truth[feature]}, yours {value.get(feature)}"
            for feature in truth
            if value.get(feature) != truth[feature]
        )
    if fault.kind == "shape":
        letters = exercise.axes.get("return", [])
        named = f"({', '.join(letters)}) = " if letters and "..." not in letters else ""
        return f"expected shape {named}{tuple(truth.shape)}, yours {tuple(value.shape)}"
    if fault.kind == "gradient":
        return "the gradient differs" + _gradient_difference(exercise, fault)
    if fault.kind != "values":
        return ""
    evidence = exercise.evidence(truth, value) if exercise.evidence else None
    difference = first_difference(value, truth, fault.case.tolerance)
    return f"{evidence} ({difference})" if evidence else difference


def _gradient_difference(exercise: Exercise, fault: Fault) -> str:
    names = [
        name
        for name, argument in zip(exercise.parameters, fault.case.arguments, strict=False)
        if isinstance(argument, torch.Tensor) and argument.is_floating_point()
    ]
    for name, yours, right in zip(
        names, fault.outcome.gradients, fault.truth.gradients, strict=True
    ):
        if right is not None and not agree(yours, right, 10 * fault.case.tolerance):
            return f" in {name}, {first_difference(yours, right, 10 * fault.case.tolerance)}"
    return ""


def _setting(exercise: Exercise, case: Case, detail: str = "") -> str:
    """ "with query (2, 3, 4) and key (2, 5, 4): ...": what the function was called with."""
    described = []
    for name, argument in zip(exercise.parameters, case.arguments, strict=False):
        tensor = isinstance(argument, torch.Tensor)
        described.append(f"{name} {tuple(argument.shape)}" if tensor else f"{name} = {argument!r}")
    *others, last = described
    setting = f"with {', '.join(others)} and {last}" if others else f"with {last}"
    return f"{setting}: {detail}" if detail else f"seen {setting}"


def _a_kind(value: Any) -> str:
    kind = type(value).__name__
    named = {"Tensor": "a tensor", "ndarray": "a NumPy array", "float": "a Python number"}
    named |= {"int": "a Python number", "list": "a list", "tuple": "a tuple", "str": "text"}
    return named.get(kind, f"a {kind}")
