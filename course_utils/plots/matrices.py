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

from .style import ACCENT, INK, as_array, describe, name_ticks, writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_POSITIVE, _SIGNED = "viridis", "RdBu_r"
_CELL, _WIDEST = 0.6, 13.0  # inches
_NUMBERS_UP_TO = 12  # rows or columns


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
    annotate = max(data.shape) <= _NUMBERS_UP_TO if annotate is None else annotate
    ax = ax or plt.subplots(figsize=_figure_size([[data]]))[1]
    norm, colours = _scale([data], vmin, vmax, cmap)
    image = ax.imshow(np.ma.masked_invalid(data), norm=norm, cmap=colours)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    name_ticks(ax.yaxis, "rows", rows, data.shape[0])
    name_ticks(ax.xaxis, "columns", columns, data.shape[1])
    for row, column in np.argwhere(~np.isfinite(data)):
        _box(ax, row, column, facecolor="#E8E8E8", edgecolor="#B0B0B0", hatch="///", lw=0)
    write = writer(data, decimals)
    for (row, column), value in np.ndenumerate(data) if annotate else ():
        colour = _text_colour(colours(norm(value))) if np.isfinite(value) else INK
        ax.text(column, row, write(value), ha="center", va="center", color=colour, size=10)
    for row, column in highlight:
        height = data.shape[0] if row is None else 1
        width = data.shape[1] if column is None else 1
        halo = [withStroke(linewidth=6, foreground="white")]
        look = {"fill": False, "edgecolor": ACCENT, "lw": 3, "path_effects": halo, "zorder": 4}
        _box(ax, row or 0, column or 0, height, width, clip_on=False, **look)
    hatched = ", ".join(sorted({write(value) for value in data[~np.isfinite(data)]}))
    note = f"\n(hatched: {hatched})" if hatched and not annotate else ""
    ax.set(title=title, xlabel=column_axis + note, ylabel=row_axis)
    if not annotate if colorbar is None else colorbar:
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
    lines = [arrays[start : start + per_row] for start in range(0, len(arrays), per_row)]
    size = _figure_size(lines)
    if annotate is None:
        annotate = _cell_size(lines) > 0.8 * _CELL
    colorbar = not annotate if colorbar is None else colorbar
    if shared_scale:
        norm, colours = _scale(arrays, *map(options.get, ("vmin", "vmax", "cmap")))
        options |= {"vmin": norm.vmin, "vmax": norm.vmax, "cmap": colours.name}
    options |= {"annotate": annotate, "colorbar": colorbar and not shared_scale}
    widths = [array.shape[-1] for array in lines[0]] if len(lines) == 1 else None
    figure, grid = plt.subplots(
        len(lines), len(lines[0]), figsize=size, width_ratios=widths, squeeze=False
    )
    axes, spare = np.split(grid.ravel(), [len(arrays)])
    for ax, array, title, more in zip(axes, arrays, titles, own, strict=True):
        heatmap(array, ax=ax, **{"title": title, **options, **more})
        if each is None and not spare.size and len({a.shape for a in arrays}) == 1:
            ax.label_outer()
    for ax in spare:
        ax.remove()
    if shared_scale and colorbar:
        figure.colorbar(axes[0].images[0], ax=axes, shrink=0.85)
    return axes


def difference(
    expected: ArrayLike,
    yours: ArrayLike,
    *,
    row_axis: str = "axis -2",
    column_axis: str = "axis -1",
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> np.ndarray:
    """Draw expected | yours | yours - expected for the first matrix that differs.

    Results of different shapes are drawn without a difference.
    """
    panels = {"expected": as_array(expected), "yours": as_array(yours)}
    shapes = [array.shape for array in panels.values()]
    same_shape = shapes[0] == shapes[1]
    where = _first_difference(*panels.values(), rtol, atol) if same_shape else ()
    panels = {name: _matrix_at(array, where) for name, array in panels.items()}
    norm, colours = _scale(list(panels.values()))
    each = [{"vmin": norm.vmin, "vmax": norm.vmax, "cmap": colours.name}] * 2
    if same_shape:
        with np.errstate(invalid="ignore"):
            change = panels["yours"] - panels["expected"]
        change[panels["yours"] == panels["expected"]] = 0
        change[np.isnan(panels["yours"]) & np.isnan(panels["expected"])] = 0
        panels["yours - expected"] = change
        each.append({"cmap": _SIGNED})
    at = f"[{', '.join(map(str, where))}]" if where else ""
    titles = [name + at for name in panels]
    if not same_shape:
        titles = [f"{name}\n{shape}" for name, shape in zip(panels, shapes, strict=True)]
    names = {"row_axis": row_axis, "column_axis": column_axis}
    axes = heatmaps(list(panels.values()), titles=titles, each=each, shared_scale=False, **names)
    said = "Two heat maps of different shapes" if not same_shape else "Three heat maps"
    describe(axes[0], f"{said}: {', '.join(title.replace(chr(10), ' ') for title in titles)}.")
    return axes


def _matrix_at(array: np.ndarray, where: tuple[int, ...]) -> np.ndarray:
    """Return one matrix of an array with any number of axes: `where`, or the first."""
    if array.ndim < 2:
        return np.atleast_2d(array)
    return array[where or (0,) * (array.ndim - 2)]


def _first_difference(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> tuple[int, ...]:
    """Return the leading indices of the first matrix in which two arrays differ."""
    if a.ndim < 3:
        return ()
    differs = ~np.isclose(b, a, rtol=rtol, atol=atol, equal_nan=True)
    first = np.argmax(differs.any(axis=(-2, -1)))
    return tuple(int(index) for index in np.unravel_index(first, a.shape[:-2]))


def _scale(
    arrays: Sequence[np.ndarray],
    vmin: float | None = None,
    vmax: float | None = None,
    cmap: str | None = None,
) -> tuple[Normalize, Colormap]:
    """Return a colour scale that starts at 0, or is centred on 0 when a number is negative."""
    finite = np.concatenate([array[np.isfinite(array)] for array in arrays])
    cmap = cmap or (_SIGNED if (finite < 0).any() else _POSITIVE)
    largest = np.abs(finite).max(initial=0) or 1.0
    lowest = -largest if cmap == _SIGNED else finite.min(initial=0)
    norm = Normalize(lowest if vmin is None else vmin, largest if vmax is None else vmax)
    return norm, mpl.colormaps[cmap]


def _text_colour(background: tuple[float, ...]) -> str:
    """Return black or white, whichever is easier to read on a colour (WCAG's luminance)."""
    channels = np.array(to_rgb(background))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white"


def _box(ax: Axes, row: int, column: int, height: int = 1, width: int = 1, **look) -> None:
    """Draw a rectangle around cells."""
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, **look))


def _cell_size(lines: Sequence[Sequence[np.ndarray]]) -> float:
    """Return the side of a cell in inches, such that the widest line of matrices fits."""
    across = max(sum(array.shape[-1] for array in line) for line in lines)
    return min(_CELL, (_WIDEST - 1.2 * len(lines[0])) / max(across, 1))


def _figure_size(lines: Sequence[Sequence[np.ndarray]]) -> tuple[float, float]:
    """Return (width, height) in inches for lines of matrices with their names around them."""
    across = max(sum(array.shape[-1] for array in line) for line in lines)
    down = sum(max(array.shape[-2] for array in line) for line in lines)
    cell = _cell_size(lines)
    return 1.2 * len(lines[0]) + cell * across, 1.2 * len(lines) + cell * down
