"""A number inside an exercise (what scores are multiplied by, say), read off wrong results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch

from .comparison import number

STEPS = 16  # tried for each factor of ten
TENS = 3
ROOM = 5  # tolerances: what is left after the search


@dataclass(frozen=True, eq=False)
class Dial:
    """`turned(number)` is the exercise with that number in the place of the right one.

    `sentence` tells what is wrong, with `{number}` in it.
    """

    turned: Callable[[float], Callable]
    sentence: str


def reading(
    dial: Dial, cases: Sequence[tuple[tuple, torch.Tensor, float]], sizes: Sequence[Mapping]
) -> str | None:
    """The sentence with the number that explains all these wrong results, or None.

    Each case is its arguments, what came of the attempt, and the tolerance; `sizes` are each
    case's, by letter.
    """
    readings = [_factor(dial, *case) for case in cases]
    if not readings or None in readings:
        return None
    return dial.sentence.format(number=_in_words(readings, sizes))


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


def _in_words(factors: Sequence[float], sizes: Sequence[Mapping[str, int]]) -> str:
    """ "0.378 (1/√E, with E = 7)", where one form fits all cases."""
    shown = number(factors[0])
    if len(factors) > 1 and max(factors) - min(factors) <= 1e-3 * abs(factors[0]):
        return f"{shown}, whatever the sizes"
    fitting = [
        words
        for words, form in _forms(sizes[0])
        if all(abs(f - form(s)) < 2e-3 * abs(f) for f, s in zip(factors, sizes, strict=True))
    ]
    if len(factors) < 2 or not fitting:
        return shown
    used = [letter for letter in sizes[0] if letter in fitting[0].replace("√", "")]
    return f"{shown} ({fitting[0]}, with {' and '.join(f'{u} = {sizes[0][u]}' for u in used)})"


def _forms(sizes: Mapping[str, int]) -> Iterator[tuple[str, Callable[[Mapping[str, int]], float]]]:
    """Powers of one size, then of one size over another."""
    powers = (
        ("√{}", 0.5), ("1/√{}", -0.5), ("{}", 1.0), ("1/{}", -1.0), ("{0}·√{0}", 1.5),
        ("1/({0}·√{0})", -1.5), ("{}²", 2.0), ("1/{}²", -2.0), ("the fourth root of {}", 0.25),
    )  # fmt: skip
    for letter in sizes:
        for words, power in powers:
            yield words.format(letter), lambda s, a=letter, p=power: s[a] ** p
    for over in sizes:
        for under in sizes:
            if over != under:
                yield f"√({over}/{under})", lambda s, a=over, b=under: math.sqrt(s[a] / s[b])
                yield f"1/√({over}·{under})", lambda s, a=over, b=under: (s[a] * s[b]) ** -0.5
                yield f"{over}/{under}", lambda s, a=over, b=under: s[a] / s[b]
