"""The exercise of lesson 5 that is an experiment."""

from __future__ import annotations

from ...checking import Case, Exercise
from .experiment import score_variance
from .observation import observe
from .variance_answer_mistakes import answer_mistakes
from .variance_count_mistakes import count_mistakes
from .variance_error_mistakes import error_mistakes
from .variance_estimate_mistakes import estimate_mistakes
from .variance_mistakes import build, variance_mistakes


def cases() -> list[Case]:
    return [
        Case("there are many samples", (7, 4000)),
        Case("the vectors are long", (25, 2500)),
        Case("there are few samples, and it is called 200 times", (8, 120)),
    ]


SCORE_VARIANCE = Exercise(
    reference=score_variance,
    lesson="05_scaling",
    cases=cases,
    mistakes=[
        *variance_mistakes,
        *count_mistakes,
        *estimate_mistakes,
        *error_mistakes,
        *answer_mistakes,
    ],
    build=build,
    observe=observe,
    action="Go through the experiment: n fresh pairs, n scores, n squares, their mean, its error.",
    difficulty=2,
    minutes=12,
    hints=(
        "Draw num_samples queries and as many keys, so that every score has a pair of its own. "
        "What is the variance of numbers whose mean is known to be 0?",
        "It is the mean of their squares. The standard error of a mean of n numbers is their "
        "standard deviation divided by √n. Which numbers do you average here?",
        "squares = (query * key).sum(dim=-1) ** 2 gives n numbers. Return squares.mean() and "
        "squares.std() / num_samples ** 0.5.",
    ),
)
