"""All known mistakes in masked_softmax, and some of them beside right parts done in other ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...checking import Mistake
from .masked_softmax_after_mistakes import after_mistakes
from .masked_softmax_fill_mistakes import fill_mistakes
from .masked_softmax_hidden_mistakes import hidden_mistakes
from .masked_softmax_parts import in_the_way
from .masked_softmax_picking_mistakes import picking_mistakes
from .masked_softmax_step_mistakes import mistakes_of_the_softmax, step_mistakes
from .masked_softmax_whole_mistakes import whole_mistakes

FIRST = [
    *hidden_mistakes,
    *fill_mistakes,
    *after_mistakes,
    *whole_mistakes,
    *picking_mistakes,
    *step_mistakes,
    *mistakes_of_the_softmax(),
]
IN_PAIRS = {"sense_inverted", "normalised_over_axis_minus_2"}
EMPTIED, TWICE, FINITE = "rows_emptied", "filled_twice", "finite"
OPENED = "rows_opened"
# Beside other right parts these look different. (The others do not, or are in the lists above.)
IN_OTHER_WAYS = {
    "sense_inverted": (EMPTIED, TWICE, FINITE),
    "queries_hidden_instead": (EMPTIED, TWICE, FINITE),
    "keep_squeezed": (TWICE,),
    "an_axis_added_to_keep": (EMPTIED, TWICE, FINITE),
    "mask_of_the_first_sentence": (EMPTIED, TWICE),
    "first_entry_of_keep": (EMPTIED, TWICE),
    "future_hidden_too": (EMPTIED, TWICE, FINITE),
    "future_hidden_instead": (EMPTIED, TWICE),
    "hidden_if_no_query_keeps_it": (EMPTIED, TWICE),
    "hidden_if_no_sentence_keeps_it": (EMPTIED, TWICE),
    "masks_of_another_shape_ignored": (EMPTIED, TWICE),
    "masks_with_fewer_axes_ignored": (TWICE,),
    "filled_with_zero": (EMPTIED,),
    "filled_with_plus_infinity": (EMPTIED, TWICE, FINITE),
    "filled_with_a_large_number": (EMPTIED,),
    "nothing_hidden": (EMPTIED,),
    "mask_added_as_ones": (EMPTIED, TWICE),
    "opposite_added_as_ones": (EMPTIED, TWICE),
    "minus_100_filled": (EMPTIED,),
    "minus_10_filled": (EMPTIED, TWICE),
    "minus_one_filled": (EMPTIED, TWICE),
    "smallest_score_filled": (EMPTIED,),
    "small_number_in_a_logarithm": (EMPTIED,),
    "signs_turned_after_filling": (EMPTIED, TWICE),
    "normalised_over_axis_minus_2": (EMPTIED, OPENED),
    "normalised_over_axis_1": (EMPTIED, OPENED),
    "normalised_over_axis_2": (EMPTIED,),
    "normalised_over_axis_0": (EMPTIED, OPENED),
    "normalised_over_everything": (OPENED,),
    "axis_left_to_torch": (EMPTIED, OPENED),
    "largest_not_subtracted": (EMPTIED, TWICE, FINITE),
    "one_maximum_for_all_rows": (EMPTIED, TWICE, FINITE),
    "exponentials_alone": (EMPTIED,),
    "negative_scores_cut_to_zero": (EMPTIED, TWICE),
    "sigmoids_over_their_sum": (EMPTIED, TWICE),
    "logarithm_of_the_shares": (EMPTIED, TWICE),
    "hard_maximum": (EMPTIED,),
    "softmax_applied_twice": (TWICE,),
}


def in_other_ways() -> Iterator[Mistake]:
    for mistake in FIRST:
        alone = mistake.alone or mistake.name not in IN_PAIRS
        for way in IN_OTHER_WAYS.get(mistake.name, ()):
            yield replace(in_the_way(mistake, way), alone=alone)


masked_softmax_mistakes = [*FIRST, *in_other_ways()]
