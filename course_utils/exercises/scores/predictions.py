"""The predictions of lesson 2."""

from __future__ import annotations

import torch

from ...attention import dot_product, scores_for_one_query
from ...checking import Prediction
from ...inputs import toy_sentence
from .explored import EXPLORED

LESSON = "02_scores"
WORDS = toy_sentence().vectors
DRINKS = WORDS[2]
WITH_SIGNS = torch.tensor([2.0, -1.0, 0.5]), torch.tensor([1.0, 3.0, 4.0])
SHORT_QUERY = torch.tensor([1.0, 0.0, 0.0])
TWO_KEYS = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


PREDICTIONS = [
    EXPLORED,
    Prediction(
        name="scores_drinks_row",
        lesson=LESSON,
        answer=lambda: scores_for_one_query(DRINKS, WORDS),
        explanation='"drinks" shares nothing with "the", most with itself, a little with "milk".',
        wrong=(
            (
                lambda: WORDS @ WORDS[1],
                'that is the row of "cat". Here "drinks" asks: its features are [1, 1, 1].',
            ),
            (
                lambda: (WORDS @ DRINKS)[1:],
                'that leaves out "the". It has no features, so it shares 0 of them: a score too.',
            ),
            (
                lambda: (WORDS @ DRINKS) * (torch.arange(4) != 2),
                'a word meets itself too: how many features does "drinks" share with "drinks"?',
            ),
            (
                lambda: (WORDS @ DRINKS) / 3,
                "you divided by the number of features. A dot product only adds up.",
            ),
            (
                lambda: (WORDS @ DRINKS) / 3**0.5,
                "you divided by √3. Raw scores are not scaled; that is lesson 5's step.",
            ),
            (
                lambda: (WORDS @ DRINKS) > 0,
                "that says only whether something is shared. Count how many features are.",
            ),
            (
                lambda: (WORDS @ DRINKS).softmax(0),
                "those are softmax weights, the next lesson's step. Scores are the plain counts.",
            ),
        ),
        nudge='Put "drinks" [1, 1, 1] under each of the four words and count the shared 1s.',
    ),
    Prediction(
        name="scores_with_signs",
        lesson=LESSON,
        answer=lambda: dot_product(*WITH_SIGNS),
        explanation="2 - 3 + 2: the second place speaks against the match, the others for it.",
        wrong=(
            (
                lambda: dot_product(*WITH_SIGNS) + 6,
                "the second product is negative: -1 times 3 takes 3 away.",
            ),
            (
                lambda: WITH_SIGNS[0] * WITH_SIGNS[1],
                "those are the three products. A dot product adds them up.",
            ),
            (
                lambda: WITH_SIGNS[0].sum() * WITH_SIGNS[1].sum(),
                "you added up first and multiplied then. Multiply place by place, then add up.",
            ),
            (
                lambda: sum(WITH_SIGNS).sum(),
                "you added the components of both. In each place they are multiplied.",
            ),
            (
                lambda: (WITH_SIGNS[0] * WITH_SIGNS[1]).prod(),
                "you multiplied the three products with each other. They are added up.",
            ),
            (
                lambda: dot_product(*WITH_SIGNS) / 3,
                "you divided by the number of places. A dot product only adds up.",
            ),
            (
                lambda: dot_product(*WITH_SIGNS) / 3**0.5,
                "you divided by √3. Raw scores are not scaled; that is lesson 5's step.",
            ),
            (lambda: 3, "how many places share something is counted only with zeros and ones."),
        ),
        nudge="Three products, one a place; mind the minus sign; then add them up.",
    ),
    Prediction(
        name="scores_longer_key",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": "A does point the query's way, but the score counts length too: 2 against 3.",
            "b": (
                "2·1 + 0·0 = 2 for A, 2·1.5 + 0·1.5 = 3 for B. B points 45 degrees away and wins "
                "by its length. A dot product is not a likeness free of length."
            ),
            "c": "Work it out: 2·1 + 0·0 for A, and 2·1.5 + 0·1.5 for B.",
        },
    ),
    Prediction(
        name="scores_which_transpose",
        lesson=LESSON,
        answer=lambda: "c",
        explanation="",
        choices={
            "a": (
                "(2, 3, 4) @ (2, 5, 4): inside each sentence this is (3, 4) times (5, 4). The "
                "inner sizes 4 and 5 differ, so it raises an error."
            ),
            "b": (
                "transpose(0, 1) makes (5, 2, 4): the sentences and the words changed places, and "
                "the components still stand last. Inside a sentence that is (3, 4) times (2, 4): "
                "an error."
            ),
            "c": (
                "(2, 5, 4) becomes (2, 4, 5). The batch stays in front; inside each sentence it "
                "is (3, 4) times (4, 5), and the 4 components meet."
            ),
            "d": (
                ".T turns all three axes round: (4, 5, 2). The batch is last now, "
                "so nothing fits any more."
            ),
        },
    ),
    Prediction(
        name="scores_shape_of_the_table",
        lesson=LESSON,
        answer=lambda: [8, 10, 20],
        explanation="8 sentences, each with one row a query and one column a key. E is gone.",
        wrong=(
            (lambda: [8, 20, 10], "rows are queries and columns are keys: L comes before S."),
            (lambda: [8, 10, 10], "the columns are keys, and there are 20 of them."),
            (lambda: [8, 10, 64], "that is the query's shape. Which axis is summed away?"),
            (lambda: [10, 20], "that is one sentence's table; there are 8 of them."),
            (
                lambda: [8, 10, 20, 64],
                "the 64 products of each pair are added up, so that axis disappears.",
            ),
        ),
        nudge="The batch stays, the components are summed away. What is left?",
    ),
    Prediction(
        name="scores_view_by_hand",
        lesson=LESSON,
        answer=lambda: SHORT_QUERY @ TWO_KEYS.view(3, 2),
        explanation=(
            "view(3, 2) reads 1 2 3 4 5 6 off in rows of two, so its first row is [1, 2]. "
            "The right scores are [1, 4]: the first component of each key."
        ),
        wrong=(
            (
                lambda: TWO_KEYS @ SHORT_QUERY,
                "those are the right scores. But view does not transpose: write the six numbers "
                "in rows of two first.",
            ),
            (
                lambda: SHORT_QUERY @ TWO_KEYS.view(3, 2).flip(0),
                "the query [1, 0, 0] picks out the first of the three rows.",
            ),
            (
                lambda: TWO_KEYS[0],
                "the right-hand matrix has two columns, so there are two scores.",
            ),
        ),
        nudge="Write 1 2 3 4 5 6 in three rows of two; the query picks out the first row.",
    ),
    Prediction(
        name="scores_spread_at_1024",
        lesson=LESSON,
        answer=lambda: 1024**0.5,
        explanation="From 64 to 1024 is 16 times as long, and √16 = 4 times as wide: 4 times 8.",
        wrong=(
            (
                lambda: 128,
                "that would be growth with d itself. From d = 4 to 64 the spread went from 2 to 8.",
            ),
            (
                lambda: 512,
                "that would be growth with d itself. From d = 4 to 64 the spread went from 2 to 8.",
            ),
            (
                lambda: 16,
                "that is the spread at d = 256: 4 times the size, twice the spread.",
            ),
            (lambda: 8, "it did grow from d = 4 to d = 64, and it goes on growing."),
            (lambda: 1024, "that is d itself. At d = 4 the spread is 2, at d = 64 it is 8."),
        ),
        rounding=0.75,
        nudge="d = 4 gives 2, d = 16 gives 4, d = 64 gives 8. Which function of d is that?",
    ),
    Prediction(
        name="scores_one_vector_more",
        lesson=LESSON,
        answer=lambda: "a",
        explanation="",
        choices={
            "a": (
                "q · (k + c) = q · k + q · c, and q · c is the same for every key. The whole row "
                "moves up or down; no key gains on another."
            ),
            "b": (
                "q · (k + c) = q · k + q · c. The last part does not depend on the key, so no key "
                "can gain on another."
            ),
            "c": (
                "q · (k + c) = q · k + q · c, and q · c is 0 only where the query is perpendicular "
                "to c. The numbers do move, all of a row by as much."
            ),
        },
    ),
    Prediction(
        name="scores_symmetric",
        lesson=LESSON,
        answer=lambda: "b",
        explanation="",
        choices={
            "a": (
                "a · b = b · a, but [cat, milk] is cat's query with milk's key, and [milk, cat] "
                "is milk's query with cat's key: two different pairs of vectors."
            ),
            "b": (
                "[cat, milk] is cat's query with milk's key; [milk, cat] is milk's query with "
                "cat's key. Only where query and key are the same vectors must the two agree."
            ),
            "c": (
                "Symmetry is about the numbers, not the shape: a square table of two different "
                "sets of vectors has no reason to be symmetric."
            ),
        },
    ),
]
