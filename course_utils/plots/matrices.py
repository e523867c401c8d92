"""Matrices as coloured cells: rows are queries (L), columns keys (S), unless named otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Colormap, Normalize, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from .style import ACCENT, HALO, INK, WIDEST, as_array, name_ticks, room, text_size, writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

POSITIVE, SIGNED = "viridis", "RdBu_r"
_NUMBERS_UP_TO = 12  # rows or columns
# inches: a cell, a cell with a readable number, a large map
_CELL, _NUMBER, _LARGE = 0.58, 0.38, 4.6
# inches: the names of the rows, of the columns with a title, a map without names, a colour bar
_LEFT, _ABOVE_BELOW, _GAP, _COLORBAR = 1.0, 1.15, 0.25, 0.8


def heatmap(
    matrix: ArrayLike,
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    row_axis: str = "queries",
    column_axis: str = "keys",
    title: str = "",
    annotate: bool | None = None,
    decimals: int | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    cmap: str | None = None,
    colorbar: bool | None = None,
    highlight: Iterable[tuple[int | None, int | None]] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix (L, S) as coloured cells, with the numbers in them while they fit.

    `highlight` outlines cells (row, column); (row, None) is a whole row, (None, column) a column.
    """
    data = as_array(matrix)
    if data.ndim != 2 or not data.size:
        raise ValueError(f"a heat map draws a matrix with two axes; this has shape {data.shape}.")
    few = max(data.shape) <= _NUMBERS_UP_TO
    annotate = few if annotate is None else annotate
    colorbar = not annotate if colorbar is None else colorbar
    margin = _LEFT + _COLORBAR * colorbar
    ax = ax or _subplots([[data]], margin, _ABOVE_BELOW, [title], columns or "")[0, 0]
    norm, colours = colour_scale([data], vmin, vmax, cmap)
    image = ax.imshow(np.ma.masked_invalid(data), norm=norm, cmap=colours)
    ax.set_aspect("auto" if _is_strip(data.shape) else "equal")
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    name_ticks(ax.yaxis, "rows", rows, data.shape[0])
    name_ticks(ax.xaxis, "columns", columns, data.shape[1])
    if few:
        ax.set_xticks(np.arange(1, data.shape[1]) - 0.5, minor=True)
        ax.set_yticks(np.arange(1, data.shape[0]) - 0.5, minor=True)
        ax.grid(visible=True, which="minor", color="white", linewidth=1)
    for row, column in np.argwhere(~np.isfinite(data)):
        _box(ax, row, column, facecolor="#E8E8E8", edgecolor="#B0B0B0", hatch="///", lw=0)
    write = writer(data, decimals)
    if annotate:
        _write_numbers(ax, data, write, lambda value: colours(norm(value)))
    for row, column in highlight:
        height = data.shape[0] if row is None else 1
        width = data.shape[1] if column is None else 1
        halo = [withStroke(linewidth=6, foreground="white")]
        look = {"fill": False, "edgecolor": ACCENT, "lw": 3, "path_effects": halo, "zorder": 4}
        _box(ax, row or 0, column or 0, height, width, clip_on=False, **look)
    hatched = ", ".join(sorted({write(value) for value in data[~np.isfinite(data)]}))
    note = f"\n(hatched: {hatched})" if hatched and not annotate else ""
    ax.set(title=title, xlabel=column_axis + note, ylabel=row_axis)
    if colorbar:
        ax.figure.colorbar(image, ax=ax, shrink=0.85)
    return ax


def heatmaps(
    matrices: Sequence[ArrayLike],
    *,
    titles: Sequence[str],
    each: Sequence[Mapping] | None = None,
    shared_scale: bool = True,
    per_row: int = 4,
    annotate: bool | None = None,
    colorbar: bool | None = None,
    **options,
) -> np.ndarray:
    """Draw matrices side by side, on one scale unless told otherwise, and return their axes.

    `options` are heatmap's, for all of them; `each` may hold one dict of options per matrix.
    """
    arrays = [as_array(matrix) for matrix in matrices]
    own = [{}] * len(arrays) if each is None else each
    if not 0 < len(arrays) == len(titles) == len(own):
        counts = f"{len(arrays)} matrices, {len(titles)} titles, {len(own)} sets of options"
        raise ValueError(f"heatmaps needs one title for each matrix; there are {counts}.")
    named = {"rows", "columns", "row_axis", "column_axis"}
    alike = len({array.shape for array in arrays}) == 1 and not named.intersection(*own, *own)
    lines = [arrays[start : start + per_row] for start in range(0, len(arrays), per_row)]
    count = len(lines[0])
    margin = _LEFT + _GAP * (count - 1) if alike else _LEFT * count
    if annotate is None:
        annotate = min(_cell(lines, margin)) >= _NUMBER
    colorbar = not annotate if colorbar is None else colorbar
    margin += _COLORBAR * colorbar * (1 if shared_scale else count)
    if shared_scale:
        norm, colours = colour_scale(arrays, *map(options.get, ("vmin", "vmax", "cmap")))
        options |= {"vmin": norm.vmin, "vmax": norm.vmax, "cmap": colours.name}
    options |= {"annotate": annotate, "colorbar": colorbar and not shared_scale}
    between = _ABOVE_BELOW / 2 if alike else _ABOVE_BELOW
    grid = _subplots(lines, margin, between, titles, options.get("columns") or "")
    axes, spare = np.split(grid.ravel(), [len(arrays)])
    for place, (ax, array, title, more) in enumerate(zip(axes, arrays, titles, own, strict=True)):
        heatmap(array, ax=ax, **{"title": title, **options, **more})
        if alike and place % per_row:
            ax.tick_params(labelleft=False)
            ax.set_ylabel("")
        if alike and place + per_row < len(arrays):
            ax.tick_params(labelbottom=False)
            ax.set_xlabel("")
    for ax in spare:
        ax.remove()
    if shared_scale and colorbar:
        axes[0].figure.colorbar(axes[0].images[0], ax=axes, shrink=0.85, aspect=30)
    return axes


def colour_scale(
    arrays: Sequence[np.ndarray],
    vmin: float | None = None,
    vmax: float | None = None,
    cmap: str | None = None,
) -> tuple[Normalize, Colormap]:
    """Return a colour scale that starts at 0, or is centred on 0 when a number is negative."""
    finite = np.concatenate([array[np.isfinite(array)] for array in arrays])
    cmap = cmap or (SIGNED if (finite < 0).any() else POSITIVE)
    largest = np.abs(finite).max(initial=0) or 1.0
    lowest = -largest if cmap == SIGNED else finite.min(initial=0)
    norm = Normalize(lowest if vmin is None else vmin, largest if vmax is None else vmax)
    return norm, mpl.colormaps[cmap]


def _write_numbers(ax: Axes, data: np.ndarray, write, colour) -> None:
    """Write each number into its cell, in black or white, small enough to stay inside."""
    longest = max(map(write, data.flat), key=len)
    size = text_size(0.85 * room(ax.xaxis, data.shape[1]), longest, 10)
    for (row, column), value in np.ndenumerate(data):
        look = {"color": INK, "path_effects": HALO}
        if np.isfinite(value):
            look = {"color": _text_colour(colour(value))}
        ax.text(column, row, write(value), ha="center", va="center", size=size, **look)


def _text_colour(background: tuple[float, ...]) -> str:
    """Return black or white, whichever is easier to read on a colour (WCAG's luminance)."""
    channels = np.array(to_rgb(background))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white"


def _box(ax: Axes, row: int, column: int, height: int = 1, width: int = 1, **look) -> None:
    """Draw a rectangle around cells."""
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, **look))


def _is_strip(shape: tuple[int, ...]) -> bool:
    """Say whether square cells would make a thread of this matrix, too thin for its labels."""
    return max(shape) > 30 and min(shape) <= 16


def _cell(lines: Sequence[Sequence[np.ndarray]], margin: float) -> tuple[float, float]:
    """Return (width, height) of a cell in inches, such that the widest line of matrices fits."""
    rows, columns = np.max([array.shape for line in lines for array in line], axis=0)
    free = (WIDEST - margin) / max(sum(array.shape[1] for array in line) for line in lines)
    largest = max(rows, columns)
    side = min(_CELL if largest <= _NUMBERS_UP_TO else _LARGE / largest, free)
    if not _is_strip((rows, columns)):
        return side, side
    return (min(_CELL, free), side) if rows > columns else (min(0.14, free), 0.3)


def _subplots(
    lines: Sequence[Sequence[np.ndarray]],
    margin: float,
    between: float,
    titles: Sequence[str],
    columns: Sequence[str],
) -> np.ndarray:
    """Return the axes of a new figure, of a size that suits these matrices and their names."""
    width, height = _cell(lines, margin)
    across = width * max(sum(array.shape[1] for array in line) for line in lines)
    down = height * sum(max(array.shape[0] for array in line) for line in lines)
    letters = max(len(part) for title in titles for part in title.split("\n"))
    across = max(margin + across, 0.6 + len(lines[0]) * (0.11 * letters + 0.4))
    down += _ABOVE_BELOW + between * (len(lines) - 1)
    down += 0.3 * max(title.count("\n") for title in titles)
    longest = max(map(len, columns), default=0)
    if 0.08 * longest > width:  # the names will be turned
        down += 0.07 * longest
    ratios = [array.shape[1] for array in lines[0]] if len(lines) == 1 else None
    options = {"figsize": (min(WIDEST, across), down), "width_ratios": ratios, "squeeze": False}
    return plt.subplots(len(lines), len(lines[0]), **options)[1]
