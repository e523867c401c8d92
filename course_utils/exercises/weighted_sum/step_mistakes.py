"""The known mistakes of the single steps, taken over into the whole pipeline."""

from __future__ import annotations

from dataclasses import replace

from ...checking import Exercise, Mistake, as_part
from ..scores.rows import EXERCISES as SCORES
from ..softmax.rows import EXERCISES as SOFTMAX

# They often come with a second mistake, and are looked for in pairs.
FREQUENT = {
    "multiplied_by_the_root_of_the_size",
    "divided_by_half_the_size",
    "key_viewed_in_another_shape",
    "key_not_transposed",
    "multiplied_place_by_place",
    "query_transposed_instead",
    "attended_over_the_batch",
    "keys_of_the_first_sentence",
    "normalised_over_axis_minus_2",
    "normalised_over_axis_0",
    "normalised_over_everything",
    "never_divided_by_the_sum",
    "divided_by_the_mean",
    "row_sums_without_keepdim",
    "largest_not_subtracted",
    "one_maximum_for_all_rows",
    "largest_minus_x",
    "powers_of_two",
    "not_exponentiated",
    "hard_maximum",
    "sigmoid_of_each",
    "softmax_applied_twice",
    "logarithm_of_the_shares",
    "weights_transposed",
    "values_of_the_first_sentence",
    "values_transposed",
    "values_transposed_by_view",
    "mean_instead_of_sum",
    "entry_by_entry",
    "last_value_left_out",
    "only_the_last_key_kept",
    "total_never_reset",
    "output_transposed",
    "output_reshaped_from_transposed",
}

# In the whole pipeline these are right, or crash, or look like another mistake.
NOT_IN_THE_PIPELINE = {
    "maximum_with_its_places_subtracted",
    "all_sentences_in_one_table",
    "softmax_already_applied",
    "scaled_and_softmax_applied",
    "divided_by_the_root_of_the_size",
    "divided_by_the_size",
    "later_keys_masked",
    "cosines",
    "queries_and_keys_changed_places",
    "queries_with_queries",
    "keys_with_keys",
    "first_key_for_all",
    "first_sentence_alone",
    "normalised_over_axis_1",
    "normalised_over_axis_2",
    "axis_left_to_torch",
    "loops_over_two_axes",
    "maximum_over_axis_1",
    "large_scores_cut_off",
    "nan_replaced_by_zero",
    "own_log_sum_exp",
    "weights_normalised_again",
    "only_the_best_key",
    "softmax_of_the_weights",
    "summed_apart",
    "softmax_of_the_result",
    "weights_made_length_one",
    "sizes_of_the_weights_made_one",
    "negative_weights_cut_off",
    "weights_cut_to_shares",
    "signs_of_the_weights_dropped",
    "softmax_of_each_value",
    "values_averaged_first",
}


def mistakes_of_the_steps(weighted_sum_row: Exercise) -> list[Mistake]:
    """What can go wrong in scores, softmax and weighted sum, inside the pipeline.

    Only the frequent ones are looked for two at once; pairs of all would be too many.
    """
    steps = {"raw_scores": SCORES, "softmax": SOFTMAX, "weighted_sum": [weighted_sum_row]}
    found = []
    for step, rows in steps.items():
        (row,) = (row for row in rows if row.name == step)
        for mistake in as_part(row):
            if mistake.name not in NOT_IN_THE_PIPELINE:
                found.append(replace(mistake, alone=mistake.name not in FREQUENT))
    return found
