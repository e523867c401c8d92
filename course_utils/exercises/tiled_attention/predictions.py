"""The questions of lesson 9."""

from __future__ import annotations

import math

from ...attention import softmax
from ...checking import Prediction
from .online_predictions import LESSON, ONLINE_PREDICTIONS, SCORES


def gib(queries: int, keys: int) -> float:
    """Size of a float32 table of scores."""
    return queries * keys * 4 / 2**30


def causal_tiles(blocks: int) -> int:
    """Tiles of a square of tiles that lie on or below the diagonal."""
    return sum(row + 1 for row in range(blocks))


PREDICTIONS = [
    *ONLINE_PREDICTIONS,
    Prediction(
        name="tiled_size_of_the_scores",
        lesson=LESSON,
        answer=lambda: gib(32768, 32768),
        explanation="32768 · 32768 · 4 bytes = 4 GiB, and softmax makes a second table of it.",
        wrong=(
            (lambda: gib(32768, 32768) / 4, "that is one byte a number; float32 takes four."),
            (lambda: gib(32768, 32768) / 2, "that is float16. Float32 takes four bytes a number."),
            (lambda: gib(32768, 32768) * 1024, "that is in MiB."),
            (lambda: 4 * 32768**2 / 1e9, "that is in GB, of 10 ** 9 bytes. A GiB has 2 ** 30."),
            (lambda: 4 * 32768**2, "that is in bytes; a GiB is 2 ** 30 of them."),
            (lambda: gib(32768, 32768) * 8, "that is in gigabits; a byte has 8."),
            (lambda: gib(32768, 32768) * 2, "that is for two tables, or for float64."),
            (lambda: 32768**2, "that is how many scores there are. How many bytes, in GiB?"),
        ),
        nudge="32768 is 2 ** 15. A float32 takes 4 bytes, a GiB is 2 ** 30 bytes.",
    ),
    Prediction(
        name="tiled_doubling",
        lesson=LESSON,
        answer=lambda: [4, 2],
        explanation="All scores are L times S; a block of them is block_size times S.",
        wrong=(
            (lambda: [2, 2], "L and S *both* double. How many scores are there then?"),
            (lambda: [4, 4], "a block has as many queries as before; only its rows get longer."),
            (lambda: [4, 1], "a block's rows get longer: they reach over all S keys."),
            (lambda: [2, 1], "L and S both double, and a block's rows reach over all S keys."),
            (lambda: [2, 4], "the other way round: first all at once, then in row blocks."),
        ),
        nudge="How many scores are held at once: L times S, or block_size times S?",
    ),
    Prediction(
        name="tiled_what_a_tile_lacks",
        lesson=LESSON,
        choices={
            "a": "The dot products of these keys need no others: a score is one query and one key.",
            "b": "Softmax divides by the sum over ALL keys of a row (and subtracts the largest of "
            "ALL). While later keys are unseen, neither is known.",
            "c": "A weight goes to one value, and the values of these keys are at hand.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="tiled_size_of_a_tile",
        lesson=LESSON,
        answer=lambda: gib(32768, 128) * 1024,
        explanation="32768 · 128 · 4 bytes, a 256th of the whole table.",
        wrong=(
            (lambda: gib(32768, 128), "that is in GiB."),
            (lambda: 4 * 32768 * 128 / 1e6, "that is in MB, of 10 ** 6 bytes. A MiB has 2 ** 20."),
            (lambda: 4 * 32768 * 128, "that is in bytes; a MiB is 2 ** 20 of them."),
            (lambda: 32768 * 128, "that is how many scores there are. How many bytes, in MiB?"),
            (lambda: gib(128, 128) * 1024, "all 32768 queries meet the 128 keys."),
            (lambda: gib(32768, 128) * 256, "that is one byte a number; float32 takes four."),
        ),
        nudge="2 ** 15 queries times 2 ** 7 keys times 4 bytes, and a MiB is 2 ** 20.",
    ),
    Prediction(
        name="tiled_causal_skipped",
        lesson=LESSON,
        answer=lambda: 8 * 8 - causal_tiles(8),
        explanation="8 + 7 + … + 1 = 36 of the 64 are needed.",
        wrong=(
            (lambda: causal_tiles(8), "that is how many are made."),
            (lambda: 32, "the diagonal does not fall into halves: its 8 tiles are all needed."),
            (lambda: 8, "that is the diagonal. The tiles above it are skipped."),
            (lambda: 7, "that is the first row alone: it skips 7 of its 8."),
            (lambda: 56, "below the diagonal the tiles are needed, too."),
        ),
        nudge="Row 1 skips 7 tiles, row 2 skips 6 …",
    ),
    Prediction(
        name="tiled_less_work",
        lesson=LESSON,
        choices={
            "a": "Every query still meets every key. Without a mask no product is saved.",
            "b": "The products are the same, and the rescaling comes on top. What is saved is "
            "memory: scores that are used at once and never written out.",
            "c": "The rescaling is a few operations for each query and block, far fewer than the "
            "products.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="tiled_kept_for_backward",
        lesson=LESSON,
        answer=lambda: 1,
        explanation="The logarithm of its softmax's sum: exp(score - that) is the weight again.",
        wrong=(
            (lambda: 32768, "that would be the row of weights, which is just what it avoids."),
            (lambda: 2, "maximum and denominator will do, but they merge: maximum + log(sum)."),
            (lambda: 0, "without any it would first have to find the sum of the row again."),
            (lambda: 3, "the total is the output itself, which is kept anyway."),
        ),
        nudge="weight = exp(score) / sum of exp(scores). The scores can be made again.",
    ),
    Prediction(
        name="tiled_weight_by_the_log",
        lesson=LESSON,
        answer=lambda: softmax(SCORES.double())[1],
        explanation="exp(1 - 3.408): the second weight of softmax([2, 1, 3]).",
        wrong=(
            (lambda: 1 / 3.408, "subtract it and take exp: it is a logarithm."),
            (
                lambda: math.exp(1 - 3),
                "that is against the maximum; the logarithm of the sum holds the division as well.",
            ),
            (lambda: 1 - 3.408, "and now exp of it."),
            (lambda: math.exp(3.408 - 1), "the other way round: the score comes first."),
            (lambda: math.exp(1), "that is exp of the score; divide it by the sum, or subtract."),
            (
                lambda: softmax(SCORES.double())[0],
                "that is the first key's weight; its score is 2.",
            ),
            (
                lambda: softmax(SCORES.double())[2],
                "that is the third key's weight; its score is 3.",
            ),
        ),
        nudge="exp(score - 3.408).",
    ),
]
