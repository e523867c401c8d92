"""How often numbers of each size occur, in one experiment or in several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from .style import HALO, as_row, room, writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_OUTLINES = ("-", "--", "-.", ":")
_LEVEL = 0.24  # inches above the bars, for the label of one median
_LETTER = 0.09  # inches, the width of a letter in a label


def histogram(
    series: Mapping[str, ArrayLike],
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "count",
    logx: bool = False,
    medians: bool = True,
    bins: int = 30,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many numbers of each named row fall into each bin, all rows in the same bins."""
    rows = {name: as_row(row, "histogram", name) for name, row in series.items()}
    edges = _edges(rows, bins, logx)
    counts = {name: np.histogram(row, edges)[0] for name, row in rows.items()}
    ax = ax or plt.subplots(figsize=(7.2 if len(rows) > 1 else 6.4, 3.8))[1]
    above = _LEVEL * len(rows) / room(ax.yaxis, 1) if medians else 0
    top = np.max(list(counts.values())) / (1 - min(0.05 + above, 0.7))
    ax.set_xscale("log" if logx else "linear")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xlim=edges[[0, -1]], ylim=(0, top))
    colours = cycle(plt.rcParams["axes.prop_cycle"].by_key()["color"])
    looks = [
        {"color": colour, "linestyle": outline, "linewidth": 2, "clip_on": False}
        for _, colour, outline in zip(rows, colours, cycle(_OUTLINES), strict=False)
    ]
    for name, look in zip(rows, looks, strict=True):
        colour = look["color"]
        fill = {"fill": True, "facecolor": (colour, 0.2), "edgecolor": colour}
        ax.stairs(counts[name], edges, label=name, **look | fill)
    if medians:
        _mark_medians(ax, list(map(np.median, rows.values())), looks)
    if len(rows) > 1:
        # Beside the outlines, where it covers none of them.
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def _edges(rows: Mapping[str, np.ndarray], bins: int, log: bool) -> np.ndarray:
    """Return the edges of bins that hold every number and look equally wide on the axis."""
    if not rows:
        raise ValueError("histogram draws named rows of numbers; there are none.")
    for name, row in rows.items():
        of_row = f"of {len(row)} numbers in {name!r} are not"
        if wrong := np.count_nonzero(~np.isfinite(row)):
            raise ValueError(f"histogram: {wrong} {of_row} finite.")
        if log and (wrong := np.count_nonzero(row <= 0)):
            raise ValueError(
                f"histogram: {wrong} {of_row} positive; a logarithmic axis has no place for them."
            )
    numbers = np.concatenate(list(rows.values()))
    edges = np.histogram_bin_edges(np.log10(numbers) if log else numbers, bins)
    edges = 10**edges if log else edges
    # Rounding must not put the first or the last number outside.
    edges[0], edges[-1] = min(edges[0], numbers.min()), max(edges[-1], numbers.max())
    return edges


def _mark_medians(ax: Axes, medians: Sequence[float], looks: Sequence[Mapping]) -> None:
    """Draw medians as lines that end beside their labels, each label on a level of its own."""
    texts = [f"median {_two_digits(median)}" for median in medians]
    pixels = ax.transData.transform([(median, 0) for median in medians])
    places = ax.transAxes.inverted().transform(pixels)[:, 0]
    width = (_LETTER * max(map(len, texts)) + 0.1) / room(ax.xaxis, 1)
    if places.max() + width < 1:
        side = np.full(len(texts), 1)
    elif places.min() - width > 0:
        side = np.full(len(texts), -1)
    else:
        side = np.where(places < 0.5, 1, -1)
    # The outermost line is the highest: none runs through the label of another.
    top, level = ax.get_ylim()[1], _LEVEL / room(ax.yaxis, 1)
    for rank, one in enumerate(np.lexsort((places * side, -side))):
        height = top * (1 - rank * level)
        ax.plot([medians[one]] * 2, [0, height], **looks[one])
        where = {"xytext": (5 * side[one], 0), "textcoords": "offset points", "va": "top"}
        where |= {"ha": "left" if side[one] > 0 else "right", "color": looks[one]["color"]}
        ax.annotate(texts[one], (medians[one], height), path_effects=HALO, **where)


def _two_digits(value: float) -> str:
    """Return a number with two digits at least, in powers of ten if it needs them."""
    return f"{value:#.2g}" if abs(value) < 1 else writer(np.array([value]))(value)
