"""The known mistakes of the single steps, taken over into the whole of scaled attention."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...checking import Mistake, as_part
from ..scores.rows import EXERCISES as SCORES
from ..softmax.rows import EXERCISES as SOFTMAX
from ..weighted_sum.attention_mistakes import attention_mistakes as unscaled_mistakes
from ..weighted_sum.rows import WEIGHTED_SUM
from ..weighted_sum.share_mistakes import share_mistakes
from ..weighted_sum.step_mistakes import FREQUENT, NOT_IN_THE_PIPELINE
from .scales_elsewhere import scales_in
from .score_mistakes import score_mistakes

# In the whole pipeline these are right, or crash, or look like another mistake.
LOOK_LIKE_OTHERS = {
    "not_scaled",  # told in this exercise's own words
    "root_subtracted",  # a constant in each row: the same as not scaled
    "largest_subtracted",  # a constant in each row: right
    "softmax_over_the_queries_included",
    "softmax_included",  # the same as softmax applied twice
    "softmax_before_the_division",
    "signs_reversed",  # the same as softmin
    "standardised",  # the same as dividing by the spread of each row
}
FROM_LESSON_4 = ("softmax", "mixed")  # parts; and of the scores:
IN_THE_SCORES = {
    "keys_compared_with_keys",
    "queries_compared_with_queries",
    "queries_and_keys_swapped",
    "lengths_divided_out",
}


def mistakes_of_the_steps() -> list[Mistake]:
    """What can go wrong in scores, scaling, softmax and weighted sum, inside the pipeline.

    Only the frequent ones are looked for two at once; pairs of all would be too many.
    """
    found = [*_of_the_scale(), *_of_lesson_4()]
    for rows in (SCORES, SOFTMAX, [WEIGHTED_SUM]):
        row = next(row for row in rows if row.name in ("raw_scores", "softmax", "weighted_sum"))
        for mistake in as_part(row):
            known = {mistake.name for mistake in found}
            elsewhere = NOT_IN_THE_PIPELINE | LOOK_LIKE_OTHERS | known
            if mistake.name not in elsewhere and not _is_a_scale(row, mistake):
                found.append(replace(mistake, alone=mistake.name not in FREQUENT))
    return found


def _is_a_scale(row, mistake: Mistake) -> bool:
    """Is it one of lesson 2's mistakes of dividing, which have other sentences here?"""
    (original,) = (other for other in row.mistakes if other.name == mistake.name)
    return original.part == "finish"


def _of_the_scale() -> Iterator[Mistake]:
    def step(function: Callable) -> Callable:
        return lambda scores, query, key, value: function(scores, query, key)

    yield from scales_in(step, without=LOOK_LIKE_OTHERS)
    for mistake in score_mistakes:
        if mistake.part and mistake.name not in LOOK_LIKE_OTHERS:
            yield mistake.made_by(step(mistake.function), part="scaled", alone=True)


def _of_lesson_4() -> Iterator[Mistake]:
    for mistake in (*unscaled_mistakes, *share_mistakes):
        if mistake.part in FROM_LESSON_4 or mistake.name in IN_THE_SCORES:
            yield mistake
