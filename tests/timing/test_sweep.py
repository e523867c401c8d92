"""Growing sizes, subjects in turns, and what is missing with the reason."""

import sys

import pytest
import torch

from course_utils.timing import Cpu, Measurement, Missing, SimulatedDevice, sweep


@pytest.fixture
def device():
    return SimulatedDevice(launch_seconds=1e-7)


def quadratic(device, fast=1e-9, slow=4e-9):
    """Two subjects whose time grows with the square of the size."""
    return lambda size: {
        "fast": device.program(fast * size**2),
        "slow": device.program(slow * size**2),
    }


def run(device, make_calls, sizes, **options):
    return sweep(make_calls, sizes, device=device, progress=False, **{"memory": False} | options)


def test_each_subject_is_measured_at_each_size(device):
    found = run(device, quadratic(device), [128, 256, 512])
    assert list(found) == [128, 256, 512]
    assert found.names() == ["fast", "slow"]
    assert found.medians("slow") == pytest.approx({n: 4e-9 * n**2 for n in found}, rel=0.01)


def test_subjects_take_turns(device):
    order = []

    def make_calls(size):
        programs = {name: device.program(5e-2) for name in "ab"}
        return {n: lambda n=n: (order.append(n), programs[n]())[1] for n in "ab"}

    found = run(device, make_calls, [1], seconds=3.0)
    rounds = "".join(order)[-2 * len(found[1]["a"].samples) :]
    assert "ab" * 3 in rounds or "ba" * 3 in rounds or rounds.count("ab") >= 3


def test_what_would_take_too_long_is_left_out_and_said(device):
    found = run(device, quadratic(device, slow=1e-6), [128, 256, 512, 1024, 2048], seconds=5.0)
    assert isinstance(found[128]["slow"], Measurement)
    assert found[2048]["slow"].reason.startswith("left out: from ")
    assert isinstance(found[2048]["fast"], Measurement)
    first_missing = next(size for size, row in found.items() if isinstance(row["slow"], Missing))
    assert all(
        isinstance(row["slow"], Missing) for size, row in found.items() if size > first_missing
    )


def test_the_whole_takes_about_the_time_it_was_given(device):
    before = device.clock()
    run(device, quadratic(device, slow=1e-6), [128, 256, 512, 1024, 2048, 4096], seconds=4.0)
    assert device.clock() - before < 6.0


def test_the_environment_shortens_it(device, monkeypatch):
    wild = [1e-2 * (1 + step * 7 % 10) for step in range(9999)]
    monkeypatch.setenv("COURSE_TIMING_BUDGET", "0.1")
    before = device.clock()
    run(device, lambda size: {"wild": device.program(wild)}, [1], seconds=20.0)
    assert device.clock() - before < 4.0


def out_of_memory():
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")


def not_here():
    raise RuntimeError("No available kernel. Aborting execution.\nmore lines")


@pytest.mark.parametrize(
    ("fails", "reason"),
    [
        (out_of_memory, "out of memory"),
        (lambda: torch.empty(2**55), "out of memory"),
        (not_here, "cannot run here: No available kernel. Aborting execution."),
    ],
)
def test_a_failure_is_a_result_and_the_others_go_on(device, fails, reason):
    found = run(device, lambda size: {"bad": fails, "good": device.program(1e-3)}, [1, 2])
    assert [str(row["bad"]) for row in found.values()] == [reason, reason]
    assert [type(row["good"]) for row in found.values()] == [Measurement, Measurement]
    assert list(found[1]) == ["bad", "good"]


def test_memory_that_is_not_there_is_not_asked_for(device, monkeypatch):
    held = iter([400, 1600, 6400])
    monkeypatch.setattr(
        sys.modules["course_utils.timing.sweep"], "peak_extra_bytes", lambda *_, **__: next(held)
    )
    device.free_bytes = lambda: 10_000
    found = run(device, lambda size: {"square": device.program(1e-3)}, [1, 2, 4, 8], memory=True)
    assert [row["square"].peak_bytes for row in list(found.values())[:3]] == [400, 1600, 6400]
    assert found[8]["square"].reason.startswith("out of memory: it would need about ")


def test_memory_is_measured_beside_the_time():
    found = run(
        Cpu(),
        lambda size: {"sum": lambda: torch.ones(size).sum()},
        [1000],
        memory=True,
        seconds=0.2,
    )
    assert 4000 <= found[1000]["sum"].peak_bytes < 8000
