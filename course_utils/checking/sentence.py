"""What is wrong, in one sentence, where no known mistake says it better."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .comparison import agree, number
from .description import a_kind
from .detail import differing_features, in_words
from .dial import reading
from .exercise import Case, Exercise
from .fault import (
    CHANGES_ITS_INPUT,
    CHANGES_THE_DTYPE,
    CUTS_THE_GRADIENT,
    OVERWRITTEN,
    RETURNS_NO_TENSOR,
    RETURNS_NOTHING,
    Fault,
)
from .outcome import describe_error, observe
from .probes import probe
from .returned import numbers, why
from .rules import TELLING, VAGUE, Scene, about_shapes, off_by_a_factor, says_what
from .rules.numbers import not_a_number
from .rules.single import Answer, about_numbers

OTHERS = 3
SAYS_LITTLE = "the shape is right, the numbers are not"


def general_sentence(
    exercise: Exercise, attempt: Callable, faults: Sequence[Fault], shown: Fault
) -> str:
    """What is wrong with the shown fault, by rules that hold for any exercise."""
    match shown.kind:
        case kind if kind in ("error", OVERWRITTEN):
            error = describe_error(shown.outcome.error)
            on_the_way_back = shown.outcome.value is not None
            return (
                f"the numbers are right, but for the gradient {error}" if on_the_way_back else error
            )
        case "shape":
            return about_shapes(_scenes(exercise, faults, shown))
        case "gradient":
            nan = any(g is not None and bool(g.isnan().any()) for g in shown.outcome.gradients)
            what = "holds NaN: training would break on it" if nan else "is not"
            return f"the numbers are right, but the gradient of the result {what}."
        case "features":
            return _about_features(exercise, shown)
        case "values":
            return _about_values(exercise, attempt, faults, shown)
        case kind if kind == RETURNS_NOTHING:
            return "your function returns nothing (None); is there a `return` missing?"
        case kind if kind == RETURNS_NO_TENSOR:
            return _about_another_kind(exercise, shown)
    assert shown.kind == CUTS_THE_GRADIENT, shown.kind
    return (
        "the numbers are right, but no gradient flows back through them: something on the way "
        "left torch's graph (.detach(), .data, .item(), NumPy, torch.tensor(...), no_grad)."
    )


def side_effect(kind: str, fault: Fault) -> str:
    """What else is wrong, besides the result's numbers."""
    if kind == CHANGES_THE_DTYPE:
        yours, right = fault.outcome.value.dtype, fault.truth.value.dtype
        return f"the result is {yours} where {right} is expected."
    assert kind == CHANGES_ITS_INPUT, kind
    names = " and ".join(fault.outcome.changed)
    return f"your function changes its input {names}; a caller's tensor must stay as it was."


def _scene(exercise: Exercise, fault: Fault) -> Scene:
    arguments, letters = fault.case.arguments, exercise.axes.get("return", [])
    sizes = exercise.sizes(arguments)
    if len(letters) == fault.truth.value.dim() and "..." not in letters:
        named = zip(letters, fault.truth.value.shape, strict=True)
        sizes = {letter: size for letter, size in named if letter.isalpha()} | sizes
    return Scene(
        fault.outcome.value,
        fault.truth.value,
        fault.case.tolerance,
        letters,
        sizes,
        dict(zip(exercise.parameters, arguments, strict=False)),
    )


def _scenes(exercise: Exercise, faults: Sequence[Fault], shown: Fault) -> list[Scene]:
    """The fault shown, and others of its kind that must bear out what is said of it."""
    others = [fault for fault in faults if fault.kind == shown.kind and fault is not shown]
    return [_scene(exercise, fault) for fault in (shown, *others[:OTHERS])]


def _about_values(
    exercise: Exercise, attempt: Callable, faults: Sequence[Fault], shown: Fault
) -> str:
    if exercise.gives_number or not shown.truth.value.dim():
        return _read_off_the_dial(exercise, faults) or about_numbers(
            [_answer(exercise, fault) for fault in faults if fault.outcome.value is not None]
        )
    scenes = _scenes(exercise, faults, shown)
    return (
        _read_off_the_dial(exercise, faults)
        or off_by_a_factor(scenes)
        or _asked(exercise, attempt)
        or says_what(scenes, TELLING)
        or probe(exercise, attempt, shown.case)
        or says_what(scenes, VAGUE)
        or _how_they_run(scenes[0])
    )


def _answer(exercise: Exercise, fault: Fault) -> Answer:
    arguments = zip(exercise.parameters, fault.case.arguments, strict=False)
    sizes = {name: value for name, value in arguments if isinstance(value, int | float)}
    return Answer(fault.outcome.value.item(), fault.truth.value.item(), sizes)


def _read_off_the_dial(exercise: Exercise, faults: Sequence[Fault]) -> str | None:
    if exercise.dial is None:
        return None
    readable = [
        fault
        for fault in faults
        if fault.kind == "values"
        and not fault.case.equal_sizes
        and bool(fault.outcome.value.isfinite().all())
    ][:3]
    cases = [
        (fault.case.arguments, fault.truth.value, fault.outcome.value, fault.case.tolerance)
        for fault in readable
    ]
    return reading(exercise.dial, cases, [exercise.sizes(f.case.arguments) for f in readable])


def _asked(exercise: Exercise, attempt: Callable) -> str | None:
    """What the exercise's own questions to the attempt bring to light."""

    def call(*arguments):
        return observe(exercise, attempt, Case("", arguments)).value

    return exercise.ask(call) if exercise.ask else None


def _how_they_run(scene: Scene) -> str:
    """True of any wrong numbers, and sometimes telling."""
    right, yours = (
        f"from {number(t.min().item())} to {number(t.max().item())}"
        for t in (scene.expected.double(), scene.value.double())
    )
    return not_a_number(scene) or f"{SAYS_LITTLE}: yours run {yours}, the right ones {right}."


def _about_features(exercise: Exercise, fault: Fault) -> str:
    if exercise.evidence and (
        sentence := exercise.evidence(fault.truth.value, fault.outcome.value)
    ):
        return sentence
    feature, *_ = differing_features(fault.truth.value, fault.outcome.value)
    return f"{in_words(feature, fault.truth.value, fault.outcome.value)}."


def _about_another_kind(exercise: Exercise, fault: Fault) -> str:
    returned, truth = fault.outcome.returned, fault.truth.value
    kind = a_kind(returned)
    if exercise.gives_number:
        return f"your function returns {kind} where a number is expected."
    sentence = f"your function returns {kind} where an ordinary tensor is expected{why(returned)}."
    given = numbers(returned)
    if given is not None and agree(given, truth.double(), fault.case.tolerance):
        cost = "the numbers are right, but no gradient can flow back through it"
        if not truth.is_floating_point():
            cost = "the entries are right, but torch's functions want tensors"
        return f"{sentence[:-1]}: {cost}."
    return sentence
