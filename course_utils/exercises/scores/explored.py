"""The question of lesson 2 that the attention explorer answers."""

from __future__ import annotations

from ...checking import Prediction

EXPLORED = Prediction(
    name="scores_best_match",
    lesson="02_scores",
    answer=lambda: "b",
    explanation="",
    choices={
        "a": "Their score is 1.61: 0.81 from number 0 and 0.72 from number 4. Two pairs beat it.",
        "b": "1.70, the highest. Number 1 brings 0.9 × 1 = 0.90 of it, number 3 brings 0.70.",
        "c": "Number 2 does bring a whole 1.00, the largest part of all. But their score is 1.65, "
        "and one pair is just above.",
    },
)
