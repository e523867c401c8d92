from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
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


@pytest.mark.parametrize(
    ("name", "gibibytes"),
    [("Tesla T4", 14.7), ("NVIDIA L4", 22.2), ("NVIDIA A100-SXM4-40GB", 39.6)],
)
def test_a_gpu_of_colabs_is_named_with_its_memory(name, gibibytes, monkeypatch):
    size = int(gibibytes * 2**30)
    properties = SimpleNamespace(major=8, minor=0, total_memory=size, multi_processor_count=40)
    pretended = {
        "is_available": lambda: True,
        "get_device_name": lambda: name,
        "get_device_properties": lambda _: properties,
        "mem_get_info": lambda: (size // 2, size),
    }
    for function, answer in pretended.items():
        monkeypatch.setattr(torch.cuda, function, answer)
    device = this_device()
    told = device.describe()
    assert (told["device"], told["memory_gib"]) == (name, gibibytes)
    assert device.free_bytes() == size // 2
    assert json.loads(json.dumps(told)) == told


def test_the_clock_goes_forward_and_calls_are_counted():
    device, calls = Cpu(), []
    assert device.seconds(lambda: calls.append(1), 7) > 0
    assert len(calls) == 7
    assert device.clock() < device.clock() + device.seconds(device.flush_cache)


def test_there_is_memory():
    assert Cpu().free_bytes() > 2**20


def test_a_simulated_device_says_what_it_is():
    assert SimulatedDevice().describe()["device"] == "simulated device"
