"""Lesson 2: from one dot product to the table of all scores."""

from __future__ import annotations

from itertools import product

import matplotlib.pyplot as plt
import torch

import course_utils as cu
from course_utils import plots

from ..figures import cover, figure
from .tensors import shape_product

SENTENCE = cu.toy_sentence()
WORDS = SENTENCE.vectors
SCORES = cu.raw_scores(WORDS[None], WORDS[None])[0]
THE, CAT, DRINKS, MILK = range(4)
NAMES = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}
QUERIES = {"rows": SENTENCE.tokens, "columns": SENTENCE.features, "column_axis": "features"}
KEYS = QUERIES | {"row_axis": "keys"}
TURNED = {"rows": SENTENCE.features, "columns": SENTENCE.tokens, "row_axis": "features"}


@figure
def pipeline():
    return plots.pipeline(current="scores").figure


@figure
def pair():
    """cat and drinks, place by place, and then their products."""
    both = WORDS[[CAT, DRINKS]]
    rows = torch.stack([*both, both.prod(0)])
    names = {"rows": ["cat", "drinks", "products"], "columns": SENTENCE.features}
    for hidden in ([(2, column) for column in range(3)], []):
        ax = plots.heatmap(rows, **names, row_axis="", column_axis="")
        cover(ax, hidden)
        yield ax.figure


@figure
def table():
    """The table of scores, filling cell by cell."""
    row = [(DRINKS, key) for key in range(4)]
    everything = list(product(range(4), range(4)))
    for filled, marked in (
        ([(DRINKS, CAT)], [(DRINKS, CAT)]),
        ([(DRINKS, CAT), (DRINKS, DRINKS)], [(DRINKS, DRINKS)]),
        (row, [(DRINKS, None)]),
        (everything, []),
    ):
        ax = plots.heatmap(SCORES, **NAMES, title="scores", highlight=marked)
        cover(ax, [cell for cell in everything if cell not in filled])
        yield ax.figure


@figure
def directions():
    kinds = ["same way", "close", "perpendicular", "apart", "query"]
    tips = [[2.0, 4.0], [2.0, 1.0], [2.0, -1.0], [-1.0, -2.0], [1.0, 2.0]]
    return plots.arrows(tips, kinds).figure


@figure
def longer_key():
    _, ax = plt.subplots(figsize=(4.4, 3.4))
    plots.arrows([[2.0, 0.0], [1.5, 1.5]], ["query", "B"], ax=ax)
    # A lies on the query's arrow: thick and light below it, its name beside it.
    ax.plot([0, 1], [0, 0], color="#009E73", lw=9, alpha=0.45, solid_capstyle="butt", zorder=1)
    ax.text(0.5, -0.3, "A", ha="center", va="center")
    return ax.figure


@figure
def turned_keys():
    """A row meets a row; with the keys turned, a row meets a column."""
    return plots.heatmaps(
        [WORDS, WORDS],
        titles=["Q", "K"],
        each=[QUERIES | {"highlight": [(DRINKS, None)]}, KEYS | {"highlight": [(CAT, None)]}],
    )[0].figure


@figure
def meeting():
    return plots.heatmaps(
        [WORDS, WORDS.T, SCORES],
        titles=["Q", "K transposed", "scores"],
        each=[
            QUERIES | {"highlight": [(DRINKS, None)]},
            TURNED | {"highlight": [(None, CAT)]},
            NAMES | {"highlight": [(DRINKS, CAT)]},
        ],
    )[0].figure


@figure
def shapes():
    query, key = ("Q", [("L", 4), ("E", 3)]), ("K transposed", [("E", 3), ("S", 4)])
    return shape_product(query, key, ("scores", [("L", 4), ("S", 4)]), gone="E").figure


@figure
def one_vector_more():
    """What changes when one vector is added to every key, or to every query."""
    extra = torch.tensor([1.0, 0.0, 2.0])
    to_keys = WORDS @ (WORDS + extra).T - SCORES
    to_queries = (WORDS + extra) @ WORDS.T - SCORES
    return plots.heatmaps(
        [SCORES, to_keys, to_queries],
        titles=["scores", "change: added\nto every key", "change: added\nto every query"],
        **NAMES,
    )[0].figure


@figure
def interest():
    looks_for = torch.tensor([[0.0, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 0]])
    return plots.heatmaps(
        [looks_for, looks_for @ WORDS.T],
        titles=["what queries look for", "scores"],
        each=[QUERIES, NAMES | {"highlight": [(CAT, MILK), (MILK, CAT)]}],
    )[0].figure


@figure
def spread():
    """How widely random scores spread; rounded, so that the last digits cannot move a point."""
    source = torch.Generator().manual_seed(0)
    sizes, measured = [4, 16, 64, 256, 1024], []
    for size in sizes:
        queries, keys = torch.randn(2, 10_000, size, generator=source)
        measured.append(round((queries * keys).sum(-1).std().item(), 1))
    _, ax = plt.subplots(figsize=(4.4, 3.6))
    series = {r"$\sqrt{d}$": [size**0.5 for size in sizes], "measured": measured}
    words = {"xlabel": "d, size of the vectors", "ylabel": "spread of the scores"}
    plots.lines(sizes, series, logx=True, **words, ax=ax)
    ax.lines[0].set(marker="", color="#0072B2")
    ax.lines[1].set(linestyle="none", markersize=11)
    ax.legend()
    return ax.figure
