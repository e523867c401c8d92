"""The explorer where no script runs: one plain picture of the first head."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.font_manager import findfont, get_font
from PIL import Image

from .. import plots
from .payload import STEPS, Computed, Start
from .tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many colours of each map, and greys for texts, are enough and halve the picture's bytes.
_SHADES, _GREYS = {"viridis": 24, "RdBu_r": 25}, 12


def picture(tensors: Tensors, start: Start, computed: Computed) -> bytes:
    """A PNG of Q, K, V and what is computed from them up to the first step shown."""
    queries, keys = _drawable(start.tokens), _drawable(start.key_tokens)
    reached = STEPS.index(start.step)
    query, key, value = tensors.in_float64()
    scores = query[0] @ key[0].T if start.step == "scores" else computed.scores[0]
    panels = [
        [("query Q", query[0], queries, None), ("key K", key[0], keys, None)],
        [("scores", scores, queries, keys), ("value V", value[0], keys, None)],
        [("weights", computed.weights[0], queries, keys)] * (reached >= 3)
        + [("output", computed.output[0], queries, None)] * (reached >= 4),
    ]
    panels = [column for column in panels if column]
    figure, axes = plt.subplots(2, len(panels), figsize=(2.7 * len(panels), 4.6), squeeze=False)
    for down in range(2):
        for ax, column in zip(axes[down], panels, strict=True):
            if down >= len(column):
                ax.remove()
                continue
            title, matrix, rows, columns = column[down]
            plots.heatmap(
                matrix,
                rows=rows,
                columns=columns,
                title=title,
                row_axis="",
                column_axis="" if columns else "features",
                annotate=max(matrix.shape) <= 6,
                colorbar=False,
                ax=ax,
            )
            ax.set_aspect("auto")
    if start.title:
        figure.suptitle(_drawable([start.title], 80)[0])
    return _png(figure)


def _drawable(names: Sequence[str], longest: int = 12) -> list[str]:
    """Names as matplotlib can write them: one whose letters its font lacks becomes a number."""
    font = get_font(findfont(plt.rcParams["font.family"][0]))
    short = [name if len(name) <= longest else f"{name[: longest - 1]}…" for name in names]
    return [
        name.replace("$", r"\$")
        if name.isprintable() and all(font.get_char_index(ord(letter)) for letter in name)
        else str(place)
        for place, name in enumerate(short)
    ]


def _png(figure: plt.Figure) -> bytes:
    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=80)
    plt.close(figure)
    colours = [mpl.colormaps[name](np.linspace(0, 1, count)) for name, count in _SHADES.items()]
    colours.append(np.linspace(0, 1, _GREYS)[:, None].repeat(4, axis=1))
    palette = Image.new("P", (1, 1))
    palette.putpalette((255 * np.concatenate(colours)[:, :3]).round().astype(np.uint8).tobytes())
    few = Image.open(drawn).convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(small, format="png", optimize=True)
    return small.getvalue()


def smaller(png: bytes) -> bytes:
    """The same pixels as a WebP, which browsers read and notebooks do not know as an output."""
    webp = io.BytesIO()
    Image.open(io.BytesIO(png)).save(webp, format="webp", lossless=True, quality=100, method=6)
    return webp.getvalue()
