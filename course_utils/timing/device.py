"""The machine that runs a function: its clock, how to wait for it, and what it is."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
import torch

HEAD_START = 200_000  # the GPU's own cycles: 0.1 ms, in which the host launches some calls
CACHE_FLUSH = 256 * 2**20  # bytes, more than any last-level cache the course may meet


class Device:
    """What measuring needs of a device. Times are in seconds."""

    name = "device"
    torch_device = torch.device("cpu")
    is_processor = False
    is_asynchronous = False

    def clock(self) -> float:
        """The time on the host's clock."""
        return time.perf_counter()

    def synchronize(self) -> None:
        """Wait until the device has done all it was given."""

    def seconds(self, fn: Callable[[], object], calls: int = 1) -> float:
        """How long the device works on so many calls; it must be idle before."""
        start = self.clock()
        for _ in range(calls):
            fn()
        self.synchronize()
        return self.clock() - start

    def flush_cache(self) -> None:
        """Drive what is in the caches out, by writing more than they hold."""

    def free_bytes(self) -> int:
        """How much memory is there to be had."""
        return psutil.virtual_memory().available

    def describe(self) -> dict[str, str | int | float]:
        """What a reader of its numbers has to know: device, threads, versions, clocks."""
        return {
            "device": self.name,
            "python": platform.python_version(),
            "torch": torch.__version__,
        }


class Cpu(Device):
    """This machine's processor, with as many threads as torch uses now."""

    is_processor = True

    def __init__(self) -> None:
        self.name = _processor()
        self._buffer: torch.Tensor | None = None

    def flush_cache(self) -> None:
        if self._buffer is None:
            self._buffer = torch.empty(CACHE_FLUSH // 4)
        self._buffer.fill_(1.0)

    def describe(self) -> dict[str, str | int | float]:
        known = super().describe() | {
            "threads": torch.get_num_threads(),
            "cores": os.cpu_count() or 0,
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "system": f"{platform.system()} {platform.machine()}",
        }
        if clock := _clock_mhz():
            known["clock_mhz"] = clock
        return known


class Accelerator(Device):
    """A GPU whose calls come back before their work is done."""

    module = torch.cuda
    is_asynchronous = True

    def synchronize(self) -> None:
        self.module.synchronize()

    def seconds(self, fn: Callable[[], object], calls: int = 1) -> float:
        """By the device's own events, which leave the host's launches out of it."""
        start, end = (self.module.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(calls):
            fn()
        end.record()
        self.synchronize()
        return start.elapsed_time(end) / 1000

    def flush_cache(self) -> None:
        torch.empty(CACHE_FLUSH // 4, device=self.torch_device).fill_(1.0)


class Cuda(Accelerator):
    """An NVIDIA (or ROCm) GPU."""

    def __init__(self) -> None:
        self.torch_device = torch.device("cuda")
        self.name = torch.cuda.get_device_name()

    def seconds(self, fn: Callable[[], object], calls: int = 1) -> float:
        torch.cuda._sleep(HEAD_START)  # the calls wait in the queue before the first event
        return super().seconds(fn, calls)

    def free_bytes(self) -> int:
        return torch.cuda.mem_get_info()[0]

    def describe(self) -> dict[str, str | int | float]:
        properties = torch.cuda.get_device_properties(0)
        known = super().describe() | {
            "compute_capability": f"{properties.major}.{properties.minor}",
            "memory_gib": round(properties.total_memory / 2**30, 1),
            "multiprocessors": properties.multi_processor_count,
            "cuda": torch.version.cuda or "",
            "cudnn": torch.backends.cudnn.version() or 0,
        }
        with suppress(Exception):  # needs NVIDIA's management library, which may be missing
            known["clock_mhz"] = torch.cuda.clock_rate()
        with suppress(ImportError):
            import triton

            known["triton"] = triton.__version__
        return known


class Mps(Accelerator):
    """The GPU of an Apple machine."""

    module = torch.mps
    name = "Apple GPU (MPS)"

    def __init__(self) -> None:
        self.torch_device = torch.device("mps")

    def seconds(self, fn: Callable[[], object], calls: int = 1) -> float:
        with suppress(AttributeError, RuntimeError):  # where torch's events are not to be had
            return super().seconds(fn, calls)
        return Device.seconds(self, fn, calls)


def this_device() -> Device:
    """The fastest device that torch sees here: CUDA, then MPS, then the processor."""
    if torch.cuda.is_available():
        return Cuda()
    if torch.backends.mps.is_available():
        return Mps()
    return Cpu()


def _processor() -> str:
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return " ".join(line.split(":", 1)[1].split())
    return platform.processor() or platform.machine()


def _clock_mhz() -> float | None:
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        clocks = [float(line.split(":")[1]) for line in lines if line.startswith("cpu MHz")]
        return max(clocks, default=None)
    return None
