"""From a fault to the three lines a learner reads: what is wrong, where it shows, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from .action import general_action
from .comparison import agree, first_difference, is_negligible, number
from .description import a_kind, setting
from .exercise import Case, Exercise
from .fault import (
    CHANGES_ITS_INPUT,
    CHANGES_THE_DTYPE,
    CUTS_THE_GRADIENT,
    GRADIENT_ROOM,
    RETURNS_NO_TENSOR,
    RETURNS_NOTHING,
    SIDE_EFFECTS,
    Fault,
    most_telling,
    with_side_effect,
)
from .outcome import Outcome, describe_error, holds_numbers
from .recognition import Recognition, accounts_for, recognise, recognise_by_gradient
from .rules import Scene, says_what
from .verdict import WRONG, Verdict

WRITTEN_IN_PLACE = (
    "jadore801120/attention-is-all-you-need-pytorch#16",
    "r9y9/tacotron_pytorch#16",
)
DROPOUT_IN_EVALUATION = ("pytorch/pytorch#124464", "huggingface/pytorch-image-models#1978")


def explain(exercise: Exercise, outcomes: Sequence[Outcome], faults: Sequence[Fault]) -> Verdict:
    recognition = _recognise(exercise, outcomes, faults)
    shown = most_telling(faults, exercise.prepared_cases[0])
    sentences = [mistake.sentence for mistake in recognition.mistakes]
    names = [mistake.name for mistake in recognition.mistakes]
    if not sentences and shown.kind not in SIDE_EFFECTS:
        sentences.append(_general_sentence(exercise, shown, shown.kind))
        if shown.kind in (CUTS_THE_GRADIENT, RETURNS_NOTHING, RETURNS_NO_TENSOR):
            names.append(shown.kind)
    for kind in SIDE_EFFECTS:
        if fault := with_side_effect(kind, faults):
            if kind == CHANGES_THE_DTYPE and accounts_for(
                exercise, recognition.mistakes, fault.case, fault.outcome
            ):
                continue
            sentence = _general_sentence(exercise, fault, kind)
            where = "" if fault.case is shown.case else f" (when {fault.case.when})"
            sentences.append(f"{sentence.rstrip('.')}{where}.")
            names.append(kind)
    first = sentences[0] if len(sentences) == 1 else _both(sentences)
    if recognition.mistakes and not recognition.complete:
        first += " (There may be something else besides.)"
    only = _when(faults, shown, exercise.prepared_cases[0])
    detail = _detail(exercise, shown)
    if shown.kind == "error" and recognition.mistakes:
        detail = describe_error(shown.outcome.error)
    details = only + setting(exercise, shown.case, detail, defaults=shown.kind == "error")
    if shown.kind != "error" and faults[0].kind == "error":
        crash = type(faults[0].outcome.error).__name__
        details += f"; it raises {crash} {setting(exercise, faults[0].case, defaults=True)}"
    action = next((m.action for m in recognition.mistakes if m.action), None)
    is_number = exercise.gives_number and shown.kind == RETURNS_NO_TENSOR
    if not recognition.mistakes and not is_number:
        action = action or general_action(shown)
    action = action or exercise.action
    seen_in = tuple(place for mistake in recognition.mistakes for place in mistake.seen_in)
    if CHANGES_ITS_INPUT in names:
        seen_in += WRITTEN_IN_PLACE
    return wrong(exercise, first, details, action, tuple(names), seen_in, shown)


def _recognise(
    exercise: Exercise, outcomes: Sequence[Outcome], faults: Sequence[Fault]
) -> Recognition:
    if all(fault.kind == "gradient" for fault in faults):
        wrong_in = {fault.case: fault.outcome for fault in faults}
        return recognise_by_gradient(exercise, [*map(wrong_in.get, exercise.prepared_cases)])
    return recognise(exercise, outcomes)


def _when(faults: Sequence[Fault], shown: Fault, first_case: Case) -> str:
    """Where ordinary input is right: in which case it is not, or in which one of several."""
    if faults[0].case is first_case:
        return ""
    return f"{'Only' if len(faults) == 1 else 'For example'} when {shown.case.when}: "


def not_repeatable(
    exercise: Exercise, fault: Fault, second: torch.Tensor, dropout: bool
) -> Verdict:
    """The verdict on an attempt whose result for one input changes from call to call."""
    sentence = (
        "the same input gives another result each time: something in it is random, "
        "kept from the call before, or never filled (torch.empty)."
    )
    action, seen_in = "Call it twice yourself: at which step do the two part?", ()
    if dropout:
        sentence = "the same input gives another result each time: something in it is random."
        seen_in = DROPOUT_IN_EVALUATION
        action = (
            "Is a dropout on? F.dropout and the dropout_p of torch's attention also act when a "
            "model is in eval mode."
        )
    first = fault.outcome.value
    if first.shape == second.shape:
        differs = (first != second) & ~(first.isnan() & second.isnan())
        index = tuple(differs.nonzero()[0].tolist())
        pair = f"{number(first[index].item())}, then {number(second[index].item())}"
        detail = setting(exercise, fault.case, f"the first number that changes is {pair}")
    else:
        detail = setting(exercise, fault.case)
    return wrong(exercise, sentence, detail, action, ("another_result_each_time",), seen_in, fault)


def _both(sentences: Sequence[str]) -> str:
    count = {2: "two", 3: "three", 4: "four"}.get(len(sentences), "several")
    return f"{count} things: {'; and '.join(s.rstrip('.') for s in sentences)}."


def wrong(
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
    yours = fault.outcome.value if fault else None
    if not isinstance(yours, torch.Tensor) or yours.is_complex() or not holds_numbers(yours):
        return Verdict(exercise.name, WRONG, text, mistakes, seen_in)
    return Verdict(exercise.name, WRONG, text, mistakes, seen_in, fault.truth.value, yours)


def _general_sentence(exercise: Exercise, fault: Fault, kind: str) -> str:
    """What is wrong, when no known mistake says it better."""
    truth, outcome = fault.truth.value, fault.outcome
    if kind == "error":
        return describe_error(outcome.error)
    if kind == RETURNS_NOTHING:
        return "your function returns nothing (None); is there a `return` missing?"
    if kind == RETURNS_NO_TENSOR:
        if exercise.gives_number:
            return f"your function returns {a_kind(outcome.returned)} where a number is expected."
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
        nan = any(g is not None and bool(g.isnan().any()) for g in outcome.gradients)
        what = "holds NaN: training would break on it" if nan else "is not"
        return f"the numbers are right, but the gradient of the result {what}."
    if kind == "features":
        count = len(_differing_features(truth, outcome.value))
        if len(truth) == 1:
            return "the result is not right."
        return f"{'one thing is' if count == 1 else f'{count} things are'} not as asked."
    scene = Scene(
        outcome.value,
        truth,
        fault.case.tolerance,
        exercise.axes.get("return", []),
        exercise.sizes(fault.case.arguments),
        dict(zip(exercise.parameters, fault.case.arguments, strict=False)),
    )
    if exercise.gives_number:
        return says_what(scene) or "the number is not right."
    fallback = (
        "the shape is not right." if kind == "shape" else "the shape is right, the numbers are not."
    )
    return says_what(scene) or fallback


def _differing_features(truth: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    return [feature for feature in truth if value.get(feature) != truth[feature]]


def _about_another_kind(fault: Fault) -> str:
    returned, truth = fault.outcome.returned, fault.truth.value
    sentence = f"your function returns {a_kind(returned)} where an ordinary tensor is expected."
    try:
        numbers = torch.as_tensor(returned, dtype=torch.float64)
        right = agree(numbers, truth.double(), fault.case.tolerance)
    except Exception:  # not numbers at all
        return sentence
    if right:
        cost = "the numbers are right, but no gradient can flow back through it"
        if not truth.is_floating_point():
            cost = "the entries are right, but torch's functions want tensors"
        return f"{sentence[:-1]}: {cost}."
    return sentence


def _detail(exercise: Exercise, fault: Fault) -> str:
    """The second line's facts: shapes, the first differing number, and what the row adds."""
    truth, value = fault.truth.value, fault.outcome.value
    if fault.kind == "features":
        return "; ".join(
            f"{feature}: expected {truth[feature]}, yours {value.get(feature, 'missing')}"
            for feature in _differing_features(truth, value)
        )
    if fault.kind == "shape":
        letters = exercise.axes.get("return", [])
        comma = "," * (len(letters) == 1)
        named = f"({', '.join(letters)}{comma}) = " if letters and "..." not in letters else ""
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
    tolerance = GRADIENT_ROOM * fault.case.tolerance
    for name, yours, right in zip(
        names, fault.outcome.gradients, fault.truth.gradients, strict=True
    ):
        if is_negligible(right, fault.truth.gradients):
            wrong = yours is not None and not is_negligible(yours, fault.truth.gradients)
        else:
            wrong = yours is not None and not agree(yours, right, tolerance)
        if wrong:
            return f" in {name}, {first_difference(yours, right, tolerance)}"
    return ""
