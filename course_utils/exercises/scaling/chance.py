"""What chance allows, and which known slip makes a number that it does not allow.

The bounds are wide enough that a right measurement fails less than once in ten thousand times,
even with numbers from a generator of its own.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEAR = 1.15  # a factor: how far a number may be from a known one and still be called by its name
NEARER = 1.08  # for estimates, which are surer
ENOUGH = 40  # calls, after which it shows how estimates scatter
SURPRISE = 80  # of the sum of five squared errors: 5 on average
ROUGH = (0.25, 2.4)  # for single errors from the spread of five batches, say
SCATTER = (0.4, 1.6)  # for the mean of 200 squared errors, 1 on average
STATED = (0.8, 1.25)  # for the mean of 200 squares of stated errors


@dataclass(frozen=True)
class Calls:
    """What some calls gave: estimates and their stated standard errors."""

    estimates: Sequence[float]
    errors: Sequence[float]
    size: int
    samples: int

    @property
    def truth(self) -> float:
        """The right standard error."""
        return math.sqrt((2 * self.size**2 + 6 * self.size) / self.samples)

    def room(self, bounds: tuple[float, float]) -> tuple[float, float]:
        """These bounds, wider where there are fewer calls than 200."""
        wider = math.sqrt(200 / len(self.estimates))
        return 1 - (1 - bounds[0]) * min(wider, 1.5), 1 + (bounds[1] - 1) * wider


def is_clear(calls: Calls) -> bool:
    """Are both numbers so plainly right, or so plainly wrong, that no more calls are needed?"""
    if not all(map(math.isfinite, [*calls.estimates, *calls.errors])):
        return True
    off = [(estimate - calls.size) / calls.truth for estimate in calls.estimates]
    far = statistics.fmean([distance**2 for distance in off])
    stated = statistics.fmean([(error / calls.truth) ** 2 for error in calls.errors])
    mean = abs(statistics.fmean(off)) * math.sqrt(len(off))
    plainly_right = 0.65 < far < 1.35 and 0.88 < stated < 1.15 and mean < 3
    return plainly_right or not 0.3 < stated < 3.3 or mean > 20


def what_is_wrong_with_estimates(calls: Calls) -> str | None:
    values, size, truth = calls.estimates, calls.size, calls.truth
    if not all(map(math.isfinite, values)):
        return "not a number"
    if set(values) == {float(size)}:
        return f"exactly {size}, which no measurement gives"
    mean, spread = statistics.fmean(values), statistics.pstdev(values)
    surprise = statistics.fmean([((value - size) / truth) ** 2 for value in values])
    if len(values) < ENOUGH:
        if 5 * surprise <= SURPRISE:
            return None
    elif abs(mean - size) < 1 and all(map(float.is_integer, values)):
        return "a whole number each time"
    elif abs(mean - size) <= 6 * truth / math.sqrt(len(values)):
        return _scatter(surprise, calls)
    if min(values) < 0:
        subtracted = truth / 2 < spread < 2 * truth
        return f"about {'0, as if E were subtracted' if subtracted else '0, and even negative'}"
    known = known_estimates(calls)
    name = nearest(mean, known, NEARER)
    scattered = max(values) - min(values) > 8 * truth and 0.4 < mean / size < 2.5
    if name == "E" or scattered:
        return f"much further from {size} than chance allows"
    return told(name, known, mean, size)


def _scatter(surprise: float, calls: Calls) -> str | None:
    """What is wrong with how far estimates lie from E, where the stated errors do not admit it."""
    low, high = calls.room(SCATTER)
    stated = statistics.fmean([(error / calls.truth) ** 2 for error in calls.errors])
    if surprise > high * max(1.0, stated):
        times = "√2 times" if surprise < 2.8 else "three times" if surprise < 15 else "many times"
        return f"about {times} as far from E as it should be, on average"
    if surprise < low * min(1.0, stated):
        return "much nearer to E than so few samples allow"
    return None


def known_estimates(calls: Calls) -> dict[str, float]:
    size, samples = calls.size, calls.samples
    return {
        "E": size,
        "1": 1,
        "√E": math.sqrt(size),
        "2E": 2 * size,
        "4E": 4 * size,
        "E + 2": size + 2,
        "E² + 2E": size**2 + 2 * size,
        "2E² + 6E": 2 * size**2 + 6 * size,
        "√(2E² + 6E)": math.sqrt(2 * size**2 + 6 * size),
        "1/E": 1 / size,
        "E/3": size / 3,
        "E/9": size / 9,
        "E/144": size / 144,
        "7E/144": 7 * size / 144,
        "E²/16 + 7E/144": size**2 / 16 + 7 * size / 144,
        "√(2E/π)": math.sqrt(2 * size / math.pi),
        "n": samples,
        "nE": samples * size,
        "E/n": size / samples,
        "64": 64,
        "the size of a standard error": calls.truth,
    }


def what_is_wrong_with_errors(calls: Calls) -> str | None:
    values, truth = calls.errors, calls.truth
    if not all(map(math.isfinite, values)):
        return "not a number"
    if any(value < 0 for value in values):
        return "negative"
    made = _made_of_the_estimate(calls)
    if made == "√(2/n) times the estimate":
        return None  # as if scores were normal: near enough
    if made:
        return made
    mean_square = statistics.fmean([value**2 for value in values])
    logarithms = [math.log(max(value, 1e-12)) for value in values]
    typical = math.exp(statistics.fmean(logarithms))
    if len(values) < ENOUGH:
        low, high = ROUGH
        rough = statistics.stdev(logarithms)
        allowed = 0.4 if rough < 0.12 else 0.42 + 3 * rough
        if low <= typical / truth <= high and abs(math.log(typical / truth)) <= allowed:
            return None
    else:
        low, high = calls.room(STATED)
        constant = calls.size * math.sqrt(2 / calls.samples)
        if low <= mean_square / truth**2 <= high or math.isclose(typical, constant, rel_tol=0.001):
            return None
        typical = math.sqrt(mean_square)
    if typical < 1e-9:
        return "0"
    known = known_errors(calls)
    return told(nearest(typical, known, NEAR), known, typical, truth)


def _made_of_the_estimate(calls: Calls) -> str | None:
    """What every standard error is, if it is made of the right estimate in a known way."""
    size, root = calls.size, math.sqrt(calls.samples)
    surprise = max(abs(value - size) for value in calls.estimates) / calls.truth
    if surprise > 9:  # the estimates are not right
        return None
    made = {
        "√(2/n) times the estimate": lambda value: value * math.sqrt(2) / root,
        "estimate/√n": lambda value: value / root,
        "estimate/n": lambda value: value / calls.samples,
        "the distance from E": lambda value: abs(value - size),
        "the distance from E, divided by √n": lambda value: abs(value - size) / root,
    }
    for name, make in made.items():
        numbers = [make(value) for value in calls.estimates]
        # (n - 1 in the place of n is as good.)
        near = 0.6 / calls.samples + 1e-4
        if any(numbers) and all(map(_is_nearly, calls.errors, numbers, [near] * len(numbers))):
            return name
    return None


def _is_nearly(value: float, other: float, near: float) -> bool:
    return math.isclose(value, other, rel_tol=near, abs_tol=1e-6)


def known_errors(calls: Calls) -> dict[str, float]:
    size, truth, samples, root = calls.size, calls.truth, calls.samples, math.sqrt(calls.samples)
    return {
        "the spread of single squares": truth * root,
        "that spread divided by n": truth / root,
        "that spread times √n": truth * samples,
        "that spread divided by √E": truth * root / math.sqrt(size),
        "that spread divided by √(nE)": truth / math.sqrt(size),
        "the variance of single squares, divided by n": truth**2,
        "the variance of single squares, divided by √n": truth**2 * root,
        "as from 100000 samples": truth * root / math.sqrt(100000),
        "as from 10000 samples": truth * root / 100,
        "as from 1000 samples": truth * root / math.sqrt(1000),
        "as from 100 samples": truth * root / 10,
        "√E, the spread of single scores": math.sqrt(size),
        "√E/√n": math.sqrt(size) / root,
        "√(2E)/√n": math.sqrt(2 * size) / root,
        "√(8E)/√n": math.sqrt(8 * size) / root,
        "what it should be, divided by E": truth / size,
        "√(2/n)": math.sqrt(2) / root,
        "1/√n": 1 / root,
        "the size of the variance itself": size,
        "half of what it should be": truth / 2,
        "a third of what it should be": truth / 3,
        "twice what it should be": 2 * truth,
        "as from twice the samples": truth / math.sqrt(2),
        "as from half of the samples": truth * math.sqrt(2),
        "as from a tenth of the samples": truth * math.sqrt(10),
        "as from ten times the samples": truth / math.sqrt(10),
        "as for entries that are 1 or -1": math.sqrt(2 * size**2 - 2 * size) / root,
        "the root of the mean of fourth powers, over √n": math.sqrt(3 * size**2 + 6 * size) / root,
    }


def nearest(value: float, known: Mapping[str, float], near: float) -> str | None:
    """The name of the known number that is nearest as a ratio, if one is near."""
    ratio = {name: abs(math.log(value / number)) for name, number in known.items()}
    best = min(ratio, key=ratio.get)
    return best if ratio[best] <= math.log(near) else None


def told(name: str | None, known: Mapping[str, float], value: float, right: float) -> str:
    """A wrong number in words."""
    if name is None:
        return f"far too {'small' if value < right else 'large'} (about {float(f'{value:.1g}'):g})"
    return f"about {known[name]:.2g}" + ("" if name.isdigit() else f" = {name}")
