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
PLURALS = {"a tensor": "tensors", "a NumPy array": "NumPy arrays", "a tuple": "tuples"}
CALLED_TWICE = "called twice, it gives"
BETWEEN = "share between -1 and 1"
DIFFERENT = "numbers that are there once only"
MEASURABLE = 5_000  # entries of the smallest tensor from which mean and std are measured
FEWEST = 9  # pairs of numbers below which nothing is said of a correlation
LARGEST = 1_000_000  # entries; far more than any case asks for


def observe(function: Callable, *sizes: int) -> dict[str, str]:
    """The features of what `function(*sizes)` returns, each with its value in words.

    A feature that cannot be seen (of a shape, when there is no tensor) is given as it should be.
    """
    torch.default_generator.manual_seed(1)  # (torch.manual_seed asks every device: slow)
    numpy.random.seed(1)  # noqa: NPY002 - a learner may use it
    random.seed(1)
    features, shapes = _expected(*sizes)
    returned = function(*sizes)
    if returned is ... or (isinstance(returned, tuple | list) and any(x is ... for x in returned)):
        raise NotImplementedError
    tensors = _three_tensors(returned)
    if tensors is None:
        return features | {"returns": _in_words(returned)}
    again = _three_tensors(function(*sizes))
    for feature, tensor in zip(list(features)[1:4], tensors, strict=True):
        features[feature] = str(tuple(tensor.shape))
    features["dtype"] = _together([str(t.dtype).removeprefix("torch.") for t in tensors])
    features[CALLED_TWICE] = _two_calls(tensors, again)
    if not all(t.is_floating_point() and 0 < t.numel() < LARGEST for t in tensors):
        return features
    numbers = [t.double().numpy() for t in tensors]
    if "mean" in features:
        features |= _statistics(numbers)
    if all(t.shape == shape for t, shape in zip(tensors, shapes, strict=True)):
        features["independent"] = _independence(numbers)
    return features


def _expected(
    batch: int, num_queries: int, num_keys: int, head_dim: int, value_dim: int
) -> tuple[dict[str, str], Sequence[tuple[int, ...]]]:
    """The features of a right answer, and its three shapes."""
    shapes = (
        (batch, num_queries, head_dim),
        (batch, num_keys, head_dim),
        (batch, num_keys, value_dim),
    )
    features = {"returns": "three tensors"}
    for name, letters, shape in zip(NAMES, LETTERS, shapes, strict=True):
        features[f"shape of {name} {letters}"] = str(shape)
    features |= {"dtype": "float32", CALLED_TWICE: "new numbers"}
    if math.prod(shapes[0]) >= MEASURABLE:
        features |= {"mean": "about 0", "std": "about 1", BETWEEN: "about 68 %"}
        features |= {DIFFERENT: "nearly all"}
    return features | {"independent": "everywhere"}, shapes


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
    if not isinstance(returned, tuple | list):
        return "one tensor" if isinstance(returned, Tensor) else _kind(returned)
    kinds = [_kind(part) for part in returned]
    if len(set(kinds)) == 1 and len(kinds) > 1:
        return f"{len(kinds)} {PLURALS.get(kinds[0], f'times {kinds[0]}')}"
    return f"{_kind(returned)} of {', '.join(kinds) or 'nothing'}"


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


def _statistics(numbers: Sequence[numpy.ndarray]) -> dict[str, str]:
    """Mean, standard deviation and the share within one of them: 0, 1 and 68 % when normal."""
    inside = [100 * (abs(t) <= 1).mean() for t in numbers]
    return {
        "mean": _together([_about(t.mean(), 0, 0.1) for t in numbers]),
        "std": _together([_about(t.std(), 1, 0.08) for t in numbers]),
        BETWEEN: _together([f"{_about(share, 68, 5)} %" for share in inside]),
        DIFFERENT: _together([_how_many_once(t) for t in numbers]),
    }


def _how_many_once(tensor: numpy.ndarray) -> str:
    """Rounded or cut-off numbers meet again; in float32 those of a standard normal hardly do."""
    share = (numpy.unique(tensor, return_counts=True)[1] == 1).sum() / tensor.size
    return "nearly all" if share > 0.98 else f"{100 * share:.0f} %"


def _about(value: float, target: float, allowed: float) -> str:
    """The target where the value is near it, else the value itself to two digits."""
    return f"about {target if abs(value - target) <= allowed else float(f'{value:.2g}'):g}"


def _independence(numbers: Sequence[numpy.ndarray]) -> str:
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
    if _rows_centred(numbers):
        return "not within a row: its mean is always 0"
    exact = all(t.size >= MEASURABLE and abs(t.mean()) < 1e-5 for t in numbers)
    return "not within a tensor: its mean is exactly 0" if exact else "everywhere"


def _related_within(tensor: numpy.ndarray, axis: int) -> bool:
    """Are two slices along this axis correlated?"""
    slices = numpy.moveaxis(tensor, axis, 0).reshape(tensor.shape[axis], -1)
    return len(slices) > 1 and _correlated(slices)


def _related(first: numpy.ndarray, second: numpy.ndarray) -> bool:
    """Are the numbers of two tensors correlated, place by place or in reading order?"""
    common = tuple(slice(min(a, b)) for a, b in zip(first.shape, second.shape, strict=True))
    count = min(first.size, second.size)
    return _correlated(numpy.stack([first[common].ravel(), second[common].ravel()])) or _correlated(
        numpy.stack([first.ravel()[:count], second.ravel()[:count]])
    )


def _correlated(rows: numpy.ndarray) -> bool:
    """Is a correlation between two rows larger than chance allows?

    A row of equal numbers counts as correlated: one number says them all.
    """
    length = rows.shape[1]
    if length < FEWEST:
        return False
    centred = rows - rows.mean(axis=1, keepdims=True)
    norms = numpy.sqrt((centred**2).sum(axis=1, keepdims=True))
    if not (norms > 1e-9).all():
        return True
    correlations = abs((centred / norms) @ (centred / norms).T)
    numpy.fill_diagonal(correlations, 0)
    return bool(correlations.max() > min(8 / math.sqrt(length), 0.99999))


def _rows_centred(numbers: Sequence[numpy.ndarray]) -> bool:
    """Do the rows' means vary far less than the means of independent numbers would?"""
    return any(
        t[..., 0].size > 250 and t.mean(-1).std() * math.sqrt(t.shape[-1]) < 0.6 * t.std()
        for t in numbers
    )
