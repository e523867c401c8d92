"""The questions of lesson 7."""

from __future__ import annotations

import torch

from ...checking import Prediction
from ...inputs import toy_sentence
from ...multihead import project, repeat_kv
from .explored import EXPLORED
from .head_predictions import HEAD_PREDICTIONS

LESSON = "07_projections"
VECTOR = torch.tensor([2.0, 1.0, 3.0])
WEIGHT = torch.tensor([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
BIAS = torch.tensor([1.0, -1.0])


PREDICTIONS = [
    EXPLORED,
    Prediction(
        name="projections_by_hand",
        lesson=LESSON,
        answer=lambda: project(VECTOR, WEIGHT, BIAS),
        explanation="2 + 0 + 6 + 1 = 9 and 0 + 3 + 3 - 1 = 5: one row of the weight for each.",
        wrong=(
            (lambda: WEIGHT @ VECTOR, "those are the dot products. The bias is still to be added."),
            (
                lambda: WEIGHT @ VECTOR - BIAS,
                "the biases are subtracted, or swapped: each is added to its own row's product.",
            ),
            (lambda: WEIGHT @ (VECTOR + 1), "the bias comes after the dot products, not before."),
            (
                lambda: WEIGHT @ VECTOR + BIAS.abs(),
                "nearly: the second bias is -1, not 1.",
            ),
            (
                lambda: WEIGHT * VECTOR,
                "those are the products. Add up each row, then the bias.",
            ),
            (lambda: [9, 6], "the first is right. The second number gets a bias, too: -1."),
            (lambda: [8, 5], "the second is right. The first number gets a bias, too: 1."),
            (lambda: [5, 9], "right numbers; the first row of the weight makes the first one."),
            (lambda: 14, "that is their sum. Each row of the weight makes a number of its own."),
        ),
        nudge="First number: the vector's dot product with the first row, plus 1.",
    ),
    Prediction(
        name="projections_linear_shape",
        lesson=LESSON,
        answer=lambda: list(torch.nn.Linear(6, 4).weight.shape),
        explanation="(out, in): a row for each feature that is made, as long as the input.",
        wrong=(
            (
                lambda: [6, 4],
                "so it is called, nn.Linear(6, 4), but it is stored the other way round: a row "
                "for each feature that is made.",
            ),
            (lambda: 24, "that is how many numbers it holds; the shape has two."),
            (lambda: [4], "that is the shape of the bias."),
            (lambda: [6], "that is one row of it; there are four."),
            (lambda: [1, 4, 6], "right sizes; but one weight serves the whole batch: two axes."),
        ),
        nudge="Each of the 4 new features is a dot product with 6 numbers.",
    ),
    Prediction(
        name="projections_milk_itself",
        lesson=LESSON,
        answer=lambda: (
            toy_sentence().vectors[3] @ torch.tensor([0.0, 1, 0]) * toy_sentence().vectors[3, 2]
        ),
        explanation="milk's query is its action, 0. It asks for nothing, not even for itself.",
        wrong=(
            (lambda: 1, "its key is 1, being food. What is its query? A score is their product."),
        ),
        nudge="Query: is milk an action? Key: is it food? Multiply.",
    ),
    Prediction(
        name="projections_cat_and_milk",
        lesson=LESSON,
        choices={
            "a": "That was so for raw vectors: x times y is y times x. Now two different numbers "
            "of each word meet.",
            "b": "cat asks (its query is 1) and milk is found (its key is 1). The other way round "
            "0 meets 0: who asks and who is found are two roles now.",
            "c": "Whoever is no action asks for nothing here: milk's query is 0.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="projections_what_for",
        lesson=LESSON,
        choices={
            "a": "They may be shorter. But the real model of lesson 4 makes 384 numbers of 384 for "
            "query, key and value alike: nothing gets smaller, and it projects all the same.",
            "b": "One vector would have to be question, label and content at once, and would "
            "always fit itself best. Three learned maps let a word ask for something else than "
            "it is.",
            "c": "A linear map can make vectors longer or shorter, but that is not its use here; "
            "large scores are what scaling is for.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="projections_cross_shape",
        lesson=LESSON,
        answer=lambda: [1, 3, 4],
        explanation="A row for each of the 3 queries, a column for each of the 4 words asked.",
        wrong=(
            (lambda: [1, 4, 3], "rows are the queries, here the answer's 3 words."),
            (lambda: [1, 3, 3], "keys come from the other sentence, and it has 4 words."),
            (lambda: [1, 4, 4], "queries come from the answer, and it has 3 words."),
            (
                lambda: [4, 3],
                "rows are the queries, here the answer's 3 words; and the batch axis "
                "stays, even if it is 1.",
            ),
            (lambda: [3, 4], "right for one sentence; the batch axis stays, even if it is 1."),
            (lambda: [1, 7, 7], "the sentences are not joined: one asks, the other is asked."),
        ),
        nudge="(B, L, S): who asks, who is asked?",
    ),
    *HEAD_PREDICTIONS,
    Prediction(
        name="projections_shared_heads",
        lesson=LESSON,
        answer=lambda: repeat_kv(torch.arange(3.0).reshape(1, 3, 1, 1), 2).flatten(),
        explanation="Query head h uses key head h // 2: neighbours share.",
        wrong=(
            (
                lambda: torch.arange(3.0).repeat(2),
                "that order, 0 1 2 0 1 2, is what repeat, tile and cat give. Models are trained "
                "with neighbours sharing a head.",
            ),
            (lambda: range(6), "there are only 3 key heads, 0 to 2."),
            (lambda: [0, 0, 0, 1, 1, 1], "3 key heads for 6 query heads: 2 for each, not 3."),
            (lambda: [1, 1, 2, 2, 3, 3], "right order; but heads are counted from 0."),
        ),
        nudge="Query heads 0 and 1 share key head 0. And 2 and 3?",
    ),
    Prediction(
        name="projections_which_test",
        lesson=LESSON,
        choices={
            "a": "All four bugs keep every shape as it should be. Run the cell and see.",
            "b": "It may well fall: you have seen how well a model trains around a bug.",
            "c": "A padding token must not matter, whatever it holds. This function lets it "
            "matter a lot, so a test on that finds it at once.",
        },
        answer=lambda: "c",
        explanation="",
    ),
    Prediction(
        name="projections_key_bias",
        lesson=LESSON,
        choices={
            "a": "Try it. The same vector is added to every key: what does that add to the scores "
            "of one query?",
            "b": "It adds the same number, query times bias, to all scores of a query, and softmax "
            "does not see that. The real model carries 384 numbers that do nothing.",
            "c": "No head is special here: each gets its 32 numbers of the bias.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="projections_the_two_banks",
        lesson=LESSON,
        choices={
            "a": "That is what head 2 does with every word. Head 4 looks elsewhere.",
            "b": "Raw vectors come near to that: the two are much alike. But this head does not "
            "ask for what is alike.",
            "c": "Both of them, the first with more than half of its weight, the second with more "
            "than four fifths.",
        },
        answer=lambda: "c",
        explanation="",
    ),
]
