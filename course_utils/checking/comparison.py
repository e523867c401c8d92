"""Equal or not, and where the difference is. NaN never counts as right."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from .sketch import Sketch

NEGLIGIBLE = 1e-6


def is_close(value: torch.Tensor, expected: torch.Tensor, tolerance: float) -> torch.Tensor:
    """Elementwise, in float64; the tolerance is relative to the largest finite expected entry."""
    if value.is_complex() != expected.is_complex():
        return torch.zeros(expected.shape, dtype=torch.bool)
    value, expected = value.double(), expected.double()
    finite = expected[expected.isfinite()]
    scale = finite.abs().max().item() if finite.numel() else 1.0
    allowed = tolerance * (scale or 1.0)
    return (value == expected) | ((value - expected).abs() <= allowed)


def agree(value: torch.Tensor, expected: torch.Tensor, tolerance: float) -> bool:
    """Same shape and dtype, and close everywhere."""
    return (
        value.shape == expected.shape
        and value.dtype == expected.dtype
        and _all_close(value, expected, tolerance)
    )


def same_fingerprint(value: torch.Tensor, other: torch.Tensor | Sketch, tolerance: float) -> bool:
    """Could the same formula have made both? Here NaN in the same places counts as equal."""
    if isinstance(other, Sketch):
        return other.fits(value, tolerance)
    if value.shape != other.shape or value.dtype != other.dtype:
        return False
    if _all_close(value, other, tolerance):
        return True
    both_nan = value.isnan() & other.isnan()
    return bool(both_nan.any()) and bool((is_close(value, other, tolerance) | both_nan).all())


def _all_close(value: torch.Tensor, expected: torch.Tensor, tolerance: float) -> bool:
    """`is_close` everywhere, for one shape and dtype; a search asks this a thousand times."""
    if value.is_floating_point() and value.numel():
        far = (value - expected).abs().max().item()
        if math.isfinite(far):  # and so is every entry
            return far == 0 or far <= tolerance * (expected.abs().max().item() or 1.0)
    return bool(is_close(value, expected, tolerance).all())


def is_negligible(gradient: torch.Tensor, gradients: Sequence[torch.Tensor]) -> bool:
    """Is this one zero, up to the rounding of the others? (NaN is not.)"""

    def size(tensor: torch.Tensor) -> float:
        return tensor.abs().max().item() if tensor.numel() else 0.0

    return size(gradient) <= NEGLIGIBLE * max(map(size, gradients))


def first_difference(value: torch.Tensor, expected: torch.Tensor, tolerance: float) -> str:
    """ "first difference at [0, 0, 1]: expected 0.245, yours 0.731", for tensors of one shape."""
    wrong = ~is_close(value, expected, tolerance)
    if not wrong.any():
        return ""
    index = tuple(wrong.nonzero()[0].tolist())
    right, yours = expected[index].item(), value[index].item()
    # As few digits as show that the two are not the same.
    digits = next((n for n in (3, 4, 5, 6, 7) if number(right, n) != number(yours, n)), 8)
    numbers = f"expected {number(right, digits)}, yours {number(yours, digits)}"
    return f"first difference at {list(index)}: {numbers}" if index else numbers


def number(value: float | int | bool, digits: int = 3) -> str:
    """Short and honest: 0.245, 12, 1.2e-05, nan."""
    if isinstance(value, bool | int):
        return str(value)
    text = f"{value:.{max(digits, 5) if 1000 <= abs(value) < 1e5 else digits}g}"
    return "0" if text == "-0" else text
