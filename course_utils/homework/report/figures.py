"""The summary's figure, drawn in the course's style and put into the page."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...plots import use_style

_MOST_BINS = 12


def points(values: Sequence[float], total: float) -> str:
    """How many students have how many points."""
    width = next(one for one in _widths() if total / one <= _MOST_BINS)
    bins = max(1, int(np.ceil(total / width - 1e-9)))
    # The last bin holds the full number of points too.
    places = np.clip((np.asarray(values, dtype=float) / width + 1e-9).astype(int), 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    median = float(np.median(values))
    with plt.rc_context():
        use_style()
        figure = Figure(figsize=(5.2, 2.9))
        ax = figure.subplots()
        middles = (np.arange(bins) + 0.5) * width
        drawn = ax.bar(middles, counts, 0.92 * width)
        ax.bar_label(drawn, [count or "" for count in counts], padding=2)
        # Above the bars, where it covers no number.
        where = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        arrow = {"arrowstyle": "-|>", "color": "#D55E00", "shrinkA": 0, "shrinkB": 0}
        look = {"ha": "center", "arrowprops": arrow, "annotation_clip": False}
        ax.annotate(f"median {median:g}", (median, 1), (0, 16), **where, **look)
        ax.set(xlabel="points", ylabel="students")
        ax.set_xticks(np.arange(bins + 1) * width)
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlim(0, bins * width)
        ax.margins(y=0.15)
        picture = io.StringIO()
        figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    each = ", ".join(
        f"{count} with {start:g} to {start + width:g}"
        for count, start in zip(counts, np.arange(bins) * width, strict=True)
        if count
    )
    alt = f"Bar chart of students by points, of {total:g}: {each}. The median is {median:g}."
    code = base64.b64encode(picture.getvalue().encode()).decode()
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{code}">'


def _widths():
    """1, 2, 5, 10, 20 ... points."""
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
