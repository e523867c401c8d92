"""Lesson 4: rows of weights mix the values; what attention is, put together."""

from __future__ import annotations

from itertools import product

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Rectangle

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import cover, figure
from .tensors import shape_product

SENTENCE = cu.toy_sentence()
WORDS = SENTENCE.vectors
THE, CAT, DRINKS, MILK = range(4)
WEIGHTS = cu.softmax(cu.raw_scores(WORDS[None], WORDS[None]))[0]
OUTPUT = WEIGHTS @ WORDS
ROW, VALUES = cu.softmax(torch.tensor([2.0, 1.0, 3.0])), torch.tensor([10.0, 20.0, 30.0])
LENGTHS = torch.tensor([[float(len(word))] for word in SENTENCE.tokens])
LETTERS = {
    "as it was": (WEIGHTS @ LENGTHS)[:, 0],
    "keys x 2": (cu.softmax(2 * cu.raw_scores(WORDS[None], WORDS[None])) @ LENGTHS)[0, :, 0],
    "values x 2": (WEIGHTS @ (2 * LENGTHS))[:, 0],
}
VALUE_NAMES = {"rows": SENTENCE.tokens, "columns": SENTENCE.features, "column_axis": "features"}
# On slides, and not in the lesson.
NUMBERS = {
    "24.3": 0.24 * 10 + 0.09 * 20 + 0.67 * 30,
    "2.4": 0.24 * 10,
    "1.8": 0.09 * 20,
    "20.1": 0.67 * 30,
    "4.2": ROW[:2] @ VALUES[:2],
    "24.2": ROW @ VALUES,
    "0.88": OUTPUT[CAT, 0],
    "0.64": WEIGHTS[DRINKS, DRINKS],
    "0.50": OUTPUT[MILK, 0],
    "0.73": OUTPUT[MILK, 2],
    "4.4": LETTERS["as it was"][CAT],
    "5.0": LETTERS["as it was"][DRINKS],
    "4.5": LETTERS["as it was"][MILK],
    "5.6": LETTERS["keys x 2"][DRINKS],
    "4.8": LETTERS["keys x 2"][MILK],
    "8.8": LETTERS["values x 2"][CAT],
    "8.9": LETTERS["values x 2"][MILK],
}


@figure
def pipeline():
    return plots.pipeline(current="weighted sum").figure


@figure
def shares():
    made, axes = plt.subplots(1, 2, figsize=(7.6, 3))
    labels = ["key 0", "key 1", "key 2"]
    plots.bars(ROW, labels=labels, xlabel="", title="weights", ylim=(0, 0.8), ax=axes[0])
    words = {"ylabel": "value", "title": "values", "decimals": 0, "ylim": (0, 36)}
    plots.bars(VALUES, labels=["value 0", "value 1", "value 2"], xlabel="", ax=axes[1], **words)
    return made


@figure
def total():
    """The three contributions one after the other, and the range of the values."""
    made, ax = plt.subplots(figsize=(8, 3))
    ax.axvspan(10, 30, color=TINT, zorder=0)
    ax.text(20, -0.72, "the values: 10 to 30", ha="center", va="center", color=INK)
    so_far = 0.0
    for place, (weight, value) in enumerate(zip(ROW.tolist(), VALUES.tolist(), strict=True)):
        part = weight * value
        ax.barh(place, part, left=so_far, height=0.55, color="#0072B2")
        so_far += part
        label = f"{so_far:.1f}"
        ax.text(so_far + 0.3, place, label, va="center", color=INK, fontsize=12, weight="bold")
        if place < 2:
            ax.plot([so_far, so_far], [place, place + 1], color=QUIET, lw=1.2, zorder=0)
    names = [f"{w:.2f} x {v:.0f}" for w, v in zip(ROW.tolist(), VALUES.tolist(), strict=True)]
    ax.set_yticks(range(3), names)
    ax.set(xlim=(0, 34), ylim=(2.5, -1), xlabel="total so far")
    ax.plot([so_far, so_far], [-0.4, 2.5], color=ACCENT, lw=2, ls="--", zorder=0)
    return made


@figure
def triangle():
    corners = torch.tensor([[1.0, 4.0], [-3.0, 1.0], [4.0, 1.0]])
    outputs = torch.tensor([[0.24, 0.09, 0.67], [0.1, 0.8, 0.1]]) @ corners
    names = ["value 0", "value 1", "value 2", "output 0", "output 1"]
    ax = plots.arrows(torch.cat([corners, outputs]), names)
    ax.fill(*corners.T, color="black", alpha=0.08)
    ax.set_xlim(-6, 6.5)
    return ax.figure


@figure
def milk():
    """The row of milk: each value times its weight, one after the other, and their sum."""
    parts = WEIGHTS[MILK][:, None] * WORDS
    parts = torch.cat([parts, parts.sum(0, keepdim=True)])
    values = torch.cat([WORDS, torch.zeros(1, 3)])  # as high as the parts
    weighed = zip(WEIGHTS[MILK].tolist(), SENTENCE.tokens, strict=True)
    labels = [f"{weight:.2f} x {word}" for weight, word in weighed]
    for shown in (2, 4, 5):
        made, axes = plt.subplots(1, 2, figsize=(6.8, 3.9))
        look = {"columns": SENTENCE.features, "row_axis": "", "column_axis": "", "vmax": 1}
        plots.heatmap(values, rows=[*labels, ""], title="values", ax=axes[0], **look)
        rows = [*SENTENCE.tokens, "sum"]
        plots.heatmap(parts, rows=rows, title="weight x value", ax=axes[1], **look)
        axes[0].add_patch(Rectangle((-0.6, 3.5), 3.2, 1.1, color="white", zorder=3, clip_on=False))
        axes[0].set_xticks([])
        for place, feature in enumerate(SENTENCE.features):
            axes[0].text(place, 3.75, feature, ha="center", va="center", zorder=4)
        cover(axes[1], product(range(shown, 5), range(3)))
        yield made


@figure
def all_rows():
    """weights @ values, first without the output."""
    for hidden in (product(range(4), range(3)), ()):
        axes = plots.heatmaps(
            [WEIGHTS, WORDS, OUTPUT],
            titles=["weights (4, 4)", "values (4, 3)", "output (4, 3)"],
            each=[
                {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens, "highlight": [(THE, None)]},
                {"row_axis": "keys", **VALUE_NAMES},
                VALUE_NAMES,
            ],
        )
        cover(axes[2], hidden)
        yield axes[0].figure


@figure
def shapes():
    weights = ("weights", [("B", 2), ("L", 3), ("S", 5)])
    value = ("value", [("B", 2), ("S", 5), ("Ev", 7)])
    output = ("output", [("B", 2), ("L", 3), ("Ev", 7)])
    return shape_product(weights, value, output, gone="S").figure


@figure
def louder():
    """The mean length of the words that each word looks at; keys doubled, values doubled."""
    _, ax = plt.subplots(figsize=(8, 3.1))
    words = {"xlabel": "", "ylabel": "letters", "decimals": 1}
    return plots.bars(LETTERS, labels=SENTENCE.tokens, ax=ax, **words).figure


@figure
def dictionary():
    book = {1: 50.0, 2: 10.0, 3: 30.0, 4: 20.0, 5: 40.0}
    numbers, values = torch.tensor(list(book), dtype=torch.float32), torch.tensor([*book.values()])
    keys = torch.stack([numbers, -(numbers**2) / 2], dim=-1)
    asked = torch.linspace(0.5, 5.5, 101)
    query = torch.stack([asked, torch.ones_like(asked)], dim=-1)
    rows = {f"temperature 1/{s}": cu.softmax(s * query @ keys.T) @ values for s in (1, 5, 20)}
    made, ax = plt.subplots(figsize=(7.4, 3.5))
    plots.lines(asked, rows, xlabel="key asked for", ylabel="value read", ax=ax)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return made


@figure
def heads():
    tags = torch.eye(5)
    made = {
        "copy": tags,
        "reverse": tags.flip(0),
        "shift": tags.roll(-1, dims=1),
        "average": torch.zeros(5, 5),
    }
    return plots.heatmaps(
        [cu.softmax(10 * query @ tags.T) for query in made.values()],
        titles=list(made),
        annotate=False,
        vmin=0,
        vmax=1,
    )[0].figure


@figure
def order_blind():
    """The same weights with their columns in another order, and the output of both."""
    order = [MILK, DRINKS, THE, CAT]
    turned = [SENTENCE.tokens[place] for place in order]
    return plots.heatmaps(
        [WEIGHTS, WEIGHTS[:, order], WEIGHTS[:, order] @ WORDS[order]],
        titles=["the cat drinks milk", "milk drinks the cat", "output of both"],
        each=[
            {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens},
            {"rows": SENTENCE.tokens, "columns": turned},
            VALUE_NAMES,
        ],
    )[0].figure


@figure
def real():
    """Our pipeline and two of the model's own heads on "The cat drinks milk."."""
    found = cu.real_sentence("milk")
    ours = cu.softmax(cu.raw_scores(found.vectors[None], found.vectors[None]))[0]
    names = {"rows": found.tokens, "columns": found.tokens}
    made, axes = plt.subplots(1, 2, figsize=(8.4, 4))
    for ax, weights, title in zip(
        axes, (ours, found.weights[2]), ("our weights", "the model's head 2"), strict=True
    ):
        plots.heatmap(weights, **names, title=title, vmin=0, vmax=1, decimals=1, ax=ax)
    axes[1].set_ylabel("")
    return made
