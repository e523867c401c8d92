"""What all figures share: the style file, a few colours and sizes, numbers and tick labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from numpy.typing import ArrayLike

INK, QUIET, ACCENT, TINT = "#222222", "#666666", "#D55E00", "#FDE8DA"
HALO = [withStroke(linewidth=3, foreground="white")]  # keeps a text legible on lines
WIDEST = 9.6  # inches; a wider figure is shrunk in a notebook, and its text with it

_LETTER = 0.6  # of a font's size, the width of a letter
_SMALLEST, _USUAL = 7, 11  # points, the size of a tick label
_NUMBERS_FROM = 0.22  # inches between two numbered ticks
_NAMES_FROM = 0.25  # inches between two names at an angle


def use_style() -> None:
    """Give every later figure the look of the course."""
    plt.style.use(Path(__file__).parent.with_name("course.mplstyle"))


def as_array(values: ArrayLike) -> np.ndarray:
    """Return numbers of any shape as float64, copied out of any gradient and device."""
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
        # NumPy has no bfloat16; float64 holds every real dtype of torch.
        values = (values if values.is_complex() else values.double()).numpy()
    if np.iscomplexobj(values):
        raise ValueError("complex numbers cannot be drawn as one colour; draw their real part.")
    return np.array(values, dtype=np.float64)


def as_row(values: ArrayLike, function: str, name: str) -> np.ndarray:
    """Return one row of numbers, or say which one is not a row."""
    row = as_array(values)
    if row.ndim != 1 or not row.size:
        what = f"{name!r}" if name else "this"
        raise ValueError(f"{function} draws rows of numbers; {what} has shape {row.shape}.")
    return row


def decimals_for(values: np.ndarray) -> int:
    """Return how many decimals show these numbers alike and in about six characters."""
    finite = values[np.isfinite(values)]
    if np.array_equal(finite, np.round(finite)):
        return 0
    largest = np.abs(finite).max()
    return 0 if largest >= 1000 else 1 if largest >= 100 else 2


def writer(values: np.ndarray, decimals: int | None = None) -> Callable[[float], str]:
    """Return how to write each of these numbers, in powers of ten if they need it."""
    decimals = decimals_for(values) if decimals is None else decimals
    largest = np.abs(values[np.isfinite(values)]).max(initial=0)
    powers = largest >= 1e5 or 0 < largest < 0.5 * 10.0**-decimals

    def write(value: float) -> str:
        if not np.isfinite(value) or (powers and value == 0):
            return f"{value:g}"
        # Adding 0.0 turns a negative zero into a plain one.
        return f"{value:.0e}" if powers else f"{round(value, decimals) + 0.0:.{decimals}f}"

    return write


def text_size(inches: float, text: str, largest: float) -> float:
    """Return the size in points at which a text is no wider than this, and not too large."""
    return min(largest, 72 * inches / (_LETTER * max(1, len(text))))


def room(axis: Axis, count: int) -> float:
    """Return the inches each of `count` places gets along an axis, before the layout."""
    box, figure = axis.axes.get_position(), axis.get_figure(root=True)
    width, height = figure.get_size_inches() * (box.width, box.height)
    return (width if axis.axis_name == "x" else height) / count


def name_ticks(axis: Axis, what: str, names: Sequence[str] | None, count: int) -> None:
    """Label the places 0 … count - 1 of an axis, with numbers when they have no names."""
    place = room(axis, count)
    if names is None and place < _NUMBERS_FROM:
        axis.set_major_locator(MaxNLocator("auto", integer=True))
        return
    names = [str(name) for name in (range(count) if names is None else names)]
    if len(names) != count:
        raise ValueError(f"{what} has {len(names)} names for {count} places: {names}.")
    longest = max(names, key=len)
    size = np.clip(72 * place, _SMALLEST, _USUAL)
    turned = {}
    if axis.axis_name == "x":
        upright = text_size(0.9 * place, f"{longest} ", size)
        if upright >= 0.8 * size:
            size = upright
        elif place < _NAMES_FROM:
            turned = {"rotation": 90}
        else:
            turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
    axis.set_ticks(range(count), names, fontsize=size, **turned)
