"""Questions of lesson 6 about masks, written down by hand as tables of 0 and 1."""

from __future__ import annotations

import torch

from ...checking import Prediction
from ...masks import causal_mask, padding_mask
from .row_predictions import in_percent

LESSON = "06_masking"
LENGTHS = torch.tensor([2, 0, 3])
KEPT = torch.tensor([True, True, False])
BOTTOM_RIGHT = torch.ones(2, 5).tril(3)


def table(mask: torch.Tensor) -> list:
    return mask.int().tolist()


TABLE_PREDICTIONS = [
    Prediction(
        name="masking_padding_table",
        lesson=LESSON,
        answer=lambda: table(padding_mask(LENGTHS, 3)),
        explanation="Two real tokens, none, and three.",
        wrong=(
            (
                lambda: table(~padding_mask(LENGTHS, 3)),
                "all turned round: 1 stands for a real token, which may be attended to.",
            ),
            (
                lambda: table(padding_mask(LENGTHS + 1, 3)),
                "one too many in each row: a sentence of length 2 has two ones.",
            ),
            (
                lambda: table(padding_mask(LENGTHS, 3).flip(1)),
                "right numbers of ones, but the padding comes behind the words here.",
            ),
            (
                lambda: table(padding_mask(LENGTHS, 3).T),
                "that has a column for each sentence; give each sentence a row.",
            ),
            (
                lambda: table(padding_mask(LENGTHS - 1, 3)),
                "one too few: a sentence of length 2 has two ones.",
            ),
            (
                lambda: table(padding_mask(LENGTHS, 3)[[0, 2, 1]]),
                "the sentences are in another order: their lengths are 2, 0 and 3.",
            ),
            (lambda: [[1] * 3] * 3, "that is three full sentences: nothing is padding."),
            (lambda: [[2, 2, 0], [0] * 3, [3] * 3], "1 for each real token, not the length."),
            (
                lambda: [[0, 1, 0], [0] * 3, [0, 1, 1]],
                "the first token of each sentence is missing: places start at 0.",
            ),
        ),
        nudge="A row for each sentence: as many ones as it has tokens, then zeros.",
    ),
    Prediction(
        name="masking_causal_first_row",
        lesson=LESSON,
        answer=lambda: [1, 0, 0, 0],
        explanation='"the" is first: it has no one to look at but itself, whatever the scores are.',
        wrong=(
            (lambda: [0.25] * 4, "that is without a mask. Which keys lie in the future of the 0?"),
            (lambda: [0, 0, 0, 0], "a row sums to 1 as long as one key is kept, and one is."),
            (lambda: [0, 1 / 3, 1 / 3, 1 / 3], "that hides the past. Hidden is what comes later."),
            (lambda: [0, 0, 0, 1], "that is the last key, the furthest in the future."),
            (lambda: [1, 1, 1, 1], "that is a mask in which nothing is hidden; weights are asked."),
            (lambda: [0, 1, 1, 1], "those are the hidden keys, as ones. Which key is left?"),
            (lambda: [0.5, 0.5, 0, 0], "one key too many: the second word is the future already."),
            (lambda: [0, 1, 0, 0], "that is the second word. The first may look at itself."),
            *in_percent(torch.tensor([1.0, 0.0, 0.0, 0.0])),
        ),
        nudge="Only one key is left. All of the 1 is for it.",
    ),
    Prediction(
        name="masking_top_left",
        lesson=LESSON,
        answer=lambda: table(causal_mask(2, 5)),
        explanation="Query 0 sees key 0, query 1 the keys 0 and 1. Three keys are seen by nobody.",
        wrong=(
            (lambda: BOTTOM_RIGHT, "that is bottom-right: there the LAST query sees all keys."),
            (lambda: table(~causal_mask(2, 5)), "all turned round: 1 = may attend."),
            (lambda: torch.ones(2, 5).tril(-1), "a query sees its own place as well."),
            (lambda: torch.ones(2, 5).tril(1), "one key too many: query 0 sees key 0 alone."),
            (lambda: table(causal_mask(2, 5).T), "a row for each query, please: two rows of five."),
            (lambda: torch.eye(2, 5), "a query sees what lies before it as well."),
            (
                lambda: torch.ones(2, 5).tril().flip(1),
                "that begins at the last key. Query 0 sees key 0.",
            ),
            (lambda: torch.ones(2, 5).tril().flip(0), "the rows are swapped: query 0 comes first."),
            (lambda: torch.ones(2, 5).triu(), "upside down: those are a word and its future."),
            (lambda: torch.ones(2, 5), "nothing is hidden there."),
            (lambda: torch.zeros(2, 5), "everything is hidden there: 1 = may attend."),
        ),
        nudge="Key j is seen by query i where j is not larger than i.",
    ),
    Prediction(
        name="masking_bottom_right",
        lesson=LESSON,
        answer=lambda: BOTTOM_RIGHT,
        explanation="The two queries are the last two words: the places 3 and 4.",
        wrong=(
            (lambda: table(causal_mask(2, 5)), "that is top-left. Here query 0 stands at place 3."),
            (lambda: torch.ones(2, 5).tril(4), "one too many: query 0 stands at place 3."),
            (lambda: torch.ones(2, 5).tril(2), "a query sees its own place too; query 0 is at 3."),
            (lambda: 1 - BOTTOM_RIGHT, "all turned round: 1 = may attend."),
            (lambda: BOTTOM_RIGHT.T, "a row for each query, please: two rows of five."),
            (lambda: torch.eye(5)[3:], "a query sees all that lies before it as well."),
            (
                lambda: torch.ones(2, 5).tril().flip(1),
                "that is the future. What lies before counts.",
            ),
            (lambda: BOTTOM_RIGHT.flip(0), "the rows are swapped: the LAST query sees all keys."),
            (
                lambda: [[0, 0, 0, 1, 0], [0, 0, 0, 1, 1]],
                "the queries see the keys 0, 1 and 2, too.",
            ),
            (lambda: torch.zeros(2, 5), "everything is hidden there: 1 = may attend."),
            (lambda: torch.ones(2, 5).triu(), "upside down: those are a word and its future."),
        ),
        nudge="The queries stand at the places 3 and 4. Each sees its own place and all before.",
    ),
    Prediction(
        name="masking_combined",
        lesson=LESSON,
        answer=lambda: table(KEPT & causal_mask(3, 3)),
        explanation="A key is seen if it is real AND not in the future.",
        wrong=(
            (lambda: table(causal_mask(3, 3)), "that is the causal mask alone: key 2 is padding."),
            (lambda: table(KEPT | causal_mask(3, 3)), "that is OR. A key must pass both masks."),
            (lambda: table(KEPT.expand(3, 3)), "that is the padding alone: the future shows."),
            (
                lambda: table((KEPT & causal_mask(3, 3)).T),
                "rows and columns are swapped: a row for each query, a column for each key.",
            ),
            (lambda: table(~(KEPT & causal_mask(3, 3))), "all turned round: 1 = may attend."),
            (
                lambda: table(KEPT & KEPT[:, None] & causal_mask(3, 3)),
                "the row of the padding query may stay: only keys are hidden.",
            ),
            (
                lambda: table(KEPT & causal_mask(3, 3).T),
                "the future shows and the past is hidden: the triangle is upside down.",
            ),
            (lambda: torch.ones(3, 3).triu(), "that is a word and its future, upside down."),
            (
                lambda: table(KEPT & torch.ones(3, 3, dtype=torch.bool).tril(-1)),
                "a word may see itself: the diagonal belongs to it.",
            ),
            (lambda: table(torch.diag(KEPT)), "a query sees what lies before it as well."),
            (
                lambda: KEPT.int() + causal_mask(3, 3).int(),
                "that is a sum. Both must hold: 1 only where both are 1.",
            ),
            (lambda: torch.zeros(3, 3), "everything is hidden there: 1 = may attend."),
            (lambda: torch.ones(3, 3), "nothing is hidden there."),
        ),
        nudge="Take the causal mask, and clear the column of the padding.",
    ),
]
