"""The slides' figures, as SVG in figures/: python -m slides.figures draws them anew.

Each module in drawings/ holds the figures of a deck: functions marked `@figure` that return a
matplotlib figure, or yield several for a build-up. They are drawn in the lessons' style and small,
about 6 inches wide: a slide shows them larger, and their text with them. The file of `temperature`
in drawings/softmax.py is figures/softmax_temperature.svg; of a build-up, ..._1.svg, ..._2.svg.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from tqdm import tqdm

from course_utils import plots

from . import drawings

FOLDER = Path(__file__).parent / "figures"
Drawing = Callable[[], Figure | Iterable[Figure]]


def figure(function: Drawing) -> Drawing:
    """Mark a function that draws one of the slides' figures."""
    function.is_figure = True
    return function


def cover(ax: Axes, cells: Iterable[tuple[int, int]]) -> None:
    """Leave cells (row, column) of a heat map white: those that a build-up has not come to."""
    for row, column in cells:
        place = column - 0.48, row - 0.48
        ax.add_patch(Rectangle(place, 0.96, 0.96, facecolor="white", edgecolor="#D9D9D9", zorder=3))


def all_drawings() -> Iterator[tuple[str, Drawing]]:
    """The names of files, without ending, and what draws them."""
    for module in sorted(info.name for info in pkgutil.iter_modules(drawings.__path__)):
        found = importlib.import_module(f"{drawings.__name__}.{module}")
        for name, value in vars(found).items():
            if getattr(value, "is_figure", False) and value.__module__ == found.__name__:
                yield f"{module}_{name}", value


def drawn(name: str, draw: Drawing) -> dict[str, Figure]:
    """The figures of one function, by the names of their files."""
    plots.use_style()
    made = draw()
    if isinstance(made, Figure):
        return {name: made}
    return {f"{name}_{number}": one for number, one in enumerate(made, 1)}


def write(folder: Path = FOLDER) -> list[Path]:
    """Draw all figures into the folder; the same code gives the same bytes. No other SVG stays."""
    folder.mkdir(exist_ok=True)
    written = []
    for name, draw in tqdm(list(all_drawings()), unit="drawing", disable=None):
        for stem, one in drawn(name, draw).items():
            path = folder / f"{stem}.svg"
            one.savefig(path, format="svg", transparent=True, metadata={"Date": None})
            plt.close(one)
            written.append(path)
    for path in set(folder.glob("*.svg")) - set(written):
        path.unlink()
    return written


def smallest_text(one: Figure) -> float:
    """The size in points of the smallest text that is seen in a figure."""
    texts = (text for text in one.findobj(Text) if text.get_visible() and text.get_text().strip())
    return min((text.get_fontsize() for text in texts), default=float("inf"))


if __name__ == "__main__":
    write()
