"""Rows of numbers as bars, experiments as lines, vectors as arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from .style import HALO, INK, QUIET, as_array, name_ticks, writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_HATCHES = ("", "//", "..", "xx")
_MARKERS = "osD^vPX"
_NUMBERS_UP_TO = 16  # bars
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
    series = {name: _row(row, "bars", name) for name, row in series.items()}
    count = max(map(len, series.values()))
    total = count * len(series)
    ax = ax or plt.subplots(figsize=(min(11.0, 1.6 + max(0.45 * total, 0.7 * count)), 3.4))[1]
    width, hatches = 0.8 / len(series), cycle(_HATCHES)
    for place, (name, row) in enumerate(series.items()):
        middle = np.arange(len(row)) + (place - (len(series) - 1) / 2) * width
        look = {"hatch": next(hatches), "edgecolor": "white", "linewidth": 0}
        drawn = ax.bar(middle, row, width, label=name, **look)
        if total <= _NUMBERS_UP_TO:
            ax.bar_label(drawn, list(map(writer(row, decimals), row)), padding=2, fontsize=10)
    if (np.concatenate(list(series.values())) < 0).any():
        ax.axhline(0, color=QUIET, linewidth=0.8)
    name_ticks(ax.xaxis, "labels", labels, count)
    ax.tick_params(axis="x", length=0)
    ax.margins(y=0.12)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, ylim=ylim)
    return _with_legend(ax, series)


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
    x = _row(x, "lines", "x")
    ax = ax or plt.subplots(figsize=(6.4, 3.8))[1]
    markers = cycle(_MARKERS)
    for name, row in series.items():
        row = _row(row, "lines", name)
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
    return _with_legend(ax, series)


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
    ax = ax or plt.subplots(figsize=(5, 5))[1]
    # Equal vectors share one arrow, so that their names do not overprint.
    names: dict[tuple[float, ...], list[str]] = {}
    for tip, label in zip(tips.tolist(), labels, strict=True):
        names.setdefault(tuple(tip), []).append(label)
    cycler = iter(plt.rcParams["axes.prop_cycle"] * len(names))
    for (tip, shared), look in zip(names.items(), cycler, strict=False):
        length = np.hypot(*tip)
        away = np.array(tip) / length if length else np.array([-0.6, -0.6])
        if length:
            arrow = {"arrowstyle": "-|>", "lw": 2.2, "mutation_scale": 18, "shrinkA": 0}
            ax.annotate("", tip, (0, 0), arrowprops={**arrow, "shrinkB": 0, **look})
        else:
            ax.plot(*tip, "o", **look)
        where = {"ha": _side(away[0], "left", "right"), "va": _side(away[1], "bottom", "top")}
        where |= {"xytext": 5 * away, "textcoords": "offset points", "path_effects": HALO}
        ax.annotate(", ".join(shared), tip, color=INK, **where)
    corners = np.vstack([tips, np.zeros((1, 2))])
    room = 0.25 * (np.ptp(corners, axis=0).max() or 1.0)
    (left, bottom), (right, top) = corners.min(axis=0) - room, corners.max(axis=0) + room
    ax.axhline(0, color=QUIET, linewidth=0.8, zorder=0)
    ax.axvline(0, color=QUIET, linewidth=0.8, zorder=0)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return ax


def _row(values: ArrayLike, function: str, name: str) -> np.ndarray:
    """Return one row of numbers, or say which one is not a row."""
    row = as_array(values)
    if row.ndim != 1 or not row.size:
        what = f"{name!r}" if name else "this"
        raise ValueError(f"{function} draws rows of numbers; {what} has shape {row.shape}.")
    return row


def _side(component: float, positive: str, negative: str) -> str:
    """Return the alignment that puts a name beyond the tip of its arrow."""
    return "center" if abs(component) < 0.3 else positive if component > 0 else negative


def _with_legend(ax: Axes, series: Mapping) -> Axes:
    """Name the series, unless there is only one."""
    if len(series) > 1:
        ax.legend()
    return ax
