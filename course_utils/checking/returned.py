"""What an attempt returned, looked at without relying on its being what it seems to be."""

from __future__ import annotations

from types import (
    BuiltinFunctionType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MethodType,
)
from typing import Any

import torch

from .isolation import guarded

LARGEST = 10_000_000  # entries; far more than any case has


def without_subclass(returned: Any) -> torch.Tensor | None:
    """The tensor itself, with its graph; None for anything else, and for one without numbers."""
    if not issubclass(type(returned), torch.Tensor):
        return None
    with torch._C.DisableTorchFunctionSubclass():
        try:
            tensor = torch.Tensor.as_subclass(returned, torch.Tensor)
        except Exception:  # a nested, sparse or masked one, or one that has left torch.vmap
            return None
    # One that dispatches to Python (FakeTensor) is still of its own class.
    return tensor if type(tensor) is torch.Tensor and holds_numbers(tensor) else None


def holds_numbers(tensor: torch.Tensor) -> bool:
    """An ordinary tensor: not a sparse one, nor one on the device "meta" with only a shape."""
    return (
        tensor.layout == torch.strided
        and tensor.device.type != "meta"
        and not (tensor.is_nested or tensor.is_quantized)
    )


def plain(returned: Any) -> torch.Tensor | None:
    """The numbers in what came back, free of graph and subclass; None if it is no tensor."""
    tensor = without_subclass(returned)
    if tensor is None:
        return None
    if tensor.numel() > LARGEST:  # its shape says enough
        return torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    try:
        return torch.empty(tensor.shape, dtype=tensor.dtype).copy_(tensor.detach())
    except Exception:
        return None


def number(returned: Any) -> torch.Tensor | None:
    """One number, however it came, in float64; None if it is none. True is no number."""
    if isinstance(returned, bool | str) or returned is None:
        return None
    try:
        return torch.tensor(float(returned), dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None


def numbers(returned: Any) -> torch.Tensor | None:
    """The numbers in a list, an array or the like, in float64; None if there are none."""
    try:
        with guarded():
            if _pretends(returned):
                return None
            return plain(torch.as_tensor(returned, dtype=torch.float64))
    except BaseException:
        return None


def _pretends(returned: Any) -> bool:
    """Does it say that it is a tensor, and is none? torch believes it, and crashes."""
    return isinstance(returned, torch.Tensor) and not issubclass(type(returned), torch.Tensor)


def is_open(returned: Any) -> bool:
    """Is a `...` left in it?"""
    parts = returned if type(returned) in (tuple, list) else [returned]
    return any(part is ... or part is NotImplemented for part in parts)


def close(returned: Any) -> None:
    """Let a generator or coroutine that nobody will run end here and not later."""
    if type(returned) in (GeneratorType, CoroutineType):
        returned.close()


def why(returned: Any) -> str:
    """How one comes to return such a thing; goes on from "... where a tensor is expected"."""
    kind = type(returned)
    if kind is GeneratorType:
        if returned.gi_code.co_name == "<genexpr>":
            return ": (... for ... in ...) makes one, and torch.stack([...]) would make a tensor"
        return ": it has `yield` where `return` is meant"
    if kind is CoroutineType:
        return ": it begins with `async def` where `def` is meant"
    if kind in (FunctionType, MethodType, BuiltinFunctionType):
        return ": is a pair of parentheses missing where that is to be called?"
    if issubclass(kind, torch.nn.Module):
        return ": a module is made here, and must still be called with a tensor"
    return ""
