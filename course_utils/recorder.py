"""`python -m course_utils record`: measure all contests on this machine and keep them in a file."""

from __future__ import annotations

import argparse
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import torch
from tqdm import tqdm

from .contenders import Contest, contests, numpy_threads
from .timing import (
    Cpu,
    Device,
    ImpossibleRate,
    Measurement,
    Recording,
    Roofs,
    Sweep,
    backend_of,
    believable_rate,
    measure_roofs,
    sweep,
    this_device,
)

ROOFS_SECONDS = 3.0
LARGE = 200_000  # bytes
EXAMPLE = "example: python -m course_utils record --out cpu.json --seconds 120"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `record` can be told."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="compressed if it ends with .gz"
    )
    parser.add_argument(
        "--seconds", type=float, default=300.0, help="about how long to measure (default: 300)"
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu"), default="auto", help="auto: a GPU where there is one"
    )
    parser.add_argument("--threads", type=int, help="of the processor (default: torch's choice)")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="some contests only, by name"
    )


def run(chosen: argparse.Namespace) -> int:
    """Measure and write what was asked for; gives the exit status."""
    try:
        _try_to_write(chosen.out)
        if chosen.seconds <= 0 or (chosen.threads is not None and chosen.threads < 1):
            raise ValueError("--seconds and --threads must be above 0")
        device = Cpu() if chosen.device == "cpu" else this_device()
        races = _chosen(contests(device), chosen.only)
    except (OSError, ValueError) as error:
        print(f"record: {error}", file=sys.stderr)
        return 2
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(chosen.threads or before)
        recording = record(races, device, seconds=chosen.seconds)
    finally:
        torch.set_num_threads(before)
    path = recording.save(chosen.out)
    size = path.stat().st_size
    print(f"{path}: {len(recording.sweeps)} sweeps, {size / 1000:.0f} kB; {recording.label}")
    for remark in recording.remarks:
        print(f"  {remark}")
    if size > LARGE and path.suffix != ".gz":
        print(f"  with a name that ends with .gz it would be smaller: {path.name}.gz")
    return 0


def record(
    races: list[Contest], device: Device, *, seconds: float, progress: bool = True
) -> Recording:
    """Sweep each contest in its share of the seconds, after the roofs."""
    date = datetime.now(UTC).isoformat(timespec="seconds")
    sweeps, backends, remarks = {}, {}, []
    if not numpy_threads(torch.get_num_threads()):
        remarks.append("NumPy may use another number of threads than torch here")
    with _quiet():
        roofs = measure_roofs(device, seconds=min(ROOFS_SECONDS, seconds / 4))
        start = device.clock()
        bar = tqdm(races, disable=not progress, file=sys.stdout, unit="contest")
        for place, race in enumerate(bar):
            bar.set_description(race.name)
            left = max(0.0, seconds - ROOFS_SECONDS - (device.clock() - start))
            share = left / (len(races) - place)
            found = sweep(
                lambda length, race=race: race.calls(length, device),
                race.lengths,
                device=device,
                seconds=share,
                growth=1.0 if race.queries else 2.0,
                progress=progress,
            )
            sweeps[race.name] = found
            backends[race.name] = what_ran(race, found, device)
        roofs = roofs.or_higher(measure_roofs(device, seconds=min(ROOFS_SECONDS, seconds / 4)))
    for race in races:
        remarks += impossible(race, sweeps[race.name], roofs)
    return Recording(
        date=date,
        device=device.describe() | _driver(),
        roofs=roofs,
        sweeps=sweeps,
        facts={race.name: race.facts() for race in races},
        backends=backends,
        remarks=(*roofs.remarks, *remarks),
    )


def what_ran(race: Contest, found: Sweep, device: Device) -> dict[str, str]:
    """The backend of each contender, seen at the shortest length where most were measured."""
    measured = {
        length: [name for name, entry in row.items() if isinstance(entry, Measurement)]
        for length, row in found.items()
    }
    if not any(measured.values()):
        return {}
    most = max(len(names) for names in measured.values())
    length = next(length for length, names in measured.items() if len(names) == most)
    calls, seen = race.calls(length, device), {}
    for name in measured[length]:
        calls[name]()
        seen[name] = backend_of(calls[name])
    return seen


def impossible(race: Contest, found: Sweep, roofs: Roofs) -> list[str]:
    """A sentence where rates lie above this run's matmul; their samples are kept as they are."""
    refused = []
    for length, row in found.items():
        for name, entry in row.items():
            if isinstance(entry, Measurement):
                what = f"{race.name}, {name}, {length} keys"
                try:
                    believable_rate(entry, race.flop(length), roofs.peak(race.dtype), what)
                except ImpossibleRate as error:
                    refused.append(str(error))
    others = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return [f"impossible{others}: {refused[0]}"] if refused else []


def _chosen(races: list[Contest], names: list[str]) -> list[Contest]:
    known = [race.name for race in races]
    for name in names:
        if name not in known:
            raise ValueError(f"no contest {name!r} on this device; there are {', '.join(known)}")
    return [race for race in races if not names or race.name in names]


def _try_to_write(path: Path) -> None:
    """Minutes of measuring must not end at a folder that is not there."""
    if path.is_dir():
        raise ValueError(f"--out {path} is a folder; name a file")
    if not path.parent.is_dir():
        raise ValueError(f"--out {path}: there is no folder {path.parent}")
    probe = path.with_name(f"{path.name}.probe")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ValueError(f"--out {path} cannot be written: {error.strerror}") from None


def _driver() -> dict[str, str]:
    """NVIDIA's driver, where there is one."""
    if not torch.cuda.is_available():
        return {}
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        return {"driver": told.stdout.split("\n")[0].strip()}
    return {}


@contextmanager
def _quiet() -> Iterator[None]:
    """torch warns about each backend that cannot run, and while it compiles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
