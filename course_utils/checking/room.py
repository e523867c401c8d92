"""How much an attempt holds on its way: the shapes of the tensors it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from .elsewhere import Work, heard
from .exercise import Case, Exercise
from .isolation import one_snapshot
from .outcome import observe

# They bring nothing new: copies of what is there already, columns of ones, and the arguments
# themselves, which `observe` copies.
HARMLESS = {"clone", "_to_copy", "lift_fresh", "detach", "ones", "ones_like", "new_ones"}
HARMLESS |= {"empty_strided"}


def first_too_large(exercise: Exercise, attempt: Callable, case: Case) -> torch.Size | None:
    """The shape of the first floating tensor on the attempt's way that the case does not allow."""
    found: list[torch.Size] = []

    class Watch(TorchDispatchMode):  # sees what each operation makes, inside torch's functions too
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False  # else torch loads its compiler first, which takes two seconds

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            if function.overloadpacket.__name__ not in HARMLESS:
                fresh = _fresh_tensors(made, (args, kwargs))
                found.extend(t.shape for t in fresh if case.too_large(t.shape))
            return made

    def hear(work: Work) -> None:
        shapes = (shape for name, shape in work.made if name not in HARMLESS)
        found.extend(shape for shape in shapes if case.too_large(shape))

    with Watch(), heard(hear, shapes=True), one_snapshot():  # with the watch in it
        observe(exercise, attempt, case)
    return found[0] if found else None


def _fresh_tensors(made: Any, arguments: Any) -> Iterator[torch.Tensor]:
    """The floating tensors among the results that are no views of an argument."""
    there = {_place(leaf) for leaf in tree_leaves(arguments) if isinstance(leaf, torch.Tensor)}
    for tensor in tree_leaves(made):
        is_floating = isinstance(tensor, torch.Tensor) and tensor.is_floating_point()
        if is_floating and _place(tensor) not in there:
            yield tensor


def _place(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
