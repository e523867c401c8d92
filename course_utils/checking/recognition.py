"""Which known mistake, or which of them together, made these outcomes?

A known mistake is a wrong implementation, so its own output is its fingerprint. An attempt is
recognised when, case by case, it comes out as the mistake does. Where sizes are all different
many mistakes only crash; the cases with equal sizes are there for their fingerprints.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import torch

from .comparison import same_fingerprint
from .elsewhere import kind_of
from .exercise import Case, Exercise, Mistake
from .outcome import Outcome, lacks_kernel, observe_ours, with_gradients
from .truth import is_right, truths

ENOUGH = 0.67  # the share of an attempt's wrong cases that a mistake must account for
GRADIENT_TOLERANCE = 1e-4
Scene = tuple[Case, Outcome, Outcome, bool]
# How those of torch's RuntimeErrors begin that say what was done, not only which shapes met.
TELLING = (
    *("view size is not compatible", "value cannot be converted to type"),
    *("expected scalar type", "one of the variables needed for gradient computation"),
    *("The expanded size of the tensor", "shape '", "einsum(): the number of"),
    *("Boolean value of Tensor with more", "Negation, the `-`", "Subtraction, the `-`"),
)


@dataclass(frozen=True)
class Recognition:
    """`complete` when the mistakes account for every wrong case, not only for the main ones.

    `way` says which right parts stand beside the wrong ones (see `Exercise.ways`).
    """

    mistakes: tuple[Mistake, ...] = ()
    complete: bool = False
    way: int = 0


def recognise(exercise: Exercise, outcomes: Sequence[Outcome]) -> Recognition:
    """The known mistake that explains these outcomes best, or several together, or none."""
    best, best_share = Recognition(), 0.0
    scenes = _scenes(exercise, outcomes)
    if all(right for *_, right in scenes):
        return best  # nothing is wrong with the values
    for mistakes, way in candidates(exercise):
        # More mistakes must explain clearly more than fewer do: the simpler story wins.
        margin = 0.1 if len(mistakes) > max(1, len(best.mistakes)) else 0.0
        needed = min(1.0, max(ENOUGH, best_share + margin))
        share = _share_explained(exercise, scenes, mistakes, way, needed)
        if share == 1.0:
            return Recognition(mistakes, True, way)
        if share >= ENOUGH and share > best_share + margin:
            best, best_share = Recognition(mistakes, False, way), share
    return best


def in_the_right_dtype(exercise: Exercise, outcomes: Sequence[Outcome]) -> list[Outcome] | None:
    """The outcomes as they would be in the dtypes asked for; None where they are so already."""
    converted = []
    for yours, truth in zip(outcomes, truths(exercise), strict=True):
        value, right = yours.value, truth.value
        if isinstance(value, torch.Tensor) and value.dtype != right.dtype:
            if value.is_complex() or (
                right.dtype == torch.bool and bool((value * value != value).any())
            ):
                return None
            yours = replace(yours, value=value.to(right.dtype))
        converted.append(yours)
    return converted if any(a is not b for a, b in zip(converted, outcomes, strict=True)) else None


def recognise_by_gradient(exercise: Exercise, wrong: Sequence[Outcome]) -> Recognition:
    """The known mistake whose numbers are all right and whose gradients are these wrong ones.

    `wrong` has an outcome for each case with a wrong gradient, and None for the others.
    """
    scenes = list(zip(exercise.prepared_cases, truths(exercise), wrong, strict=True))
    asked = [(case, yours or truth) for case, truth, yours in scenes if case.gradient]
    for mistake in exercise.mistakes:
        if all(is_right(made_by(exercise, (mistake,), c).value, t, c) for c, t, _ in scenes):
            made = [gradients_made_by(exercise, mistake, case) for case, _ in asked]
            if all(map(_same_gradients, (outcome for _, outcome in asked), made)):
                return Recognition((mistake,), complete=True)
    return Recognition()


def accounts_for(exercise: Exercise, recognition: Recognition, case: Case, yours: Outcome) -> bool:
    """Do the recognised mistakes make this very outcome, its dtype included?"""
    mistakes, way = recognition.mistakes, recognition.way
    return bool(mistakes) and _same(yours, made_by(exercise, mistakes, case, way), case)


def same_outcomes(
    exercise: Exercise, some: Sequence[Mistake], others: Sequence[Mistake], way: int = 0
) -> bool:
    """Do these mistakes together come out as those others do in this way, whatever the input?"""
    return all(
        _same(
            made_by(exercise, tuple(some), case),
            made_by(exercise, tuple(others), case, way),
            case,
        )
        for case in exercise.prepared_cases
    )


def candidates(exercise: Exercise) -> Iterator[tuple[tuple[Mistake, ...], int]]:
    """Each mistake, in each way, then each two (three ...) of them that are in different parts."""
    if exercise.record:
        for places, way in exercise.record.made:
            yield tuple(exercise.mistakes[place] for place in places), way
        return
    yield from (((mistake,), 0) for mistake in exercise.mistakes)
    for way in range(1, len(exercise.ways) + 1):
        yield from (((mistake,), way) for mistake in exercise.mistakes if mistake.part)
    in_parts = [m for m in exercise.mistakes if m.part and not m.alone]
    for count in range(2, exercise.together + 1):
        for chosen in combinations(in_parts, count):
            if len({mistake.part for mistake in chosen}) == count:
                yield chosen, 0


def wrong_function(exercise: Exercise, *mistakes: Mistake, way: int = 0) -> Callable:
    """The exercise done with these mistakes: whole, or put together from right and wrong parts."""
    parts = {mistake.part: mistake.function for mistake in mistakes if mistake.part}
    if parts:
        assert exercise.build, f"{exercise.name} has parts but no build"
        right = exercise.ways[way - 1] if way else {}
        return exercise.build(**{**right, **parts})
    (mistake,) = mistakes
    return mistake.function


def as_part(exercise: Exercise) -> list[Mistake]:
    """The exercise's known mistakes, as mistakes in one part of a larger exercise."""

    def whole(mistake: Mistake) -> Mistake:
        made = wrong_function(exercise, mistake)
        return mistake.made_by(lambda *arguments: made(*arguments), part=exercise.name)

    return [whole(mistake) for mistake in exercise.mistakes]


@cache
def made_by(exercise: Exercise, mistakes: tuple[Mistake, ...], case: Case, way: int = 0) -> Outcome:
    if exercise.record:
        return exercise.record.made_by(exercise, mistakes, case, way)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mistake's own warnings are not the learner's
        return observe_ours(exercise, wrong_function(exercise, *mistakes, way=way), case)


@cache
def gradients_made_by(exercise: Exercise, mistake: Mistake, case: Case) -> Outcome:
    if exercise.record:
        return exercise.record.gradients_made_by(exercise, mistake, case)
    made = made_by(exercise, (mistake,), case)
    return with_gradients(exercise, wrong_function(exercise, mistake), case, made)


def _same_gradients(yours: Outcome, made: Outcome) -> bool:
    if made.gradients is None or yours.gradients is None:
        return False
    return all(
        (a is None and b is None)
        or (a is not None and b is not None and same_fingerprint(a, b, GRADIENT_TOLERANCE))
        for a, b in zip(yours.gradients, made.gradients, strict=True)
    )


def _share_explained(
    exercise: Exercise,
    scenes: Sequence[Scene],
    mistakes: tuple[Mistake, ...],
    way: int,
    needed: float,
) -> float:
    """Of all cases where the attempt or the mistakes are wrong, the share that came out the same.

    0 where they differ on equal sizes, where nothing but a mismatch of shapes agrees, or as soon
    as the share cannot reach `needed`.
    """
    explained = relevant = telling = 0
    wrong, missed = sum(not right for *_, right in scenes), 0
    for case, truth, yours, right in scenes:
        made = made_by(exercise, mistakes, case, way)
        same = _same(yours, made, case)
        if case.equal_sizes and not same:
            return 0.0
        if not (right and is_right(made.value, truth, case)):
            relevant += 1
            explained += same
            telling += same and (yours.value is not None or _same_complaint(yours, made))
        missed += not (right or same)
        if 1 - missed / wrong < needed:
            return 0.0
    return explained / relevant if telling else 0.0


def _scenes(exercise: Exercise, outcomes: Sequence[Outcome]) -> list[Scene]:
    """The cases an attempt is judged by, each with its truth, its outcome, and: is it right?

    Those with equal sizes come first, then the wrong ones: there most candidates are ruled out,
    and need no further calls.
    """
    scenes = [
        (case, truth, yours, is_right(yours.value, truth, case))
        for case, truth, yours in zip(
            exercise.prepared_cases, truths(exercise), outcomes, strict=True
        )
        if not lacks_kernel(yours.error)
    ]
    return sorted(scenes, key=lambda scene: (not scene[0].equal_sizes, scene[3]))


def _same(yours: Outcome, made: Outcome, case: Case) -> bool:
    """Both crashed, or both made the same value."""
    if yours.value is None or made.value is None:
        return yours.error is not None and made.error is not None
    if isinstance(yours.value, Mapping) or isinstance(made.value, Mapping):
        return yours.value == made.value
    return same_fingerprint(yours.value, made.value, case.tolerance)


def _same_complaint(yours: Outcome, made: Outcome) -> bool:
    """The same exception, same words. Most of torch's RuntimeErrors say too little to tell."""
    return (
        yours.error is not None
        and kind_of(yours.error) is kind_of(made.error)
        and str(yours.error) == str(made.error)
        and (not isinstance(yours.error, RuntimeError) or str(yours.error).startswith(TELLING))
    )
