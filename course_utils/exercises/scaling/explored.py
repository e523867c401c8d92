"""The question of lesson 5 that the attention explorer answers."""

from __future__ import annotations

from ...checking import Prediction

EXPLORED = Prediction(
    name="scaling_as_before",
    lesson="05_scaling",
    answer=lambda: 1 / 4,
    explanation="Every score had become four times as large, and a quarter of it is the old one. "
    "1/√12 = 0.289 does not undo that: it keeps the *spread* of random scores, and copies are not "
    "random.",
    wrong=(
        (lambda: 12**-0.5, "that is 1/√12: the weight is 0.69 there, not 0.64."),
        (lambda: 1 / 12, "that is one over the number of entries: far too flat."),
        (lambda: 1 / 2, "that is one over √4. Each score is 4 times as large, not twice."),
        (lambda: 4, "the scale multiplies the scores, and they are to become smaller."),
    ),
    nudge='Type a scale, and look at the weight of "drinks" with itself.',
)
