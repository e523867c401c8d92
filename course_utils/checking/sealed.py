"""An exercise as data: its check works, and no line of its reference or of a mistake is in it.

What its reference and its mistakes make of the cases is recorded instead (see `Record`). What is
lost: the `dial`, cases that are too large, and three or more mistakes at once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from .encoding import CannotTravel, Reader, Writer
from .exercise import Case, Exercise, Mistake
from .isolation import one_snapshot, preserved_state
from .outcome import Outcome
from .probes import Notice
from .record import Record, recorded
from .tally import read_tally, written_tally

LARGEST = 100_000  # numbers in the arguments of one case
TOGETHER = 2
PLAIN = (
    "lesson",
    "hints",
    "action",
    "difficulty",
    "minutes",
    "ready_made",
    "in_place",
    "too_large",
)
OF_A_CASE = ("when", "arguments", "tolerance", "gradient", "equal_sizes", "too_large")


@dataclass(frozen=True)
class Sealed:
    """`modules` of this package hold what is named in the data: an `observe`, say."""

    data: bytes
    modules: frozenset[str]


def seal(exercise: Exercise) -> Sealed:
    """The exercise as data; the same exercise gives the same bytes."""
    small = [case for case in exercise.prepared_cases if _numbers_in(case) <= LARGEST]
    exercise = replace(exercise, cases=lambda: small, together=min(TOGETHER, exercise.together))
    with preserved_state(), one_snapshot():
        torch.set_num_threads(1)  # as in `judge`
        writer, record = Writer(), recorded(exercise)
    content = {name: writer.value(getattr(exercise, name)) for name in PLAIN}
    content["reference"] = _described(writer, exercise.reference)
    content["observe"] = writer.value(exercise.observe)
    content["evidence"] = _if_it_can_travel(writer, exercise.evidence)
    content["cases"] = [[writer.value(getattr(c, name)) for name in OF_A_CASE] for c in small]
    content["besides"] = [
        writer.value(exercise.sizes_besides(*case.arguments) if exercise.sizes_besides else {})
        for case in small
    ]
    content["mistakes"] = [
        [m.name, m.sentence, m.action, m.part, m.seen_in, m.alone] for m in exercise.mistakes
    ]
    content["truths"] = [
        [writer.value(truth.value), writer.value(truth.gradients)] for truth in record.truths
    ]
    content["notices"] = [writer.value([*vars(notice).values()]) for notice in record.notices]
    content["made"] = written_tally(writer, record)
    return Sealed(writer.written(content), frozenset(writer.modules))


def unsealed(data: bytes) -> Exercise:
    """The exercise, for `judge`; its functions are names only, and refuse to be called."""
    reader = Reader(data)
    content = reader.content
    cases = [Case(*map(reader.value, case)) for case in content["cases"]]
    besides = [reader.value(sizes) for sizes in content["besides"]]
    made, gradients = read_tally(reader, content["made"])
    record = Record(
        tuple(Outcome(reader.value(v), gradients=reader.value(g)) for v, g in content["truths"]),
        made,
        gradients,
        [Notice(*map(tuple, reader.value(notice))) for notice in content["notices"]],
    )
    return Exercise(
        reference=_name_only(reader, *content["reference"]),
        cases=lambda: cases,
        mistakes=[_mistake(*mistake) for mistake in content["mistakes"]],
        observe=reader.value(content["observe"]),
        evidence=reader.value(content["evidence"]),
        sizes_besides=_looked_up(cases, besides) if any(besides) else None,
        together=TOGETHER,
        record=record,
        **{name: reader.value(content[name]) for name in PLAIN},
    )


def _numbers_in(case: Case) -> int:
    return sum(a.numel() for a in case.arguments if isinstance(a, torch.Tensor))


def _if_it_can_travel(writer: Writer, function: Callable | None) -> Any:
    try:
        return writer.value(function)
    except CannotTravel:
        return None


def _described(writer: Writer, function: Callable) -> list:
    parameters = inspect.signature(function).parameters.values()
    annotations = {
        name: getattr(annotation, "__name__", None) or str(annotation)
        if isinstance(annotation, type)
        else str(annotation)
        for name, annotation in function.__annotations__.items()
    }
    listed = [[p.name, p.default is not p.empty] for p in parameters]
    defaults = [p.default for p in parameters if p.default is not p.empty]
    return [function.__name__, listed, writer.value(defaults), writer.value(annotations)]


def _name_only(reader: Reader, name: str, listed: list, defaults: Any, annotations: Any):
    left = iter(reader.value(defaults))
    parameters = [
        inspect.Parameter(
            parameter,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=next(left) if has_default else inspect.Parameter.empty,
        )
        for parameter, has_default in listed
    ]
    function = _refusing(name, "")
    function.__signature__ = inspect.Signature(parameters)
    function.__annotations__ = reader.value(annotations)
    return function


def _mistake(
    name: str, sentence: str, action: str, part: str | None, seen_in: Sequence[str], alone: bool
) -> Mistake:
    paragraphs = "\n\n".join(filter(None, [sentence, action]))
    return Mistake(_refusing(name, paragraphs), part, tuple(seen_in), alone)


def _refusing(name: str, doc: str) -> Callable:
    def function(*_):
        raise NotImplementedError(f"{name} is sealed: it is known by its results only.")

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def _looked_up(cases: Sequence[Case], besides: Sequence[Mapping[str, int]]) -> Callable:
    """Sizes that no axis has, for the arguments of one of these cases (and no others)."""

    def sizes_besides(*arguments):
        for case, sizes in zip(cases, besides, strict=True):
            if all(a is b for a, b in zip(arguments, case.arguments, strict=True)):
                return sizes
        return {}

    return sizes_besides
