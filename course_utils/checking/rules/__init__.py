"""What can be said of a wrong tensor when no known mistake made it.

Each rule looks at a wrong value and returns one true sentence, or None when it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import numbers, places
from .numbers import off_by_a_factor
from .scene import Scene
from .shapes import RULES_FOR_SHAPES, WITHOUT_NUMBERS

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
    if first.value.is_meta:  # too large to be kept: only its shape is known
        rules, others = WITHOUT_NUMBERS, []
    for rule in rules:
        sentence = rule(first)
        if sentence and (not others or any(rule(other) for other in others)):
            return sentence
    return None


__all__ = ["RULES_FOR_SHAPES", "TELLING", "VAGUE", "Scene", "off_by_a_factor", "says_what"]
