"""Rows of numbers as bars, experiments as lines, vectors as arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from .style import HALO, INK, QUIET, WIDEST, as_array, as_row, name_ticks, room, text_size, writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_HATCHES = ("", "//", "..", "xx")
_MARKERS = "osD^vPX"
_SMALLEST_NUMBER = 7  # points
_TICKS_UP_TO = 10  # values of x


def bars(
    values: ArrayLike | Mapping[str, ArrayLike],
    *,
    labels: Sequence[str] | None = None,
    title: str = "",
    xlabel: str = "keys",
    ylabel: str = "weight",
    ylim: tuple[float, float] | None = None,
    decimals: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one row of numbers (S,) as bars, or several named rows as groups of bars."""
    series = dict(values) if isinstance(values, Mapping) else {"": values}
    series = {name: as_row(row, "bars", name) for name, row in series.items()}
    count = max(map(len, series.values()))
    ax = ax or plt.subplots(figsize=(_bars_width(count, series), 3.2))[1]
    width, hatches = 0.8 / len(series), cycle(_HATCHES)
    for place, (name, row) in enumerate(series.items()):
        middle = np.arange(len(row)) + (place - (len(series) - 1) / 2) * width
        look = {"hatch": next(hatches), "edgecolor": "white", "linewidth": 0}
        heights = np.where(np.isfinite(row), row, 0)  # inf and nan only have a label
        drawn = ax.bar(middle, heights, width, label=name, **look)
        numbers = list(map(writer(row, decimals), row))
        size = text_size(0.75 * room(ax.xaxis, count) * width, max(numbers, key=len), 10)
        if size >= _SMALLEST_NUMBER:
            ax.bar_label(drawn, numbers, padding=2, fontsize=size)
    if (np.concatenate(list(series.values())) < 0).any():
        ax.axhline(0, color=QUIET, linewidth=0.8)
    name_ticks(ax.xaxis, "labels", labels, count)
    ax.tick_params(axis="x", length=0)
    ax.margins(y=0.12)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, ylim=ylim)
    if len(series) > 1:
        # Beside the bars, where it covers none of them.
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def lines(
    x: ArrayLike,
    series: Mapping[str, ArrayLike],
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    logx: bool = False,
    logy: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw each named row of numbers over x, with markers that tell them apart without colour."""
    x = as_row(x, "lines", "x")
    ax = ax or plt.subplots(figsize=(6.4, 3.8))[1]
    markers = cycle(_MARKERS)
    for name, row in series.items():
        row = as_row(row, "lines", name)
        if len(row) != len(x):
            raise ValueError(f"lines: {name} has {len(row)} numbers for {len(x)} values of x.")
        ax.plot(x, row, marker=next(markers), markevery=max(1, len(x) // 12), label=name)
    ax.grid(visible=True)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    ax.set_yscale("log" if logy else "linear")
    if logx:
        ax.set_xscale("log", base=2)
        if len(x) <= _TICKS_UP_TO:
            ax.set_xticks(x, [f"{value:g}" for value in x])
            ax.set_xticks([], minor=True)
    if len(series) > 1:
        ax.legend()
    return ax


def arrows(
    vectors: ArrayLike,
    labels: Sequence[str],
    *,
    title: str = "",
    xlabel: str = "first component",
    ylabel: str = "second component",
    ax: Axes | None = None,
) -> Axes:
    """Draw vectors (N, 2) as named arrows from the origin, on axes of equal scale."""
    tips = as_array(vectors)
    if tips.ndim != 2 or tips.shape[1] != 2 or len(tips) != len(labels):
        raise ValueError(
            f"arrows draws vectors of shape (N, 2) with N names; these are {tips.shape} "
            f"and {len(labels)} names."
        )
    corners = np.vstack([tips, np.zeros((1, 2))])
    span = np.ptp(corners, axis=0).max() or 1.0
    (left, bottom), (right, top) = corners.min(axis=0) - span / 4, corners.max(axis=0) + span / 4
    inch = 3.4 / (1.5 * span)
    size = (1 + inch * (right - left), 0.9 + inch * (top - bottom))
    ax = ax or plt.subplots(figsize=size)[1]
    # Equal vectors share one arrow, so that their names do not overprint.
    names: dict[tuple[float, ...], list[str]] = {}
    for tip, label in zip(tips.tolist(), labels, strict=True):
        names.setdefault(tuple(tip), []).append(label)
    looks = cycle(plt.rcParams["axes.prop_cycle"])
    taken: list[np.ndarray] = []
    for (tip, shared), look in zip(names.items(), looks, strict=False):
        name, length = ", ".join(shared), np.hypot(*tip)
        away = np.array(tip) / length if length else np.array([-0.6, -0.6])
        if length:
            arrow = {"arrowstyle": "-|>", "lw": 2.2, "mutation_scale": 18, "shrinkA": 0}
            ax.annotate("", tip, (0, 0), arrowprops={**arrow, "shrinkB": 0, **look})
        else:
            ax.plot(*tip, "o", **look)
        # Names of arrows that end close together are stacked.
        place = start = 72 * inch * np.array(tip) + 5 * away
        while any((np.abs(place - other) < (7 * len(name), 14)).all() for other in taken):
            place = np.add(place, (0, 14))
        taken.append(place)
        where = {"ha": _side(away[0], "left", "right"), "va": _side(away[1], "bottom", "top")}
        where |= {"xytext": 5 * away + place - start, "textcoords": "offset points"}
        ax.annotate(name, tip, color=INK, path_effects=HALO, **where)
    ax.axhline(0, color=QUIET, linewidth=0.8, zorder=0)
    ax.axvline(0, color=QUIET, linewidth=0.8, zorder=0)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return ax


def _bars_width(count: int, series: Mapping) -> float:
    """Return the width in inches of a figure with so many groups of bars, and their legend."""
    legend = 0.5 + 0.09 * max(map(len, series)) if len(series) > 1 else 0
    return min(WIDEST, 1.2 + legend + count * max(0.6, 0.4 * len(series)))


def _side(component: float, positive: str, negative: str) -> str:
    """Return the alignment that puts a name beyond the tip of its arrow."""
    return "center" if abs(component) < 0.3 else positive if component > 0 else negative
