"""Messages as data, and nothing but data: no byte of one is ever run.

A message is JSON followed by the raw numbers of its tensors. Both ends use this file, so it
imports nothing of the course.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
import torch

LIMIT = 64 << 20  # bytes of a message
LARGEST = 2_000_000  # entries of a tensor that is sent with its numbers
VAST = 1 << 48  # entries of any other; torch itself counts no further than 1 << 63
DEPTH = 20  # lists in lists

_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.float64, torch.float32, torch.float16, torch.bfloat16),
        *(torch.complex128, torch.complex64, torch.bool, torch.uint8),
        *(torch.int8, torch.int16, torch.int32, torch.int64),
    )
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
# Looked up now: somebody else's patches of these modules come later.
_write = json.JSONEncoder(separators=(",", ":")).encode
_read = json.JSONDecoder().decode
_HEAD = struct.Struct("<QI")


class Garbled(Exception):
    """These bytes are no message of ours."""


@dataclass(frozen=True)
class Thing:
    """What stands for a value that is no data: of which kind it is, and its class's name."""

    kind: str
    name: str = ""


@dataclass(frozen=True)
class Callback:
    """A function that stays where it is and can be called from the other side."""

    number: int


@dataclass(frozen=True)
class Vast:
    """A tensor with too many entries to be sent: its shape says enough."""

    shape: tuple[int, ...]
    dtype: torch.dtype


def pack(message: Any, other: Callable[[Any], Thing | Callback]) -> bytes:
    """The message as bytes. `other` is asked for what stands for a value that is no data."""
    blobs: list[bytes] = []
    text = _write(_encoded(message, blobs, other, 0)).encode("utf-8", "surrogatepass")
    body = b"".join([text, *blobs])
    return _HEAD.pack(_HEAD.size + len(body), len(text)) + body


def length(data: bytes | bytearray) -> int | None:
    """How long the message is that begins so; None while too little has come."""
    if len(data) < _HEAD.size:
        return None
    total, text = _HEAD.unpack_from(data)
    if not _HEAD.size + text <= total <= LIMIT:
        raise Garbled("a message of an impossible length")
    return total


def unpack(data: bytes | bytearray) -> Any:
    """The message in these bytes, or Garbled."""
    try:
        total, text = _HEAD.unpack_from(data)
        if total != len(data):
            raise Garbled("a message of another length than it says")
        start = _HEAD.size + text
        parsed = _read(bytes(data[_HEAD.size : start]).decode("utf-8", "surrogatepass"))
        return _decoded(parsed, memoryview(data)[start:], 0)
    except Garbled:
        raise
    except (ValueError, TypeError, KeyError, RuntimeError, RecursionError, OverflowError) as error:
        raise Garbled(f"a message that cannot be read ({type(error).__name__})") from None
    except (struct.error, MemoryError) as error:
        raise Garbled(f"a message that cannot be read ({type(error).__name__})") from None


def _encoded(value: Any, blobs: list[bytes], other: Callable, depth: int) -> Any:
    kind = type(value)
    if value is None or kind in (bool, float) or (kind is int and value.bit_length() < 10_000):
        return value
    if kind is str:
        return value[:LIMIT]
    if depth < DEPTH and kind in (list, tuple, torch.Size):
        items = [_encoded(item, blobs, other, depth + 1) for item in value]
        return items if kind is list else {"is": "tuple", "items": items}
    if depth < DEPTH and kind is dict:
        pairs = [[_encoded(part, blobs, other, depth + 1) for part in p] for p in value.items()]
        return {"is": "dict", "items": pairs}
    if kind is torch.Tensor and _has_numbers(value):
        return _encoded_tensor(value, blobs)
    if kind is Vast:
        return {"is": "vast", "dtype": _NAMES[value.dtype], "shape": list(value.shape)}
    if kind is torch.dtype and value in _NAMES:
        return {"is": "dtype", "name": _NAMES[value]}
    if kind is numpy.ndarray or issubclass(kind, numpy.generic):
        if value.size <= LARGEST and value.dtype.kind in "fiubc" and value.dtype.itemsize <= 16:
            numbers = torch.from_numpy(numpy.array(value, order="C"))
            name = "array" if kind is numpy.ndarray else "scalar"
            return {"is": name, "of": _encoded_tensor(numbers, blobs)}
        return {"is": "thing", "kind": "other", "name": kind.__name__}
    if value is ...:
        return {"is": "ellipsis"}
    stand_in = value if kind in (Thing, Callback) else other(value)
    if isinstance(stand_in, Callback):
        return {"is": "callback", "number": stand_in.number}
    return {"is": "thing", "kind": stand_in.kind, "name": stand_in.name}


def _has_numbers(tensor: torch.Tensor) -> bool:
    ordinary = tensor.dtype in _NAMES and tensor.layout == torch.strided
    return ordinary and tensor.device.type != "meta" and not tensor.is_nested


def _encoded_tensor(tensor: torch.Tensor, blobs: list[bytes]) -> dict[str, Any]:
    shape, stride = list(tensor.shape), list(tensor.stride())
    described = {"is": "tensor", "dtype": _NAMES[tensor.dtype], "shape": shape}
    if tensor.numel() > LARGEST:
        return described | {"is": "vast"}
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    span = _span(shape, stride)
    if span > 2 * plain.numel():  # a few entries out of a large tensor
        plain = plain.contiguous()
        stride = list(plain.stride())
        span = _span(shape, stride)
    flat = plain.as_strided((span,), (1,)).contiguous()
    raw = flat.view(torch.uint8).numpy().tobytes() if span else b""
    start = sum(map(len, blobs))
    blobs.append(raw)
    return described | {"stride": stride, "start": start, "bytes": len(raw)}


def _span(shape: list[int], stride: list[int]) -> int:
    """How many entries of memory lie between the first and the last one, both included."""
    if 0 in shape:
        return 0
    return 1 + sum((size - 1) * step for size, step in zip(shape, stride, strict=True))


def _decoded(value: Any, blob: memoryview, depth: int) -> Any:
    if depth > 2 * DEPTH:
        raise Garbled("a message too deep")
    if isinstance(value, list):
        return [_decoded(item, blob, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    match value.get("is"):
        case "tuple":
            return tuple(_decoded(item, blob, depth + 1) for item in _list(value["items"]))
        case "dict":
            return {
                _decoded(key, blob, depth + 1): _decoded(item, blob, depth + 1)
                for key, item in _list(value["items"])
            }
        case "tensor":
            return _decoded_tensor(value, blob)
        case "vast":
            return Vast(tuple(_sizes(value["shape"], VAST)), _DTYPES[value["dtype"]])
        case "dtype":
            return _DTYPES[value["name"]]
        case "array":
            return _decoded_tensor(value["of"], blob).numpy()
        case "scalar":
            return _decoded_tensor(value["of"], blob).numpy()[()]
        case "ellipsis":
            return ...
        case "callback":
            return Callback(_whole(value["number"], 1 << 32))
        case "thing":
            return Thing(str(value["kind"])[:40], str(value["name"])[:60])
    raise Garbled("a message of an unknown kind")


def _decoded_tensor(value: dict[str, Any], blob: memoryview) -> torch.Tensor:
    dtype = _DTYPES[value["dtype"]]
    shape = _sizes(value["shape"], LARGEST)
    stride = [_whole(step, LARGEST) for step in _list(value["stride"])]
    start, count = _whole(value["start"], LIMIT), _whole(value["bytes"], LIMIT)
    span = _span(shape, stride) if len(shape) == len(stride) else -1
    if span * dtype.itemsize != count or start + count > len(blob):
        raise Garbled("a tensor that is not all there")
    if not span:
        return torch.empty(shape, dtype=dtype)
    raw = torch.frombuffer(bytearray(blob[start : start + count]), dtype=torch.uint8)
    if dtype == torch.bool:
        raw = raw.ne(0).view(torch.uint8)  # another byte than 0 and 1 is no bool
    return raw.view(dtype).as_strided(shape, stride)


def _sizes(shape: Any, most: int) -> list[int]:
    sizes = [_whole(size, most) for size in _list(shape)]
    if len(sizes) > 32 or math.prod(sizes) > most:
        raise Garbled("a tensor too large")
    return sizes


def _whole(number: Any, most: int) -> int:
    if type(number) is not int or not 0 <= number <= most:
        raise Garbled("a number that is none")
    return number


def _list(value: Any) -> list:
    if not isinstance(value, list):
        raise Garbled("a list that is none")
    return value
