"""Samples, their median and what is remarked on them, on a device whose time is only counted."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.timing import Measurement, SimulatedDevice, measure
from course_utils.timing.measurement import in_words, spread_of

ANY_SAMPLES = st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=50)


@pytest.mark.parametrize("seconds", [30e-6, 1e-3, 0.05, 3.0])
def test_it_finds_what_the_device_takes(seconds):
    device = SimulatedDevice(launch_seconds=1e-7)
    found = measure(device.program(seconds), device=device)
    assert found.median == pytest.approx(seconds, rel=5e-3)
    assert found.spread <= 0.01
    assert found.remarks == ()


def test_the_first_call_is_told_and_left_out():
    device = SimulatedDevice()
    found = measure(device.program(3e-3, first=[0.5]), device=device)
    assert found.first == pytest.approx(0.5, rel=1e-3)
    assert found.median == pytest.approx(3e-3, rel=5e-3)
    assert any("the first call took 166 times as long" in remark for remark in found.remarks)


def test_work_that_waits_on_the_device_is_not_counted():
    device = SimulatedDevice()
    device.program(7.0)()
    assert measure(device.program(1e-3), device=device).median == pytest.approx(1e-3, rel=0.01)


def test_short_calls_are_timed_many_at_once():
    device = SimulatedDevice(launch_seconds=1e-7)
    assert measure(device.program(1e-5), device=device).calls >= 100


def test_a_program_that_waits_for_its_launches_is_named():
    device = SimulatedDevice(launch_seconds=2e-5)
    found = measure(device.program(1e-6), device=device)
    assert any(remark.startswith("launch-bound") for remark in found.remarks)


def test_noise_is_told_with_its_size():
    device = SimulatedDevice()
    wild = [1e-2 * (1 + (step * 7 % 10) / 5) for step in range(2000)]
    found = measure(device.program(wild), device=device, seconds=0.5)
    assert any(remark.startswith("noise: the median is known to") for remark in found.remarks)


def test_outliers_are_told_and_do_not_move_the_median():
    device = SimulatedDevice()
    spikes = [0.05 if step % 9 == 8 else 2e-3 for step in range(5000)]
    found = measure(device.program(spikes), device=device)
    assert found.median == pytest.approx(2e-3, rel=5e-3)
    assert any(remark.startswith("outliers") for remark in found.remarks)


def test_a_clock_that_claims_more_than_went_by_is_caught():
    class Braggart(SimulatedDevice):
        def seconds(self, fn, calls=1):
            return 2 * super().seconds(fn, calls)

    device = Braggart()
    found = measure(device.program(1e-2), device=device)
    assert any(remark.startswith("impossible") for remark in found.remarks)


def test_a_device_that_does_not_wait_is_caught():
    class Hasty(SimulatedDevice):
        def seconds(self, fn, calls=1):
            start = self.clock()
            for _ in range(calls):
                fn()
            return self.clock() - start

    device = Hasty()
    found = measure(device.program(1e-3), device=device)
    assert any(remark.startswith("not drained") for remark in found.remarks)


def test_cold_empties_the_caches_before_each_call():
    class Flushed(SimulatedDevice):
        flushes = 0

        def flush_cache(self):
            self.flushes += 1

    device = Flushed()
    found = measure(device.program(1e-3), device=device, cold=True)
    assert found.calls == 1
    assert device.flushes == len(found.samples) + 1  # one to see how long it takes


def test_samples_taken_under_foreign_load_are_thrown_away(monkeypatch):
    class Busy:
        made = 0

        def __init__(self):
            Busy.made += 1

        def foreign_cores(self):
            return 1.0 if Busy.made == 1 else 0.0

    monkeypatch.setattr("course_utils.timing.measurement.Load", Busy)
    device = SimulatedDevice()
    device.is_processor = True
    slow_then_fast = [5e-2] * 5 + [1e-2] * 1000
    found = measure(device.program(slow_then_fast), device=device)
    assert found.median == pytest.approx(1e-2, rel=0.01)
    assert any("load: other processes ran" in remark for remark in found.remarks)


@given(samples=ANY_SAMPLES)
def test_quantiles_agree_with_the_median_and_stay_in_order(samples):
    found = Measurement(tuple(samples))
    assert found.quantile(0.5) == pytest.approx(statistics.median(samples))
    quantiles = [found.quantile(share / 10) for share in range(11)]
    assert quantiles == sorted(quantiles)
    assert (quantiles[0], quantiles[-1]) == (min(samples), max(samples))


@given(samples=ANY_SAMPLES, factor=st.floats(0.01, 100))
def test_the_spread_does_not_depend_on_the_unit(samples, factor):
    scaled = spread_of([factor * sample for sample in samples])
    assert scaled == pytest.approx(spread_of(samples), rel=1e-6, abs=1e-9)


def test_more_samples_make_the_median_surer():
    few = [1 + (step * 7 % 10) / 10 for step in range(10)]
    assert spread_of(few * 20) < spread_of(few)
    assert spread_of([1.0]) == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2.5, "2.5 s"), (0.9996, "1 s"), (1.36e-3, "1.36 ms"), (45e-6, "45 µs"), (3e-8, "30 ns")],
)
def test_times_are_told_with_their_unit(seconds, words):
    assert in_words(seconds) == words


def test_it_tells_itself_in_one_line():
    found = Measurement((1e-3, 1e-3, 1e-3), remarks=("noise: a lot",))
    assert str(found) == "1 ms per call (± 0.0%); noise: a lot"
    assert math.isnan(found.first)
