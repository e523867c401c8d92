"""What a measurement of a variance gives, called again and again, in words.

For independent standard normal vectors of size E a score has variance E, and the mean of n of its
squares has the standard error √((2E² + 6E)/n). Both numbers are compared with what chance allows.
A right function practically never fails, however it measures; the numbers that are looked for when
it does fail are those of known slips.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from typing import Any

import numpy
import torch

from .chance import Calls, is_clear, what_is_wrong_with_errors, what_is_wrong_with_estimates

FEW, SOME, MANY = 5, 60, 200
SHORT = 1000  # numbers in all; where a call draws no more, it is repeated MANY times
SECONDS = 0.4  # of work, and not longer than that
TWICE = "called twice, it gives"
SPREAD = "standard error"


def observe(function: Callable, head_dim: int, num_samples: int) -> dict[str, str]:
    """The features of several measurements, each in words."""
    torch.default_generator.manual_seed(5)  # (torch.manual_seed asks every device: slow)
    numpy.random.seed(5)  # noqa: NPY002 - a learner may use it
    random.seed(5)
    measured: list[tuple[float, float]] = []
    start = time.process_time()
    times = MANY if head_dim * num_samples <= SHORT else FEW
    while len(measured) < times:
        returned = function(head_dim, num_samples)
        if returned is ...:
            raise NotImplementedError
        pair = _two_numbers(returned)
        if pair is None:
            return _expected(head_dim, num_samples) | {"returns": _in_words(returned)}
        measured.append(pair)
        calls = Calls(*zip(*measured, strict=True), head_dim, num_samples)
        if len(measured) == SOME and is_clear(calls):
            break
        if len(measured) >= FEW and time.process_time() - start > SECONDS:
            break
    return _features(calls)


def _expected(head_dim: int, num_samples: int) -> dict[str, str]:
    error = math.sqrt((2 * head_dim**2 + 6 * head_dim) / num_samples)
    return {
        "returns": "two numbers",
        TWICE: "new numbers",
        "estimate": f"about {head_dim} = E",
        SPREAD: f"about {error:.2g}",
    }


def _features(calls: Calls) -> dict[str, str]:
    right = _expected(calls.size, calls.samples)
    features = dict(right)
    if len(set(calls.estimates)) == 1:
        features[TWICE] = "the same numbers"
    features["estimate"] = what_is_wrong_with_estimates(calls) or right["estimate"]
    features[SPREAD] = what_is_wrong_with_errors(calls) or right[SPREAD]
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
