"""A machine's sweeps, kept in a file: device, versions, date, roofs and all samples."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .measurement import Measurement
from .roofs import Roofs
from .sweep import Missing, Sweep

SHIPPED = Path(__file__).parents[1] / "data"
FORMAT = 1
DIGITS = 5  # of each sample that is written


class NotARecording(ValueError):
    """A file holds something else."""


@dataclass(frozen=True)
class Recording:
    """What one machine measured on one day.

    `sweeps` are named after `facts`, which tell what was measured: dtype, causal, sizes other than
    the one that grows. `backends[sweep][subject]` is what really ran, as `backend_of` names it.
    """

    date: str
    device: dict
    roofs: Roofs
    sweeps: dict[str, Sweep] = field(default_factory=dict)
    facts: dict[str, dict] = field(default_factory=dict)
    backends: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """For a figure: "recorded: AMD EPYC, 2 threads, torch 2.13.0, 2026-11-23"."""
        device = self.device
        parts = [str(device.get("device", "?"))]
        if "threads" in device:
            parts.append(f"{device['threads']} threads" if device["threads"] > 1 else "1 thread")
        parts += [f"torch {str(device.get('torch', '?')).split('+')[0]}", self.date[:10]]
        return "recorded: " + ", ".join(parts)

    def save(self, path: str | Path) -> Path:
        """Write it, whole or not at all; compressed where the name ends with ".gz"."""
        path = Path(path)
        data = (json.dumps(self._as_dict(), separators=(",", ":")) + "\n").encode()
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            fresh.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        return path

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read a file that `save` wrote."""
        path = Path(path)
        data = path.read_bytes()
        try:
            told = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
            if told["format"] != FORMAT:
                raise NotARecording(f"{path} has format {told['format']}, known is {FORMAT}")
            device = told["device"]
            roofs = dict(told["roofs"], device=device, remarks=tuple(told["roofs"]["remarks"]))
            return cls(
                date=told["date"],
                device=device,
                roofs=Roofs(**roofs),
                sweeps={name: _sweep(rows, device) for name, rows in told["sweeps"].items()},
                facts=told["facts"],
                backends=told["backends"],
                remarks=tuple(told["remarks"]),
            )
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, EOFError) as error:
            raise NotARecording(f"{path} is no recording of this course: {error!r}") from None
        except (json.JSONDecodeError, OSError) as error:
            raise NotARecording(f"{path} is damaged: {error}") from None

    def _as_dict(self) -> dict:
        roofs = asdict(self.roofs)
        del roofs["device"]  # the recording's own
        return {
            "format": FORMAT,
            "date": self.date,
            "device": self.device,
            "roofs": roofs,
            "facts": self.facts,
            "backends": self.backends,
            "remarks": self.remarks,
            "sweeps": {
                name: {
                    size: {subject: _entry(found) for subject, found in row.items()}
                    for size, row in sweep.items()
                }
                for name, sweep in self.sweeps.items()
            },
        }


def recordings() -> list[str]:
    """The names of the recordings that come with the course."""
    files = [*SHIPPED.glob("*.json"), *SHIPPED.glob("*.json.gz")]
    return sorted(path.name.split(".json")[0] for path in files)


def load_recording(name: str) -> Recording:
    """A recording that comes with the course, by its name."""
    for ending in (".json", ".json.gz"):
        if (path := SHIPPED / f"{name}{ending}").exists():
            return Recording.load(path)
    known = ", ".join(recordings()) or "none"
    raise FileNotFoundError(f"no recording {name!r} comes with the course; there are: {known}")


def _entry(found: Measurement | Missing) -> dict:
    if isinstance(found, Missing):
        return {"missing": found.reason}
    entry = {
        "samples": [_short(sample) for sample in found.samples],
        "calls": found.calls,
        "first": _short(found.first),
        "wall": _short(found.wall),
    }
    if found.peak_bytes is not None:
        entry["peak_bytes"] = found.peak_bytes
    if found.remarks:
        entry["remarks"] = found.remarks
    return entry


def _short(seconds: float) -> float | None:
    """Five digits, which no timing has; JSON knows no nan."""
    return float(f"{seconds:.{DIGITS}g}") if seconds == seconds else None


def _sweep(rows: Mapping[str, Mapping[str, dict]], device: dict) -> Sweep:
    return Sweep(
        {
            int(size): {name: _found(entry, device) for name, entry in row.items()}
            for size, row in rows.items()
        }
    )


def _found(entry: dict, device: dict) -> Measurement | Missing:
    if "missing" in entry:
        return Missing(entry["missing"])
    nan = float("nan")
    return Measurement(
        samples=tuple(entry["samples"]),
        calls=entry["calls"],
        first=nan if entry["first"] is None else entry["first"],
        wall=nan if entry["wall"] is None else entry["wall"],
        peak_bytes=entry.get("peak_bytes"),
        device=device,
        remarks=tuple(entry.get("remarks", ())),
    )
