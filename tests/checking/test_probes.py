from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from course_utils.checking import Case, Exercise, MistakeList
from course_utils.checking.probes import probe

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor

DRAW = torch.Generator().manual_seed(0)


def mix(query: Float[Tensor, "B L E"], key: Float[Tensor, "B S E"]) -> Float[Tensor, "B L E"]:
    """Each query plus the mean of the keys: no order among keys, nothing shared among queries."""
    return query + key.mean(dim=1, keepdim=True)


CASE = Case(
    "the sizes are all different",
    (torch.randn(2, 3, 4, generator=DRAW), torch.randn(2, 5, 4, generator=DRAW)),
)
EXERCISE = Exercise(
    reference=mix,
    lesson="00_none",
    cases=lambda: [CASE],
    mistakes=MistakeList(),
    hints=("Add.",),
    action="Add.",
)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda query, key: query * 2, "your result stays the same whatever key holds"),
        (lambda query, key: 0 * query + key[:, :1], "the same whatever query holds"),
        (
            lambda query, key: query.mean(1, True) + mix(query, key),
            "the places along axis -2 (L) are mixed: when only the last one of query changes",
        ),
        (
            lambda query, key: query + key.mean((0, 1)),
            "the places along axis -3 (B) are mixed: when only the last one of query and key",
        ),
        (lambda query, key: query + key[:, 1:2], "the order along S matters in yours"),
    ],
)
def test_a_changed_input_brings_it_to_light(attempt, words):
    assert words in probe(EXERCISE, attempt, CASE)


def test_a_step_that_cuts_off_is_not_said_to_take_no_notice():
    assert probe(EXERCISE, lambda query, key: mix(query.clamp(-1, 1), key), CASE) is None


def test_nothing_is_said_of_a_function_that_fails_or_returns_no_tensor():
    assert probe(EXERCISE, lambda query, key: None, CASE) is None
    assert probe(EXERCISE, lambda query, key: 1 / 0, CASE) is None
