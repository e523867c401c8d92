"""What is kept of a tensor so that another one can be recognised as the same."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

import numpy
import torch

SUMS = 2
FINE = 1e-4  # up to this tolerance one sum says enough: few others come so near by chance
ROOM = 2  # tolerances: roundings of many entries come together in one sum
LARGEST = 3e38  # of a float32, in which sums are kept


@dataclass(frozen=True)
class Sketch:
    """The form of a tensor, weighted sums of its entries, and where it is NaN or infinite.

    `right` says whether the tensor was a right answer.
    """

    shape: tuple[int, ...]
    dtype: torch.dtype
    sums: tuple[float, ...]
    holes: int
    right: bool = False

    def fits(self, value: torch.Tensor, tolerance: float) -> bool:
        """Could it be a sketch of this tensor? The tolerance is relative to its largest entry."""
        if self.dtype != value.dtype or self.shape != tuple(value.shape) or value.is_meta:
            return False
        entries, holes = _entries(value)
        if holes != self.holes:
            return False
        largest = numpy.abs(entries).max(initial=0.0) if any(self.sums) else 1.0
        room = ROOM * tolerance * largest
        near = numpy.abs(_sums(entries) - self.sums) <= room
        return bool(near[: _count(tolerance)].all())


def sketched(value: torch.Tensor, tolerance: float, right: bool = False) -> Sketch:
    """A sketch whose sums have no more digits than the tolerance asks for."""
    entries, holes = _entries(value)
    mantissa, exponent = numpy.frexp(_sums(entries))
    steps = 64 / tolerance
    sums = numpy.ldexp(numpy.round(mantissa * steps) / steps, exponent).astype(numpy.float32)
    sums[_count(tolerance) :] = 0
    return Sketch(tuple(value.shape), value.dtype, tuple(sums.tolist()), holes, right)


def _count(tolerance: float) -> int:
    return 1 if tolerance <= FINE else SUMS


def _entries(value: torch.Tensor) -> tuple[numpy.ndarray, int]:
    """The finite entries in a row, zeros in the place of others, and a number for these places."""
    if value.is_complex():
        value = torch.view_as_real(value.resolve_conj())
    entries = value.detach().double().flatten().numpy()
    finite = numpy.isfinite(entries)
    if finite.all():
        return entries, 0
    kinds = numpy.select([finite, numpy.isnan(entries), entries > 0], [0, 1, 2], 3)
    return numpy.where(finite, entries, 0.0), zlib.crc32(kinds.astype(numpy.uint8).tobytes())


def _sums(entries: numpy.ndarray) -> numpy.ndarray:
    with numpy.errstate(over="ignore", invalid="ignore"):
        return numpy.nan_to_num(_weights(len(entries)) @ entries).clip(-LARGEST, LARGEST)


@cache
def _weights(count: int) -> numpy.ndarray:
    """Of either sign and between 1/2 and 1, so that every entry counts; the same everywhere."""
    draw = numpy.random.RandomState(count)  # whose numbers never change
    drawn = draw.random_sample((SUMS, count)) - 0.5
    return drawn + numpy.copysign(0.5, drawn)
