"""The question of lesson 6 that the attention explorer answers."""

from __future__ import annotations

from ...checking import Prediction

EXPLORED = Prediction(
    name="masking_nothing_left",
    lesson="06_masking",
    answer=lambda: "c",
    explanation="",
    choices={
        "a": "That would be so with -1e9 in place of the hidden scores: all are equal again, and "
        "hidden keys are mixed in.",
        "b": "That is what softmax over -inf alone gives, 0 divided by 0. Ours looks before it "
        "divides.",
        "c": "No key, no weight: the row is zeros, and so is the output. Nothing is mixed in, and "
        "nothing breaks.",
    },
)
