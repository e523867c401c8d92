from __future__ import annotations

import json

import torch

from course_utils.timing import Cpu, SimulatedDevice, this_device


def test_a_processor_tells_what_its_numbers_depend_on():
    told = Cpu().describe()
    assert {"device", "threads", "cores", "torch", "python", "system", "instructions"} <= set(told)
    assert told["threads"] == torch.get_num_threads()
    assert json.loads(json.dumps(told)) == told


def test_threads_are_those_of_the_moment():
    device, before = Cpu(), torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        assert device.describe()["threads"] == 1
    finally:
        torch.set_num_threads(before)


def test_the_fastest_device_is_taken():
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    if torch.backends.mps.is_available():
        expected = "mps"
    assert this_device().torch_device.type == expected


def test_the_clock_goes_forward_and_calls_are_counted():
    device, calls = Cpu(), []
    assert device.seconds(lambda: calls.append(1), 7) > 0
    assert len(calls) == 7
    assert device.clock() < device.clock() + device.seconds(device.flush_cache)


def test_there_is_memory():
    assert Cpu().free_bytes() > 2**20


def test_a_simulated_device_says_what_it_is():
    assert SimulatedDevice().describe()["device"] == "simulated device"
