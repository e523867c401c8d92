"""What came back as data, as values that the engine sees like those of a function here."""

from __future__ import annotations

from typing import Any

import torch

from .sandbox.wire import Callback, Thing, Vast


def unpacked(value: Any) -> Any:
    if isinstance(value, Vast):
        # No memory is behind it; the engine looks at its shape only.
        return torch.zeros(1, dtype=value.dtype).expand(value.shape)
    if isinstance(value, Thing | Callback):
        return _imitated(value if isinstance(value, Thing) else Thing("function"))
    if type(value) in (list, tuple):
        return type(value)(unpacked(item) for item in value)
    if type(value) is dict:
        return {key: unpacked(item) for key, item in value.items()}
    return value


def _imitated(thing: Thing) -> Any:
    """A harmless value of the same kind: it is told what came, and nothing is done with it."""

    def generator():
        yield

    async def coroutine():
        return None

    name = thing.name if thing.name.isidentifier() else "object"
    match thing.kind:
        case "genexpr":
            return (_ for _ in ())
        case "generator":
            return generator()
        case "coroutine":
            return coroutine()
        case "function":
            return generator
        case "module":
            return type(name, (torch.nn.Module,), {})()
        case "not implemented":
            return NotImplemented
        case "sparse":
            return torch.zeros(1).to_sparse()
        case "meta":
            return torch.empty(1, device="meta")
    return type(name, (), {})()
