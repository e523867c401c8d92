"""What changed inputs tell about an attempt whose numbers alone tell too little.

Each probe changes a case's arguments in a way of which the right result is known to take no
notice, or to take notice, and looks whether the attempt does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import torch

from .comparison import same_fingerprint
from .exercise import Case, Exercise
from .outcome import observe
from .truth import truths

SAME = 1e-4


@dataclass(frozen=True)
class Notice:
    """What the right result takes notice of in one case: the names of the tensors that matter, the
    letters along which places are apart, and those along which the order is free."""

    matter: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()


def probe(exercise: Exercise, attempt: Callable, case: Case) -> str | None:
    """The first sentence that a changed input brings to light, or None."""
    yours, right = _value(exercise, attempt, case), _right_value(exercise, case)
    if not (isinstance(yours, torch.Tensor) and isinstance(right, torch.Tensor)):
        return None
    record = exercise.record
    notice = record.notice_of(exercise, case) if record else right_notice(exercise, case)
    looks = (
        _without_effect(exercise, attempt, case, notice, yours),
        _mixed_along(exercise, attempt, case, notice, yours, right.shape),
        _order_noticed(exercise, attempt, case, notice, yours),
    )
    return next((sentence for look in looks for sentence in look), None)


def right_notice(exercise: Exercise, case: Case) -> Notice:
    """What the reference takes notice of."""
    right, reference = _value(exercise, exercise.reference, case), exercise.reference
    if right is None:
        return Notice()
    return Notice(
        tuple(
            name
            for name in _tensors(exercise, case)
            if _takes_notice(exercise, reference, _other_entries(exercise, case, name), right)
        ),
        tuple(
            letter
            for letter, (place, changed) in _last_places(exercise, case, right.dim()).items()
            if _stays_before_the_last(exercise, reference, changed, place, right)
        ),
        tuple(
            letter
            for letter, (_, changed) in _other_orders(exercise, case).items()
            if not _differs(_value(exercise, reference, changed), right)
        ),
    )


def _right_value(exercise: Exercise, case: Case):
    if case in exercise.prepared_cases:
        value = truths(exercise)[exercise.prepared_cases.index(case)].value
        return None if isinstance(value, Mapping) else value
    return _value(exercise, exercise.reference, case)


def _value(exercise: Exercise, function: Callable, case: Case):
    value = observe(exercise, function, case).value
    return None if isinstance(value, Mapping) else value


def _changed(exercise: Exercise, case: Case, change: Callable, names) -> Case:
    """The case with `change(name, tensor)` in place of the arguments of these names."""
    pairs = zip(exercise.parameters, case.arguments, strict=False)
    arguments = tuple(change(n, a) if n in names else a for n, a in pairs)
    return replace(case, arguments=arguments)


def _differs(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    return a is None or b is None or not same_fingerprint(a, b, SAME)


def _tensors(exercise: Exercise, case: Case) -> dict[str, torch.Tensor]:
    """The arguments whose entries may be anything: floats and booleans."""
    return {
        name: argument
        for name, argument in zip(exercise.parameters, case.arguments, strict=False)
        if isinstance(argument, torch.Tensor)
        and (argument.is_floating_point() or argument.dtype == torch.bool)
    }


def _other(argument: torch.Tensor, spread: float = 1.0) -> torch.Tensor:
    """The same kind of entries, all of them different."""
    if argument.dtype == torch.bool:
        return ~argument
    noise = torch.randn(argument.shape, generator=torch.Generator().manual_seed(1)) * spread
    return torch.where(argument.isfinite(), argument + noise.to(argument.dtype), argument)


# Small, ordinary and large changes: of one of them a step that cuts or rounds may take no notice.
SPREADS = (0.1, 1.0, 10.0)


def _other_entries(exercise: Exercise, case: Case, name: str) -> list[Case]:
    """The case with other entries in one tensor, and with zeros."""
    changes = [
        _changed(exercise, case, lambda _, a, spread=spread: _other(a, spread), {name})
        for spread in SPREADS
    ]
    return [*changes, _changed(exercise, case, lambda _, a: torch.zeros_like(a), {name})]


def _takes_notice(
    exercise: Exercise, function: Callable, changes: list[Case], before: torch.Tensor
) -> bool:
    return any(_differs(_value(exercise, function, changed), before) for changed in changes)


def _without_effect(
    exercise: Exercise, attempt: Callable, case: Case, notice: Notice, yours: torch.Tensor
) -> Iterator[str]:
    for name in notice.matter:
        if not _takes_notice(exercise, attempt, _other_entries(exercise, case, name), yours):
            yield f"your result stays the same whatever {name} holds; where is {name} used?"


def _axis_of(letters: list[str], letter: str, dims: int) -> int | None:
    """Where the letter stands, counted from the end, in a tensor of so many axes."""
    if letter not in letters:
        return None
    place = letters.index(letter) - len(letters)
    return place if dims >= -place else None


def _carriers(exercise: Exercise, case: Case, letter: str) -> dict[str, int]:
    """The tensors that have an axis of this letter, each with its place, size 1 left out."""
    found = {}
    for name, argument in _tensors(exercise, case).items():
        place = _axis_of(exercise.axes.get(name, []), letter, argument.dim())
        if place is not None and argument.shape[place] > 1:
            found[name] = place
    return found


def _letters(exercise: Exercise, case: Case) -> list[str]:
    return [letter for letter, size in exercise.sizes(case.arguments).items() if size > 1]


def _last_places(exercise: Exercise, case: Case, dims: int) -> dict[str, tuple[int, Case]]:
    """For each letter of the result: its axis, and the case with its last place changed."""
    found = {}
    for letter in _letters(exercise, case):
        place = _axis_of(exercise.axes.get("return", []), letter, dims)
        carriers = _carriers(exercise, case, letter)
        if place is None or not carriers:
            continue

        def last_changed(name, argument, carriers=carriers):
            last = torch.zeros(argument.shape, dtype=torch.bool)
            last.select(carriers[name], -1).fill_(True)
            return torch.where(last, _other(argument), argument)

        found[letter] = place, _changed(exercise, case, last_changed, carriers)
    return found


def _stays_before_the_last(
    exercise: Exercise, function: Callable, changed: Case, place: int, before: torch.Tensor
) -> bool | None:
    """Is the result as before at all places but the last? None where it has another shape."""
    after = _value(exercise, function, changed)
    if after is None or after.shape != before.shape:
        return None
    return not _differs(*(t.narrow(place, 0, t.shape[place] - 1) for t in (before, after)))


def _mixed_along(
    exercise: Exercise,
    attempt: Callable,
    case: Case,
    notice: Notice,
    yours: torch.Tensor,
    right_shape: torch.Size,
) -> Iterator[str]:
    """Does one query's result, say, change with another query?"""
    if yours.shape != right_shape or not notice.apart:
        return
    for letter, (place, changed) in _last_places(exercise, case, len(right_shape)).items():
        if letter in notice.apart and (
            _stays_before_the_last(exercise, attempt, changed, place, yours) is False
        ):
            what = " and ".join(_carriers(exercise, case, letter))
            yield (
                f"the places along axis {place} ({letter}) are mixed: when only the last one "
                f"of {what} changes, your result changes at the others too."
            )


def _other_orders(exercise: Exercise, case: Case) -> dict[str, tuple[str, Case]]:
    """For each letter that the result has not: the tensors that have it, and the case with their
    entries along it in another order, all alike."""
    found = {}
    for letter in _letters(exercise, case):
        carriers = _carriers(exercise, case, letter)
        if letter not in exercise.axes.get("return", []) and carriers:

            def turned(name, argument, carriers=carriers):
                return argument.roll(1, carriers[name])

            found[letter] = " and ".join(carriers), _changed(exercise, case, turned, carriers)
    return found


def _order_noticed(
    exercise: Exercise, attempt: Callable, case: Case, notice: Notice, yours: torch.Tensor
) -> Iterator[str]:
    """Does it matter in which order the keys, say, stand with their values?"""
    for letter, (what, changed) in _other_orders(exercise, case).items():
        if letter in notice.unordered and _differs(_value(exercise, attempt, changed), yours):
            yield (
                f"the order along {letter} matters in yours: with the entries of {what} put in "
                "another order, all alike, the result should stay the same."
            )
