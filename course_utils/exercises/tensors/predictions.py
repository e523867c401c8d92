"""The predictions of lesson 1."""

from __future__ import annotations

import torch

from ...checking import Prediction
from .staircase import LESSON, STAIRCASE


def table() -> torch.Tensor:
    """Two rows, three columns; every entry says where it stands: 10 * row + column."""
    return 10 * torch.arange(2).reshape(2, 1) + torch.arange(3)


PREDICTIONS = [
    Prediction(
        "tensors_table_shape",
        LESSON,
        answer=lambda: (4, 3),
        explanation="Four rows, one for each word, and three columns, one for each feature.",
        wrong=(
            (
                lambda: (3, 4),
                "those are the right two numbers, but rows come first: a row is a word here.",
            ),
            (
                lambda: 12,
                "12 is how many numbers there are; the shape says rows and columns: (_, _).",
            ),
        ),
        nudge="How many words, and how many numbers for each word?",
    ),
    Prediction(
        "tensors_query_vectors",
        LESSON,
        answer=lambda: 6,
        explanation="2 sentences with 3 queries each; every query is one vector of 4 numbers.",
        wrong=(
            (lambda: 24, "24 is how many single numbers there are; a query vector is 4 of them."),
            (lambda: 3, "3 is right for one sentence; the batch holds 2."),
            (lambda: 2, "2 is the number of sentences; each of them asks 3 queries."),
            (
                lambda: 12,
                "12 numbers make up one sentence; how many vectors of 4 is that, and twice?",
            ),
            (lambda: 4, "4 is how long one query vector is; how many such vectors are there?"),
            (lambda: 8, "8 is 2 times 4; the middle axis, 3, counts the queries of a sentence."),
        ),
        nudge="(B, L, E) = (2, 3, 4): B sentences, L queries in each.",
    ),
    Prediction(
        "tensors_one_query_shape",
        LESSON,
        answer=lambda: (4,),
        explanation="Each whole number in the brackets takes its axis away; only E is left.",
        wrong=(
            (
                lambda: (1, 1, 4),
                "an index that is a whole number removes its axis; only a slice like 1:2 keeps it.",
            ),
            (lambda: 4, "the number is right; a shape is a tuple, so write (4,) with the comma."),
            (
                lambda: (3, 4),
                "that is query[1], one whole sentence; [1, 2] goes one axis further in.",
            ),
            (lambda: (1, 2), "1 and 2 say which one is taken; what is left when it is?"),
            (lambda: (2, 3), "those two axes are the ones that the indices 1 and 2 used up."),
            (lambda: (1, 4), "both axes go, B and L: each index removes one."),
        ),
        nudge="Start with (2, 3, 4) and strike out one axis for each index.",
    ),
    Prediction(
        "tensors_transposed_row",
        LESSON,
        answer=lambda: table().T[1],
        explanation="Row 1 of the transpose is column 1 of the table: the entries that end in 1.",
        wrong=(
            (
                lambda: table().reshape(3, 2)[1],
                "that is what view(3, 2) gives: it re-cuts the reading order. "
                "Transposing makes a column a row.",
            ),
            (
                lambda: table()[1],
                "that is row 1 of the table itself; in the transpose, columns have become rows.",
            ),
            (lambda: table().T[0], "that is row 0 of the transpose; rows are counted from 0."),
            (lambda: (11, 1), "the right numbers; read the column from top to bottom."),
            (
                lambda: (10, 11),
                "close: those two lie beside each other; take the column, top to bottom.",
            ),
        ),
        nudge="Read column 1 of the table from top to bottom.",
    ),
    Prediction(
        "tensors_viewed_row",
        LESSON,
        answer=lambda: table().reshape(3, 2)[1],
        explanation="The reading order 0 1 2 10 11 12 is cut into pairs; the second pair is 2, 10.",
        wrong=(
            (
                lambda: table().T[1],
                "that is the transpose. view moves nothing: write the six numbers in reading order "
                "and cut them into pairs.",
            ),
            (lambda: table().reshape(3, 2)[0], "that is row 0; rows are counted from 0."),
            (
                lambda: table()[1],
                "row 1 of the table has three numbers; view(3, 2) has two in a row.",
            ),
            (lambda: (11, 12), "that is the last pair; row 1 is the second one."),
        ),
        nudge="Write the six numbers in reading order and cut them into pairs.",
    ),
    Prediction(
        "tensors_t_on_three_axes",
        LESSON,
        answer=lambda: (4, 5, 2),
        explanation=".T turns all axes round, so the batch of 2 ends up last.",
        wrong=(
            (
                lambda: (2, 4, 5),
                "that is key.mT, which you would want; .T turns all three axes round.",
            ),
            (lambda: (2, 5, 4), "that is the shape before; .T does change it."),
            (lambda: (5, 2, 4), "that exchanges the first two axes; .T turns all three round."),
            (lambda: (4, 2, 5), "only one order is possible: the old one read from the back."),
        ),
        nudge="Read (2, 5, 4) from the back.",
    ),
    Prediction(
        "tensors_broadcast_shape",
        LESSON,
        answer=lambda: (3, 5),
        explanation="Along each axis the size 1 is stretched to the other size: 3 rows, 5 columns.",
        wrong=(
            (
                lambda: (3, 1, 5),
                "no axis is added; axes are lined up from the right, and 1 stretches.",
            ),
            (lambda: (1, 1), "sizes of 1 grow to meet the other, the others do not shrink."),
            (lambda: (3, 1), "that is column's shape; its axis of size 1 is stretched to row's 5."),
            (lambda: (1, 5), "that is row's shape; its axis of size 1 is stretched to column's 3."),
            (lambda: (5, 3), "right sizes; but column has 3 rows, and they come first."),
            (lambda: 15, "15 numbers, yes; in how many rows and columns?"),
        ),
        nudge="Compare the sizes axis by axis, from the right; 1 fits everything.",
    ),
    Prediction(
        "tensors_same_seed",
        LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "A seed does not freeze the numbers: it sets where the sequence starts, and every "
            "draw goes on from there. So second continues after first.",
            "b": "first starts the sequence of seed 7, second goes on in it, and setting the seed "
            "again starts it anew for third.",
            "c": "Without a seed that would be so; but after the same manual_seed the same draws "
            "give the same numbers, today and tomorrow.",
        },
    ),
    Prediction(
        "tensors_integer_dtype",
        LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": "In `+` and `*` torch does convert whole numbers to float32; bmm and @ refuse.",
            "b": "Nothing is rounded behind your back: torch raises an error instead.",
            "c": "bmm wants both tensors in one dtype; ids.float() or a decimal point in the list "
            "(1.0) mends it.",
        },
    ),
    Prediction(
        "tensors_rand_mean",
        LESSON,
        answer=lambda: 0.5,
        explanation="rand draws evenly between 0 and 1, so the mean is in the middle.",
        wrong=(
            (lambda: 0, "0 is the mean of randn; rand has no negative numbers at all."),
            (lambda: 1, "1 is the largest that rand comes near; the mean lies in the middle."),
        ),
        nudge="All numbers between 0 and 1 are equally likely: where is their middle?",
    ),
    Prediction(
        "tensors_silent_fault",
        LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "A product looks at shapes only, and both turned tables have the shape (3, 4): "
            "there is no error.",
            "b": "The shape is right and no error appears; only the numbers are mixed up. That is "
            "why this mistake lives so long in real code.",
            "c": "They would agree only if re-cutting moved columns to rows, as a transpose does.",
        },
    ),
    *STAIRCASE,
]
