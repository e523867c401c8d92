"""The processor's benchmark runs to the end at a small size, and its gates can break."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import torch

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("cpu_attention")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_it_runs_to_the_end():
    command = [sys.executable, "-W", "error", BENCHMARKS / "cpu_attention.py"]
    done = subprocess.run(
        [*command, "--length", "128", "--seconds", "0.5"], capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr  # times so short break a gate now and then
    for words in ("float32 full    SDPA", "bfloat16 causal tiles", "memory: slope of tiles"):
        assert words in done.stdout
    held = [line for line in done.stdout.splitlines() if line.startswith("memory: ")]
    assert [line.split()[-1] for line in held] == ["holds"] * 3


def table(**changed):
    """Times that hold all gates, in seconds, with a spread and an error; some of them changed."""
    seconds = {"SDPA": 1.0, "naive": 8.0, "tiles": 1.5, "row blocks": 1.2}
    rows = {
        f"{dtype} {kind}": {name: (value, value, 0.0, 0.0) for name, value in seconds.items()}
        for dtype in ("float32", "bfloat16")
        for kind in ("full", "causal")
    }
    rows["bfloat16 full"]["row blocks"] = (0.6, 0.6, 0.0, 0.0)
    for key, value in changed.items():
        dtype, kind, name = key.split("__")
        rows[f"{dtype} {kind}"][name.replace("_", " ")] = (value, value, 0.0, 0.0)
    return rows


MEMORY = (200.0, 2.0, 0.0)  # naive / tiles, and the slopes


def broken(found, memory=MEMORY, slow=False):
    import cpu_attention

    judged = cpu_attention.gates(found, None, memory, slow)
    return [what for what, *_, holds in judged if holds is False]


@pytest.mark.parametrize(
    ("found", "memory", "names"),
    [
        (table(), MEMORY, []),
        (table(float32__full__tiles=1.7), MEMORY, ["float32: tiles / SDPA"]),
        (table(float32__full__row_blocks=1.3), MEMORY, ["float32: row blocks / SDPA"]),
        (table(bfloat16__full__row_blocks=0.8), MEMORY, ["bfloat16: best row blocks / SDPA"]),
        (table(float32__causal__tiles=3.0), MEMORY, ["float32 causal: tiles / naive"]),
        (table(), (50.0, 2.0, 0.0), ["memory: tiles / naive"]),
        (table(), (200.0, 2.1, 0.0), ["memory: slope of naive, off 2.0"]),
        (table(), (200.0, 2.0, 0.2), ["memory: slope of tiles"]),
    ],
)
def test_each_gate_can_break(benchmark, found, memory, names):
    assert broken(found, memory) == names


def test_what_a_processor_cannot_show_is_no_failure(benchmark):
    assert broken(table(bfloat16__full__row_blocks=0.9), slow=True) == []


def test_the_slope_is_the_exponent(benchmark):
    assert benchmark.slope([1, 2, 4], [3, 12, 48]) == pytest.approx(2.0)


def test_slow_dtypes_are_not_multiplied(benchmark):
    calls = benchmark.contenders(64, torch.bfloat16, False, slow_dtype=True)
    assert "naive" not in calls
    assert "row blocks in float32" in calls
