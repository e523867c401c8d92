"""Who works when: lanes of work over time, and the moments at which something is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

from .style import ACCENT, INK, WIDEST, room, text_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 0.5  # of a lane
_HATCHES = ("", "//", "..", "xx")
_SMALLEST_NAME = 7  # points


def timeline(
    lanes: Mapping[str, Sequence[tuple[float, float, str]]],
    *,
    marks: Mapping[str, float] | None = None,
    title: str = "",
    xlabel: str = "time (ms)",
    ax: Axes | None = None,
) -> Axes:
    """Draw each lane's pieces of work, (start, end, what), as bars; the first lane on top.

    `what` is written where it fits, and pieces of one name look alike in their lane. `marks` are
    named moments, drawn as upright lines.
    """
    marks = marks or {}
    for lane, pieces in lanes.items():
        for start, end, what in pieces:
            if end < start:
                raise ValueError(f"timeline: {what!r} of {lane} ends before it starts.")
    ax = ax or plt.subplots(figsize=(WIDEST, 1.3 + 0.6 * len(lanes)))[1]
    end_of_all = max(end for pieces in lanes.values() for _, end, _ in pieces)
    end_of_all = max([end_of_all, *marks.values()])
    ax.set(xlim=(-0.01 * end_of_all, 1.02 * end_of_all), ylim=(len(lanes) - 0.4, -0.95))
    colours = cycle(plt.rcParams["axes.prop_cycle"].by_key()["color"])
    inch = room(ax.xaxis, 1) / (1.03 * end_of_all)
    for row, (pieces, colour) in enumerate(zip(lanes.values(), colours, strict=False)):
        names = list(dict.fromkeys(what for _, _, what in pieces))
        hatches = dict(zip(names, cycle(_HATCHES), strict=False))
        for start, end, what in pieces:
            look = {"facecolor": (colour, 0.25), "edgecolor": colour, "hatch": hatches[what]}
            bar = {"height": _HEIGHT, "left": start, "linewidth": 1.2}
            ax.barh(row, end - start, **bar, **look)
            size = text_size(0.9 * inch * (end - start), what, 10)
            if what and size >= _SMALLEST_NAME:
                place = {"ha": "center", "va": "center", "fontsize": size, "color": INK}
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
                ax.text((start + end) / 2, row, what, bbox=box, **place)
    for name, moment in marks.items():
        ax.plot([moment] * 2, [-0.5, len(lanes) - 0.5], color=ACCENT, linewidth=2)
        side = "left" if moment < 0.85 * end_of_all else "right"
        ax.text(moment, -0.58, name, ha=side, va="bottom", color=INK, fontsize=10)
    ax.set_yticks(range(len(lanes)), list(lanes))
    ax.tick_params(axis="y", length=0)
    ax.set(title=title, xlabel=xlabel)
    return ax
