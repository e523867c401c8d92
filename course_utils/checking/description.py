"""How arguments and results are called in a message."""

from __future__ import annotations

from typing import Any

import numpy
import torch

from .exercise import Case, Exercise
from .returned import without_subclass

MANY = 5  # arguments, of which the like are told together


def setting(exercise: Exercise, case: Case, detail: str = "", *, defaults: bool = False) -> str:
    """ "with query (2, 3, 4) and key (2, 5, 4): ...": what the function was called with."""
    described: dict[str, list[str]] = {}  # what came, and the names of the parameters it came for
    for name, argument in zip(exercise.parameters, case.arguments, strict=False):
        at_default = name in exercise.defaults and argument is exercise.defaults[name]
        if at_default and not defaults:
            continue
        # Many arguments are told together where they are alike.
        alone = "" if len(case.arguments) > MANY else name
        described.setdefault(f"{alone}{_in_short(argument)}", []).append(name)
    *others, last = [
        f"{', '.join(names)}{text.removeprefix(names[0])}" for text, names in described.items()
    ]
    where = f"with {', '.join(others)} and {last}" if others else f"with {last}"
    return f"{where}: {detail}" if detail else where


def _in_short(argument: Any) -> str:
    """A tensor's shape, or a row of a few whole numbers, or the argument itself."""
    if not isinstance(argument, torch.Tensor):
        return f" = {argument!r}"
    if argument.dim() == 1 and argument.numel() <= 8 and not argument.is_floating_point():
        return f" = {argument.tolist()}"
    return f" {tuple(argument.shape)}"


def a_kind(value: Any) -> str:
    """What it is, in two or three words. (By its type: an object may lie about its class.)"""
    kind = type(value)
    if issubclass(kind, torch.Tensor) and without_subclass(value) is None:
        return _unreadable(value)
    if issubclass(kind, numpy.generic):
        return "a NumPy number"
    named = {"Tensor": "a tensor", "ndarray": "a NumPy array", "float": "a Python number"}
    named |= {"int": "a Python number", "list": "a list", "tuple": "a tuple", "str": "text"}
    article = "an" if kind.__name__[:1] in "AEIOaeio" else "a"
    return named.get(kind.__name__, f"{article} {kind.__name__}")


def _unreadable(tensor: torch.Tensor) -> str:
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter):
        return f"a {type(tensor).__name__}"
    if tensor.is_nested or tensor.is_quantized:
        return f"a {'nested' if tensor.is_nested else 'quantized'} tensor"
    return f"a tensor without readable numbers ({tensor.layout}, device {tensor.device})"
