"""What a function does on its way: torch's functions that it calls, the tensors that it makes.

This runs beside the learner's code. `checking.judge` and `checking.room` look at the same.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

MOST = 2000  # of either; more is not told


class Names(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.called: dict[int, Callable] = {}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        self.called[id(function)] = function
        return function(*args, **(kwargs or {}))

    def told(self) -> list[str]:
        names = (getattr(f, "__name__", None) or resolve_name(f) for f in self.called.values())
        return sorted({str(n).rsplit(".", 1)[-1].lstrip("_") for n in names if n})[:MOST]


class Shapes(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.made: dict[tuple[str, tuple[int, ...]], None] = {}

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # else torch loads its compiler first, which takes two seconds

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        there = {_place(t) for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)}
        for tensor in tree_leaves(made):
            is_floating = isinstance(tensor, torch.Tensor) and tensor.is_floating_point()
            if is_floating and _place(tensor) not in there:
                self.made[function.overloadpacket.__name__, tuple(tensor.shape)] = None
        return made

    def told(self) -> list[list]:
        return [[name, list(shape)] for name, shape in self.made][:MOST]


def _place(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
