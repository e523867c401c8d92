"""Attention in all the ways that the course measures against each other, and the sweeps of them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

from .tiled import attention_in_one_buffer, attention_in_tiles
from .timing import BACKENDS, Device, attention_flop, causal_share, only

LENGTHS = (128, 256, 512, 1024, 2048, 4096, 8192, 16384)
COMPILED_AT = (512, 1024, 4096, 16384)
"""A processor compiles a function for seconds: not at each length."""


def naive(query, key, value):
    """The article's lines, scaled: product, softmax, product."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return torch.softmax(scores, dim=-1) @ value


def naive_causal(query, key, value):
    """The same with the future masked, as a tutorial would."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
    return torch.softmax(scores.masked_fill(future, -math.inf), dim=-1) @ value


def in_numpy(query, key, value, is_causal=False):
    """The same in NumPy, in place where that is easy."""
    scores = query @ key.swapaxes(-2, -1)
    scores /= math.sqrt(query.shape[-1])
    if is_causal:
        scores[..., np.triu(np.ones(scores.shape[-2:], dtype=bool), 1)] = -np.inf
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores @ value


def in_triton(query, key, value, is_causal=False):
    """Lesson 9's kernel; without Triton it is missing, and says so."""
    from .triton_attention import flash_attention

    return flash_attention(query, key, value, is_causal)


def numpy_threads(threads: int) -> bool:
    """Let NumPy's products use so many threads, as torch does; could it be told?

    Where NumPy came without its own OpenBLAS it listens to variables of the environment only.
    """
    told = False
    for library in (Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(str(library)).scipy_openblas_set_num_threads64_(threads)
            told = True
    return told


@dataclass(frozen=True)
class Contest:
    """One sweep: the same attention in many ways, at growing numbers of keys.

    `queries` is how many there are, as many as keys unless given: 1 is decoding.
    """

    name: str
    dtype: torch.dtype = torch.float32
    is_causal: bool = False
    batch: int = 1
    num_heads: int = 8
    head_dim: int = 64
    queries: int | None = None
    lengths: tuple[int, ...] = LENGTHS

    def flop(self, length: int) -> float:
        """The operations of one call, without those that a causal mask spares."""
        queries = self.queries or length
        share = causal_share(queries, length) if self.is_causal else 1.0
        full = attention_flop(
            self.batch, self.num_heads, queries, length, self.head_dim, self.head_dim
        )
        return share * full

    def facts(self) -> dict:
        """What a reader of the numbers has to know."""
        return {
            "dtype": str(self.dtype).removeprefix("torch."),
            "is_causal": self.is_causal,
            "batch": self.batch,
            "num_heads": self.num_heads,
            "head_dim": self.head_dim,
            "queries": self.queries or "as many as keys",
        }

    def inputs(self, length: int, device: Device) -> tuple[torch.Tensor, ...]:
        """Random queries, keys and values, (B, H, L or S, E)."""
        generator = torch.Generator().manual_seed(length)
        lengths = (self.queries or length, length, length)
        return tuple(
            torch.randn(self.batch, self.num_heads, n, self.head_dim, generator=generator).to(
                device.torch_device, self.dtype
            )
            for n in lengths
        )

    def calls(self, length: int, device: Device) -> dict[str, Callable[[], torch.Tensor]]:
        """Every contender at this length, by name, ready to be called.

        What was compiled before is forgotten: torch gives up on a function compiled too often.
        """
        torch._dynamo.reset()
        query, key, value = self.inputs(length, device)
        return dict(self._contenders(query, key, value, device))

    def _contenders(self, query, key, value, device: Device) -> Iterator[tuple[str, Callable]]:
        causal, length = self.is_causal, key.shape[-2]
        textbook = naive_causal if causal else naive
        yield "naive", partial(textbook, query, key, value)
        sdpa = partial(F.scaled_dot_product_attention, query, key, value, is_causal=causal)
        yield "SDPA", sdpa
        for backend in BACKENDS if not device.is_processor else ("math",):
            yield f"SDPA {backend}", partial(through, backend, sdpa)
        if self.queries is None and (length in COMPILED_AT or not device.is_processor):
            yield "compiled naive", compiled(textbook, query, key, value)
            mask = {"block_mask": _causal_blocks(length, device)} if causal else {}
            yield "FlexAttention", compiled(flex_attention, query, key, value, **mask)
        if self.queries is None:
            yield "tiles", partial(attention_in_tiles, query, key, value, is_causal=causal)
        if device.torch_device.type == "cuda" and self.queries is None:
            yield "Triton", partial(in_triton, query, key, value, is_causal=causal)
        if device.is_processor:
            if self.queries is None:
                in_one_buffer = partial(attention_in_one_buffer, is_causal=causal)
                yield "one buffer", partial(in_one_buffer, query, key, value)
            if self.dtype == torch.float32:
                arrays = (tensor.numpy() for tensor in (query, key, value))
                yield "NumPy", partial(in_numpy, *arrays, is_causal=causal)


def through(backend: str, call: Callable[[], torch.Tensor]) -> torch.Tensor:
    """Call SDPA with this backend only; it raises where it has none of this kind."""
    with only(backend):
        return call()


def compiled(fn: Callable, *inputs, **options) -> Callable[[], torch.Tensor]:
    """`fn`, compiled at its first call for the sizes of these inputs only."""
    return partial(torch.compile(fn, dynamic=False), *inputs, **options)


def _causal_blocks(length: int, device: Device):
    def causal(batch, head, query, key):
        return query >= key

    return create_block_mask(causal, None, None, length, length, device=device.torch_device)


def contests(device: Device) -> list[Contest]:
    """What is recorded on this device: full and causal, two dtypes, and decoding."""
    if device.is_processor:
        float32, bfloat16 = torch.float32, torch.bfloat16
        return [
            Contest("float32", float32),
            Contest("float32 causal", float32, is_causal=True),
            Contest("decode float32", float32, queries=1),
            Contest("bfloat16", bfloat16),
            Contest("bfloat16 causal", bfloat16, is_causal=True),
        ]
    return [
        Contest(f"{dtype} {dim}{' causal' * causal}", getattr(torch, dtype), causal, 1, 16, dim)
        for dtype in ("bfloat16", "float32")
        for dim in (64, 128)
        for causal in (False, True)
    ] + [Contest("decode bfloat16", torch.bfloat16, batch=16, num_heads=16, queries=1)]
