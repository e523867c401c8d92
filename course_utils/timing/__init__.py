"""Measuring honestly: how long a call takes, how much it works, moves and holds, and the limits.

Times are in seconds, work in floating-point operations (FLOP), traffic and memory in bytes.
"""

from .audit import Finding, audit, check_drained, check_size
from .backend import BACKENDS, backend_of, only
from .call import time_call
from .counts import (
    BACKWARD_FACTOR,
    CUSTOMARY_CAUSAL_SHARE,
    NAIVE_CAUSAL_PASSES,
    NAIVE_PASSES,
    attention_bytes,
    attention_exps,
    attention_flop,
    causal_scores,
    causal_share,
    intensity,
)
from .device import Cpu, Cuda, Device, Mps, this_device
from .measurement import Measurement, in_words, measure
from .memory import peak_extra_bytes
from .premises import (
    check_axes,
    check_backend,
    check_cold,
    check_data,
    check_peak,
    check_threads,
    check_transfers,
)
from .profiler import operations
from .recording import NotARecording, Recording, load_recording, recordings
from .roofs import Bound, Roofs, measure_roofs
from .sanity import ImpossibleRate, believable_rate, rate_in_words, rate_or_reason
from .simulated import SimulatedDevice
from .sweep import Missing, Sweep, sweep

__all__ = [
    "BACKENDS",
    "BACKWARD_FACTOR",
    "CUSTOMARY_CAUSAL_SHARE",
    "NAIVE_CAUSAL_PASSES",
    "NAIVE_PASSES",
    "Bound",
    "Cpu",
    "Cuda",
    "Device",
    "Finding",
    "ImpossibleRate",
    "Measurement",
    "Missing",
    "Mps",
    "NotARecording",
    "Recording",
    "Roofs",
    "SimulatedDevice",
    "Sweep",
    "attention_bytes",
    "attention_exps",
    "attention_flop",
    "audit",
    "backend_of",
    "believable_rate",
    "causal_scores",
    "causal_share",
    "check_axes",
    "check_backend",
    "check_cold",
    "check_data",
    "check_drained",
    "check_peak",
    "check_size",
    "check_threads",
    "check_transfers",
    "in_words",
    "intensity",
    "load_recording",
    "measure",
    "measure_roofs",
    "only",
    "operations",
    "peak_extra_bytes",
    "rate_in_words",
    "rate_or_reason",
    "recordings",
    "sweep",
    "this_device",
    "time_call",
]
