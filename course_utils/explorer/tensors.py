"""What the explorer is given: query, key, value, names of tokens, a mask; read, or refused."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from torch import Tensor

MOST_TOKENS, MOST_HEADS, MOST_FEATURES = 64, 16, 512
_IN_FLOAT32 = (torch.float32, torch.float16, torch.bfloat16)  # it holds each of their numbers


@dataclass(frozen=True)
class Tensors:
    """What attention is computed from, in one dtype, with as many heads everywhere."""

    query: Float[Tensor, "H L E"]
    key: Float[Tensor, "H S E"]
    value: Float[Tensor, "H S Ev"]

    def in_float64(self) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value in float64."""
        return self.query.double(), self.key.double(), self.value.double()


def read_tensors(query: Any, key: Any, value: Any) -> Tensors:
    """Three tensors (H, L, E), (H, S, E), (H, S, Ev) of whatever was given, its numbers exact."""
    given = {"query": query, "key": key, "value": value}
    read = {name: _three_axes(name, tensor) for name, tensor in given.items()}
    query, key, value = read.values()
    if query.shape[-1] != key.shape[-1]:
        raise ValueError(
            f"a query and a key need the same number of features; query has {query.shape[-1]} "
            f"and key has {key.shape[-1]}."
        )
    if key.shape[-2] != value.shape[-2]:
        raise ValueError(
            f"there must be one value for each key; key has {key.shape[-2]} rows "
            f"and value has {value.shape[-2]}."
        )
    heads = query.shape[0]
    for name in ("key", "value"):
        if read[name].shape[0] not in (1, heads):
            raise ValueError(
                f"{name} has {read[name].shape[0]} heads and query has {heads}; explore needs as "
                "many, or one for all: cu.repeat_kv repeats shared heads."
            )
    dtype = torch.float32 if all(t.dtype == torch.float32 for t in read.values()) else torch.float64
    shared = (tensor.to(dtype).expand(heads, -1, -1).contiguous() for tensor in read.values())
    return Tensors(*shared)


def read_names(what: str, names: Any, count: int, letter: str) -> list[str]:
    """One name for each of `count` tokens: those given, or q0, q1, ..."""
    if names is None:
        return [f"{letter}{place}" for place in range(count)]
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise TypeError(f"{what} must be a list of {count} names, one a token; it is {names!r}.")
    # A lone surrogate cannot be written into a page.
    names = [str(name).encode("utf-8", "replace").decode("utf-8") for name in names]
    if len(names) != count:
        raise ValueError(f"{what} must hold {count} names, one a token; it holds {len(names)}.")
    return names


def read_mask(attn_mask: Any, num_queries: int, num_keys: int) -> Bool[Tensor, "L S"] | None:
    """A boolean mask (L, S), True = may attend, or None where none was given."""
    if attn_mask is None:
        return None
    keep = _as_tensor("attn_mask", attn_mask)
    if keep.dtype != torch.bool:
        raise TypeError(
            "attn_mask must be boolean, True = may attend; it holds "
            f"{str(keep.dtype).removeprefix('torch.')}. Of a mask that is added to the scores, "
            "pass attn_mask == 0."
        )
    while keep.dim() > 2 and keep.shape[0] == 1:
        keep = keep[0]
    try:
        return keep.expand(num_queries, num_keys)
    except RuntimeError:
        raise ValueError(
            f"attn_mask must fit (queries, keys) = ({num_queries}, {num_keys}); "
            f"its shape is {tuple(keep.shape)}."
        ) from None


def read_scale(scale: Any) -> float | None:
    """The number that multiplies the scores, or None for 1 / sqrt(E)."""
    if scale is None:
        return None
    try:
        number = float(scale)
    except (TypeError, ValueError, RuntimeError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"scale must be a finite number, or None for 1 / sqrt(E); it is {scale}.")
    return number


def _three_axes(name: str, given: Any) -> Tensor:
    """One tensor (H, rows, features), in float32 if that holds all its numbers."""
    tensor = _as_tensor(name, given)
    if tensor.is_complex():
        raise TypeError(f"{name} holds complex numbers; attention needs real ones.")
    tensor = tensor.to(torch.float32 if tensor.dtype in _IN_FLOAT32 else torch.float64)
    shape = tuple(tensor.shape)
    if tensor.dim() == 4 and shape[0] == 1:
        tensor = tensor[0]
    elif tensor.dim() == 4:
        raise ValueError(
            f"explore shows one sentence at a time; {name} has a batch of {shape[0]}, "
            f"shape {shape}. Pass {name}[0]."
        )
    if tensor.dim() == 2:
        tensor = tensor[None]
    if tensor.dim() != 3:
        raise ValueError(
            f"{name} must have the axes (tokens, features), or (heads, tokens, features); "
            f"its shape is {shape}."
        )
    if not tensor.numel():
        raise ValueError(f"{name} is empty: its shape is {shape}. Nothing can be shown.")
    limits = (
        ("heads", MOST_HEADS, f"[:{MOST_HEADS}]"),
        ("tokens", MOST_TOKENS, f"[..., :{MOST_TOKENS}, :]"),
        ("features", MOST_FEATURES, f"[..., :{MOST_FEATURES}]"),
    )
    for size, (what, most, part) in zip(tensor.shape, limits, strict=True):
        if size > most:
            raise ValueError(
                f"explore shows at most {most} {what}; {name} has {size}. "
                f"Pass a part: {name}{part}."
            )
    return tensor


def _as_tensor(name: str, given: Any) -> Tensor:
    try:
        return torch.as_tensor(given).detach().cpu()
    except (TypeError, ValueError, RuntimeError, NotImplementedError) as error:
        reason = str(error).split("\n")[0]
        raise TypeError(f"{name} cannot be read as a tensor: {reason}") from None
