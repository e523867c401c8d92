"""What Triton's compiler makes of the lesson's kernel: `python benchmarks/kernel_resources.py`.

Needs no GPU: compiles `course_utils.triton_attention` for a Hopper GPU, sm_90a, with each of the
tiles that it would try there, and asks NVIDIA's assembler for registers a thread, shared memory a
program, bytes of registers spilled to memory, and remarks. Counts the instructions that a fast
kernel is made of: products of a warp group (wgmma) and copies by the copy engine (TMA).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import bare  # noqa: F401 (first: no front door)
import torch

torch.cuda.is_available = lambda: True  # the kernel is to be compiled, not interpreted

import triton  # noqa: E402
from triton.backends.compiler import GPUTarget  # noqa: E402
from triton.compiler import ASTSource  # noqa: E402

from course_utils import triton_attention  # noqa: E402
from course_utils.triton_attention import Tiles  # noqa: E402

HOPPER = GPUTarget("cuda", 90, 32)
DTYPES = {torch.bfloat16: "bf16", torch.float16: "fp16", torch.float32: "fp32"}


def assembly(tiles: Tiles, dtype: torch.dtype, head_dim: int, is_causal: bool) -> tuple[str, int]:
    """The kernel in PTX, and its bytes of shared memory."""
    rows = {"query": tiles.query_block, "key": tiles.key_block}
    rows |= {"value": tiles.key_block, "output": tiles.query_block}
    constants = {
        "query_block": tiles.query_block,
        "key_block": tiles.key_block,
        "head_dim": head_dim,
        "is_causal": is_causal,
    }
    signature = {
        name: f"tensordesc<{DTYPES[dtype]}[1,1,{n},{head_dim}]>" for name, n in rows.items()
    }
    signature |= {"scale": "fp32", "num_keys": "i32"} | dict.fromkeys(constants, "constexpr")
    kernel = triton.compile(
        ASTSource(triton_attention._attention_kernel, signature, constants),
        target=HOPPER,
        options={"num_warps": tiles.num_warps, "num_stages": tiles.num_stages},
    )
    return kernel.asm["ptx"], kernel.metadata.shared


def resources(tiles: Tiles, dtype: torch.dtype, head_dim: int, is_causal: bool) -> dict:
    """What the kernel takes, and the assembler's remarks."""
    ptx, shared = assembly(tiles, dtype, head_dim, is_causal)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(ptx)
        command = [triton.knobs.nvidia.ptxas.path, "-v", "-arch=sm_90a", source]
        command += ["-o", source.with_suffix(".cubin")]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return {
        "registers": int(re.search(r"Used (\d+) registers", told)[1]),
        "shared": shared,
        "spilled": sum(map(int, re.findall(r"(\d+) bytes spill", told))),
        "wgmma": ptx.count("wgmma.mma_async"),
        "tma": ptx.count("cp.async.bulk.tensor"),
        "remarks": re.findall(r"Potential Performance Loss: (.*?) in the function", told),
    }


def main() -> int:
    print(f"triton {triton.__version__}, {HOPPER.backend} sm_{HOPPER.arch}a")
    names = ("registers", "shared", "spilled", "wgmma", "tma")
    print(f"{'':46}" + "".join(f"{name:>10}" for name in names))
    for head_dim in (64, 128):
        for tiles in triton_attention.candidates(torch.bfloat16, head_dim):
            for is_causal in (False, True):
                found = resources(tiles, torch.bfloat16, head_dim, is_causal)
                kind = f"{head_dim:4}{' causal' * is_causal:8} {', '.join(map(str, tiles))}"
                cells = "".join(f"{found[name]:10}" for name in names)
                print(f"{kind:46}{cells} {'; '.join(found['remarks'])}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
