"""What can be said of a wrong tensor when no known mistake made it.

Each rule looks at a wrong value and returns one true sentence, or None when it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import numbers, places, shapes
from .numbers import off_by_a_factor
from .scene import Scene

TELLING: tuple[Callable[[Scene], str | None], ...] = (
    numbers.not_a_number,
    numbers.the_opposite,
    numbers.nearly_right,
    places.axes_in_another_order,
    places.reversed_along_an_axis,
    places.shifted_along_an_axis,
    numbers.off_by_a_constant,
    numbers.all_the_same,
    places.an_argument_itself,
    numbers.an_argument_besides,
    numbers.stops_at_a_limit,
    numbers.running_sums,
    numbers.the_mean_everywhere,
    numbers.a_function_of_it,
    places.read_in_another_order,
    places.the_same_numbers_elsewhere,
    numbers.rows_off_by_factors,
)
VAGUE: tuple[Callable[[Scene], str | None], ...] = (
    places.right_where_kept,
    places.wrong_around_the_diagonal,
    places.wrong_in_some_places,
    places.the_same_along_an_axis,
    numbers.sums_to_one_elsewhere,
)


def says_what(
    scenes: Sequence[Scene], rules: tuple[Callable[[Scene], str | None], ...]
) -> str | None:
    """What the first rule says of the first scene that also has something to say of another.

    One scene alone may look like something by accident.
    """
    first, *others = scenes
    for rule in rules:
        sentence = rule(first)
        if sentence and (not others or any(rule(other) for other in others)):
            return sentence
    return None


def about_shapes(scenes: Sequence[Scene]) -> str:
    """The like for results of a wrong shape, of which something can always be said."""
    first, *others = scenes
    # A result too large to be kept has only its shape.
    sentence = None if any(s.value.is_meta for s in scenes) else says_what(scenes, shapes.TELLING)
    if sentence:
        return sentence
    axes = shapes.axes_read_off_the_sizes(first)
    if axes and all(shapes.axes_read_off_the_sizes(other) == axes for other in others):
        return axes
    return shapes.one_axis_of_another_size(first) or shapes.another_number_of_axes(first)


__all__ = [
    "TELLING",
    "VAGUE",
    "Scene",
    "about_shapes",
    "off_by_a_factor",
    "says_what",
]
