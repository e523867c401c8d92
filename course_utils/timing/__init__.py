"""Measuring honestly: how long a call takes, how much it works, moves and holds, and the limits.

Times are in seconds, work in floating-point operations (FLOP), traffic and memory in bytes.
"""

from .call import time_call
from .counts import attention_flop
from .device import Cpu, Cuda, Device, Mps, this_device
from .measure import Measurement, measure
from .memory import peak_extra_bytes
from .simulated import SimulatedDevice
from .sweep import Missing, Sweep, sweep

__all__ = [
    "Cpu",
    "Cuda",
    "Device",
    "Measurement",
    "Missing",
    "Mps",
    "SimulatedDevice",
    "Sweep",
    "attention_flop",
    "measure",
    "peak_extra_bytes",
    "sweep",
    "this_device",
    "time_call",
]
