"""What torch's profiler sees of a call, without its talk on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch.profiler import ProfilerActivity, profile


def operations(fn: Callable[[], object]) -> list[str]:
    """The names of the operations that `fn()` runs, those of a GPU's kernels among them."""
    activities = [ProfilerActivity.CPU]
    if torch.cuda.is_available():
        activities.append(ProfilerActivity.CUDA)
    with quiet_profiler(), profile(activities=activities) as seen:
        fn()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
    return [event.name for event in seen.events()]


@contextmanager
def quiet_profiler() -> Iterator[None]:
    """Some builds of torch's profiler tell on stderr, from C++, when it starts and stops."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
