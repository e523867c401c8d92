from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.timing import SimulatedDevice


def test_a_call_comes_back_before_its_work_is_done():
    device = SimulatedDevice(launch_seconds=1e-5)
    device.program(1.0)()
    assert device.clock() == pytest.approx(1e-5)
    assert not device.is_idle
    device.synchronize()
    assert device.clock() == pytest.approx(1.0 + 1e-5)
    assert device.is_idle


def test_time_stands_still_between_events():
    device = SimulatedDevice()
    assert device.clock() == device.clock() == 0
    device.rest(2.0)
    assert device.clock() == 2.0


def test_the_first_calls_take_longer():
    device = SimulatedDevice(launch_seconds=0.0)
    program = device.program(1.0, first=[5.0, 3.0])
    assert [device.seconds(program) for _ in range(4)] == [5.0, 3.0, 1.0, 1.0]


def test_the_last_of_several_durations_stays():
    device = SimulatedDevice(launch_seconds=0.0)
    program = device.program([1.0, 2.0])
    assert [device.seconds(program) for _ in range(4)] == [1.0, 2.0, 2.0, 2.0]


@given(st.floats(1e-6, 1e-2), st.floats(1e-6, 1e-2), st.integers(1, 100))
def test_launches_and_work_overlap(launch, work, calls):
    device = SimulatedDevice(launch_seconds=launch)
    taken = device.seconds(device.program(work), calls)
    expected = launch + calls * work if work >= launch else calls * launch + work
    assert taken == pytest.approx(expected)
