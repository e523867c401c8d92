"""What changed inputs tell about an attempt whose numbers alone tell too little.

Each probe changes a case's arguments in a way of which the right result is known to take no
notice, or to take notice, and looks whether the attempt does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import torch

from .comparison import same_fingerprint
from .exercise import Case, Exercise
from .outcome import observe

SAME = 1e-4


def probe(exercise: Exercise, attempt: Callable, case: Case) -> str | None:
    """The first sentence that a changed input brings to light, or None."""
    if not all(
        isinstance(_value(exercise, f, case), torch.Tensor) for f in (attempt, exercise.reference)
    ):
        return None
    for look in (_without_effect, _mixed_along, _order_noticed):
        if sentence := next(look(exercise, attempt, case), None):
            return sentence
    return None


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


def _without_effect(exercise: Exercise, attempt: Callable, case: Case) -> Iterator[str]:
    yours, right = (_value(exercise, f, case) for f in (attempt, exercise.reference))
    for name in _tensors(exercise, case):
        changes = [
            _changed(exercise, case, lambda _, a, spread=spread: _other(a, spread), {name})
            for spread in SPREADS
        ]
        changes.append(_changed(exercise, case, lambda _, a: torch.zeros_like(a), {name}))
        if any(_differs(_value(exercise, exercise.reference, c), right) for c in changes) and not (
            any(_differs(_value(exercise, attempt, c), yours) for c in changes)
        ):
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


def _mixed_along(exercise: Exercise, attempt: Callable, case: Case) -> Iterator[str]:
    """Does one query's result, say, change with another query?"""
    letters = exercise.axes.get("return", [])
    yours, right = (_value(exercise, f, case) for f in (attempt, exercise.reference))
    for letter in _letters(exercise, case):
        place, carriers = _axis_of(letters, letter, right.dim()), _carriers(exercise, case, letter)
        if place is None or not carriers or yours.shape != right.shape:
            continue

        def last_changed(name, argument, carriers=carriers):
            last = torch.zeros(argument.shape, dtype=torch.bool)
            last.select(carriers[name], -1).fill_(True)
            return torch.where(last, _other(argument), argument)

        changed = _changed(exercise, case, last_changed, carriers)
        first = {}
        for function, before in ((attempt, yours), (exercise.reference, right)):
            after = _value(exercise, function, changed)
            if after is None or after.shape != before.shape:
                break
            first[function] = [t.narrow(place, 0, t.shape[place] - 1) for t in (before, after)]
        else:
            if not _differs(*first[exercise.reference]) and _differs(*first[attempt]):
                what = " and ".join(carriers)
                yield (
                    f"the places along axis {place} ({letter}) are mixed: when only the last one "
                    f"of {what} changes, your result changes at the others too."
                )


def _order_noticed(exercise: Exercise, attempt: Callable, case: Case) -> Iterator[str]:
    """Does it matter in which order the keys, say, stand with their values?"""
    yours, right = (_value(exercise, f, case) for f in (attempt, exercise.reference))
    for letter in _letters(exercise, case):
        carriers = _carriers(exercise, case, letter)
        if letter in exercise.axes.get("return", []) or not carriers:
            continue
        changed = _changed(
            exercise, case, lambda name, t, places=carriers: t.roll(1, places[name]), carriers
        )
        if not _differs(_value(exercise, exercise.reference, changed), right) and _differs(
            _value(exercise, attempt, changed), yours
        ):
            what = " and ".join(carriers)
            yield (
                f"the order along {letter} matters in yours: with the entries of {what} put in "
                "another order, all alike, the result should stay the same."
            )
