from __future__ import annotations

import math

import pytest
import torch

from course_utils.timing import Cpu, Roofs, SimulatedDevice, measure_roofs, roofs
from course_utils.timing.roofs import _matmul_rate, best_seconds

H200 = Roofs({"float32": 50e12, "bfloat16": 780e12, "tf32": 400e12}, 4.3e12, 3.9e12)


def test_the_slowest_roof_binds():
    bound = H200.bound(flop=780e12, moved=4.3e11, exps=3.9e11, dtype=torch.bfloat16)
    assert bound.seconds == pytest.approx({"matmul": 1.0, "copy": 0.1, "exp": 0.1})
    assert (bound.roof, bound.least) == ("matmul", pytest.approx(1.0))
    assert H200.bound(flop=1e9, moved=4.3e12).roof == "copy"
    assert H200.bound(flop=1e9, exps=3.9e12).roof == "exp"


def test_the_roofline_has_a_slope_a_ridge_and_a_ceiling():
    ridge = H200.ridge("bfloat16")
    assert H200.attainable(ridge, "bfloat16") == pytest.approx(780e12)
    assert H200.attainable(ridge / 2, "bfloat16") == pytest.approx(390e12)
    assert H200.attainable(10 * ridge, "bfloat16") == 780e12
    # 4 E FLOP to an exp: at E = 32 the exponentials alone take longer than the products
    assert H200.attainable(math.inf, "bfloat16", 4 * 32) == pytest.approx(128 * 3.9e12)
    assert H200.attainable(math.inf, "bfloat16", 4 * 128) == 780e12


def test_a_peak_is_that_of_the_fastest_way_to_compute_it():
    assert H200.peak("float32") == 400e12
    assert H200.peak(torch.bfloat16) == 780e12
    emulated = Roofs({"float32": 75e9, "bfloat16": 0.3e9}, 1e10, 1e9)
    assert emulated.peak("bfloat16") == 75e9


def test_two_looks_give_the_higher_rates():
    loaded = Roofs({"float32": 60e12, "bfloat16": 700e12}, 4e12, 4e12, remarks=("load",))
    both = H200.or_higher(loaded)
    assert both.matmul == {"float32": 60e12, "bfloat16": 780e12, "tf32": 400e12}
    assert (both.copy, both.exp, both.remarks) == (4.3e12, 4e12, ("load",))


def test_the_fastest_sample_counts_and_the_first_call_does_not():
    device = SimulatedDevice(launch_seconds=0.0)
    program = device.program([2e-3, 5e-3, 1e-3, 2e-3], first=[1e-6])
    assert best_seconds(program, device, 0.1) == pytest.approx(1e-3)


def test_a_clock_that_stands_still_has_no_rates():
    with pytest.raises(ValueError, match="simulated device stood still"):
        best_seconds(lambda: None, SimulatedDevice(), 0.01)


class Paced(Cpu):
    """A processor on which a product of `size` takes what `pace` says."""

    def __init__(self, pace):
        super().__init__()
        self.pace, self.sizes = pace, []

    def seconds(self, fn, calls=1):
        size = len(fn.args[0])
        self.sizes.append(size)
        return self.pace(size)


def test_a_slow_product_is_left_before_it_takes_long():
    emulated = Paced(lambda size: 2 * size**3 / 0.3e9)
    assert _matmul_rate(emulated, torch.bfloat16, 0.6) == pytest.approx(0.3e9)
    assert max(emulated.sizes) <= 256


def test_waiting_does_not_pass_for_work():
    loaded = Paced(lambda size: max(25e-3, 2 * size**3 / 75e9))
    assert _matmul_rate(loaded, torch.float32, 0.6) == pytest.approx(75e9, rel=0.01)
    assert max(loaded.sizes) >= 1024


def test_a_copy_reads_and_writes(monkeypatch):
    monkeypatch.setattr(roofs, "CACHE_FLUSH", 4000)
    device = Cpu()
    device.seconds = lambda fn, calls=1: 1.0
    assert roofs._copy_rate(device, 1.0) == 8000


def test_this_machine_has_all_three():
    found = measure_roofs(Cpu(), seconds=0.2)
    assert {"float32", "bfloat16"} <= set(found.matmul)
    assert all(0 < rate < math.inf for rate in (*found.matmul.values(), found.copy, found.exp))
    assert found.device["torch"] == torch.__version__
