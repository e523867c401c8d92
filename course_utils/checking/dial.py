"""A number inside an exercise (what scores are multiplied by, say), read off wrong results."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from .factors import in_words

STEPS = 16  # tried for each factor of ten
TENS = 3
NEAR = 0.02
ROOM = 5  # tolerances: what is left after the search


@dataclass(frozen=True, eq=False)
class Dial:
    """`turned(number)` is the exercise with that number in the place of the right one.

    `sentence` tells what is wrong, with `{number}` in it.
    """

    turned: Callable[[float], Callable]
    sentence: str


def reading(
    dial: Dial,
    cases: Sequence[tuple[tuple, torch.Tensor, torch.Tensor, float]],
    sizes: Sequence[Mapping],
) -> str | None:
    """The sentence with the number that explains all these wrong results, or None.

    Each case is its arguments, the right result, what came of the attempt, and the tolerance;
    `sizes` are each case's, by letter.
    """
    readings: list[float] = []
    for arguments, _, *others in cases:
        factor = _factor(dial, arguments, *others)
        if factor is None:
            return None
        readings.append(factor)
    if not readings or (len(readings) == 1 and cases[0][2].numel() == 1):
        return None  # one number can always be had
    arguments, right, _, tolerance = cases[0]
    usual = _factor(dial, arguments, right, tolerance)
    if usual is not None and abs(readings[0] - usual) <= NEAR * abs(usual):
        return None  # the number is right: something else is wrong
    return dial.sentence.format(number=in_words(readings, sizes, constant=" (whatever the sizes)"))


def _factor(dial: Dial, arguments: tuple, value: torch.Tensor, tolerance: float) -> float | None:
    """The one number with which the exercise comes out as this value."""
    precise = [a.double() if _is_floating(a) else a for a in arguments]
    room = ROOM * tolerance * (value.double().abs().max().item() or 1.0)

    def distance(factor: float) -> float:
        made = dial.turned(factor)(*precise)
        if made.shape != value.shape:
            return math.inf
        far = (made - value.double()).abs().max().item()
        return far if math.isfinite(far) else math.inf

    steps = range(-TENS * STEPS, TENS * STEPS + 1)
    tried = [sign * 10 ** (step / STEPS) for sign in (1, -1) for step in steps]
    factor = min([*tried, 0.0], key=distance)
    if factor:
        factor = _finer(distance, factor, 10 ** (1 / STEPS))
    # Where softmax is saturated, or all keys are alike, many numbers would do.
    is_the_one = (
        distance(factor)
        <= room
        < min(distance(1.05 * factor + 1e-3), distance(0.95 * factor - 1e-3))
    )
    return factor if is_the_one else None


def _is_floating(argument) -> bool:
    return isinstance(argument, torch.Tensor) and argument.is_floating_point()


def _finer(distance: Callable[[float], float], factor: float, width: float) -> float:
    """Golden-section search between factor / width and factor * width."""
    golden = (math.sqrt(5) - 1) / 2
    low, high = -math.log(width), math.log(width)
    while high - low > 1e-7:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if distance(factor * math.exp(left)) < distance(factor * math.exp(right)):
            high = right
        else:
            low = left
    return factor * math.exp((low + high) / 2)
