"""From a fault to the three lines a learner reads: what is wrong, where it shows, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from .action import general_action
from .comparison import number
from .description import setting
from .detail import detail, where_it_shows
from .exercise import Exercise
from .fault import (
    CHANGES_ITS_INPUT,
    CHANGES_THE_DTYPE,
    CUTS_THE_GRADIENT,
    RETURNS_NO_TENSOR,
    RETURNS_NOTHING,
    SIDE_EFFECTS,
    Fault,
    most_telling,
    with_side_effect,
)
from .outcome import Outcome, describe_error
from .recognition import (
    Recognition,
    accounts_for,
    in_the_right_dtype,
    recognise,
    recognise_by_gradient,
)
from .returned import holds_numbers
from .sentence import SAYS_LITTLE, general_sentence, side_effect
from .verdict import WRONG, Verdict

WRITTEN_IN_PLACE = (
    "jadore801120/attention-is-all-you-need-pytorch#16",
    "r9y9/tacotron_pytorch#16",
)
DROPOUT_IN_EVALUATION = ("pytorch/pytorch#124464", "huggingface/pytorch-image-models#1978")


def explain(
    exercise: Exercise, attempt: Callable, outcomes: Sequence[Outcome], faults: Sequence[Fault]
) -> Verdict:
    recognition = _recognise(exercise, outcomes, faults)
    shown = most_telling(faults, exercise.prepared_cases[0])
    sentences = [mistake.sentence for mistake in recognition.mistakes]
    names = [mistake.name for mistake in recognition.mistakes]
    if not sentences and shown.kind not in SIDE_EFFECTS:
        sentence = general_sentence(exercise, attempt, faults, shown)
        if sentence.startswith(SAYS_LITTLE) and shown.case.equal_sizes:
            shown = faults[0]  # a crash, if it is one, says more
            sentence = general_sentence(exercise, attempt, faults, shown)
        sentences.append(sentence)
        if shown.kind in (CUTS_THE_GRADIENT, RETURNS_NOTHING, RETURNS_NO_TENSOR):
            names.append(shown.kind)
    for kind in SIDE_EFFECTS:
        if fault := with_side_effect(kind, faults):
            if kind == CHANGES_THE_DTYPE and accounts_for(
                exercise, recognition, fault.case, fault.outcome
            ):
                continue
            sentence = side_effect(kind, fault)
            where = "" if fault.case is shown.case else f" (when {fault.case.when})"
            sentences.append(f"{sentence.rstrip('.')}{where}.")
            names.append(kind)
    first = sentences[0] if len(sentences) == 1 else _both(sentences)
    if recognition.mistakes and not recognition.complete:
        first += " (There may be something else besides.)"
    facts = detail(exercise, shown, told=first)
    if shown.kind == "error" and recognition.mistakes:
        facts = describe_error(shown.outcome.error)
    details = where_it_shows(exercise, faults, shown, known=bool(recognition.mistakes))
    details += setting(exercise, shown.case, facts, defaults=shown.kind == "error")
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
    found = recognise(exercise, outcomes)
    if found.mistakes:
        return found
    as_asked = in_the_right_dtype(exercise, outcomes)
    return found if as_asked is None else recognise(exercise, as_asked)


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
        where = setting(exercise, fault.case, f"the first number that changes is {pair}")
    else:
        where = setting(exercise, fault.case)
    return wrong(exercise, sentence, where, action, ("another_result_each_time",), seen_in, fault)


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
    return Verdict(exercise.name, WRONG, text, mistakes, seen_in, fault.truth.value.clone(), yours)
