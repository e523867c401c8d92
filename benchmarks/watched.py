"""A command at work, watched from outside: its time, its processors' time, its memory."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from tqdm import tqdm

EVERY = 0.2  # seconds between two looks; what a process does after the last one is not seen
KERNELS = ("ipykernel", "launch.py", "sandbox.boot")


@dataclass(frozen=True)
class Watched:
    """Peaks are of resident memory, in MB: of the kernels together, and of all other processes."""

    seconds: float
    processor_seconds: float
    grader_peak: float
    kernels_peak: float


def watched(
    command: Sequence[str],
    where: Path,
    environment: Mapping[str, str],
    done: Callable[[], int],
    total: int,
    about: str,
) -> Watched:
    """Run the command in that folder; `done` says how many of `total` it has behind it."""
    processors: dict[int, float] = {}
    grader_peak = kernels_peak = 0.0
    start = time.monotonic()
    log = where / f"{about.replace(' ', '_')}.log"
    with open(log, "wb") as said, tqdm(total=total, desc=about, unit="submission") as bar:
        run = subprocess.Popen(command, cwd=where, env=environment, stdout=said, stderr=said)
        while run.poll() is None:
            grader, kernels = _look(psutil.Process(run.pid), processors)
            grader_peak, kernels_peak = max(grader_peak, grader), max(kernels_peak, kernels)
            _show(bar, done())
            time.sleep(EVERY)
        _show(bar, done())
    if run.returncode != 0 or done() != total:
        raise SystemExit(f"{about} did not do its work:\n{log.read_text('utf-8')[-2000:]}")
    seconds = time.monotonic() - start
    return Watched(seconds, sum(processors.values()), grader_peak, kernels_peak)


def _show(bar: tqdm, now: int) -> None:
    if now > bar.n:
        bar.update(now - bar.n)


def _look(first: psutil.Process, processors: dict[int, float]) -> tuple[float, float]:
    """MB of the grader and of the kernels now; notes how long each process has worked."""
    grader = kernels = 0.0
    try:
        family = [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return grader, kernels
    for process in family:
        try:
            with process.oneshot():
                size = process.memory_info().rss / 1e6
                is_kernel = any(name in " ".join(process.cmdline()) for name in KERNELS)
                times = process.cpu_times()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        processors[process.pid] = times.user + times.system
        if is_kernel:
            kernels += size
        else:
            grader += size
    return grader, kernels
