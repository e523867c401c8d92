"""The exercises of lesson 9, in the lesson's order."""

from __future__ import annotations

from ...checking import Exercise
from ...tiled import attention_in_row_blocks, online_weighted_sum, tiled_attention
from ..scale_dial import scale_dial
from ..scaling.attention_mistakes import build as build_attention
from . import online_mistakes, row_block_mistakes, tiled_mistakes
from .cases import cases_for_online, cases_for_row_blocks, cases_for_tiles
from .cut_mistakes import cut_mistakes
from .maximum_mistakes import maximum_mistakes
from .merging_mistakes import merging_mistakes
from .online_mistakes import online_mistakes as own_online_mistakes
from .online_whole_mistakes import online_whole_mistakes
from .row_block_mistakes import mistakes_of_attention
from .row_block_mistakes import row_block_mistakes as own_row_block_mistakes
from .row_block_whole_mistakes import row_block_whole_mistakes
from .score_mistakes import score_mistakes
from .sum_mistakes import sum_mistakes
from .tiled_mistakes import block_mistakes, scale_mistakes
from .tiled_whole_mistakes import row_mistakes, whole_mistakes

LESSON = "09_tiled_attention"


def _scores_times(number):
    """All at once, which is faster than in blocks."""
    whole = build_attention(scaled=lambda scores, *_: scores * number)
    return lambda query, key, value, block_size: whole(query, key, value)


DIAL = scale_dial(_scores_times)
EXERCISES = [
    Exercise(
        reference=attention_in_row_blocks,
        lesson=LESSON,
        cases=cases_for_row_blocks,
        mistakes=[
            *own_row_block_mistakes,
            *row_block_whole_mistakes,
            *mistakes_of_attention(),
        ],
        build=row_block_mistakes.build,
        dial=DIAL,
        action="Print the shape of each block of queries, and of the rows it gives.",
        difficulty=1,
        minutes=8,
        hints=(
            "A query's row of the output needs that query, all keys and all values.",
            "query[:, start : start + block_size] is a block; the last one may be shorter. "
            "cu.attention does the rest.",
            "Collect the blocks' results in a list and join them along the axis you have cut.",
        ),
        too_large="right numbers, but the scores of more than block_size queries are held at a "
        "time: cut the queries first. (chunk(n) makes n blocks, split(n) blocks of n.)",
    ),
    Exercise(
        reference=online_weighted_sum,
        lesson=LESSON,
        cases=cases_for_online,
        mistakes=[*maximum_mistakes, *sum_mistakes, *own_online_mistakes, *online_whole_mistakes],
        build=online_mistakes.build,
        action="Work through scores [2, 1, 3] by hand, and print the three numbers after each key.",
        difficulty=2,
        minutes=12,
        hints=(
            "Three things are kept from key to key: the largest score so far, the sum of the "
            "weights and the weighted sum of the values, both against that largest score.",
            "When the largest score goes from old to new, every weight exp(s - old) must become "
            "exp(s - new). That is a factor of exp(old - new), for both sums.",
            "Start at -inf, 0 and zeros. For each key: the new maximum, the factor, the key's "
            "weight exp(score - new), both sums times the factor plus the new part, and remember "
            "the maximum. Divide once, at the end.",
        ),
        ready_made={
            "softmax": "right numbers, but torch's softmax looks at all scores at once. Take the "
            "keys one after the other, and keep only three things between them."
        },
        too_large="right numbers, but a number is made for every key at once: take the keys one "
        "after the other, and keep only three things between them.",
    ),
    Exercise(
        reference=tiled_attention,
        lesson=LESSON,
        cases=cases_for_tiles,
        mistakes=[
            *maximum_mistakes,
            *sum_mistakes,
            *row_mistakes,
            *block_mistakes,
            *cut_mistakes,
            *scale_mistakes,
            *score_mistakes,
            *whole_mistakes,
            *merging_mistakes,
        ],
        build=tiled_mistakes.build,
        dial=DIAL,
        action="Print maximum, denominator and total after each block, for one query.",
        difficulty=3,
        minutes=20,
        hints=(
            "It is online_weighted_sum with two changes: every query has a maximum, a denominator "
            "and a total of its own, and a step takes a block of keys. Which shapes do they have?",
            "A step: scores (B, L, block) of all queries with the block's keys, the new maximum "
            "of each row (keepdim=True), exp(scores - new), its row sums, and its product with the "
            "block's values.",
            "maximum and denominator are (B, L, 1), total is (B, L, Ev). Old sums times "
            "exp(old - new), plus the block's. Scale the query once, before the loop.",
        ),
        ready_made={
            "scaled_dot_product": "right numbers, from torch's ready-made attention. It works in "
            "tiles itself, in C++ or on the GPU; here you build what it does."
        },
        too_large="right numbers, but more is held than one block's scores: at most block_size "
        "keys at a time, and never a whole row. (chunk(n) makes n blocks, split(n) blocks of n.)",
    ),
]
