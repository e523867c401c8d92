"""Attention on a GPU, side by side: `python benchmarks/gpu_attention.py`.

Needs torch >= 2.8, its Triton, and an NVIDIA GPU. Times the lesson's Triton kernel, torch's own
attention by each of its backends, and the article's lines in one run, in turns, each call with
empty caches on random data; with the errors against float64 and the rates that this GPU reaches at
all. Prints the gates that the course holds itself to on a GPU of the H100's class, and exits with 1
where one is broken, with 2 where there is no GPU. `--device cpu --lengths 64` shows that the script
runs: Triton's interpreter takes the kernel's place.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from functools import partial

import bare  # noqa: F401 (first: no front door)
import torch
import torch.nn.functional as F

from course_utils.contenders import Contest, naive, naive_causal, through
from course_utils.timing import (
    BACKENDS,
    Cpu,
    Cuda,
    ImpossibleRate,
    Measurement,
    Missing,
    Roofs,
    backend_of,
    believable_rate,
    measure_roofs,
)
from course_utils.timing.measurement import Sampler

LENGTHS = (1024, 2048, 4096, 8192, 16384)
ODD_LENGTHS = (1, 17, 129, 1000, 1023, 2047)
GATED = 8192  # queries and keys
MATMUL = 8192  # rows and columns
SPREAD = 0.005
OURS, CHOICE = "Triton kernel", "SDPA as it chooses"


def contenders(contest: Contest, length: int, device) -> dict:
    """The calls to time."""
    from course_utils.triton_attention import flash_attention  # once it is known to be interpreted

    qkv = contest.inputs(length, device)
    sdpa = partial(F.scaled_dot_product_attention, *qkv, is_causal=contest.is_causal)
    calls = {OURS: partial(flash_attention, *qkv, contest.is_causal)}
    for backend in BACKENDS if not device.is_processor else ("math",):
        calls[f"SDPA {backend}"] = partial(through, backend, sdpa)
    calls[CHOICE] = sdpa
    calls["naive"] = partial(naive_causal if contest.is_causal else naive, *qkv)
    return calls


def large_product(dtype: torch.dtype) -> dict:
    """On a GPU, what the rounds compare with: as fast as it multiplies at all."""
    a, b = torch.randn(2, MATMUL, MATMUL, device="cuda").to(dtype)
    return {"matmul": partial(torch.mm, a, b, out=torch.empty_like(a))}


def in_rounds(calls: dict, device, seconds: float) -> dict[str, Measurement | Missing]:
    """Each call measured in turn, round by round, with empty caches, in `seconds` or so."""
    found, samplers = {}, {}

    def tried(name, do):
        """`do()`, or None, with the reason kept, where it fails for want of memory, say."""
        try:
            return do()
        except Exception as error:
            found[name] = Missing(str(error).strip().split("\n")[0][:80] or type(error).__name__)
            samplers.pop(name, None)
            torch.cuda.empty_cache()

    for name, call in calls.items():
        tried(name, call)  # compiles, chooses
        if name not in found:
            share = seconds / len(calls)
            samplers[name] = tried(name, partial(Sampler, call, device, cold=True, budget=share))
    start, rounds = device.clock(), 0
    while rounds < 3 or device.clock() - start < seconds:
        for name in list(samplers):
            tried(name, samplers[name].take)
        rounds += 1
        if all(sampler.is_known(SPREAD) for sampler in samplers.values()):
            break
    found |= {name: sampler.measurement(math.nan, SPREAD) for name, sampler in samplers.items()}
    return {name: found[name] for name in calls}


def in_words(contest: Contest) -> str:
    return f"E {contest.head_dim}{' causal' * contest.is_causal}"


def number(value: float, width: int, digits: int) -> str:
    """For a table; a dash where there is none."""
    return f"{'-':>{width}}" if math.isnan(value) else f"{value:{width}.{digits}f}"


def seconds_of(row: dict, name: str) -> float:
    """Seconds per call; not a number where it did not run."""
    return row[name].median if isinstance(row.get(name), Measurement) else math.nan


def rates_of(contest: Contest, length: int, row: dict, roofs: Roofs) -> dict[str, float]:
    """FLOP/s of each; not a number where it did not run, or claims more than can be."""
    rates = {}
    for name in row:
        work = 2 * MATMUL**3 if name == "matmul" else contest.flop(length)
        try:
            seconds, peak = seconds_of(row, name), roofs.peak(contest.dtype)
            rates[name] = believable_rate(seconds, work, peak, name)
        except ImpossibleRate as error:
            print(error)
            rates[name] = math.nan
    return rates


def print_row(contest: Contest, length: int, row: dict, rates: dict) -> None:
    kind = f"{in_words(contest)}, L {length}"
    for name, measured in row.items():
        if isinstance(measured, Missing):
            print(f"{kind:24}{name:20}  {measured}")
            continue
        ratios = (
            rates[name] / rates.get(f"SDPA {other}", math.nan) for other in ("cudnn", "flash")
        )
        to_matmul = rates[name] / rates.get("matmul", math.nan)
        print(
            f"{kind:24}{name:20}{measured.median * 1e3:10.3f}{measured.spread:8.1%}"
            f"{rates[name] / 1e12:10.3g}" + "".join(number(x, 9, 2) for x in (*ratios, to_matmul)),
            flush=True,
        )


def error(output, exact) -> float:
    return ((output.double() - exact).norm() / exact.norm()).item()


def errors(contest: Contest, length: int, device) -> tuple[float, float, str]:
    """Ours, that of cuDNN (or of what torch chooses where cuDNN cannot), and which it was."""
    calls, qkv = contenders(contest, length, device), contest.inputs(length, device)
    exact = F.scaled_dot_product_attention(*(x.double() for x in qkv), is_causal=contest.is_causal)
    ours = error(calls[OURS](), exact)
    try:
        return ours, error(calls["SDPA cudnn"](), exact), "cudnn"
    except (KeyError, RuntimeError):
        sdpa = calls[CHOICE]
        return ours, error(sdpa(), exact), backend_of(sdpa)


def worst_error(kinds: list[Contest], lengths, device) -> float:
    """Prints the errors; gives the largest of ours by theirs."""
    print("\nerror against float64, |output - exact| / |exact|")
    worst = 0.0
    for contest in kinds:
        for length in lengths:
            ours, theirs, name = errors(contest, length, device)
            ratio = ours / theirs if theirs else (math.inf if ours else 0.0)
            worst = max(worst, ratio) if not math.isnan(ratio) else math.inf
            kind = f"{in_words(contest)}, L {length}"
            print(f"{kind:24}{OURS} {ours:.2e}, SDPA {name} {theirs:.2e}, ratio {ratio:.2f}")
    return worst


def gates(gated: dict[int, dict[str, float]]) -> list[tuple]:
    """(what, value, least, does it hold?): our rate by another's, full, at the gated length.

    None where there is nothing to compare with.
    """
    rows = []
    for head_dim, other, least in (
        (128, "SDPA cudnn", 0.68),
        (128, "SDPA flash", 1.2),
        (128, "matmul", 0.58),
        (64, "SDPA cudnn", 0.95),
    ):
        rates = gated.get(head_dim, {})
        theirs = rates.get(other, math.nan)
        value = rates.get(OURS, math.nan) / theirs
        holds = None if math.isnan(theirs) else value >= least
        rows.append((f"E {head_dim}: rate by that of {other}", value, least, holds))
    return rows


def print_facts(device, kinds: list[Contest], roofs: Roofs) -> None:
    from course_utils.triton_attention import fastest_tiles

    print(", ".join(f"{name} {value}" for name, value in device.describe().items()))
    rates = ", ".join(f"{name} {rate / 1e12:.3g}" for name, rate in roofs.matmul.items())
    print(f"matmul in TFLOP/s: {rates}; copy {roofs.copy / 1e12:.3g} TB/s; exp {roofs.exp:.3g}/s")
    place = torch.empty(0, device=device.torch_device).device
    for contest in kinds:
        tiles = fastest_tiles(place, contest.dtype, contest.head_dim, contest.is_causal)
        print(f"{in_words(contest)}: {tiles}", flush=True)


def compared(
    device, kinds: list[Contest], lengths: list[int], seconds: float, roofs: Roofs
) -> dict:
    """Prints the table; gives the rates at the gated length, full, by head size."""
    heads, dtype = kinds[0].num_heads, kinds[0].dtype
    print(f"\nB = 1, H = {heads}, {dtype}; rates as multiples of cuDNN's, flash's and a matmul's")
    print(f"{'':44}{'ms':>10}{'±':>8}{'TFLOP/s':>10}{'cudnn':>9}{'flash':>9}{'matmul':>9}")
    product = {} if device.is_processor else large_product(dtype)
    gated = {}
    for contest in kinds:
        for length in lengths:
            calls = contenders(contest, length, device)
            row = in_rounds(calls | product, device, seconds)
            rates = rates_of(contest, length, row, roofs)
            print_row(contest, length, row, rates)
            if length == GATED and not contest.is_causal:
                gated[contest.head_dim] = rates
        print(f"{in_words(contest)}: SDPA chose {backend_of(calls[CHOICE])}")
    return gated


def main(chosen: argparse.Namespace) -> int:
    if chosen.device == "cuda" and not torch.cuda.is_available():
        print("There is no CUDA device here: nothing was measured.")
        return 2
    if chosen.device == "cpu":
        os.environ["TRITON_INTERPRET"] = "1"
    device = Cpu() if chosen.device == "cpu" else Cuda()
    dtype = torch.float16 if device.is_processor else torch.bfloat16
    kinds = [
        Contest("", dtype, causal, 1, chosen.heads, dim)
        for dim in (128, 64)
        for causal in (False, True)
    ]
    roofs = measure_roofs(device, seconds=0.5 if device.is_processor else 5.0)
    print_facts(device, kinds, roofs)
    gated = compared(device, kinds, chosen.lengths, chosen.seconds, roofs)
    judged = gates({} if device.is_processor else gated)  # an interpreter's rate says nothing
    worst = worst_error(kinds, chosen.odd_lengths, device)
    print()
    for what, value, least, holds in judged:
        words = {True: "holds", False: "BROKEN", None: "not measured here"}[holds]
        print(f"{what:36}{number(value, 9, 3)}  at least {least:<6}{words}")
    print(f"{'error by that of SDPA, worst':36}{worst:9.3f}  at most 1.5   ", end="")
    print("holds" if worst <= 1.5 else "BROKEN")
    return int(worst > 1.5 or any(holds is False for *_, holds in judged))


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--lengths", type=numbers, default=list(LENGTHS), help="1024,2048,...")
    parser.add_argument("--odd-lengths", type=numbers, default=list(ODD_LENGTHS))
    parser.add_argument("--heads", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each table row's kind (4)")
    sys.exit(main(parser.parse_args()))
