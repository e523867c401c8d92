"""What can be said of a measured variance and its standard error: do they fit the truth?

For independent standard normal vectors of size E a score has variance E, and the mean of n of its
squares has the standard error √((2E² + 6E)/n). The function is called several times. A right one
practically never fails (less than once in a million), however it measures; the numbers that are
looked for when it does fail are those of known slips.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence
from typing import Any

import numpy
import torch

CALLS = 5
ENOUGH = 1000  # samples from which a wrong number tells which formula it came from
TWICE = "called twice, it gives"
SPREAD = "standard error"
ROOM = (0.25, 2.4)  # for errors from the spread of five batches, say, which are rough themselves
LESS_ROOM = (0.35, 2.1)  # with enough samples
NEAR = 1.4  # a factor, for errors; and for estimates, which are surer:
NEARER = 1.15


def observe(function: Callable, head_dim: int, num_samples: int) -> dict[str, str]:
    """The features of several measurements, each in words."""
    torch.default_generator.manual_seed(5)  # (torch.manual_seed asks every device: slow)
    numpy.random.seed(5)  # noqa: NPY002 - a learner may use it
    random.seed(5)
    truth = math.sqrt((2 * head_dim**2 + 6 * head_dim) / num_samples)
    right = f"about {head_dim} = E", f"about {truth:.2g}"
    features = {"returns": "two numbers", TWICE: "new numbers"}
    features |= {"estimate": right[0], SPREAD: right[1]}
    measured = []
    for _ in range(CALLS):
        returned = function(head_dim, num_samples)
        if returned is ...:
            raise NotImplementedError
        pair = _two_numbers(returned)
        if pair is None:
            return features | {"returns": _in_words(returned)}
        measured.append(pair)
    estimates, errors = zip(*measured, strict=True)
    if len(set(estimates)) == 1:
        features[TWICE] = "the same numbers"
    features["estimate"] = _estimate(estimates, truth, head_dim, num_samples) or right[0]
    is_right = features["estimate"] == right[0]
    wrong = _error_made_of(estimates, errors, head_dim, num_samples) if is_right else None
    features[SPREAD] = wrong or _error(errors, truth, head_dim, num_samples) or right[1]
    return features


def _two_numbers(returned: Any) -> tuple[float, float] | None:
    """The estimate and its standard error; None if two numbers is not what came back."""
    try:
        estimate, error = returned
        return _number(estimate), _number(error)
    except (TypeError, ValueError, RuntimeError):
        return None


def _number(value: Any) -> float:
    if isinstance(value, torch.Tensor):
        return value.detach().item()
    if isinstance(value, str | bytes):
        raise TypeError
    return float(value)


def _in_words(returned: Any) -> str:
    if returned is None:
        return "nothing (None)"
    if isinstance(returned, torch.Tensor | numpy.ndarray) and returned.ndim:
        return f"an array of shape {tuple(returned.shape)}"
    if isinstance(returned, tuple | list):
        parts = [_in_words(part) for part in returned]
        if parts and set(parts) == {"one number"}:
            return f"{len(parts)} number{'s' if len(parts) > 1 else ''}"
        return f"a {type(returned).__name__} of {' and '.join(parts) or 'nothing'}"
    try:
        _number(returned)
        return "one number"
    except (TypeError, ValueError, RuntimeError):
        return f"a {type(returned).__name__}"


def _estimate(values: Sequence[float], truth: float, size: int, samples: int) -> str | None:
    """What is wrong with the estimates, or None."""
    if not all(map(math.isfinite, values)):
        return "not a number"
    if set(values) == {float(size)}:
        return f"exactly {size}, which no measurement gives"
    surprise = sum(((value - size) / truth) ** 2 for value in values)
    # (A sum of CALLS squared errors: 5 on average; 80 practically never, but for few samples.)
    if surprise <= (80 if samples >= ENOUGH else 400):
        return None
    if min(values) < 0:
        return "about 0, and even negative"
    mean = sum(values) / len(values)
    known = {
        "E": size,
        "1": 1,
        "√E": math.sqrt(size),
        "2E": 2 * size,
        "E + 2": size + 2,
        "E² + 2E": size**2 + 2 * size,
        "2E² + 6E": 2 * size**2 + 6 * size,
        "1/E": 1 / size,
        "E/9": size / 9,
        "7E/144": 7 * size / 144,
        "E²/16 + 7E/144": size**2 / 16 + 7 * size / 144,
        "√(2E/π)": math.sqrt(2 * size / math.pi),
        "n": samples,
        "nE": samples * size,
        "the size of a standard error": truth,
    }
    name = _nearest(mean, known, NEARER)
    scattered = max(values) - min(values) > 8 * truth and 0.4 < mean / size < 2.5
    if name == "E" or scattered:
        return f"much further from {size} than chance allows"
    return _told(name, known, mean, size, samples)


def _error_made_of(
    estimates: Sequence[float], errors: Sequence[float], size: int, samples: int
) -> str | None:
    """What every standard error is, if it is made of the estimate in a known wrong way."""
    made = {
        "estimate/√n": [estimate / math.sqrt(samples) for estimate in estimates],
        "estimate/n": [estimate / samples for estimate in estimates],
        "the distance from E": [abs(estimate - size) for estimate in estimates],
    }
    for name, numbers in made.items():
        if any(numbers) and all(map(_is_nearly, errors, numbers)):
            return name
    return None


def _is_nearly(value: float, other: float) -> bool:
    return math.isclose(value, other, rel_tol=1e-4, abs_tol=1e-6)


def _error(values: Sequence[float], truth: float, size: int, samples: int) -> str | None:
    """What is wrong with the standard errors, or None."""
    if not all(map(math.isfinite, values)):
        return "not a number"
    if any(value < 0 for value in values):
        return "negative"
    logarithms = [math.log(max(value, 1e-12)) for value in values]
    typical = math.exp(statistics.fmean(logarithms))
    if _fits(typical / truth, statistics.stdev(logarithms), samples):
        return None
    if typical < 1e-9:
        return "0"
    root = math.sqrt(samples)
    known = {
        "the spread of single squares": truth * root,
        "that spread divided by n": truth / root,
        "that spread times √n": truth * samples,
        "the variance of single squares, divided by n": truth**2,
        "the variance of single squares, divided by √n": truth**2 * root,
        "as from 100000 samples": truth * root / math.sqrt(100000),
        "√E, the spread of single scores": math.sqrt(size),
        "√E/√n": math.sqrt(size) / root,
        "√(2E)/√n": math.sqrt(2 * size) / root,
        "√2/√n": math.sqrt(2 + 6 / size) / root,
        "the size of the variance itself": size,
        "twice that": 2 * truth,
        "as from a tenth of the samples": truth * math.sqrt(10),
        "as from 100 samples": truth * root / 10,
    }
    return _told(_nearest(typical, known, NEAR), known, typical, truth, samples)


def _fits(ratio: float, roughness: float, samples: int) -> bool:
    """Is that near enough to 1 for standard errors that differ so much from call to call?"""
    if samples < ENOUGH:
        return ROOM[0] <= ratio <= ROOM[1]
    return LESS_ROOM[0] <= ratio <= LESS_ROOM[1] and abs(math.log(ratio)) <= 0.25 + 4 * roughness


def _nearest(value: float, known: dict[str, float], near: float) -> str | None:
    """The name of the known number that is nearest as a ratio, if one is near."""
    ratio = {name: abs(math.log(value / number)) for name, number in known.items()}
    best = min(ratio, key=ratio.get)
    return best if ratio[best] <= math.log(near) else None


def _told(
    name: str | None, known: dict[str, float], value: float, right: float, samples: int
) -> str:
    """A wrong number in words; with few samples only whether it is too small or too large."""
    if name is None or samples < ENOUGH:
        much = "far too small" if value < right else "far too large"
        return much if samples < ENOUGH else f"{much} (about {value:.1g})"
    return f"about {known[name]:.2g}" + (f" = {name}" if name != "1" else "")
