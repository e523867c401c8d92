"""Attention on a processor, side by side: `python benchmarks/cpu_attention.py [--threads N]`.

Times the article's lines, the textbook's tiles, row blocks in one buffer and torch's own attention
in one run, in turns, with the errors against float64 and the rates that this machine reaches at
all; then the memory each takes. Ratios are those of the fastest samples: on a shared machine the
medians, printed beside them, also measure the neighbours. Prints the gates that the course holds
itself to, and exits with 1 where one is broken. A gate that this machine cannot show (bfloat16
without its instructions) is said to be so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from functools import partial

import bare  # noqa: F401 (first: no front door)
import numpy as np
import torch
import torch.nn.functional as F

from course_utils.contenders import Contest, naive, naive_causal
from course_utils.tiled import attention_in_one_buffer, attention_in_tiles
from course_utils.timing import (
    Cpu,
    Measurement,
    attention_flop,
    believable_rate,
    measure_roofs,
    sweep,
)
from course_utils.timing import peak_extra_bytes as peak

BATCH, HEADS, HEAD_DIM = 1, 8, 64
FLOAT32, BFLOAT16 = torch.float32, torch.bfloat16
MEMORY_LENGTHS = (1024, 2048, 4096)
CPU = Cpu()
# glibc then takes all memory from one heap and gives none of it back to the system.
RETAINED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**40)}


def inputs(length: int, dtype: torch.dtype = FLOAT32) -> tuple[torch.Tensor, ...]:
    sizes = {"batch": BATCH, "num_heads": HEADS, "head_dim": HEAD_DIM}
    return Contest("", dtype, **sizes).inputs(length, CPU)


def contenders(length: int, dtype: torch.dtype, causal: bool, slow_dtype: bool) -> dict:
    """The calls to time; those that would multiply in a dtype this machine crawls in are out."""
    qkv = inputs(length, dtype)
    in_one_buffer = partial(attention_in_one_buffer, *qkv, is_causal=causal)
    calls = {
        "SDPA": partial(F.scaled_dot_product_attention, *qkv, is_causal=causal),
        "naive": partial(naive_causal if causal else naive, *qkv),
        "tiles": partial(attention_in_tiles, *qkv, is_causal=causal),
        "row blocks": in_one_buffer,
    }
    if dtype != FLOAT32:
        calls["row blocks in float32"] = partial(in_one_buffer, dtype=FLOAT32)
    if slow_dtype:
        del calls["naive"], calls["row blocks"]
    return calls


def error(call, length: int, dtype: torch.dtype, causal: bool) -> float:
    """The largest difference from attention in float64."""
    exact = F.scaled_dot_product_attention(
        *(tensor.double() for tensor in inputs(length, dtype)), is_causal=causal
    )
    return (call().double() - exact).abs().max().item()


def times(length: int, seconds: float, dtypes: list[torch.dtype], slow: bool) -> dict:
    """For each dtype, full and causal: fastest and median seconds, spread, error of each."""
    found = {}
    for dtype in dtypes:
        for causal in (False, True):
            calls = contenders(length, dtype, causal, slow and dtype == BFLOAT16)
            swept = sweep(
                lambda _, calls=calls: calls,
                [length],
                seconds=seconds,
                memory=False,
                progress=False,
            )
            found[f"{str(dtype).removeprefix('torch.')} {'causal' if causal else 'full'}"] = {
                name: (min(m.samples), m.median, m.spread, error(call, length, dtype, causal))
                for name, call in calls.items()
                if isinstance(m := swept[length][name], Measurement)
            }
    return found


def times_with_heap_retained(chosen: argparse.Namespace) -> dict:
    """The float32 times of a process that keeps its memory (glibc only)."""
    command = [sys.executable, __file__, "--worker", "--threads", str(chosen.threads)]
    command += ["--length", str(chosen.length), "--seconds", str(chosen.seconds)]
    output = subprocess.run(
        command, env=os.environ | RETAINED, check=True, capture_output=True, text=True
    ).stdout
    return json.loads(output)


def slope(sizes, values) -> float:
    """Of log(value) against log(size)."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def print_times(found: dict, length: int, peak_of: dict[str, float]) -> None:
    flop = attention_flop(BATCH, HEADS, length, length, HEAD_DIM, HEAD_DIM)
    print(
        f"{'':38}{'fastest':>9}{'x SDPA':>8}{'of matmul':>11}{'median ms':>11}{'±':>7}{'error':>10}"
    )
    for kind, row in found.items():
        work = flop / 2 if kind.endswith("causal") else flop
        for name, (seconds, median, spread, wrong) in row.items():
            rate = believable_rate(seconds, work, peak_of[kind.split()[0]], name)
            share, ratio = rate / peak_of[kind.split()[0]], seconds / row["SDPA"][0]
            print(
                f"{kind:16}{name:22}{seconds * 1e3:9.1f}{ratio:8.2f}{share:11.2f}"
                f"{median * 1e3:11.1f}{spread:7.1%}{wrong:10.1e}"
            )


def print_memory() -> tuple[float, float, float]:
    """Extra bytes by length; gives naive / tiles at the longest, and both slopes."""
    calls = {"naive": naive, "tiles": attention_in_tiles, "row blocks": attention_in_one_buffer}
    calls["SDPA"] = F.scaled_dot_product_attention
    found = {
        name: [peak(partial(call, *inputs(length)), CPU) for length in MEMORY_LENGTHS]
        for name, call in calls.items()
    }
    print(f"\n{'MiB beside inputs and output':30}" + "".join(f"{n:>10}" for n in MEMORY_LENGTHS))
    for name, row in found.items():
        print(f"{name:30}" + "".join(f"{value / 2**20:10.2f}" for value in row))
    slopes = {name: slope(MEMORY_LENGTHS, row) for name, row in found.items()}
    return found["naive"][-1] / found["tiles"][-1], slopes["naive"], slopes["tiles"]


def gates(found: dict, retained: dict | None, memory: tuple, slow: bool) -> list[tuple]:
    """(what, value, bound, does it hold?); None for what this machine cannot show."""

    def ratio(kind: str, name: str, other: str, table: dict = found) -> float:
        return table[kind][name][0] / table[kind][other][0]

    best = min(
        ratio("bfloat16 full", name, "SDPA") for name in found["bfloat16 full"] if "blocks" in name
    )
    more, naive_slope, tiles_slope = memory
    rows = [
        ("float32: tiles / SDPA", ratio("float32 full", "tiles", "SDPA"), 1.6),
        ("float32: row blocks / SDPA", ratio("float32 full", "row blocks", "SDPA"), 1.25),
        ("bfloat16: best row blocks / SDPA", best, 0.7),
        ("float32 causal: tiles / naive", ratio("float32 causal", "tiles", "naive"), 0.25),
        ("memory: tiles / naive", 1 / more, 1 / 60),
        ("memory: slope of tiles", tiles_slope, 0.1),
        ("memory: slope of naive, off 2.0", abs(naive_slope - 2), 0.05),
    ]
    judged = [(what, value, bound, value <= bound) for what, value, bound in rows]
    if slow:  # SDPA converts to float32 here, and so must we: nothing is left to win
        judged[2] = (*judged[2][:3], None)
    if retained:
        value = ratio("float32 causal", "tiles", "naive", retained)
        judged.insert(4, ("the same, heap retained", value, math.nan, None))
    return judged


def main(chosen: argparse.Namespace) -> int:
    torch.set_num_threads(chosen.threads)
    if chosen.worker:
        print(json.dumps(times(chosen.length, chosen.seconds, [FLOAT32], slow=False)))
        return 0
    roofs = measure_roofs(CPU)
    slow = roofs.matmul["bfloat16"] < roofs.matmul["float32"]
    facts = CPU.describe()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    rates = ", ".join(f"{name} {rate / 1e9:.1f}" for name, rate in roofs.matmul.items())
    copy, exp = f"copy {roofs.copy / 1e9:.1f} GB/s", f"exp {roofs.exp / 1e9:.2f} G/s"
    print(f"matmul in GFLOP/s: {rates}; {copy}; {exp}")
    print(f"B = {BATCH}, H = {HEADS}, E = {HEAD_DIM}, L = S = {chosen.length}\n")
    found = times(chosen.length, chosen.seconds, [FLOAT32, BFLOAT16], slow)
    peak_of = {name: roofs.peak(name) for name in roofs.matmul}
    print_times(found, chosen.length, peak_of)
    retained = times_with_heap_retained(chosen) if platform.libc_ver()[0] == "glibc" else None
    if retained:
        print("\nwith the heap retained: no page faults for memory that comes and goes")
        print_times(retained, chosen.length, peak_of)
    judged = gates(found, retained, print_memory(), slow)
    print()
    for what, value, bound, holds in judged:
        words = {True: "holds", False: "BROKEN", None: "for information"}[holds]
        limit = "" if math.isnan(bound) else f"bound {bound:.3g}"
        print(f"{what:36}{value:9.3f}  {limit:14}{words}")
    if slow:
        print(
            "This processor has no bfloat16 products of its own: that bound is for those that have."
        )
    return int(any(holds is False for *_, holds in judged))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--length", type=int, default=4096)
    parser.add_argument("--seconds", type=float, default=45.0, help="for each table of four (45)")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    sys.exit(main(parser.parse_args()))
