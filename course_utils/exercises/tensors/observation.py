"""What can be said of random tensors: their form, and whether they could be standard normal.

The numbers themselves are free. Each statistic is allowed more than 7 standard errors, so that a
right function practically never fails, whichever generator it draws from.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy
import torch
from torch import Tensor

NAMES = ("query", "key", "value")
LETTERS = ("(B, L, E)", "(B, S, E)", "(B, S, Ev)")
MEASURABLE = 10_000  # entries of the smallest tensor from which mean and std are measured
FEWEST = 9  # pairs of numbers below which nothing is said of a correlation
LARGEST = 1_000_000  # entries; far more than any case asks for


def observe(function: Callable, *sizes: int) -> dict[str, str]:
    """The features of what `function(*sizes)` returns, each with its value in words."""
    torch.manual_seed(1)
    numpy.random.seed(1)  # noqa: NPY002 - a learner may use it
    random.seed(1)
    returned = function(*sizes)
    if returned is ... or (isinstance(returned, tuple | list) and ... in map(_dots, returned)):
        raise NotImplementedError
    tensors = _three_tensors(returned)
    if tensors is None:
        return {"returns": _in_words(returned)}
    again = _three_tensors(function(*sizes))
    batch, num_queries, num_keys, head_dim, value_dim = sizes
    expected = (
        (batch, num_queries, head_dim),
        (batch, num_keys, head_dim),
        (batch, num_keys, value_dim),
    )
    features = {"returns": "three tensors"}
    for name, letters, tensor in zip(NAMES, LETTERS, tensors, strict=True):
        features[f"shape of {name} {letters}"] = str(tuple(tensor.shape))
    features["dtype"] = _together([str(t.dtype).removeprefix("torch.") for t in tensors])
    features["called twice, it gives"] = _two_calls(tensors, again)
    floats = all(t.is_floating_point() and 0 < t.numel() < LARGEST for t in tensors)
    numbers = [t.double() for t in tensors] if floats else []
    if math.prod(expected[0]) >= MEASURABLE:
        features |= _statistics(numbers)
    right_shapes = all(t.shape == shape for t, shape in zip(tensors, expected, strict=True))
    features["independent"] = _independence(numbers) if floats and right_shapes else "everywhere"
    return features


def _dots(part: Any) -> Any:
    return ... if part is ... else None


def _three_tensors(returned: Any) -> list[Tensor] | None:
    """Query, key and value, free of graph and device; None if it is anything else."""
    if not isinstance(returned, tuple | list) or len(returned) != 3:
        return None
    if not all(isinstance(part, Tensor) for part in returned):
        return None
    # A clone: a function that fills the same tensors again must not change the first answer.
    return [part.detach().cpu().to_dense().clone() for part in returned]


def _in_words(returned: Any) -> str:
    """What came back in place of three tensors."""
    if returned is None:
        return "nothing (None)"
    if isinstance(returned, Tensor):
        return "one tensor"
    if isinstance(returned, dict):
        return "a dict"
    if isinstance(returned, tuple | list):
        kinds = [_kind(part) for part in returned]
        if len(set(kinds)) == 1:
            return f"{len(kinds)} x {kinds[0]}"
        return f"{len(kinds)} things: {', '.join(kinds)}" if kinds else "nothing in a tuple or list"
    return _kind(returned)


def _kind(value: Any) -> str:
    named = {"ndarray": "a NumPy array", "Tensor": "a tensor", "NoneType": "None"}
    return named.get(type(value).__name__, f"a {type(value).__name__}")


def _together(words: Sequence[str]) -> str:
    """One word where query, key and value agree, else one for each."""
    if len(set(words)) == 1:
        return words[0]
    return ", ".join(f"{word} ({name})" for word, name in zip(words, NAMES, strict=True))


def _two_calls(tensors: Sequence[Tensor], again: Sequence[Tensor] | None) -> str:
    if again is None:
        return "something else the second time"
    same = [a.shape == b.shape and torch.equal(a, b) for a, b in zip(tensors, again, strict=True)]
    repeated = [name for name, equal in zip(NAMES, same, strict=True) if equal]
    if not repeated:
        return "new numbers"
    return "the same numbers" if all(same) else f"the same {' and '.join(repeated)}"


def _statistics(numbers: Sequence[Tensor]) -> dict[str, str]:
    """Mean, standard deviation and the share within one of them: 0, 1 and 68 % when normal."""
    return {
        "mean": _together([_about(t.mean().item(), 0, 0.06) for t in numbers] or ["-"]),
        "std": _together([_about(t.std().item(), 1, 0.06) for t in numbers] or ["-"]),
        "share between -1 and 1": _together(
            [_about(100 * (t.abs() <= 1).double().mean().item(), 68, 3.3) + " %" for t in numbers]
            or ["-"]
        ),
    }


def _about(value: float, target: float, allowed: float) -> str:
    """The target where the value is near it, else the value itself to two digits."""
    return f"about {target if abs(value - target) <= allowed else float(f'{value:.2g}'):g}"


def _independence(numbers: Sequence[Tensor]) -> str:
    """Where numbers depend on each other, or "everywhere" if nothing is seen of that."""
    for axis, between in (
        (0, "between the sentences of the batch"),
        (1, "between the rows of a sentence"),
        (2, "between the features of a row"),
    ):
        found = [_related_within(t, axis) for t in numbers]
        if any(found):
            named = [name for name, is_so in zip(NAMES, found, strict=True) if is_so]
            return f"not {between}" + ("" if all(found) else f" ({', '.join(named)})")
    pairs = [
        f"{a} and {b}"
        for (a, first), (b, second) in combinations(zip(NAMES, numbers, strict=True), 2)
        if _related(first, second)
    ]
    if pairs:
        return "not between " + ", nor between ".join(pairs)
    return "not within a row: its mean is always 0" if _rows_centred(numbers) else "everywhere"


def _related_within(tensor: Tensor, axis: int) -> bool:
    """Are two slices along this axis correlated?"""
    slices = tensor.movedim(axis, 0).flatten(1)
    count, length = slices.shape
    if count < 2 or length < FEWEST:
        return False
    return _exceeds(torch.corrcoef(slices).fill_diagonal_(0), length)


def _related(first: Tensor, second: Tensor) -> bool:
    """Are the numbers of two tensors correlated, place by place or in reading order?"""
    common = [slice(min(a, b)) for a, b in zip(first.shape, second.shape, strict=True)]
    count = min(first.numel(), second.numel())
    pairs = (
        (first[tuple(common)].flatten(), second[tuple(common)].flatten()),
        (first.flatten()[:count], second.flatten()[:count]),
    )
    return any(
        len(a) >= FEWEST and _exceeds(torch.corrcoef(torch.stack([a, b]))[0, 1], len(a))
        for a, b in pairs
    )


def _exceeds(correlations: Tensor, length: int) -> bool:
    """Is one of them larger than chance allows? (The correlation of a constant is NaN: it is.)"""
    return bool((correlations.abs().nan_to_num(1) > min(8 / math.sqrt(length), 0.99999)).any())


def _rows_centred(numbers: Sequence[Tensor]) -> bool:
    """Do the rows' means vary far less than the means of independent numbers would?"""
    return any(
        t[..., 0].numel() > 500 and t.mean(-1).std() * math.sqrt(t.shape[-1]) < 0.7 for t in numbers
    )
