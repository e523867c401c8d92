"""The second line of an answer: where the fault shows, and the numbers that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import torch

from .comparison import agree, first_difference, is_negligible
from .exercise import Exercise
from .fault import GRADIENT_ROOM, Fault


def differing_features(truth: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    return [feature for feature in truth if value.get(feature) != truth[feature]]


def in_words(feature: str, truth: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    return f"{feature}: expected {truth[feature]}, yours {value.get(feature, 'missing')}"


def detail(exercise: Exercise, fault: Fault, told: str) -> str:
    """The second line's facts: shapes, the first differing number, and what the row adds.

    Features that the first line has told are left out.
    """
    truth, value = fault.truth.value, fault.outcome.value
    if fault.kind == "features":
        facts = (in_words(feature, truth, value) for feature in differing_features(truth, value))
        return "; ".join(fact for fact in facts if fact not in told)
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


def where_it_shows(
    exercise: Exercise, faults: Sequence[Fault], shown: Fault, *, known: bool
) -> str:
    """In which cases the attempt is wrong, where that tells something: "Only when ...: "."""
    if faults[0].case is not exercise.prepared_cases[0]:
        return f"{'Only' if len(faults) == 1 else 'For example'} when {shown.case.when}: "
    sizes = None if known else _sizes_where_right(exercise, faults)
    return f"Right only where {sizes}; " if sizes else ""


def _sizes_where_right(exercise: Exercise, faults: Sequence[Fault]) -> str | None:
    """ "L = S" where the attempt is right for just those sizes."""
    wrong = {fault.case for fault in faults}
    sizes = {case: exercise.sizes(case.arguments) for case in exercise.prepared_cases}
    right = [case for case in sizes if case not in wrong]
    if not right or len(wrong) < 2 or len(wrong) + len(right) < 5:
        return None
    letters = list(dict.fromkeys(letter for case in sizes for letter in sizes[case]))
    conditions = [
        (f"{a} = {b}", lambda s, a=a, b=b: s.get(a) == s.get(b))
        for a, b in combinations(letters, 2)
    ]
    # (Where a single key is left, say, its weight is 1 whatever is done.)
    kept = exercise.axes.get("return", [])
    conditions += [(f"{a} = 1", lambda s, a=a: s.get(a) == 1) for a in letters if a in kept]
    fitting = [
        words
        for words, holds in conditions
        if all(holds(sizes[case]) == (case not in wrong) for case in sizes)
    ]
    if all(case.equal_sizes for case in right) and len(fitting) != 1:
        return "all sizes are equal"
    return fitting[0] if len(fitting) == 1 else None
