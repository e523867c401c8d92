"""The question of lesson 4 that the attention explorer answers."""

from __future__ import annotations

from ...attention import raw_scores, softmax
from ...checking import Prediction
from ...inputs import toy_sentence

X = toy_sentence().vectors
SCORES = raw_scores(X[None], X[None])[0]


EXPLORED = Prediction(
    name="weighted_outside_after_all",
    lesson="04_weighted_sum",
    answer=lambda: (softmax(SCORES.T).T @ X).max(),
    explanation='Above 1, and no value is above 1. The weights of "drinks" no longer sum to 1 but '
    "to 1.70: this is no mean any more, and the output leaves the box.",
    wrong=(
        (lambda: (softmax(SCORES) @ X).max(), "that is with softmax over the keys. Switch it."),
        (lambda: softmax(SCORES.T).T.sum(-1).max(), "that is the row's sum of weights."),
        (lambda: 1, "a row of weights that sum to 1 could not pass 1. Look at the sums beside."),
        (lambda: softmax(SCORES.T).max(), "that is a weight. Look at the output."),
    ),
    nudge="Choose softmax over the queries, then find the largest number of the output.",
)
