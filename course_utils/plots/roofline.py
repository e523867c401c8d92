"""What a machine can do at most, and what was reached, over the FLOP done for each byte moved."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKERS = "osD^vPX"
_CEILINGS = ("--", "-.", ":")


def roofline(
    points: Mapping[str, tuple[float, float]],
    *,
    compute: float,
    bandwidth: float,
    ceilings: Mapping[str, float] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw named points (FLOP per byte, FLOP/s) under the roofs of compute and of memory.

    `compute` is in FLOP/s, `bandwidth` in bytes/s. `ceilings` are further limits in FLOP/s.
    """
    if not (compute > 0 and bandwidth > 0):
        raise ValueError(f"roofline needs positive rates; these are {compute} and {bandwidth}.")
    ceilings = ceilings or {}
    ridge = compute / bandwidth
    at = [x for x, _ in points.values()] + [ridge]
    left, right = min(at) / 8, max(at) * 6
    heights = [left * bandwidth, compute, *ceilings.values(), *(y for _, y in points.values())]
    ax = ax or plt.subplots(figsize=(7.6, 4.2))[1]
    ax.set(xscale="log", yscale="log", title=title, xlim=(left, right))
    ax.set_ylim(min(heights) / 1.6, max(heights) * 2.2)
    ax.plot([left, ridge, right], [left * bandwidth, compute, compute], color=INK, linewidth=2.5)
    note = {"textcoords": "offset points", "ha": "left"}
    middle = np.sqrt(left * ridge)
    ax.annotate("memory", (middle, middle * bandwidth), xytext=(8, -4), va="top", color=INK, **note)
    ax.annotate("matrix products", (ridge, compute), xytext=(2, 4), va="bottom", color=INK, **note)
    for (name, rate), dashes in zip(ceilings.items(), cycle(_CEILINGS), strict=False):
        ax.plot([rate / bandwidth, right], [rate, rate], color=QUIET, linestyle=dashes)
        at_end = {"textcoords": "offset points", "xytext": (-2, 4), "ha": "right", "va": "bottom"}
        ax.annotate(name, (right, rate), color=QUIET, **at_end)
    markers = cycle(_MARKERS)
    for name, (intensity, rate) in points.items():
        ax.plot(intensity, rate, next(markers), label=name, markersize=9, linestyle="none")
    ax.set(xlabel="FLOP for each byte moved", ylabel="FLOP/s")
    ax.grid(visible=True)
    if points:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax
