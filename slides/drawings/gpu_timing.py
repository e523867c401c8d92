"""Lesson 8: what a stopwatch sees of a device that runs ahead, and what attention costs."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

import course_utils as cu
from course_utils import plots
from course_utils.plots.style import ACCENT, INK, QUIET, TINT

from ..figures import figure
from ..printed import printed

# Each launch takes 0.005 ms and is drawn wider.
LAUNCH, WORK = 0.8, 3.0
LAUNCHES = [(LAUNCH * i, LAUNCH * (i + 1), "launch") for i in range(3)]
WORKS = [(LAUNCH + WORK * i, LAUNCH + WORK * (i + 1), "work") for i in range(3)]
# Measured on the notebook's machine: FLOP/s, B/s, MiB, seconds.
LESSON = "08_gpu_timing"
MATMUL, COPY = (printed(LESSON, line)[0][0] for line in ("matmul float32 ", "copy "))
_RATES = printed(LESSON, r"\(B, ., ., E\) .*'rate'")
SWAPPED = {"(B, H, L, E)": _RATES[0][1], "(B, L, H, E)": _RATES[1][1]}
_CALLS = ("four\naxes", "is_causal=\nTrue", "a boolean\nmask", "three\naxes", "shorter\nvalues")
_BESIDES = printed(LESSON, ".* (flash|math) .* MiB besides")
FALLBACK = {name: held for name, (held,) in zip(_CALLS, _BESIDES, strict=True)}
_TIMED = printed(LESSON, r" +\d+ .* [µm]?s( |$)")
LENGTHS = [int(length) for length, *_ in _TIMED]
SECONDS = {name: [row[place] for row in _TIMED] for name, place in (("article", 1), ("SDPA", 2))}
MEMORY = {name: printed(LESSON, rf"{name} +128: .* MiB")[0][1::2] for name in SECONDS}
_LONGEST = printed(LESSON, rf" +{LENGTHS[-1]} .* GFLOP/s")[0]
RATES = {
    "decode": printed(LESSON, "FLOP/s: ")[0][0],
    f"article, L = {LENGTHS[-1]}": _LONGEST[1],
    f"SDPA, L = {LENGTHS[-1]}": _LONGEST[2],
}
_ARTICLE, _SDPA = (printed(LESSON, rf"{name} .* page faults") for name in ("article", "sdpa"))
PAGES = {
    name: (1e3 * article[0], 1e3 * sdpa[0])  # ms
    for name, article, sdpa in zip(("as usual", "memory\nretained"), _ARTICLE, _SDPA, strict=True)
}


@figure
def pipeline():
    return plots.pipeline(current="timing").figure


def _timeline(lanes, marks=None):
    _, ax = plt.subplots(figsize=(8, 2.7))
    return plots.timeline(lanes, marks=marks, ax=ax, xlabel="time")


@figure
def handed_over():
    """First what the host does; then what the device does, and where the clock is read."""
    for shown in (1, 2):
        marks = {"start": 0, "end?": 3 * LAUNCH} if shown == 2 else {}
        ax = _timeline({"host": LAUNCHES, "device": WORKS}, marks)
        if shown == 1:
            cover = {"facecolor": "white", "edgecolor": "none", "zorder": 5}
            ax.add_patch(Rectangle((0.02, 0.6), 10.5, 0.75, **cover))
        ax.set_xticks([])
        yield ax.figure


@figure
def waits():
    end = WORKS[-1][1]
    host = [*LAUNCHES, (3 * LAUNCH, end, "synchronize")]
    ax = _timeline({"host": host, "device": WORKS}, {"start": 0, "end": end})
    ax.set_xticks([])
    return ax.figure


@figure
def too_early():
    busy = [(0.0, 20.0, "warm-up"), *[(20 + 3.0 * i, 23 + 3.0 * i, "call") for i in range(4)]]
    host = [(0, 1, ""), (1, 32, "synchronize")]
    ax = _timeline({"host": host, "device": busy}, {"start": 1, "end": 32})
    ax.set(xlabel="ms", xticks=[0, 20, 32])
    return ax.figure


@figure
def outlier():
    """Ten calls, one of which was disturbed."""
    samples = np.array([3.0] * 4 + [300.0] + [3.0] * 5)
    _, ax = plt.subplots(figsize=(7.4, 3.4))
    names = {"xlabel": "call", "ylabel": "ms", "ylim": (0, 340)}
    plots.bars(samples, ax=ax, decimals=0, **names)
    for place, dashes, name in ((samples.mean(), "--", "mean 32.7"), (3.0, ":", "median 3.0")):
        ax.axhline(place, color=ACCENT, linestyle=dashes, linewidth=2, label=name)
    ax.legend(loc="upper right")
    return ax.figure


@figure
def swapped_axes():
    _, ax = plt.subplots(figsize=(4.6, 3.8))
    names = {"labels": list(SWAPPED), "xlabel": "", "ylabel": "GFLOP/s, as computed"}
    plots.bars(np.array(list(SWAPPED.values())) / 1e9, ax=ax, ylim=(0, 680), **names)
    ax.texts[0].set(position=(0, -16), color="white")  # inside the bar, off the line
    ax.axhline(MATMUL / 1e9, color=ACCENT, linestyle="--")
    look = {"color": INK, "fontsize": 11, "va": "bottom"}
    ax.text(-0.42, MATMUL / 1e9 + 30, f"at most, here: {MATMUL / 1e9:.0f}", **look)
    return ax.figure


@figure
def fallback():
    _, ax = plt.subplots(figsize=(7.6, 3.2))
    names = {"labels": list(FALLBACK), "xlabel": "", "ylabel": "MiB besides the result"}
    plots.bars(np.array(list(FALLBACK.values())), ax=ax, decimals=1, ylim=(0, 85), **names)
    ax.tick_params(axis="x", rotation=0, labelsize=11)
    for label in ax.get_xticklabels():
        label.set(ha="center", rotation_mode="default")
    return ax.figure


@figure
def doubled():
    """The score tables of four, eight and sixteen words, at one scale."""
    _, ax = plt.subplots(figsize=(7.6, 4))
    left = 0
    for words in (4, 8, 16):
        for row in range(words):
            for column in range(words):
                look = {"facecolor": TINT, "edgecolor": QUIET, "linewidth": 0.6}
                ax.add_patch(Rectangle((left + column, row), 1, 1, **look))
        text = f"{words} words\n{words * words} scores"
        ax.text(left + words / 2, -0.6, text, ha="center", va="bottom", color=INK, fontsize=12)
        left += words + 3
    ax.set(xlim=(-1, left - 2), ylim=(16.3, -3.6), aspect="equal")
    ax.axis("off")
    return ax.figure


@figure
def time():
    guide = [SECONDS["SDPA"][-1] * (n / LENGTHS[-1]) ** 2 for n in LENGTHS]
    _, ax = plt.subplots(figsize=(4.7, 4.1))
    names = {"xlabel": "length", "ylabel": "seconds of one call"}
    series = SECONDS | {"x4 a doubling": guide}
    plots.lines(LENGTHS, series, ax=ax, logx=True, logy=True, **names)
    ax.lines[-1].set(marker="", linestyle="--", color=QUIET, zorder=1)
    ax.legend()
    return ax.figure


@figure
def memory():
    _, ax = plt.subplots(figsize=(4.7, 4.1))
    names = {"xlabel": "length", "ylabel": "MiB besides the result"}
    return plots.lines(LENGTHS, MEMORY, ax=ax, logx=True, logy=True, **names).figure


@figure
def roofs():
    sizes = (1, 8, LENGTHS[-1], LENGTHS[-1], 64, 64)
    flop = cu.attention_flop(*sizes)
    one = (1, 8, 1, 65536, 64, 64)
    at = {
        "decode": cu.attention_flop(*one) / cu.timing.attention_bytes(*one),
        f"article, L = {LENGTHS[-1]}": flop / cu.timing.attention_bytes(*sizes, score_passes=4),
        f"SDPA, L = {LENGTHS[-1]}": flop / cu.timing.attention_bytes(*sizes),
    }
    points = {name: (at[name], rate) for name, rate in RATES.items()}
    _, ax = plt.subplots(figsize=(7.6, 3.7))
    return plots.roofline(points, compute=MATMUL, bandwidth=COPY, ax=ax).figure


@figure
def page_faults():
    rows = {
        name: np.array([pair[place] for pair in PAGES.values()])
        for place, name in enumerate(("article", "SDPA"))
    }
    _, ax = plt.subplots(figsize=(4.6, 3.9))
    names = {"labels": list(PAGES), "xlabel": "", "ylabel": "ms", "decimals": 1}
    plots.bars(rows, ax=ax, ylim=(0, 92), **names)
    ax.legend(loc="upper right")
    return ax.figure
