"""Lesson 7: three vectors of one word, several heads, and what goes wrong between them."""

from __future__ import annotations

from itertools import pairwise, product

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import FancyBboxPatch

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import cover, figure
from ..printed import printed

SENTENCE = cu.toy_sentence()
X = SENTENCE.vectors
QUERY, KEY, VALUE = X[:, [1]], X[:, [2]], X[:, [0, 2]]
WORDS = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
SCORES = QUERY @ KEY.T
WEIGHTS = cu.softmax(4 * SCORES)
TWELVE = torch.arange(1.0, 13).reshape(1, 3, 4)
TOKENS = {"row_axis": "tokens", "column_axis": "features", "annotate": True, "colorbar": False}
# What the lesson prints of its trained models: the share right at each place, the places that move.
MERGES = ("merge_heads", "the bug")
RIGHT_BY_PLACE = {name: printed("07_projections", rf"{name} +\d\.\d .*")[0] for name in MERGES}
MOVES = {name: printed("07_projections", f"{name} +places that move:.*")[0] for name in MERGES}


@figure
def pipeline():
    return plots.pipeline(current="projections").figure


@figure
def mutual():
    marked = [(1, 2), (2, 1)]
    return plots.heatmap(X @ X.T, **WORDS, title="raw scores", highlight=marked).figure


@figure
def three_vectors():
    """One word's vector, and the three that are made from it."""
    _, ax = plt.subplots(figsize=(8, 3.4))
    _box(ax, 1.1, 1.5, "cat", "1  1  0", tint=True)
    made = [
        (2.5, "query", "1", "what it asks for:  I act, who is food?"),
        (1.5, "key", "0", "what it is found by:  I am no food"),
        (0.5, "value", "1  0", "what it tells:  an animal, no food"),
    ]
    for y, name, numbers, meaning in made:
        _box(ax, 3.9, y, name, numbers)
        _arrow(ax, (1.9, 1.5), (3.1, y))
        ax.text(4.9, y, meaning, va="center", color=INK, fontsize=12)
    ax.set(xlim=(0.2, 8.9), ylim=(0, 3))
    ax.axis("off")
    return ax.figure


@figure
def query_key_value():
    """The sentence; its queries and keys; its values."""
    names = {"rows": SENTENCE.tokens, "row_axis": "", "column_axis": ""}
    columns = [SENTENCE.features, ["acts?"], ["food?"], ["animal", "food"]]
    for shown in (2, 4):
        axes = plots.heatmaps(
            [X, QUERY, KEY, VALUE],
            titles=["sentence", "query", "key", "value"],
            each=[{"columns": tuple(of), **names} for of in columns],
            annotate=True,
        )
        for ax, of in list(zip(axes, columns, strict=True))[shown:]:
            cover(ax, product(range(4), range(len(of))))
            ax.images[0].set_visible(False)
        yield axes[0].figure


@figure
def asks_and_found():
    panels = [X @ X.T, SCORES]
    titles = ["raw scores", "query times key"]
    return plots.heatmaps(panels, titles=titles, annotate=True, **WORDS)[0].figure


@figure
def brings_home():
    fed = {"rows": SENTENCE.tokens, "columns": ["animal", "food"], "column_axis": "features"}
    each = [WORDS, fed]
    options = {"annotate": True, "vmin": 0, "vmax": 1, "decimals": 2}
    titles = ["weights", "output"]
    return plots.heatmaps([WEIGHTS, WEIGHTS @ VALUE], titles=titles, each=each, **options)[0].figure


@figure
def real_words():
    """To itself and to the word before: the raw vectors, and head 5 of the real model."""
    layer = cu.real_layer()
    bank = layer.sentence("bank")
    raw = cu.softmax(cu.scaled_scores(bank.vectors[None], bank.vectors[None]))[0]
    rows = {
        name: [weights.diagonal().mean(), weights.diagonal(-1).mean()]
        for name, weights in {"raw vectors": raw, "projected, head 5": bank.weights[5]}.items()
    }
    _, ax = plt.subplots(figsize=(4.8, 3.9))
    names = {"labels": ["to itself", "to the word before"], "xlabel": "", "decimals": 2}
    plots.bars({k: np.array(v) for k, v in rows.items()}, ax=ax, ylim=(0, 0.8), **names)
    ax.legend(loc="upper right")
    return ax.figure


@figure
def two_heads():
    right = cu.split_heads(TWELVE, 2)[0]
    titles = ["3 tokens", "head 0", "head 1"]
    each = [{"rows": ["0", "1", "2"]}] * 3
    return plots.heatmaps([TWELVE[0], *right], titles=titles, each=each, **TOKENS)[0].figure


@figure
def split_by_view():
    right, viewed = cu.split_heads(TWELVE, 2)[0], TWELVE.view(1, 2, 3, 2)[0]
    titles = ["right:\nhead 0", "right:\nhead 1", "view:\nhead 0", "view:\nhead 1"]
    each = [{"rows": ["0", "1", "2"]}] * 4
    return plots.heatmaps([*right, *viewed], titles=titles, each=each, **TOKENS)[0].figure


@figure
def merged():
    heads = cu.split_heads(TWELVE, 2)
    panels = [cu.merge_heads(heads)[0], heads.reshape(1, 3, 4)[0]]
    titles = ["swap, then join", "reshape only"]
    each = [{"rows": ["0", "1", "2"]}] * 2
    return plots.heatmaps(panels, titles=titles, each=each, **TOKENS)[0].figure


@figure
def random_digits():
    rows = {name: np.array(row) for name, row in RIGHT_BY_PLACE.items()}
    _, ax = plt.subplots(figsize=(8, 3.2))
    names = {"labels": range(7), "xlabel": "place", "ylabel": "share guessed right"}
    return plots.bars(rows, ax=ax, ylim=(0, 1.2), decimals=1, **names).figure


@figure
def future_moves():
    table = np.array([[float(place in MOVES[name]) for place in range(8)] for name in MOVES])
    names = {"rows": list(MOVES), "row_axis": "", "column_axis": "place"}
    ax = plots.heatmap(table, **names, title="the last digit is changed: which guesses move?")
    return ax.figure


@figure
def five_steps():
    steps = [
        ("project", "(B, L, D)"),
        ("split", "(B, H, L, E)"),
        ("attend", "(B, H, L, E)"),
        ("merge", "(B, L, D)"),
        ("project", "(B, L, D)"),
    ]
    _, ax = plt.subplots(figsize=(8.6, 1.5))
    for place, (name, shape) in enumerate(steps):
        _box(ax, 1.9 * place, 0, name, shape, tint=name == "attend")
    for place, _ in pairwise(range(5)):
        _arrow(ax, (1.9 * place + 0.8, 0), (1.9 * place + 1.1, 0))
    ax.set(xlim=(-0.85, 8.45), ylim=(-0.6, 0.6))
    ax.axis("off")
    return ax.figure


@figure
def twelve_heads():
    bank = cu.real_layer().sentence("bank")
    made, axes = plt.subplots(3, 4, figsize=(6, 4.9))
    for head, ax in enumerate(axes.flat):
        ax.imshow(bank.weights[head].numpy(), vmin=0, vmax=1)
        ax.set_title(f"head {head}", fontsize=11, color=ACCENT if head == 2 else INK, pad=3)
        ax.set_xticks([])
        ax.set_yticks([])
        if head == 2:
            ax.spines[:].set(visible=True, color=ACCENT, linewidth=3)
    return made


def _box(ax, x, y, name, below, *, tint=False):
    look = {"facecolor": TINT if tint else "white", "edgecolor": ACCENT if tint else QUIET}
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.8, y - 0.4), 1.6, 0.8, boxstyle="round,pad=0,rounding_size=0.08", lw=1.6, **look
        )
    )
    ax.text(x, y + 0.15, name, ha="center", va="center", color=INK, fontsize=12, weight="bold")
    ax.text(x, y - 0.18, below, ha="center", va="center", color=INK, fontsize=12)


def _arrow(ax, start, end):
    look = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look)
