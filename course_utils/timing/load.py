"""What the rest of the machine does meanwhile."""

from __future__ import annotations

import time

import psutil

LONG_ENOUGH = 0.05  # seconds: the system counts processor time in steps of 10 ms


class Load:
    """From its making on: how many cores are kept busy by processes other than this one."""

    def __init__(self) -> None:
        self._start = self._reading()

    def foreign_cores(self) -> float:
        """Cores busy on average, less this process's own; 0 where too little time has gone by."""
        wall, busy, own = (
            now - then for now, then in zip(self._reading(), self._start, strict=True)
        )
        return max(0.0, busy - own) / wall if wall >= LONG_ENOUGH else 0.0

    @staticmethod
    def _reading() -> tuple[float, float, float]:
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0) + getattr(times, "steal", 0.0)
        guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)  # in user, too
        return time.perf_counter(), sum(times) - idle - guest, time.process_time()
