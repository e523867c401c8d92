"""Pictures as they land on the page: nothing overlaps or is cut off, no wider than a notebook."""

from __future__ import annotations

import io
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.transforms import Bbox

import course_utils as cu
from course_utils import plots

NAN, INF = float("nan"), float("inf")
TOY = cu.toy_sentence()
CAUSAL = torch.ones(5, 5).tril().bool()


def heads(word):
    sentence = cu.real_layer().sentence(word)
    names = {"rows": sentence.tokens, "columns": sentence.tokens}
    titles = [f"head {number}" for number in range(12)]
    return plots.heatmaps(list(sentence.weights), titles=titles, **names)


def one_head(word):
    sentence = cu.real_layer().sentence(word)
    names = {"rows": sentence.tokens, "columns": sentence.tokens}
    return plots.heatmap(sentence.weights[2], title="Head 2", **names)


def toy_weights(**options):
    weights = (TOY.vectors @ TOY.vectors.T).softmax(dim=-1)
    return plots.heatmap(weights, rows=TOY.tokens, columns=TOY.tokens, **options)


def log_normal(median, spread):
    return median * 10 ** (spread * torch.randn(4000))


def two_histograms():
    axes = plt.subplots(1, 2, figsize=(9.6, 3.2))[1]
    for ax, title in zip(axes, ("E = 4", "E = 1024"), strict=True):
        rows = {"raw": 8 * torch.randn(900), "scaled": torch.randn(900)}
        plots.histogram(rows, title=title, xlabel="score", ax=ax)
    return axes


PICTURES = {
    "toy weights": lambda: toy_weights(title="Weights", highlight=[(1, None), (0, 2)]),
    "toy features": lambda: plots.heatmap(
        TOY.vectors, rows=TOY.tokens, columns=TOY.features, title="The sentence as numbers"
    ),
    "large numbers": lambda: plots.heatmap(-123.4 * torch.rand(9, 12)),
    "masked": lambda: plots.heatmap(torch.zeros(5, 5).masked_fill(~CAUSAL, -INF), title="Scores"),
    "hatched": lambda: plots.heatmap([[1.0, NAN], [2.0, 3.0]], annotate=False, title="Hatched"),
    "one cell": lambda: plots.heatmap([[3.0]], title="One"),
    "vectors": lambda: plots.heatmap(
        cu.real_layer().sentences[0].vectors,
        rows=cu.real_layer().sentences[0].tokens,
        row_axis="tokens",
        column_axis="components",
        title="Vectors",
    ),
    "a real head": lambda: one_head("bottle"),
    "real heads": lambda: heads("bottle"),
    "real heads of few tokens": lambda: heads("milk"),
    "three": lambda: plots.heatmaps([torch.rand(4, 4)] * 3, titles=["scores", "weights", "other"]),
    "five": lambda: plots.heatmaps([torch.rand(4, 4)] * 5, titles="abcde"),
    "shapes": lambda: plots.heatmaps(
        [torch.rand(3, 4), torch.rand(4, 2), torch.rand(3, 2)], titles=["Q", "K^T", "scores"]
    ),
    "difference": lambda: plots.difference(torch.randn(2, 3, 5), torch.randn(2, 3, 5)),
    "large difference": lambda: plots.difference(torch.randn(16, 16), torch.randn(16, 16)),
    "different shapes": lambda: plots.difference(torch.randn(2, 3, 5), torch.randn(2, 5, 3)),
    "different axes": lambda: plots.difference(torch.tensor(1.0), torch.randn(3)),
    "difference of special numbers": lambda: plots.difference(
        torch.tensor([NAN, INF, -INF, 1.0]), torch.tensor([NAN, 0.0, -INF, INF])
    ),
    "bars": lambda: plots.bars([0.5, 0.25, 0.25, 0.0], labels=TOY.tokens, title="Row 0"),
    "groups of bars": lambda: plots.bars(
        {"scaled": [0.3, 0.44, 0.06, 0.2], "unscaled": [0.64, 0.2, 0.06, 0.1]}, labels=TOY.tokens
    ),
    "signed bars": lambda: plots.bars({"a": [1.0, -1.0], "b": [0.5, 0.5]}),
    "real bars": lambda: plots.bars(
        cu.real_layer().sentence("bottle").weights[0, 5],
        labels=cu.real_layer().sentence("bottle").tokens,
    ),
    "lines": lambda: plots.lines(
        [4, 16, 64, 256, 1024],
        {"raw": [2, 4, 8, 16, 32], "scaled": [1] * 5, "square": [4, 16, 64, 256, 1024]},
        logx=True,
        logy=True,
        title="Growth",
        xlabel="head size E",
        ylabel="standard deviation",
    ),
    "histograms far apart": lambda: plots.histogram(
        {"not scaled": log_normal(1e-9, 1.5), "scaled": log_normal(0.3, 0.2)},
        logx=True,
        title="Gradients",
        xlabel="norm of the Jacobian",
    ),
    "histograms close together": lambda: plots.histogram(
        {"not scaled": log_normal(0.29, 0.2), "scaled": log_normal(0.3, 0.2)}, logx=True
    ),
    "narrow histograms": lambda: plots.histogram(
        {"a": log_normal(0.29, 0.05), "b": log_normal(0.3, 0.05)}, logx=True, xlabel="norm"
    ),
    "three histograms": lambda: plots.histogram(
        {name: place + torch.randn(900) for place, name in enumerate("abc")}, title="Three"
    ),
    "one histogram": lambda: plots.histogram({"": torch.randn(900)}, title="One"),
    "two histograms": two_histograms,
    "arrows": lambda: plots.arrows([[1, 0], [0, 1], [0, 1.05], [0, 0]], ["cat", "milk", "a", "b"]),
    "tiles": lambda: plots.pipeline(current="tiles"),
    "pipeline": lambda: plots.pipeline(current=["projections", "masking"]),
}


@pytest.fixture(autouse=True)
def clean_figures():
    mpl.use("Agg")
    torch.manual_seed(0)
    with mpl.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def figure_of(name):
    return np.ravel(PICTURES[name]())[0].figure


def in_view(axis):
    """Return an axis' tick labels that are drawn."""
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]


def texts_of(figure):
    """Return every text a reader sees, with the rectangle it fills."""
    figure.draw_without_rendering()
    texts = []
    for ax in figure.axes:
        texts += [ax.title, *ax.texts]
        if ax.axison:
            texts += [ax.xaxis.label, ax.yaxis.label, *in_view(ax.xaxis), *in_view(ax.yaxis)]
        if ax.get_legend():
            texts += ax.get_legend().get_texts()
    return [(t, t.get_window_extent()) for t in texts if t.get_text() and t.get_visible()]


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_legible_at_the_width_of_a_notebook(name):
    figure = figure_of(name)
    placed = texts_of(figure)
    assert placed
    assert max(figure.get_size_inches()) <= 9.6
    page = figure.bbox
    for text, box in placed:
        words = text.get_text()
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, f"{words!r} is cut off"
        assert text.get_fontsize() >= 7, f"{words!r} is too small"
        minus = "\N{MINUS SIGN}"  # matplotlib's own, in tick labels
        assert words.replace(minus, "-").isascii(), f"{words!r} may lack a glyph elsewhere"
    # The rectangles around slanted names overlap where the names do not.
    upright = [(text, box) for text, box in placed if text.get_rotation() in (0, 90)]
    for (first, box), (second, other) in combinations(upright, 2):
        touching = Bbox.intersection(box, other)
        apart = touching is None or min(touching.width, touching.height) < 2
        assert apart, f"{first.get_text()!r} overlaps {second.get_text()!r}"


@pytest.mark.parametrize(
    "name",
    [
        "toy weights",
        "five",
        "difference",
        "signed bars",
        "lines",
        "arrows",
        "tiles",
        "three histograms",
    ],
)
def test_the_same_picture_has_the_same_bytes(name):
    pictures = []
    for _ in range(2):
        torch.manual_seed(0)
        pictures.append(io.BytesIO())
        figure_of(name).savefig(pictures[-1], format="png")
    assert pictures[0].getvalue() == pictures[1].getvalue()
