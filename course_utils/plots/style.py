"""What all figures share: the style file, a few colours, alt text, numbers and tick labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import torch

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

INK, QUIET, ACCENT, TINT = "#222222", "#666666", "#D55E00", "#FDE8DA"

_TICKS_UP_TO = 16


def use_style() -> None:
    """Give every later figure the look of the course."""
    plt.style.use(Path(__file__).parent.with_name("course.mplstyle"))


def describe(drawn: Axes | Figure, text: str) -> None:
    """Keep the alt text of a picture on its figure."""
    drawn.get_figure(root=True).set_label(text)


def description(drawn: Axes | Figure) -> str:
    """Return the alt text kept by `describe`, or an empty string."""
    return drawn.get_figure(root=True).get_label()


def as_array(values: ArrayLike) -> np.ndarray:
    """Return numbers of any shape as float64, copied out of any gradient and device."""
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
        # NumPy has no bfloat16; float64 holds every real dtype of torch.
        values = (values if values.is_complex() else values.double()).numpy()
    if np.iscomplexobj(values):
        raise ValueError("complex numbers cannot be drawn as one colour; draw their real part.")
    return np.array(values, dtype=np.float64)


def writer(values: np.ndarray, decimals: int | None = None) -> Callable[[float], str]:
    """Return how to write each of these numbers, alike and in about six characters."""
    finite = values[np.isfinite(values)]
    largest = np.abs(finite).max(initial=0)
    if decimals is None:
        decimals = 0 if np.array_equal(finite, np.round(finite)) else 2
        decimals = min(decimals, 0 if largest >= 1000 else 1 if largest >= 100 else 2)
    powers = largest >= 1e5 or 0 < largest < 0.5 * 10.0**-decimals

    def write(value: float) -> str:
        if not np.isfinite(value) or (powers and value == 0):
            return f"{value:g}"
        # Adding 0.0 turns a negative zero into a plain one.
        return f"{value:.0e}" if powers else f"{round(value, decimals) + 0.0:.{decimals}f}"

    return write


def name_ticks(axis: Axis, what: str, names: Sequence[str] | None, count: int) -> None:
    """Label the places 0 … count - 1 of an axis, with their numbers when they have no names."""
    if names is None and count > _TICKS_UP_TO:
        return
    names = [str(name) for name in (range(count) if names is None else names)]
    if len(names) != count:
        raise ValueError(f"{what} has {len(names)} names for {count} places: {names}.")
    axis.set_ticks(range(count), names)
    if axis.axis_name == "x" and max(map(len, names)) > 5:
        plt.setp(axis.get_ticklabels(), rotation=45, ha="right", rotation_mode="anchor")
