"""Lesson 9: attention without its table of scores, one tile at a time."""

from __future__ import annotations

import math
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import FancyBboxPatch, Rectangle

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import cover, figure
from ..printed import printed

SENTENCE = cu.toy_sentence()
SCORES = cu.raw_scores(SENTENCE.vectors[None], SENTENCE.vectors[None])[0]
WEIGHTS = cu.softmax(SCORES)
WORDS = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
# Scores and values of the three keys by hand.
THREE, VALUES = [2.0, 1.0, 3.0], [10.0, 20.0, 30.0]
# MiB held for 256 queries, and ms on the notebook's machine, as the lesson prints them.
LESSON = "09_tiled_attention"
KEYS = [1024, 2048, 4096, 8192, 16384, 32768]
HELD = {
    name: printed(LESSON, rf"{name} +\d.* MiB$")[0][-len(KEYS) :]
    for name in ("naive", "row blocks of 64", "tiles")
}
TIMES = {
    name: 1e3 * printed(LESSON, rf"{line} .* x SDPA")[0][0]
    for name, line in {
        "naive": "naive",
        "textbook\ntiles": "textbook tiles",
        "row blocks,\none buffer": "row blocks, one buffer",
        "SDPA": "torch's SDPA",
    }.items()
}


def state(row, seen):
    """Maximum and denominator of a query of the sentence after so many keys."""
    scores = SCORES[row, :seen]
    return scores.max().item(), (scores - scores.max()).exp().sum().item()


# On slides, and not in the lesson.
NUMBERS = {
    "1.14": state(1, 2)[1],
    "2.27": state(1, 4)[1],
    "1.55": state(2, 4)[1],
    "2.74": state(3, 4)[1],
    "0.37": math.exp(-1),
    "0.135": math.exp(-2),
    "2.00": state(0, 2)[1],
    "4.00": state(0, 4)[1],
    "17.358": VALUES[0] + math.exp(-1) * VALUES[1],
    "0.25": WEIGHTS[0, 0],
    "0.06": WEIGHTS[1, 0],
    "0.44": WEIGHTS[1, 1],
    "0.03": WEIGHTS[2, 0],
    "0.24": WEIGHTS[2, 1],
    "0.64": WEIGHTS[2, 2],
    "0.09": WEIGHTS[2, 3],
    "0.13": WEIGHTS[3, 0],
}


@figure
def pipeline():
    return plots.pipeline(current=["scores", "scaling", "softmax", "weighted sum"]).figure


@figure
def to_scale():
    """32768 tokens: query, key, value, output of 64 numbers each, and the table, to scale."""
    _, ax = plt.subplots(figsize=(4.6, 4))
    side, thin = 32768, 64
    ax.add_patch(Rectangle((0, 0), side, side, facecolor=TINT, edgecolor=ACCENT, linewidth=2))
    text = "table of scores\n32768 x 32768"
    ax.text(side / 2, side / 2, text, ha="center", va="center", color=INK, fontsize=13)
    for place, name in enumerate("QKVO"):
        left = -9600 + 2200 * place
        look = {"facecolor": "#0072B2", "edgecolor": "#0072B2", "linewidth": 0.5}
        ax.add_patch(Rectangle((left, 0), thin, side, **look))
        ax.text(left, -1400, name, ha="center", va="center", color=INK, fontsize=13)
    ax.set(xlim=(-10600, side + 600), ylim=(side + 600, -2600), aspect="equal")
    ax.axis("off")
    return ax.figure


@figure
def row_blocks():
    """Two queries at a time: their rows of weights are whole."""
    for first in (0, 2):
        title = f"weights of queries {first} and {first + 1}"
        ax = plots.heatmap(WEIGHTS, **WORDS, vmin=0, vmax=1, title=title)
        _blank(ax, product([row for row in range(4) if row // 2 != first // 2], range(4)))
        yield ax.figure


@figure
def half_a_row():
    ax = plots.heatmap(SCORES, **WORDS, title="two keys only", highlight=[(2, None)])
    _blank(ax, product(range(4), (2, 3)))
    return ax.figure


@figure
def two_parts():
    """Two parts as areas: how wide their exponentials are, how high their means."""
    _, ax = plt.subplots(figsize=(4.8, 3.9))
    look = {"edgecolor": "white", "linewidth": 2}
    ax.bar(0.5, 30, 1, color="#0072B2", **look)
    ax.bar(2.5, 10, 3, color="#E69F00", hatch="//", **look)
    ax.axhline(15, color=ACCENT, linestyle="--", linewidth=2)
    ax.text(4, 15.6, "all: 15", ha="right", color=INK, fontsize=12)
    ax.text(0.5, 30.6, "part 1: 30", ha="center", color=INK, fontsize=12)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    ax.text(2.5, 5, "part 2: 10", ha="center", color=INK, fontsize=12, bbox=box)
    ax.set(xlabel="sum of exponentials", ylabel="mean value", ylim=(0, 34), xticks=range(5))
    return ax.figure


@figure
def by_hand():
    """After the second and after the third key: weights against the largest score so far."""
    scores, values = torch.tensor(THREE), torch.tensor(VALUES)
    for seen in (2, 3):
        largest = scores[:seen].max()
        weights = (scores[:seen] - largest).exp()
        denominator = weights.sum()
        mean = weights @ values[:seen] / denominator
        made, (ax, side) = plt.subplots(1, 2, figsize=(8, 3.3), width_ratios=[3, 2])
        drawn = torch.cat([weights, torch.zeros(3 - seen)])
        labels = [f"score {s:.0f}\nvalue {v:.0f}" for s, v in zip(THREE, VALUES, strict=True)]
        names = {"xlabel": "", "ylabel": "exp(score - maximum)", "title": f"after key {seen}"}
        plots.bars(drawn, labels=labels, ax=ax, ylim=(0, 1.2), decimals=3, **names)
        for label in ax.texts[seen:]:
            label.set_visible(False)
        _upright(ax)
        rows = [f"maximum  {largest:.0f}", f"denominator  {denominator:.3f}", f"mean  {mean:.3f}"]
        for height, text in zip((0.75, 0.5, 0.25), rows, strict=True):
            side.text(0.05, height, text, fontsize=14, va="center", color=INK)
        side.axis("off")
        yield made


@figure
def invariant():
    torch.manual_seed(0)
    scores, value = 2 * torch.randn(40), torch.randn(40)
    afresh = [(cu.softmax(scores[:k]) @ value[:k]).item() for k in range(1, 41)]
    maximum, denominator, total, running = -math.inf, 0.0, 0.0, []
    for score, one in zip(scores.tolist(), value.tolist(), strict=True):
        new = max(maximum, score)
        factor, weight = math.exp(maximum - new), math.exp(score - new)
        denominator, total = denominator * factor + weight, total * factor + weight * one
        maximum = new
        running.append(total / denominator)
    _, ax = plt.subplots(figsize=(7.4, 3.5))
    series = {"total / denominator": running, "softmax over the first k keys": afresh}
    plots.lines(range(1, 41), series, ax=ax, xlabel="k, keys seen", ylabel="mean value")
    ax.lines[0].set(marker="")
    ax.lines[1].set(linestyle="none", markevery=1, markersize=5)
    ax.legend()
    return ax.figure


@figure
def tiles():
    """The tile goes along the keys, then to the next queries; two numbers a query are kept."""
    for step, (row, column) in enumerate(product((0, 2), (0, 2)), 1):
        made, (ax, side) = plt.subplots(1, 2, figsize=(8, 3.7), width_ratios=[4, 3.4])
        plots.heatmap(SCORES, ax=ax, **WORDS, title=f"tile {step} of 4")
        for one, (top, left) in enumerate(product((0, 2), (0, 2)), 1):
            cells = list(product((top, top + 1), (left, left + 1)))
            if one > step:
                _blank(ax, cells)
            elif one < step:
                _forget(ax, top, left)
        frame = {"fill": False, "edgecolor": ACCENT, "linewidth": 3.5, "zorder": 5}
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 2, 2, clip_on=False, **frame))
        seen = [2 + column if top == row else 4 * (top < row) for top in (0, 0, 2, 2)]
        _kept(side, seen, row)
        yield made


def _upright(ax):
    """Names of two lines below bars, not turned."""
    ax.tick_params(axis="x", rotation=0, labelsize=11)
    for label in ax.get_xticklabels():
        label.set(ha="center", rotation_mode="default")


def _blank(ax, cells):
    """Cover cells, and take their colours away, which would shine through at the edge."""
    cells = list(cells)
    data = np.ma.array(ax.images[0].get_array(), copy=True)
    for cell in cells:
        data[cell] = np.ma.masked
    ax.images[0].set_data(data)
    cover(ax, cells)


def _forget(ax, top, left):
    _blank(ax, product((top, top + 1), (left, left + 1)))
    look = {"facecolor": "#E8E8E8", "edgecolor": "#B0B0B0", "hatch": "//", "linewidth": 0}
    ax.add_patch(Rectangle((left - 0.49, top - 0.49), 1.98, 1.98, zorder=3, **look))


def _kept(ax, seen, active):
    """A small table: what is kept of each query after so many of its keys."""
    for row, keys in enumerate(seen):
        numbers = [f"{number:.2g}" for number in state(row, keys)[:1]] if keys else [""]
        numbers += [f"{state(row, keys)[1]:.2f}"] if keys else [""]
        for column, text in enumerate(numbers):
            now = row // 2 == active // 2
            face = TINT if now else "white"
            place = 1.6 * column - 0.8, row - 0.5
            look = {"facecolor": face, "edgecolor": "#B0B0B0", "linewidth": 0.8}
            ax.add_patch(Rectangle(place, 1.6, 1, **look))
            ax.text(1.6 * column, row, text, ha="center", va="center", color=INK, fontsize=12)
    ax.set(xlim=(-0.85, 2.45), ylim=(3.55, -0.55), aspect="equal", title="kept of each query")
    ax.set_xticks([0, 1.6], ["maximum", "denominator"], fontsize=10)
    ax.set_yticks(range(4), SENTENCE.tokens)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


@figure
def causal_tiles():
    needed = cu.causal_mask(2048, 2048).view(8, 256, 8, 256).double().mean(dim=(1, 3))
    names = {"row_axis": "blocks of queries", "column_axis": "blocks of keys"}
    _, ax = plt.subplots(figsize=(4.5, 4.4))
    return plots.heatmap(needed, decimals=1, vmin=0, vmax=1, ax=ax, **names).figure


@figure
def memory():
    _, ax = plt.subplots(figsize=(4.7, 4.1))
    names = {"xlabel": "number of keys", "ylabel": "MiB at the worst moment"}
    plots.lines(KEYS, HELD, ax=ax, logx=True, logy=True, **names)
    ax.set_ylim(0.4, 1100)
    ticks = [1024, 4096, 16384]
    ax.set_xticks(ticks, [f"{tick}" for tick in ticks])
    return ax.figure


@figure
def times():
    _, ax = plt.subplots(figsize=(7.4, 3.2))
    names = {"xlabel": "", "ylabel": "ms of one call", "decimals": 2}
    plots.bars(np.array(list(TIMES.values())), labels=list(TIMES), ax=ax, **names)
    _upright(ax)
    return ax.figure


@figure
def on_the_chip():
    """The large memory and the small fast one, and what fits there."""
    _, ax = plt.subplots(figsize=(8, 2.9))
    round_box = {"boxstyle": "round,pad=0,rounding_size=0.1", "lw": 1.8}
    for x, width, edge in ((0, 3.1, QUIET), (4.9, 3.1, ACCENT)):
        look = {"facecolor": "white", "edgecolor": edge, **round_box}
        ax.add_patch(FancyBboxPatch((x, 0), width, 2.3, **look))
    names = {"ha": "center", "va": "center", "color": INK}
    ax.text(1.55, 2.05, "large memory", fontsize=13, weight="bold", **names)
    ax.text(6.45, 2.05, "on the chip: about 200 KiB", fontsize=12.5, weight="bold", **names)
    for place, name in enumerate(("query", "key", "value", "output")):
        x, y = 0.85 + 1.45 * (place % 2), 1.35 - 0.75 * (place // 2)
        box = (x - 0.6, y - 0.28), 1.2, 0.56
        ax.add_patch(Rectangle(*box, facecolor="#F4F4F1", edgecolor=QUIET))
        ax.text(x, y, name, fontsize=13, **names)
    ax.add_patch(Rectangle((5.25, 0.35), 1.3, 1.3, facecolor=TINT, edgecolor=ACCENT))
    ax.text(5.9, 1.0, "tile\n64 KiB", fontsize=13, **names)
    ax.text(7.27, 1.0, "maximum\ndenominator\ntotal", fontsize=12, **names)
    arrow = {"arrowstyle": "-|>", "color": QUIET, "lw": 2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (4.8, 1.35), (3.2, 1.35), arrowprops=arrow)
    ax.annotate("", (3.2, 0.75), (4.8, 0.75), arrowprops=arrow)
    ax.text(4, 1.55, "blocks", fontsize=12, **names)
    ax.text(4, 0.5, "output", fontsize=12, **names)
    ax.set(xlim=(-0.1, 8.1), ylim=(-0.1, 2.4))
    ax.axis("off")
    return ax.figure
