"""Lesson 1: axes with names, and a table that is turned around."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import cover, figure

SENTENCE = cu.toy_sentence()
WORDS = SENTENCE.vectors
SENTENCES, ROWS = torch.arange(2).reshape(2, 1, 1), torch.arange(3).reshape(3, 1)
BLOCK = 100 * SENTENCES + 10 * ROWS + torch.arange(4)
TABLE = 10 * torch.arange(2).reshape(2, 1) + torch.arange(3)
Part = tuple[str, Sequence[tuple[str, int]]]


def box(ax: Axes, x: float, y: float, size: tuple[float, float], text: str, **look) -> None:
    """A rounded box with its lower left corner at x, y, and a text in its middle."""
    shape = {"boxstyle": "round,pad=0,rounding_size=0.08", "facecolor": "white"}
    font = {"size": look.pop("fontsize", 12), "weight": look.pop("weight", "normal")}
    shape |= {"edgecolor": QUIET, "lw": 1.4} | look
    ax.add_patch(FancyBboxPatch((x, y), *size, **shape))
    middle = x + size[0] / 2, y + size[1] / 2
    ax.text(*middle, text, ha="center", va="center", color=INK, **font)


def shape_product(left: Part, right: Part, result: Part, *, gone: str) -> Axes:
    """Three shapes, axis by axis: the axis `gone` meets itself and is summed away."""
    ax = plt.subplots(figsize=(8, 2.1))[1]
    ax.set(xlim=(-0.1, 10.7), ylim=(-0.35, 1.75), aspect="equal")
    ax.axis("off")
    x = 0.0
    for (name, axes), sign in zip((left, right, result), ("@", "=", ""), strict=True):
        ax.text(x + 0.45 * len(axes), 1.35, name, ha="center", color=INK, size=12, weight="bold")
        for letter, size in axes:
            out = letter == gone
            look = {"facecolor": TINT, "edgecolor": ACCENT, "linestyle": "--"} if out else {}
            box(ax, x + 0.03, 0.2, (0.84, 0.9), str(size), fontsize=14, **look)
            if out:
                ax.plot([x + 0.15, x + 0.75], [0.32, 0.98], color=ACCENT, lw=2)
            ax.text(x + 0.45, -0.2, letter, ha="center", va="center", color=INK, size=13)
            x += 0.9
        ax.text(x + 0.6, 0.65, sign, ha="center", va="center", color=INK, size=18)
        x += 1.2
    return ax


@figure
def pipeline():
    return plots.pipeline(current="tensors").figure


@figure
def sentence():
    names = {"rows": SENTENCE.tokens, "columns": SENTENCE.features}
    axes = {"row_axis": "words", "column_axis": "features"}
    return plots.heatmap(WORDS, **names, **axes, title="shape (4, 3)").figure


@figure
def library():
    """A query before a shelf: keys are compared with it, values are taken home."""
    made, ax = plt.subplots(figsize=(8, 3.5))
    ax.set(xlim=(0, 8), ylim=(0, 3.5))
    ax.axis("off")
    marked = {"facecolor": TINT, "edgecolor": ACCENT, "weight": "bold"}
    box(ax, 0.1, 1.15, (1.9, 0.7), "drinks asks", **marked)
    ax.text(1.05, 2.0, "query", ha="center", weight="bold", size=13)
    ax.text(4.2, 3.15, "keys: the labels", ha="center", weight="bold", size=13)
    ax.text(6.7, 3.15, "values: what is inside", ha="center", weight="bold", size=13)
    for place, word in enumerate(SENTENCE.tokens):
        y = 2.35 - 0.72 * place
        box(ax, 3.4, y, (1.6, 0.55), word)
        box(ax, 5.0, y, (2.9, 0.55), f'what "{word}" can tell', facecolor="#F4F4F1")
        arrow = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.4}
        ax.annotate("", (3.38, y + 0.27), (2.02, 1.5), arrowprops=arrow)
    return made


@figure
def pile():
    """One query, one sentence, a batch; each entry says where it stands."""
    everything = set(product(range(3), range(4)))
    for first, second in ((everything - {(0, c) for c in range(4)}, everything), ((), everything)):
        axes = _pile()
        cover(axes[0], sorted(first))
        cover(axes[1], sorted(second))
        yield axes[0].figure
    yield _pile()[0].figure


def _pile():
    titles = ["sentence 0", "sentence 1"]
    return plots.heatmaps(
        list(BLOCK), titles=titles, row_axis="queries (L)", column_axis="numbers (E)"
    )


@figure
def table():
    names = {"row_axis": "axis 0", "column_axis": "axis 1", "title": "table (2, 3)"}
    return plots.heatmap(TABLE, **names).figure


@figure
def transposed():
    return plots.heatmaps(
        [TABLE, TABLE.T],
        titles=["table (2, 3)", "transpose (3, 2)"],
        each=[{"highlight": [(None, 1)]}, {"highlight": [(1, None)]}],
        row_axis="axis 0",
        column_axis="axis 1",
    )[0].figure


@figure
def reading_order():
    """A table, its numbers in reading order, and that line cut after every second one."""
    for shown in (2, 3):
        made, axes = plt.subplots(1, 3, figsize=(8, 2.7), width_ratios=[3, 6, 2])
        scale = {"vmin": 0, "vmax": 12, "row_axis": "", "column_axis": ""}
        line = TABLE.reshape(1, 6)
        plots.heatmap(TABLE, ax=axes[0], title="table (2, 3)", **scale)
        plots.heatmap(line, ax=axes[1], title="in reading order", rows=[""], **scale)
        if shown == 3:
            for cut in (1.5, 3.5):
                axes[1].plot([cut, cut], [-0.9, 0.9], color=ACCENT, lw=3, ls="--", clip_on=False)
            plots.heatmap(TABLE.reshape(3, 2), ax=axes[2], title="view (3, 2)", **scale)
        else:
            axes[2].axis("off")
        for ax in axes:
            ax.set(xticks=[], yticks=[])
        yield made


@figure
def apart():
    """One table, and two of the shape (3, 2) made of it."""
    return plots.heatmaps(
        [TABLE, TABLE.T, TABLE.reshape(3, 2)],
        titles=["table (2, 3)", "transpose", "view(3, 2)"],
        each=[
            {"highlight": [(None, 1)]},
            {"highlight": [(1, None)]},
            {"highlight": [(0, 1), (2, 0)]},
        ],
        row_axis="axis 0",
        column_axis="axis 1",
    )[0].figure


@figure
def shared_features():
    names = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
    return plots.heatmaps(
        [WORDS @ WORDS.T, WORDS @ WORDS.reshape(3, 4)],
        titles=["with a transpose", "with a view"],
        row_axis="word",
        column_axis="compared with",
        each=[{}, {"highlight": [(2, 0), (2, 1)]}],
        **names,
    )[0].figure


@figure
def bells():
    source = torch.Generator().manual_seed(0)
    normal = torch.randn(10_000, generator=source)
    uniform = torch.rand(10_000, generator=source)
    rows = {"randn": normal, "rand": uniform}
    shares = {name: torch.histc(row, bins=12, min=-3, max=3) / 100 for name, row in rows.items()}
    _, ax = plt.subplots(figsize=(8, 3.1))
    labels = [f"{low / 2:g}" for low in range(-6, 6)]
    words = {"xlabel": "left edge of the box", "ylabel": "% of the numbers"}
    return plots.bars(shares, labels=labels, decimals=0, ax=ax, **words).figure


@figure
def seeds():
    """What first, second and third take from the sequence of a seed."""
    rows = torch.zeros(3, 6)
    source = torch.Generator().manual_seed(7)
    rows[0, :3] = torch.randn(3, generator=source)
    rows[1, 3:] = torch.randn(3, generator=source)
    rows[2, :3] = torch.randn(3, generator=torch.Generator().manual_seed(7))
    ax = plots.heatmap(
        rows,
        rows=["first", "second", "third"],
        columns=list("123456"),
        row_axis="",
        column_axis="place in the sequence of seed 7",
        decimals=2,
    )
    empty = [(0, 3), (1, 0), (2, 3)]
    cover(ax, [(row, column + step) for row, column in empty for step in range(3)])
    return ax.figure


@figure
def scores_shape():
    query = ("query", [("B", 2), ("L", 3), ("E", 4)])
    key = ("key, transposed", [("B", 2), ("E", 4), ("S", 5)])
    return shape_product(query, key, ("scores", [("B", 2), ("L", 3), ("S", 5)]), gone="E").figure
