"""Attention in tiles as a GPU kernel, in Triton: `_rows_of_tiles` of tiled.py, line by line.

Without a CUDA device the kernel runs in Triton's interpreter: right, and slow.
"""

from __future__ import annotations

import importlib
import math
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import torch
import triton
import triton.language as tl
from triton.tools.tensor_descriptor import TensorDescriptor

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor

if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"
    importlib.reload(tl.standard)  # Triton decided for a GPU when it was first imported, by torch's
    importlib.reload(tl)  # profiler or compiler perhaps
INTERPRETED = triton.knobs.runtime.interpret


@triton.jit(do_not_specialize=["num_keys"])
def _attention_kernel(
    query,
    key,
    value,
    output,
    scale,
    num_keys,
    query_block: tl.constexpr,
    key_block: tl.constexpr,
    head_dim: tl.constexpr,
    is_causal: tl.constexpr,
):
    """One program of many that run at once: the output of `query_block` queries of one head.

    query, key, value and output describe tensors (B, H, L or S, E). A tile that reaches past the
    end of its head reads zeros there, and writes nothing. `scale` holds log2(e) too, because a GPU
    computes 2 ** x: exp(x) is 2 ** (x * log2(e)).
    """
    head, batch = tl.program_id(1), tl.program_id(2)
    # Under a causal mask the last rows take longest. Programs start in order: these go first.
    first_query = (tl.num_programs(0) - 1 - tl.program_id(0)) * query_block
    block = query.load([batch, head, first_query, 0]).reshape(query_block, head_dim)
    maximum = tl.full([query_block], -float("inf"), tl.float32)
    denominator = tl.zeros([query_block], tl.float32)
    total = tl.zeros([query_block, head_dim], tl.float32)
    seen, whole = num_keys, num_keys
    if is_causal:
        seen = tl.minimum(first_query + query_block, num_keys)
        whole = tl.minimum(first_query, num_keys)
    whole = whole // key_block * key_block
    # Two loops from one text: the tiles before `whole`, which need no mask, then the rest.
    for at_the_edge in tl.static_range(2):
        begin = whole if at_the_edge else 0
        end = seen if at_the_edge else whole
        for start in tl.range(begin, end, key_block):
            keys = key.load([batch, head, start, 0]).reshape(key_block, head_dim)
            scores = tl.dot(block, keys.T, input_precision="ieee")
            if at_the_edge:
                query_place = first_query + tl.arange(0, query_block)[:, None]
                key_place = start + tl.arange(0, key_block)[None, :]
                keep = key_place < num_keys
                if is_causal:
                    keep = keep & (key_place <= query_place)
                scores = tl.where(keep, scores, -float("inf"))
            new_maximum = tl.maximum(maximum, tl.max(scores, 1) * scale)
            rescale = tl.exp2(maximum - new_maximum)
            weights = tl.exp2(scores * scale - new_maximum[:, None])
            denominator = denominator * rescale + tl.sum(weights, 1)
            values = value.load([batch, head, start, 0]).reshape(key_block, head_dim)
            total = total * rescale[:, None]
            total = tl.dot(weights.to(values.dtype), values, total, input_precision="ieee")
            maximum = new_maximum
    rows = (total / denominator[:, None]).to(output.dtype)
    output.store([batch, head, first_query, 0], rows.reshape(1, 1, query_block, head_dim))


class Tiles(NamedTuple):
    """How the work is cut up: a program computes `query_block` rows, `key_block` columns at a time.

    It has `num_warps` warps of 32 threads, and up to `num_stages` tiles of keys and of values are
    on their way to it at once.
    """

    query_block: int
    key_block: int
    num_warps: int
    num_stages: int


HEAD_DIMS = (16, 32, 64, 128)
# Worth a try on a Hopper GPU, the likeliest first: all that fit its registers without spilling.
TILES_FOR_128 = (Tiles(128, 128, 8, 2), Tiles(128, 128, 8, 3), Tiles(128, 64, 8, 3))
TILES_FOR_64 = (Tiles(128, 64, 4, 3), Tiles(128, 128, 8, 2), Tiles(128, 64, 8, 3))
SMALL_TILES = (Tiles(64, 64, 4, 2), Tiles(32, 32, 4, 2))


def flash_attention(
    query: Float[Tensor, "B H L E"],
    key: Float[Tensor, "B H S E"],
    value: Float[Tensor, "B H S E"],
    is_causal: bool = False,
    *,
    tiles: Tiles | None = None,
) -> Float[Tensor, "B H L E"]:
    """Scaled attention on a GPU, no score ever leaving the chip. No gradient.

    bfloat16, float16, or float32 (without tensor cores); head size 16, 32, 64 or 128. `tiles` are
    the fastest of a few unless given: trying them takes the first call of a kind some seconds.
    """
    _check(query, key, value)
    if INTERPRETED and query.dtype == torch.bfloat16:  # whose bits it multiplies as integers
        wide = (x.to(torch.float32) for x in (query, key, value))
        return flash_attention(*wide, is_causal, tiles=tiles).to(query.dtype)
    batch, num_heads, num_queries, head_dim = query.shape
    tiles = tiles or fastest_tiles(query.device, query.dtype, head_dim, is_causal)
    output = torch.empty_like(query, memory_format=torch.contiguous_format)
    grid = (triton.cdiv(num_queries, tiles.query_block), num_heads, batch)
    with torch.cuda.device_of(query):
        _attention_kernel[grid](
            _described(query, tiles.query_block),
            _described(key, tiles.key_block),
            _described(value, tiles.key_block),
            _described(output, tiles.query_block),
            math.log2(math.e) / math.sqrt(head_dim),
            key.shape[-2],
            query_block=tiles.query_block,
            key_block=tiles.key_block,
            head_dim=head_dim,
            is_causal=is_causal,
            num_warps=tiles.num_warps,
            num_stages=tiles.num_stages,
        )
    return output


def candidates(dtype: torch.dtype, head_dim: int, is_hopper: bool = True) -> tuple[Tiles, ...]:
    """The tiles to choose from, on a Hopper GPU (or a later one) or before."""
    if dtype == torch.float32:
        return SMALL_TILES[-1:]
    if not is_hopper:
        return SMALL_TILES
    return (TILES_FOR_128 if head_dim == 128 else TILES_FOR_64) + SMALL_TILES[:1]


@cache
def fastest_tiles(
    device: torch.device, dtype: torch.dtype, head_dim: int, is_causal: bool
) -> Tiles:
    """Of the candidates, those that this GPU is fastest with on 16 heads of 4096 random queries."""
    is_hopper = INTERPRETED or torch.cuda.get_device_capability(device) >= (9, 0)
    tried = candidates(dtype, head_dim, is_hopper)
    if INTERPRETED or len(tried) == 1:
        return tried[0]
    random = torch.Generator(device).manual_seed(0)
    shape = (3, 1, 16, 4096, head_dim)
    query, key, value = torch.randn(shape, generator=random, device=device).to(dtype)

    def milliseconds(tiles: Tiles) -> float:
        try:
            return triton.testing.do_bench(
                lambda: flash_attention(query, key, value, is_causal, tiles=tiles),
                return_mode="median",
            )
        except triton.runtime.errors.OutOfResources:  # on a GPU with less shared memory
            return math.inf

    return min(tried, key=milliseconds)


def _described(x: Tensor, rows: int) -> TensorDescriptor:
    """What a GPU's copy engine needs to know to fetch `rows` rows of one head at a time.

    It can step only in positive multiples of 16 bytes, from number to number in a row by one: a
    tensor that lies otherwise is copied.
    """
    steps = [stride * x.element_size() for stride in x.stride()[:-1]]
    if x.stride(-1) != 1 or any(step <= 0 or step % 16 for step in steps) or x.data_ptr() % 16:
        x = x.clone(memory_format=torch.contiguous_format)
    return TensorDescriptor.from_tensor(x, [1, 1, rows, x.shape[-1]])


def _check(query: Tensor, key: Tensor, value: Tensor) -> None:
    """A ValueError with one sentence about the first thing that the kernel cannot do."""
    shapes = f"query {tuple(query.shape)}, key {tuple(key.shape)}, value {tuple(value.shape)}"
    if not query.ndim == key.ndim == value.ndim == 4 or key.shape != value.shape:
        raise ValueError(f"query must be (B, H, L, E), key and value (B, H, S, E); got {shapes}")
    if query.shape[:2] != key.shape[:2] or query.shape[-1] != key.shape[-1]:
        raise ValueError(f"batch, heads and head size must agree; got {shapes}")
    if 0 in (*query.shape, *key.shape):
        raise ValueError(f"there must be a query and a key at least; got {shapes}")
    if query.shape[-1] not in HEAD_DIMS:
        raise ValueError(f"the head size must be one of {HEAD_DIMS}, not {query.shape[-1]}")
    if len(dtypes := {query.dtype, key.dtype, value.dtype}) > 1 or not dtypes <= {
        torch.bfloat16,
        torch.float16,
        torch.float32,
    }:
        found = ", ".join(str(x.dtype) for x in (query, key, value))
        raise ValueError(f"all three must be bfloat16, float16 or float32 alike; got {found}")
    if len(devices := {query.device, key.device, value.device}) > 1:
        raise ValueError(f"all three must be on one device; got {sorted(map(str, devices))}")
    if not INTERPRETED and query.device.type != "cuda":
        raise ValueError(
            f"the kernel runs on this machine's GPU and the tensors are on {query.device}; set "
            "TRITON_INTERPRET=1 before Triton is imported to interpret it instead"
        )
