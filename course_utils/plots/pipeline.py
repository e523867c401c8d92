"""The one picture of the whole computation, drawn in every lesson with its own step marked."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from .style import ACCENT, INK, QUIET, TINT, WIDEST

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class _Box(NamedTuple):
    step: str
    text: str
    shape: str
    x: float
    y: float
    optional: bool = False


_BOXES = (
    _Box("projections", "projections\n$X\\,W^\\top$", "(B, L, D)", 0.0, 1.4, optional=True),
    _Box("tensors", "query $Q$", "(B, L, E)", 1.45, 2.4),
    _Box("tensors", "key $K$", "(B, S, E)", 1.45, 1.4),
    _Box("tensors", "value $V$", "(B, S, Ev)", 1.45, 0.4),
    _Box("scores", "scores\n$Q\\,K^\\top$", "(B, L, S)", 2.9, 1.9),
    _Box("scaling", "scaling\n$\\div\\,\\sqrt{E}$", "(B, L, S)", 4.35, 1.9, optional=True),
    _Box("masking", "masking\nkeep or $-\\infty$", "(B, L, S)", 5.8, 1.9, optional=True),
    _Box("softmax", "softmax\nover keys", "(B, L, S)", 7.25, 1.9),
    _Box("weighted sum", "weighted\nsum of $V$", "(B, L, Ev)", 8.7, 1.9),
    _Box("output", "output", "(B, L, Ev)", 10.15, 1.9),
)
_PROJECTIONS, _QUERY, _KEY, _VALUE, _SCORES, *_, _SUM, _OUTPUT = _BOXES
_WHOLE = {
    "timing": "timing: how long does all this take?",
    "tiles": "tiles: one block of keys at a time",
}
_STEPS = (*dict.fromkeys(box.step for box in _BOXES[:-1]), *_WHOLE)
_HALF_WIDTH, _ROUNDING = 0.62, 0.08


def pipeline(*, current: str | Collection[str], ax: Axes | None = None) -> Axes:
    """Draw attention from Q, K, V to the output, the current step or steps marked."""
    marked = {current} if isinstance(current, str) else set(current)
    if unknown := marked - set(_STEPS):
        raise ValueError(f"pipeline has no step {sorted(unknown)}; it has {', '.join(_STEPS)}.")
    ax = ax or plt.subplots(figsize=(WIDEST, 2.6))[1]
    ax.set(xlim=(-0.66, 10.81), ylim=(0, 2.95), aspect="equal")
    ax.axis("off")
    for box in _BOXES:
        _draw_box(ax, box, marked=box.step in marked)
    for end in (_QUERY, _KEY, _VALUE):
        _connect(ax, _PROJECTIONS, end)
    for start in (_QUERY, _KEY):
        _connect(ax, start, _SCORES)
    for start, end in pairwise(_BOXES[4:]):
        _connect(ax, start, end)
    ax.plot([_VALUE.x + _HALF_WIDTH, _SUM.x], [_VALUE.y, _VALUE.y], color=QUIET, lw=1.4)
    _arrow(ax, (_SUM.x, _VALUE.y), (_SUM.x, _SUM.y - _half_height(_SUM)))
    for step in sorted(marked & set(_WHOLE)):
        left, width = _SCORES.x - 0.72, _SUM.x - _SCORES.x + 1.44
        frame = {"fill": False, "edgecolor": ACCENT, "lw": 2.5}
        ax.add_patch(FancyBboxPatch((left, 1.28), width, 1.24, boxstyle="round,pad=0", **frame))
        middle = left + width / 2
        ax.text(middle, 2.64, _WHOLE[step], ha="center", color=INK, weight="bold", size=11)
    return ax


def _half_height(box: _Box) -> float:
    return 0.34 if "\n" not in box.text else 0.5


def _draw_box(ax: Axes, box: _Box, *, marked: bool) -> None:
    """Draw one box with its name and its shape; dashed where the step is optional."""
    half = _half_height(box)
    ax.add_patch(
        FancyBboxPatch(
            (box.x - _HALF_WIDTH, box.y - half),
            2 * _HALF_WIDTH,
            2 * half,
            boxstyle=f"round,pad=0,rounding_size={_ROUNDING}",
            facecolor=TINT if marked else "white",
            edgecolor=ACCENT if marked else QUIET,
            linestyle="--" if box.optional and not marked else "-",
            lw=2.5 if marked else 1.2,
        )
    )
    *name, shape = [*box.text.split("\n"), box.shape]
    heights = np.linspace(half - 0.2, 0.2 - half, len(name) + 1)
    for text, height in zip(name, heights, strict=False):
        look = {"color": INK, "size": 10, "weight": "bold" if marked else "normal"}
        ax.text(box.x, box.y + height, text, ha="center", va="center", **look)
    ax.text(box.x, box.y + heights[-1], shape, ha="center", va="center", color=QUIET, size=9)


def _connect(ax: Axes, start: _Box, end: _Box) -> None:
    """Draw an arrow from the right side of one box to the left side of another."""
    climb = (start.y - end.y) * 0.3 if end is _SCORES else 0
    _arrow(ax, (start.x + _HALF_WIDTH, start.y), (end.x - _HALF_WIDTH, end.y + climb))


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    look = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look)
