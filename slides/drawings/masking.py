"""Lesson 6: padding and the future are taken out of the scores, before softmax."""

from __future__ import annotations

from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import Rectangle

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import INK, QUIET, TINT

from ..figures import cover, figure

SENTENCE = cu.toy_sentence()
FULL = SENTENCE.vectors
SHORT = torch.cat([FULL[1:3], torch.zeros(2, 3)])
WORDS = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
SHORT_WORDS = ("cat", "drinks", "(pad)", "(pad)")
SCORES = cu.raw_scores(FULL[None], FULL[None])[0]
SHORT_SCORES = cu.raw_scores(SHORT[None], SHORT[None])[0]
CAUSAL = cu.causal_mask(4, 4)
ROW, KEEP = torch.tensor([2.0, 1.0, 3.0]), torch.tensor([True, True, False])


def padded_cat(padding):
    """The output of cat in the sentence "cat drinks", filled up, no mask."""
    x = torch.cat([FULL[1:3], torch.zeros(padding, 3)])[None]
    return cu.dot_product_attention(x, x, x)[0, 0]


def gradient(function):
    """Of the sum of the first column, where the second row has no key."""
    keep = torch.tensor([[True, True, False], [False, False, False]])
    scores = torch.tensor([[2.0, 1.0, 3.0], [1.0, 0.0, 2.0]])
    return torch.func.grad(lambda leaf: function(leaf, keep)[:, 0].sum())(scores)


def added(scores, keep):
    return torch.softmax(scores + cu.additive_mask(keep, scores.dtype), dim=-1).nan_to_num(0.0)


def filled(scores, keep):
    return torch.softmax(scores.masked_fill(~keep, -torch.inf), dim=-1).nan_to_num(0.0)


CAUSAL_WEIGHTS = cu.masked_softmax(SCORES, CAUSAL)
# On slides, and not in the lesson.
NUMBERS = {
    "16.78": SHORT_SCORES[0].exp().sum(),
    "0.88": padded_cat(2)[0],
    "0.60": padded_cat(10)[0],
    "0.13": padded_cat(100)[0],
    "0.12": CAUSAL_WEIGHTS[1, 0],
    "0.20": gradient(filled)[0, 0],
    "-0.20": gradient(filled)[0, 1],
}


@figure
def pipeline():
    return plots.pipeline(current="masking").figure


@figure
def batch():
    """Two sentences in one table of words, the shorter one filled up."""
    _, ax = plt.subplots(figsize=(7, 2.2))
    for row, words in enumerate([SENTENCE.tokens, SHORT_WORDS]):
        for column, word in enumerate(words):
            pad = word == "(pad)"
            look = {"facecolor": "#E8E8E8", "hatch": "//"} if pad else {"facecolor": TINT}
            place = column - 0.48, row - 0.44
            ax.add_patch(Rectangle(place, 0.96, 0.88, edgecolor="#B0B0B0", **look))
            box = {"facecolor": "#E8E8E8", "edgecolor": "none", "pad": 2} if pad else None
            look = {"color": QUIET if pad else INK, "fontsize": 14, "bbox": box}
            ax.text(column, row, word, ha="center", va="center", **look)
    ax.set(xlim=(-0.52, 3.52), ylim=(1.5, -0.5), xlabel="place in the sentence")
    ax.set_yticks([0, 1], ["sentence 0", "sentence 1"])
    ax.set_xticks(range(4))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax.figure


@figure
def padded_weights():
    names = {"rows": SHORT_WORDS, "columns": SHORT_WORDS}
    marked = [(None, 2), (None, 3)]
    weights = cu.softmax(SHORT_SCORES)
    return plots.heatmap(weights, **names, title="weights, no mask", highlight=marked).figure


@figure
def more_padding():
    """The first number of cat's output while padding grows."""
    counts = (0, 2, 10, 100)
    firsts = torch.stack([padded_cat(count)[0] for count in counts])
    _, ax = plt.subplots(figsize=(4.4, 3.5))
    names = {"xlabel": "padding tokens", "ylabel": "output of cat, first number"}
    return plots.bars(firsts, labels=counts, ax=ax, **names, ylim=(0, 1.15)).figure


@figure
def who_may_see():
    """The causal mask, one query after the other."""
    for rows in (1, 2, 4):
        marked = [(rows - 1, None)] if rows < 4 else []
        ax = plots.heatmap(CAUSAL, **WORDS, title="may attend", highlight=marked)
        cover(ax, product(range(rows, 4), range(4)))
        yield ax.figure


@figure
def three_ideas():
    ideas = {
        "weight erased": cu.softmax(ROW) * KEEP,
        "score set to 0": cu.softmax(ROW.masked_fill(~KEEP, 0.0)),
        "score set to -inf": cu.softmax(ROW.masked_fill(~KEEP, -torch.inf)),
    }
    _, ax = plt.subplots(figsize=(8, 3.4))
    names = {"labels": ["key 0", "key 1", "key 2 (hidden)"], "xlabel": ""}
    return plots.bars(ideas, **names, decimals=2, ax=ax).figure


@figure
def causal_steps():
    """Scores, then the future set to -inf, then the weights."""
    hidden = SCORES.masked_fill(~CAUSAL, -torch.inf)
    panels = [SCORES, hidden, cu.softmax(hidden)]
    titles = ["scores", "future: -inf", "weights"]
    each = [{}, {}, {"decimals": 2}]
    for shown in (1, 3):
        axes = plots.heatmaps(
            panels, titles=titles, each=each, shared_scale=False, annotate=True, **WORDS
        )
        for ax in axes[shown:]:
            cover(ax, product(range(4), range(4)))
            ax.images[0].set_visible(False)
            ax.set_title("")
        yield axes[0].figure


def _causal(x):
    return cu.masked_softmax(cu.raw_scores(x, x), CAUSAL) @ x


def _free(x):
    return cu.dot_product_attention(x[None], x[None], x[None])[0]


@figure
def who_moves():
    """Change each word in turn: which outputs are other bits than before?"""
    tables = []
    for attend in (_free, _causal):
        table = torch.zeros(4, 4)
        for word in range(4):
            changed = FULL.clone()
            changed[word] += torch.tensor([5.0, -3.0, 7.0])
            table[:, word] = (attend(FULL) != attend(changed)).any(dim=-1)
        tables.append(table)
    names = {"row_axis": "output moves", "column_axis": "word that is changed"}
    titles = ["no mask", "causal"]
    return plots.heatmaps(tables, titles=titles, vmin=0, vmax=1, **names, **WORDS)[0].figure


@figure
def two_corners():
    top_left = cu.causal_mask(2, 5)
    bottom_right = torch.ones(2, 5, dtype=torch.bool).tril(3)
    titles = ["top-left", "bottom-right"]
    return plots.heatmaps([top_left, bottom_right], titles=titles)[0].figure


@figure
def heads():
    """As many sentences as heads: the mask without an axis for the heads is silently wrong."""
    scores = torch.zeros(2, 2, 3, 4)
    keep = cu.padding_mask(torch.tensor([4, 2]), 4)
    masks = {"(B, 1, 1, S)": keep[:, None, None], "(B, 1, S): wrong": keep[:, None]}
    panels = [cu.masked_softmax(scores, mask)[:, :, 0].flatten(0, 1) for mask in masks.values()]
    names = [f"sentence {b}, head {h}" for b, h in product(range(2), range(2))]
    options = {"rows": names, "row_axis": "", "annotate": True, "decimals": 2}
    axes = plots.heatmaps(panels, titles=list(masks), vmin=0, vmax=1, **options)
    for ax in axes:
        ax.axhline(1.5, color="white", linewidth=5)
    return axes[0].figure


@figure
def added_ones():
    rows = {
        "boolean": [1.0, 0.0],
        "float 1, 0": cu.softmax(torch.tensor([1.0, 0.0])),
        "float 0, -inf": [1.0, 0.0],
    }
    _, ax = plt.subplots(figsize=(4.2, 3.6))
    names = {"labels": ["key 0", "key 1 (hidden)"], "xlabel": ""}
    plots.bars({k: np.asarray(v) for k, v in rows.items()}, **names, ax=ax)
    ax.legend(loc="upper right")
    return ax.figure


@figure
def gradients():
    """The gradient of the first column's sum, of an addition and of a fill."""
    ways = {"-inf added": added, "-inf filled in": filled}
    panels = list(map(gradient, ways.values()))
    titles = [f"gradient, {name}" for name in ways]
    names = {"rows": ["row 0", "empty row"], "row_axis": "", "decimals": 2, "annotate": True}
    return plots.heatmaps(panels, titles=titles, **names)[0].figure
