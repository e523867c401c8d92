"""Lesson 5: scores grow with the size of the vectors; one division keeps them in place."""

from __future__ import annotations

from itertools import product

import matplotlib.pyplot as plt
import torch
from torch import Tensor

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import INK, TINT

from ..figures import figure

SENTENCE = cu.toy_sentence()
WORDS = SENTENCE.vectors
CAT, DRINKS = SENTENCE.tokens.index("cat"), SENTENCE.tokens.index("drinks")
REAL = cu.real_sentence("milk")
REAL_SCORES = cu.raw_scores(REAL.vectors[None], REAL.vectors[None])[0]
REAL_SCALED = cu.softmax(REAL_SCORES / REAL.vectors.shape[-1] ** 0.5)
SIZES = (4, 16, 64, 256, 1024)
DRINKS_ROWS = {n: cu.softmax(n * (WORDS @ WORDS[DRINKS])).tolist() for n in (1, 2, 4)}
# On slides, and not in the lesson.
NUMBERS = {
    "0.24": DRINKS_ROWS[1][CAT],
    "0.09": DRINKS_ROWS[1][3],
    "0.00": DRINKS_ROWS[4][3],
    "0.12": DRINKS_ROWS[2][CAT],
    "0.86": DRINKS_ROWS[2][DRINKS],
    "0.02": DRINKS_ROWS[2][3],
    "0.98": DRINKS_ROWS[4][DRINKS],
    "0.01": 1 - 0.99,
    "0.58": REAL_SCALED[1, 1],
    "0.99": REAL_SCALED[2, 2],
}


def rounded(numbers: Tensor, digits: int = 2) -> Tensor:
    """Numbers as the lesson prints them: the last bits differ from machine to machine."""
    return torch.tensor([float(f"{number:.{digits - 1}e}") for number in numbers.tolist()])


@figure
def pipeline():
    return plots.pipeline(current="scaling").figure


@figure
def repeated():
    """cat and drinks, every feature written down four times."""
    rows = WORDS[[CAT, DRINKS]].repeat(1, 4)
    made, ax = plt.subplots(figsize=(8.2, 2.2))
    names = {"rows": ["cat", "drinks"], "columns": ["animal", "action", "food"] * 4}
    plots.heatmap(rows, **names, row_axis="", column_axis="", ax=ax)
    for place in (2.5, 5.5, 8.5):
        ax.plot([place, place], [-0.7, 1.7], color="white", lw=7, clip_on=False)
    return made


@figure
def longer():
    """The row of drinks as weights, for vectors of 3, 6 and 12 entries."""
    for shown in (1, 2, 3):
        made, axes = plt.subplots(1, 3, figsize=(8.4, 3.2))
        for ax, times in zip(axes[:shown], (1, 2, 4), strict=False):
            vectors = WORDS.repeat(1, times)
            row = cu.softmax(vectors @ vectors[DRINKS])
            names = {"labels": SENTENCE.tokens, "xlabel": "", "title": f"E = {3 * times}"}
            plots.bars(row, ylim=(0, 1.12), ax=ax, **names)
        for ax in axes[shown:]:
            ax.axis("off")
        yield made


@figure
def coins():
    """All scores of 2, 4 and 10 products that are 1 or -1; shaded: one root of E to each side."""
    made, axes = plt.subplots(1, 3, figsize=(8.8, 3.1), width_ratios=[3, 4, 6])
    for ax, tosses in zip(axes, (2, 4, 10), strict=True):
        sums = torch.tensor([sum(row) for row in product((1, -1), repeat=tosses)])
        scores = range(-tosses, tosses + 1, 2)
        share = [100 * (sums == score).double().mean().item() for score in scores]
        words = {"title": f"E = {tosses}", "xlabel": "score", "ylabel": "% of the outcomes"}
        plots.bars(share, labels=list(map(str, scores)), decimals=0, ax=ax, **words)
        middle, root = tosses / 2, tosses**0.5 / 2
        ax.axvspan(middle - root, middle + root, color=TINT, zorder=-1)
        if tosses > 2:
            ax.set_ylabel("")
    return made


@figure
def spread():
    source = torch.Generator().manual_seed(0)
    found = []
    for size in SIZES:
        query, key = (torch.randn(2000, size, generator=source) for _ in range(2))
        found.append((query * key).sum(dim=-1).std())
    made, ax = plt.subplots(figsize=(4.4, 3.6))
    series = {"root of E": [size**0.5 for size in SIZES], "measured": rounded(torch.stack(found))}
    words = {"xlabel": "E, entries in a vector", "ylabel": "standard deviation of a score"}
    plots.lines(SIZES, series, logx=True, ax=ax, **words)
    ax.lines[0].set(marker="")
    ax.lines[1].set(linestyle="none", markersize=11)
    ax.legend()
    return made


@figure
def divisors():
    """The largest of 10 weights, for three divisors, over the size of the vectors."""
    rules = {"divided by 1": 0.0, "divided by root E": 0.5, "divided by E": 1.0}
    found = {name: [] for name in rules}
    for size in SIZES:
        source = torch.Generator().manual_seed(size)
        query = torch.randn(1000, 1, size, generator=source)
        scores = cu.raw_scores(query, torch.randn(1000, 10, size, generator=source))[:, 0]
        for name, power in rules.items():
            largest = cu.softmax(scores / size**power).amax(dim=-1).mean().item()
            found[name].append(round(largest, 3))
    made, ax = plt.subplots(figsize=(8, 3.4))
    words = {"xlabel": "E, entries in a vector", "ylabel": "largest of 10 weights"}
    plots.lines(SIZES, found, logx=True, ax=ax, **words)
    ax.set_ylim(0, 1.05)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return made


@figure
def slope():
    gaps = torch.linspace(-8, 8, 81)
    weight = torch.sigmoid(gaps)
    made, ax = plt.subplots(figsize=(8, 3.4))
    series = {"weight w": weight, "slope w(1 - w)": weight * (1 - weight)}
    plots.lines(gaps, series, xlabel="score of one key minus score of the other", ax=ax)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return made


def norms(size: int, scale: float) -> Tensor:
    """How much of a gradient passes through softmax: 2000 random queries, 16 keys each."""
    source, found = torch.Generator().manual_seed(size), []
    for _ in range(10):
        query = torch.randn(200, 1, size, generator=source)
        key = torch.randn(200, 16, size, generator=source)
        weights = cu.softmax(cu.raw_scores(query, key)[:, 0].double() * scale)
        jacobian = torch.diag_embed(weights) - weights[..., :, None] * weights[..., None, :]
        found.append(jacobian.norm(dim=(1, 2)))
    return torch.cat(found)


@figure
def gradient():
    lengths = (16, 64, 256, 1024, 4096)
    plain = [norms(size, 1) for size in lengths]
    scaled = [norms(size, size**-0.5) for size in lengths]
    series = {
        "scaled, median": rounded(torch.stack([norm.median() for norm in scaled])),
        "unscaled, mean": rounded(torch.stack([norm.mean() for norm in plain])),
        "unscaled, median": rounded(torch.stack([norm.median() for norm in plain])),
    }
    made, ax = plt.subplots(figsize=(8, 3.5))
    words = {"xlabel": "E, entries in a vector", "ylabel": "norm of the Jacobian"}
    plots.lines(lengths, series, logx=True, logy=True, ax=ax, **words)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return made


@figure
def histogram():
    rows = {"unscaled": norms(256, 1), "scaled": norms(256, 256**-0.5)}
    rows = {name: rounded(norm.clamp(min=1e-12), 3) for name, norm in rows.items()}
    made, ax = plt.subplots(figsize=(8, 3.5))
    words = {"xlabel": "norm of the Jacobian", "ylabel": "queries"}
    plots.histogram(rows, logx=True, ax=ax, **words)
    return made


@figure
def real():
    names = {"rows": REAL.tokens, "columns": REAL.tokens}
    made, axes = plt.subplots(1, 2, figsize=(8.4, 4))
    panels = {"unscaled": cu.softmax(REAL_SCORES), "divided by root 384": REAL_SCALED}
    for ax, (title, weights) in zip(axes, panels.items(), strict=True):
        plots.heatmap(weights, **names, title=title, vmin=0, vmax=1, decimals=2, ax=ax)
    axes[1].set_ylabel("")
    return made


@figure
def width():
    """One score of 12 heads of 32 numbers, divided by the root of the head and of the width."""
    made, ax = plt.subplots(figsize=(8, 2.3))
    ax.set(xlim=(0, 12), ylim=(-0.9, 1.9))
    ax.axis("off")
    for place in range(12):
        look = {"facecolor": TINT if place == 3 else "white", "edgecolor": INK, "lw": 1.2}
        ax.add_patch(plt.Rectangle((place + 0.04, 0.3), 0.92, 0.7, **look))
        ax.text(place + 0.5, 0.65, "32", ha="center", va="center", size=11)
    ax.text(3.5, 1.3, "one head: E = 32", ha="center", size=12, weight="bold")
    ax.annotate("", (12, -0.05), (0, -0.05), arrowprops={"arrowstyle": "<->", "color": INK})
    ax.text(6, -0.55, "the model's width: D = 12 x 32 = 384", ha="center", va="center", size=12)
    return made
