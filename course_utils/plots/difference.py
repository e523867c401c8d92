"""Two results side by side, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .matrices import SIGNED, colour_scale, heatmaps
from .style import as_array, decimals_for

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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
    arrays = {"expected": as_array(expected), "yours": as_array(yours)}
    shapes = {name: array.shape for name, array in arrays.items()}
    same_shape = shapes["expected"] == shapes["yours"]
    where = _first_difference(*arrays.values(), rtol, atol) if same_shape else ()
    panels = {name: _matrix_at(array, where) for name, array in arrays.items()}
    norm, colours = colour_scale(list(panels.values()))
    decimals = max(map(decimals_for, panels.values()))
    scale = {"vmin": norm.vmin, "vmax": norm.vmax, "cmap": colours.name, "decimals": decimals}
    if same_shape:
        at = f"[{', '.join(map(str, where))}]" if where else ""
        titles = [name + at for name in panels]
        each = [scale, scale, {"cmap": SIGNED}]
        panels["yours - expected"] = _change(*panels.values())
        titles.append("yours - expected")
        options = _axis_names(shapes["yours"], row_axis, column_axis)
    else:
        titles = [f"{name}\n{shape}" for name, shape in shapes.items()]
        each = [{**scale, **_axis_names(s, row_axis, column_axis)} for s in shapes.values()]
        options = {}
    axes = heatmaps(list(panels.values()), titles=titles, each=each, shared_scale=False, **options)
    for ax, array in zip(axes, arrays.values(), strict=False):
        if not array.size:
            ax.texts[0].set_text("empty")
    return axes


def _change(expected: np.ndarray, yours: np.ndarray) -> np.ndarray:
    """Return yours - expected, where equal infinities and two NaN do not differ."""
    with np.errstate(invalid="ignore"):
        change = yours - expected
    change[(yours == expected) | (np.isnan(yours) & np.isnan(expected))] = 0
    return change


def _axis_names(shape: tuple[int, ...], row_axis: str, column_axis: str) -> dict:
    """Return heatmap's options that name only the axes a result has."""
    if len(shape) >= 2:
        return {"row_axis": row_axis, "column_axis": column_axis}
    if len(shape) == 1:
        return {"row_axis": "", "rows": [""], "column_axis": column_axis}
    return {"row_axis": "", "rows": [""], "column_axis": "", "columns": [""]}


def _matrix_at(array: np.ndarray, where: tuple[int, ...]) -> np.ndarray:
    """Return one matrix of a result with any number of axes: `where`, or the first."""
    if not array.size:
        return np.full((1, 1), np.nan)
    if array.ndim < 2:
        return np.atleast_2d(array)
    return array[where or (0,) * (array.ndim - 2)]


def _first_difference(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> tuple[int, ...]:
    """Return the leading indices of the first matrix in which two results differ."""
    if a.ndim < 3 or not a.size:
        return ()
    differs = ~np.isclose(b, a, rtol=rtol, atol=atol, equal_nan=True)
    first = np.argmax(differs.any(axis=(-2, -1)))
    return tuple(int(index) for index in np.unravel_index(first, a.shape[:-2]))
