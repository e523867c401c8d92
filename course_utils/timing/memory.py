"""How much memory a call takes at its worst, beside its inputs and its result."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import torch
from torch.profiler import ProfilerActivity, profile

from .device import Device, this_device
from .profiler import quiet_profiler


def peak_extra_bytes(
    fn: Callable[[], object], device: Device | None = None, *, warmup: int = 1
) -> int:
    """The most bytes that torch holds at one moment of `fn()`, less those of what it returns.

    Exact, and the same each time; counted are torch's own allocations, not those of the libraries
    below it. The `warmup` calls come first, since a first call may keep something for the next.
    """
    device = device or this_device()
    for _ in range(warmup):
        fn()
    peak = _peak_on_cuda if device.torch_device.type == "cuda" else _peak_on_the_processor
    held, result = peak(fn)
    return max(0, held - _bytes(result))


def _peak_on_cuda(fn: Callable[[], object]) -> tuple[int, object]:
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    result = fn()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before, result


def _peak_on_the_processor(fn: Callable[[], object]) -> tuple[int, object]:
    with quiet_profiler(), profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        result = fn()
    events = [e for e in seen.profiler.kineto_results.events() if e.name() == "[memory]"]
    steps = [event.nbytes() for event in sorted(events, key=lambda event: event.start_ns())]
    return max(accumulate(steps, initial=0)), result


def _bytes(result: object) -> int:
    parts = result if isinstance(result, tuple | list) else [result]
    return sum(part.nbytes for part in parts if isinstance(part, torch.Tensor))
