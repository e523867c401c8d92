"""The known mistakes of the scale, taken over into every exercise that scales its scores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ...checking import Mistake
from .scale_mistakes import scale_mistakes

# They often come with a second mistake, and are looked for in pairs.
FREQUENT = {
    "not_scaled",
    "divided_by_the_size",
    "multiplied_by_the_root",
    "divided_by_half_the_size",
    "divided_by_the_fourth_root",
    "divided_by_the_root_of_the_number_of_keys",
    "divided_by_the_root_of_the_number_of_queries",
    "divided_by_the_root_of_the_batch",
    "divided_by_8",
    "divided_by_2",
}


def scales_in(
    step: Callable[[Callable], Callable], *, without: Collection[str] = ()
) -> Iterator[Mistake]:
    """The scale's mistakes in a larger exercise, except those that look like others there.

    `step` makes the exercise's own part out of a function of scores, query and key.
    """
    for mistake in scale_mistakes:
        if mistake.name not in without:
            rare = mistake.name not in FREQUENT
            yield mistake.made_by(step(mistake.function), part="scaled", alone=rare)
