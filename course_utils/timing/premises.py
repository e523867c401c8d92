"""What a measurement takes for granted: data, axes, backend, threads, peak, cache, transfers.

Each check gives a Finding, or None where nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .audit import Finding
from .measurement import in_words
from .roofs import Roofs, dtype_name
from .sanity import NOISE, rate_in_words

MOST_PEAK = 2.0  # times the measured rate; dense against sparse is a factor 2 by itself
TRANSFERS = ("Memcpy HtoD", "Memcpy DtoH")


def check_data(**tensors: Tensor) -> Finding | None:
    """Data without variety cost a GPU less power, so that it runs faster than on real data."""
    for name, tensor in tensors.items():
        if tensor.numel() > 1 and bool((tensor == tensor.flatten()[0]).all()):
            value = tensor.flatten()[0].item()
            told = f"all of {name} is {value:g}: a GPU multiplies such data faster than real ones"
            return Finding("constant_data", f"{told}; take random numbers")
    return None


def check_axes(query: Tensor, *, num_heads: int, num_queries: int) -> Finding | None:
    """Is a query's shape (..., H, L, E), as F.scaled_dot_product_attention wants it?"""
    if query.dim() < 3 or num_heads == num_queries:
        return None
    heads, queries = query.shape[-3:-1]
    if (heads, queries) == (num_heads, num_queries):
        return None
    shape = tuple(query.shape)
    if (heads, queries) == (num_queries, num_heads):
        told = f"{shape} is (..., L, H, E): attention runs over the {num_heads} heads, not over"
        return Finding("swapped_axes", f"{told} the {num_queries} queries; transpose(-3, -2)")
    told = f"{shape} has not the stated {num_heads} heads and {num_queries} queries"
    return Finding("other_sizes", told)


def check_backend(stated: str, ran: str) -> Finding | None:
    """`ran` is what `backend_of` saw."""
    if stated == ran:
        return None
    if stated == "flex":
        if ran == "compiled":  # a processor's kernel has no name of its own
            return None
        told = "FlexAttention ran uncompiled, with the whole score matrix"
        return Finding("uncompiled_flex", f"{told}; time torch.compile(flex_attention)")
    if ran in ("math", "unfused"):
        told = f"{stated!r} is stated, but torch fell back to {ran!r} without a word"
        return Finding("math_fallback", f"{told} (3 axes, a mask or sizes may be why)")
    return Finding("other_backend", f"{stated!r} is stated, {ran!r} ran")


def check_threads(stated: int, used: int | None = None) -> Finding | None:
    """`used` is torch's number of threads now, unless given."""
    used = torch.get_num_threads() if used is None else used
    if stated == used:
        return None
    told = f"{stated} threads are stated, {used} were used"
    return Finding("thread_count", f"{told}; torch.utils.benchmark takes 1 unless told")


def check_peak(
    stated: float, roofs: Roofs, dtype: str | torch.dtype = "float32", noise: float = NOISE
) -> Finding | None:
    """Can a stated peak, in FLOP/s, be that of this machine?"""
    name, rate = dtype_name(dtype), roofs.peak(dtype)
    told = f"a peak of {rate_in_words(stated)} is stated for {name}, this machine's own matmul"
    if stated * (1 + noise) < rate:
        return Finding("wrong_peak", f"{told} reaches {rate_in_words(rate)}: it is another's")
    if stated > MOST_PEAK * rate:
        told = f"{told} reaches only {rate_in_words(rate)}"
        return Finding("wrong_peak", f"{told}: sparse for dense, SXM for PCIe, or another dtype's?")
    return None


def check_cold(seconds: float, moved: float, roofs: Roofs, noise: float = NOISE) -> Finding | None:
    """Did the bytes that a call moves come from memory, as a cold measurement states?"""
    least = moved / roofs.copy
    if seconds * (1 + noise) >= least:
        return None
    told = f"from memory its bytes take {in_words(least)}, the call took {in_words(seconds)}"
    return Finding("hot_cache", f"{told}: they came from a cache; empty it before each call")


def check_transfers(names: Sequence[str]) -> Finding | None:
    """Does the call itself move data between host and device? `names` are its `operations`."""
    if not any(part in name for name in names for part in TRANSFERS):
        return None
    return Finding("transfer_timed", "the call copies between host and device; copy before")
