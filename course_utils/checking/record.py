"""What an exercise's reference and mistakes make of its cases, kept in their stead."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from .exercise import Case, Exercise, Mistake
from .outcome import Outcome
from .probes import Notice, right_notice
from .recognition import GRADIENT_TOLERANCE, TELLING, candidates, gradients_made_by, made_by
from .sketch import Sketch, sketched
from .truth import is_right, truths

Chosen = tuple[tuple[int, ...], int]  # the places of mistakes in the exercise's list, and the way


@dataclass(frozen=True, eq=False)
class Record:
    """Outcomes, one for each case: of the reference in `truths`, of mistakes, alone and together,
    in `made`, with gradients in `gradients` where a mistake's values are all right.

    Of a mistake's tensor a `Sketch` is kept.
    """

    truths: tuple[Outcome, ...]
    made: Mapping[Chosen, Sequence[Outcome]]
    gradients: Mapping[int, Sequence[Outcome]]
    notices: Sequence[Notice]

    def made_by(
        self, exercise: Exercise, mistakes: Sequence[Mistake], case: Case, way: int
    ) -> Outcome:
        chosen = tuple(exercise.mistakes.index(mistake) for mistake in mistakes), way
        return self.made[chosen][exercise.prepared_cases.index(case)]

    def gradients_made_by(self, exercise: Exercise, mistake: Mistake, case: Case) -> Outcome:
        place = exercise.mistakes.index(mistake)
        return self.gradients[place][exercise.prepared_cases.index(case)]

    def notice_of(self, exercise: Exercise, case: Case) -> Notice:
        return self.notices[exercise.prepared_cases.index(case)]


def recorded(exercise: Exercise) -> Record:
    """All that judging an attempt asks of the reference and the mistakes."""
    places = {mistake: place for place, mistake in enumerate(exercise.mistakes)}
    made: dict[Chosen, list[Outcome]] = {}
    known = set()
    for mistakes, way in candidates(exercise):
        outcomes = [
            _kept(made_by(exercise, mistakes, case, way), truth, case)
            for case, truth in zip(exercise.prepared_cases, truths(exercise), strict=True)
        ]
        traces = tuple(trace(outcome) for outcome in outcomes)
        if traces not in known or len(mistakes) == 1:  # else one that comes earlier is named
            known.add(traces)
            made[tuple(places[mistake] for mistake in mistakes), way] = outcomes
    return Record(
        truths(exercise),
        made,
        {
            places[mistake]: [_gradients(exercise, mistake, c) for c in exercise.prepared_cases]
            for mistake in exercise.mistakes
            if all(_is_right(outcome) for outcome in made[(places[mistake],), 0])
        },
        [right_notice(exercise, case) for case in exercise.prepared_cases],
    )


def _kept(outcome: Outcome, truth: Outcome, case: Case) -> Outcome:
    if outcome.error is not None:
        return Outcome(error=_kept_error(outcome.error))
    if not isinstance(outcome.value, torch.Tensor):
        return Outcome(outcome.value)
    right = is_right(outcome.value, truth, case)
    return Outcome(sketched(outcome.value, case.tolerance, right))


def _kept_error(error: BaseException) -> BaseException:
    """Of an error that says too little to be recognised by, only that it was one."""
    kind = type(error)
    says_little = kind is RuntimeError and not str(error).startswith(TELLING)
    simple = all(isinstance(argument, str | int) for argument in error.args)
    if vars(builtins).get(kind.__name__) is not kind or says_little or not simple:
        return RuntimeError()
    return kind(*error.args)


def trace(outcome: Outcome):
    """Equal where no attempt could tell the outcomes apart."""
    if outcome.error is not None:
        return type(outcome.error), str(outcome.error)
    value = outcome.value
    return tuple(value.items()) if isinstance(value, Mapping) else value


def _is_right(outcome: Outcome) -> bool:
    return isinstance(outcome.value, Sketch) and outcome.value.right


def _gradients(exercise: Exercise, mistake: Mistake, case: Case) -> Outcome:
    found = gradients_made_by(exercise, mistake, case).gradients if case.gradient else None
    if found is None:
        return Outcome()
    kept = (None if g is None else sketched(g, GRADIENT_TOLERANCE) for g in found)
    return Outcome(gradients=tuple(kept))
