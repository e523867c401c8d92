"""Tensors and small values as JSON and arrays, and back. Nothing of it is ever unpickled."""

from __future__ import annotations

import builtins
import importlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from types import FunctionType
from typing import Any

import numpy
import torch

PACKAGE = __name__.split(".")[0]
LONG_AGO = (1980, 1, 1, 0, 0, 0)
SIMPLE = (type(None), bool, int, float, str)
# NumPy has no bfloat16.
AS_NUMBERS = {torch.bfloat16: torch.int16}


class CannotTravel(ValueError):
    """Something that is neither data nor a function that stands in a module under its name."""


class Writer:
    """Makes JSON of values; the numbers of tensors go into one array for each dtype.

    `modules` names those that hold the functions and classes that were written by name.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, list[numpy.ndarray]] = {}
        self.lengths: dict[str, int] = {}
        self.modules: set[str] = set()

    def array(self, array: numpy.ndarray) -> list:
        """Where it stands: dtype, start and length."""
        kind, start = array.dtype.name, self.lengths.get(array.dtype.name, 0)
        self.numbers.setdefault(kind, []).append(numpy.ravel(array))
        self.lengths[kind] = start + array.size
        return [kind, start, array.size]

    def value(self, value: Any) -> Any:
        if isinstance(value, SIMPLE):
            return value
        if isinstance(value, torch.Tensor):
            return {"tensor": self._tensor(value)}
        if isinstance(value, torch.dtype):
            return {"dtype": str(value).removeprefix("torch.")}
        if isinstance(value, tuple | list):
            return {type(value).__name__: [self.value(part) for part in value]}
        if isinstance(value, Mapping):
            return {"dict": [[self.value(key), self.value(v)] for key, v in value.items()]}
        if isinstance(value, partial):
            parts = (value.func, value.args, value.keywords)
            return {"partial": [self.value(part) for part in parts]}
        if isinstance(value, type | FunctionType):
            return {"name": self._name(value)}
        return {"object": [self._name(type(value)), self.value(vars(value))]}

    def _tensor(self, tensor: torch.Tensor) -> list:
        plain = tensor.detach().contiguous()
        plain = plain.view(AS_NUMBERS.get(plain.dtype, plain.dtype))
        dtype = str(tensor.dtype).removeprefix("torch.")
        return [dtype, list(tensor.shape), list(tensor.stride()), self.array(plain.numpy())]

    def _name(self, named: Callable) -> str:
        module, name = named.__module__, named.__qualname__
        root, _, inside = module.partition(".")
        found = getattr(importlib.import_module(module), name, None)
        if root != PACKAGE or found is not named:
            raise CannotTravel(f"{module}.{name} is not found under this name: a partial would be")
        self.modules.add(inside)
        return f"{inside}:{name}"

    def written(self, content: Any) -> bytes:
        """The JSON and the arrays in one archive; the same content gives the same bytes."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            archive.writestr(zipfile.ZipInfo("content.json", LONG_AGO), text)
            for kind, arrays in sorted(self.numbers.items()):
                held = io.BytesIO()
                numpy.save(held, numpy.concatenate(arrays), allow_pickle=False)
                archive.writestr(zipfile.ZipInfo(f"{kind}.npy", LONG_AGO), held.getvalue())
        return file.getvalue()


class Reader:
    """What a `Writer` has written."""

    def __init__(self, data: bytes) -> None:
        self.numbers = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.content = json.loads(archive.read("content.json"))
            for name in archive.namelist():
                if name.endswith(".npy"):
                    held = io.BytesIO(archive.read(name))
                    self.numbers[name[:-4]] = numpy.load(held, allow_pickle=False)

    def array(self, place: list) -> numpy.ndarray:
        kind, start, length = place
        return self.numbers[kind][start : start + length]

    def value(self, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        ((kind, content),) = written.items()
        match kind:
            case "tensor":
                return self._tensor(*content)
            case "dtype":
                return getattr(torch, content)
            case "tuple" | "list":
                return getattr(builtins, kind)(self.value(part) for part in content)
            case "dict":
                return {self.value(key): self.value(value) for key, value in content}
            case "partial":
                function, arguments, named = map(self.value, content)
                return partial(function, *arguments, **named)
            case "name":
                return _named(content)
        assert kind == "object", kind
        name, state = content
        made = object.__new__(_named(name))
        vars(made).update(self.value(state))
        return made

    def _tensor(self, kind: str, shape: list, stride: list, place: list) -> torch.Tensor:
        dtype = getattr(torch, kind)
        numbers = torch.from_numpy(self.array(place).copy()).view(dtype).reshape(shape)
        return torch.empty_strided(shape, stride, dtype=dtype).copy_(numbers)


def _named(path: str) -> Any:
    module, name = path.split(":")
    return getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)
