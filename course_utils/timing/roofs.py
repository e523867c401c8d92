"""The limits of the machine, measured: no program is faster than all its work at these rates."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import torch

from .device import CACHE_FLUSH, Device, this_device
from .load import Load
from .measurement import FOREIGN, within_budget

LARGEST_MATMUL = {"cuda": 8192, "mps": 4096, "cpu": 2048}
SMALLEST_MATMUL = 64  # at 0.1 GFLOP/s, a processor that emulates bfloat16, 5 ms
EXPS_PER_THREAD = 2**15  # torch gives no thread less; 128 KiB each of inputs and results
EXPS_PER_NUMBER = 1024  # on CUDA, where a kernel can repeat it without touching memory
EMULATED = 2  # times slower than float32
EXP_CHAIN = """
template <typename T> T exp_chain(T x) {
    for (int i = 0; i < 1024; ++i) x = __expf(-x);
    return x;
}
"""


@dataclass(frozen=True)
class Bound:
    """The seconds that some work needs at each roof; `roof` names the one that takes longest."""

    seconds: dict[str, float]

    @property
    def roof(self) -> str:
        return max(self.seconds, key=self.seconds.get)

    @property
    def least(self) -> float:
        """No run can take less, if everything else overlaps with the slowest part."""
        return max(self.seconds.values())


@dataclass(frozen=True)
class Roofs:
    """Rates that this machine reached: operations, bytes, exponentials per second.

    `matmul` is by dtype, "float32" and "bfloat16"; on CUDA also "tf32", float32 numbers multiplied
    with fewer digits. `copy` counts the bytes read and those written.
    """

    matmul: dict[str, float]
    copy: float
    exp: float
    device: dict = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def bound(
        self,
        flop: float = 0.0,
        moved: float = 0.0,
        exps: float = 0.0,
        dtype: str | torch.dtype = "float32",
    ) -> Bound:
        """How long this work takes at least: matrix products, bytes moved, exponentials."""
        return Bound(
            {
                "matmul": flop / self.matmul[dtype_name(dtype)],
                "copy": moved / self.copy,
                "exp": exps / self.exp,
            }
        )

    def attainable(
        self,
        intensity: float,
        dtype: str | torch.dtype = "float32",
        flop_per_exp: float = math.inf,
    ) -> float:
        """The roofline: FLOP/s that a program of so many FLOP per byte, and per exp, can reach."""
        rates = (intensity * self.copy, self.matmul[dtype_name(dtype)], flop_per_exp * self.exp)
        return min(rates)

    def ridge(self, dtype: str | torch.dtype = "float32") -> float:
        """The FLOP per byte from which on matrix products, not memory, are the limit."""
        return self.matmul[dtype_name(dtype)] / self.copy

    def or_higher(self, other: Roofs) -> Roofs:
        """The higher of each rate: what another look found on the same machine."""
        names = self.matmul | other.matmul
        matmul = {n: max(self.matmul.get(n, 0.0), other.matmul.get(n, 0.0)) for n in names}
        copy, exp = max(self.copy, other.copy), max(self.exp, other.exp)
        remarks = tuple(dict.fromkeys(self.remarks + other.remarks))
        return Roofs(matmul, copy, exp, self.device, remarks)

    def peak(self, dtype: str | torch.dtype = "float32") -> float:
        """The FLOP/s that nothing in this dtype may claim to pass, however it computes inside.

        Half precision may be computed in float32, float32 in tf32.
        """
        others = ("float32", "tf32") if dtype_name(dtype) == "float32" else tuple(self.matmul)
        return max(self.matmul.get(name, 0.0) for name in others)


def measure_roofs(device: Device | None = None, *, seconds: float = 3.0) -> Roofs:
    """Measure them, on random data, in `seconds` or so; each is the best of several runs."""
    device = device or this_device()
    load, share, remarks, matmul = Load(), within_budget(seconds) / 5, [], {}
    with torch.inference_mode():
        for dtype in (torch.float32, torch.bfloat16):
            try:
                matmul[dtype_name(dtype)] = _matmul_rate(device, dtype, share)
            except (RuntimeError, TypeError) as error:
                remarks.append(f"no {dtype_name(dtype)} matmul here: {str(error)[:100]}")
        if device.torch_device.type == "cuda":
            matmul["tf32"] = _tf32_rate(device, share)
        copy = _copy_rate(device, share)
        exp, how = _exp_rate(device, share)
    if device.is_processor and load.foreign_cores() > FOREIGN:
        remarks.append("load: other processes ran, so that these rates may be too low")
    if matmul["float32"] > EMULATED * matmul.get("bfloat16", math.inf):
        remarks.append("bfloat16 products are emulated here: this processor has none of its own")
    return Roofs(matmul, copy, exp, device.describe(), (*remarks, *how))


def best_seconds(
    fn: Callable[[], object], device: Device, seconds: float, *, calls: int = 1, most: int = 200
) -> float:
    """The fastest of the samples that fit into `seconds`, at least three, the warm-up left out."""
    device.synchronize()
    spent, best, samples = device.seconds(fn, calls), math.inf, 0
    while samples < 3 or (spent < seconds and samples < most):
        one = device.seconds(fn, calls)
        spent, best, samples = spent + one, min(best, one), samples + 1
    if best <= 0:
        raise ValueError(f"the clock of {device.name} stood still: it has no rates to measure")
    return best / calls


def dtype_name(dtype: str | torch.dtype) -> str:
    """ "bfloat16" for torch.bfloat16."""
    return str(dtype).removeprefix("torch.")


def _random(size: tuple[int, ...], device: Device, dtype: torch.dtype) -> torch.Tensor:
    return torch.randn(size, device=device.torch_device).to(dtype)


def _matmul_rate(device: Device, dtype: torch.dtype, seconds: float) -> float:
    """FLOP/s of the largest square product that the time allows, found by doubling the size.

    Four calls of the next size, eight times the work, must fit. On a loaded machine small products
    are slow from waiting, not from work: where a size took no longer than the last, it goes on.
    """
    largest, size = LARGEST_MATMUL[device.torch_device.type], SMALLEST_MATMUL
    rate, before = 0.0, math.inf
    while True:
        a, b = (_random((size, size), device, dtype) for _ in range(2))
        product = partial(torch.mm, a, b, out=torch.empty_like(a))
        flop = 2 * size**3
        took = best_seconds(product, device, seconds / 20)
        rate = max(rate, flop / took)
        if size == largest or (took > 2 * before and 4 * 8 * took > seconds):
            return max(rate, flop / best_seconds(product, device, seconds / 2))
        size, before = 2 * size, took


def _tf32_rate(device: Device, seconds: float) -> float:
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = True
    try:
        return _matmul_rate(device, torch.float32, seconds)
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before


def _copy_rate(device: Device, seconds: float) -> float:
    """Bytes read and written per second, in buffers that no cache holds.

    A processor may read what it is about to write over, too; that is not counted.
    """
    numbers = CACHE_FLUSH // 4 * (1 if device.is_processor else 4)
    source = _random((numbers,), device, torch.float32)
    target = torch.empty_like(source)
    return 2 * source.nbytes / best_seconds(lambda: target.copy_(source), device, seconds)


def _exp_rate(device: Device, seconds: float) -> tuple[float, tuple[str, ...]]:
    """Exponentials per second on data that stays in cache, or in registers on CUDA."""
    remarks = ()
    if device.torch_device.type == "cuda":
        try:
            chain = torch.cuda.jiterator._create_jit_fn(EXP_CHAIN)
            x = torch.rand(2**22, device="cuda")
            fastest = best_seconds(lambda: chain(x), device, seconds)
            return EXPS_PER_NUMBER * x.numel() / fastest, ()
        except Exception as error:  # no run-time compiler, say: the weaker way remains
            remarks = (f"exp is bound by the GPU's cache: {type(error).__name__}",)
    threads = torch.get_num_threads() if device.is_processor else 256
    x = _random((threads * EXPS_PER_THREAD,), device, torch.float32)
    out = torch.empty_like(x)
    fastest = best_seconds(lambda: torch.exp(x, out=out), device, seconds, calls=10)
    return x.numel() / fastest, remarks
