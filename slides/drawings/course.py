"""The first hour: what attention is, and what the course makes of it."""

from __future__ import annotations

import matplotlib.pyplot as plt

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import figure

SENTENCE = cu.toy_sentence()
SCORES = cu.raw_scores(SENTENCE.vectors[None], SENTENCE.vectors[None])[0]
WORDS = {"rows": SENTENCE.tokens, "columns": SENTENCE.tokens}


@figure
def pipeline():
    return plots.pipeline(current=("scores", "softmax", "weighted sum")).figure


@figure
def two_tables():
    panels = [SCORES, SCORES.softmax(-2)]
    titles = ["A: scores", "B: somebody's weights"]
    return plots.heatmaps(panels, titles=titles, shared_scale=False, **WORDS)[0].figure


@figure
def path():
    """The nine lessons on their way, four stretches of it."""
    stretches = {
        "build it": ["01 tensors", "02 scores", "03 softmax", "04 weighted sum"],
        "make it work": ["05 scaling", "06 masking"],
        "make it real": ["07 projections"],
        "make it fast": ["08 timing", "09 tiles"],
    }
    made, ax = plt.subplots(figsize=(7.6, 3.1))
    ax.set(xlim=(-0.1, 4.35), ylim=(-4.1, 0.55))
    ax.axis("off")
    for column, (stretch, lessons) in enumerate(stretches.items()):
        left = column * 1.1
        ax.text(left, 0.25, stretch, color=ACCENT, weight="bold", size=12)
        for row, lesson in enumerate(lessons):
            box = {"boxstyle": "round,pad=0.35", "facecolor": TINT, "edgecolor": QUIET}
            ax.text(left + 0.03, -0.55 - row * 0.95, lesson, color=INK, size=11, bbox=box)
    return made
