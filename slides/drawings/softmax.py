"""Lesson 3: a row of scores becomes a row of weights."""

from __future__ import annotations

from itertools import product

import matplotlib.pyplot as plt
import torch

import course_utils as cu
from course_utils import plots

from ..figures import cover, figure

SENTENCE = cu.toy_sentence()
SCORES = cu.raw_scores(SENTENCE.vectors[None], SENTENCE.vectors[None])[0]
WORDS = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
DRINKS = SENTENCE.tokens.index("drinks")
ROW = torch.tensor([2.0, 1.0, 3.0])
LABELS = ["score 2", "score 1", "score 3"]
WEIGHTS = cu.softmax(SCORES)
# On slides, and not in the lesson.
NUMBERS = {
    "30.19": ROW.exp().sum(),
    "16.78": SCORES[1].exp().sum(),
    "0.13": WEIGHTS[3, 0],
    "0.37": WEIGHTS[3, 3],
    "0.31": 11 / 36,
    "0.36": 13 / 36,
}


@figure
def pipeline():
    return plots.pipeline(current="softmax").figure


@figure
def scores():
    return plots.heatmap(SCORES, **WORDS, title="scores", highlight=[(DRINKS, None)]).figure


@figure
def exponential():
    x = torch.linspace(-3, 3, 49)
    _, ax = plt.subplots(figsize=(4.2, 3.2))
    plots.lines(x, {"exp": x.exp()}, xlabel="score", ylabel="exp(score)", ax=ax)
    return ax.figure


@figure
def row_becomes_weights():
    """The row of "drinks": its scores, their exponentials, their shares."""
    row = SCORES[DRINKS]
    steps = [
        ("scores", row, (0, 3.6), 0),
        ("exp(score)", row.exp(), (0, 24), 1),
        ("share of the sum", cu.softmax(row), (0, 0.78), 2),
    ]
    for shown in (1, 2, 3):
        made, axes = plt.subplots(1, 3, figsize=(8.4, 3.2))
        for ax, (title, values, ylim, decimals) in zip(axes[:shown], steps, strict=False):
            names = {"title": title, "labels": SENTENCE.tokens, "xlabel": "", "ylabel": ""}
            plots.bars(values, ax=ax, ylim=ylim, decimals=decimals, **names)
        for ax in axes[shown:]:
            ax.axis("off")
        yield made


@figure
def weights_row_by_row():
    for rows in (1, 2, 4):
        ax = plots.heatmap(WEIGHTS, **WORDS, vmin=0, vmax=1, title="weights")
        cover(ax, product(range(rows, 4), range(4)))
        yield ax.figure


@figure
def temperature():
    rows = {f"scores / {t:g}": cu.softmax(ROW / t) for t in (0.25, 1, 4)}
    _, ax = plt.subplots(figsize=(7.2, 2.9))
    return plots.bars(rows, labels=LABELS, ax=ax).figure


@figure
def axes():
    panels = [WEIGHTS, SCORES.softmax(-2)]
    titles = ["dim=-1: rows sum to 1", "dim=-2: columns do"]
    return plots.heatmaps(panels, titles=titles, vmin=0, vmax=1, **WORDS)[0].figure
