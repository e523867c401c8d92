"""What stands for values that are no data, and for exceptions.

This runs beside the learner's code.
"""

from __future__ import annotations

import dis
import os
import traceback
from pathlib import Path
from types import BuiltinFunctionType, CoroutineType, FunctionType, GeneratorType, MethodType
from typing import Any

import torch

from .wire import Thing

_TORCH = str(Path(torch.__file__).parent)
_OURS = f"{os.sep}course_utils{os.sep}"
_as_subclass, _isinstance = torch.Tensor.as_subclass, isinstance


def without_subclass(value: Any) -> torch.Tensor | None:
    """The tensor itself, with its graph; None for anything that does not hold plain numbers."""
    if not issubclass(type(value), torch.Tensor):
        return None
    with torch._C.DisableTorchFunctionSubclass():
        try:
            tensor = _as_subclass(value, torch.Tensor)
        except Exception:
            return None
    is_plain = type(tensor) is torch.Tensor and tensor.layout == torch.strided
    if not is_plain or tensor.device.type == "meta" or tensor.is_nested or tensor.is_quantized:
        return None
    return tensor


def thing(value: Any) -> Thing:
    kind = type(value)
    name = getattr(kind, "__name__", "object")
    if kind is GeneratorType:
        return Thing("genexpr" if value.gi_code.co_name == "<genexpr>" else "generator")
    if kind is CoroutineType:
        value.close()
        return Thing("coroutine")
    if kind in (FunctionType, MethodType, BuiltinFunctionType):
        return Thing("function", name)
    if issubclass(kind, torch.nn.Module):
        return Thing("module", name)
    if value is NotImplemented:
        return Thing("not implemented")
    if kind is torch.Tensor and value.layout == torch.sparse_coo:
        return Thing("sparse")
    if kind is torch.Tensor and value.device.type == "meta":
        return Thing("meta")
    return Thing("other", str(name))


def raised(error: BaseException) -> dict[str, Any]:
    """An exception as data."""
    kind = type(error)
    try:
        words = str(error)[:2000]
    except BaseException:
        words = ""
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]
    lines, last = [], None
    trace = error.__traceback__
    for frame, line in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        if _OURS not in name and "site-packages" not in name:
            lines.append(line)
    while trace is not None:
        last, trace = trace, trace.tb_next
    by_a_raise = False
    if last is not None:
        code = last.tb_frame.f_code
        instruction = dis.opname[code.co_code[last.tb_lasti]]
        by_a_raise = instruction == "RAISE_VARARGS" and not code.co_filename.startswith(_TORCH)
    return {
        **{"kind": str(kind.__name__)[:60], "bases": bases[:10], "words": words},
        **{"line": lines[0] if lines else None, "by_a_raise": by_a_raise},
    }
