"""The question of lesson 3 that the attention explorer answers."""

from __future__ import annotations

import torch

from ...attention import softmax
from ...checking import Prediction

DRINKS = torch.tensor([0.0, 2.0, 3.0, 1.0])  # the scores of "drinks" with the, cat, drinks, milk


def first_below_half() -> float:
    """The temperature, in steps of 0.01, at which the largest weight is below a half."""
    degrees = torch.arange(1.0, 4.0, 0.01)
    return next(t.item() for t in degrees if softmax(DRINKS / t).max() < 0.5)


EXPLORED = Prediction(
    name="softmax_half_at_most",
    lesson="03_softmax",
    answer=first_below_half,
    explanation="A warmer softmax shares more evenly. Here one had to try: no simple formula gives "
    "this temperature.",
    wrong=(
        (lambda: 1, "at 1 it is 0.64 still. Turn the temperature up."),
        (lambda: 1 / first_below_half(), "that is colder than 1, and cold is sharper. Turn it up."),
        (lambda: 0.5, "that is the weight to be reached. Which temperature brings it there?"),
        (lambda: 4, "that is far too warm: the weight is 0.35 there."),
    ),
    rounding=0.06,
    nudge='Move the temperature slowly and watch the weight of "drinks" with itself.',
)
