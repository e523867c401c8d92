"""The GPU's benchmark, where there is none: it says so, and its parts run in the interpreter."""

import os
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
import torch

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "gpu_attention.py"


def ran(*arguments):
    return subprocess.run(
        [sys.executable, "-W", "error", SCRIPT, *arguments], capture_output=True, text=True
    )


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_without_a_gpu_it_says_so():
    done = ran()
    assert done.returncode == 2
    assert done.stdout == "There is no CUDA device here: nothing was measured.\n"


@pytest.mark.skipif(
    util.find_spec("triton") is None and not os.environ.get("CI"), reason="Triton is not here"
)
def test_it_runs_to_the_end_in_the_interpreter():
    small = ("--lengths", "64", "--odd-lengths", "17", "--heads", "1", "--seconds", "0.1")
    done = ran("--device", "cpu", *small)
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("E 64 causal, L 64", "Triton kernel", "SDPA chose flash"):
        assert words in done.stdout
    *gates, worst = done.stdout.splitlines()[-5:]
    assert all(line.endswith("not measured here") for line in gates)
    assert worst.endswith("holds")
