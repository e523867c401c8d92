"""What can be said where the answer is one number, asked for in several cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..comparison import number

CLOSE = 1e-6


@dataclass(frozen=True)
class Answer:
    """One wrong number, the right one, and the arguments that are numbers, by name."""

    yours: float
    right: float
    sizes: Mapping[str, float]


def about_numbers(answers: Sequence[Answer]) -> str:
    """What all the wrong numbers have in common; always something."""
    if not all(math.isfinite(answer.yours) for answer in answers):
        return "your number is infinite, or not a number at all (NaN)."
    for rule in (_a_factor, _a_size, _a_difference):
        if sentence := rule(answers):
            return sentence
    if all(answer.yours > answer.right for answer in answers):
        return "your number is too large."
    if all(answer.yours < answer.right for answer in answers):
        return "your number is too small."
    return "your number is too large in one case, and too small in another."


def _fits(answers: Sequence[Answer], made: Callable[[Answer], float]) -> bool:
    return all(math.isclose(a.yours, made(a), rel_tol=CLOSE, abs_tol=1e-12) for a in answers)


def _a_factor(answers: Sequence[Answer]) -> str | None:
    first = answers[0]
    if len(answers) < 2 or 0 in (first.right, first.yours):
        return None
    factor = first.yours / first.right
    if not _fits(answers, lambda a: factor * a.right):
        return None
    if math.isclose(factor, -1):
        return "your number has the wrong sign."
    named = {2: "twice", 0.5: "half"}.get(round(factor, 6), f"{number(factor)} times")
    return f"your number is always {named} the right one."


def _a_size(answers: Sequence[Answer]) -> str | None:
    for name in answers[0].sizes:
        for words, made in (
            (f"{name} times too large", lambda a, n=name: a.right * a.sizes[n]),
            (f"{name} times too small", lambda a, n=name: a.right / (a.sizes[n] or math.nan)),
            (f"too large by {name}", lambda a, n=name: a.right + a.sizes[n]),
            (f"too small by {name}", lambda a, n=name: a.right - a.sizes[n]),
        ):
            if len(answers) > 1 and _fits(answers, made):
                return f"your number is {words}."
    return None


def _a_difference(answers: Sequence[Answer]) -> str | None:
    first = answers[0]
    difference = first.yours - first.right
    if len(answers) < 2 or not _fits(answers, lambda a: a.right + difference):
        return None
    much = number(abs(difference))
    return f"your number is always too {'large' if difference > 0 else 'small'} by {much}."
