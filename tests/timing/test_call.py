from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.timing import Cpu, SimulatedDevice, time_call


@given(st.floats(1e-5, 1.0), st.integers(1, 5), st.integers(1, 50))
def test_it_is_what_the_device_takes_and_one_launch(seconds, warmup, iterations):
    device = SimulatedDevice(launch_seconds=1e-6)
    fn = device.program(seconds, first=[100 * seconds])
    found = time_call(fn, device.synchronize, device.clock, warmup, iterations)
    assert found == pytest.approx(seconds + 1e-6 / iterations)
    assert device.calls == warmup + iterations
    assert device.is_idle


def test_it_takes_a_real_clock():
    device = Cpu()
    assert time_call(lambda: None, device.synchronize, device.clock, 1, 10) > 0
