"""A homework's hidden cases: they belong to their secret, and ask the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from course_utils.checking import judge
from course_utils.exercises import EXERCISES
from course_utils.exercises.drawing import generator, hidden

# Their random numbers are the attempt's own, or counted by the thousand.
DRAWN_BY_THE_ATTEMPT = {"score_variance"}
rows = pytest.mark.parametrize("row", EXERCISES.values(), ids=lambda row: row.name)


def shown(exercise):
    """All arguments of all cases, as something that can be compared."""

    def one(argument):
        return argument.tolist() if isinstance(argument, torch.Tensor) else str(argument)

    return [[one(argument) for argument in case.arguments] for case in exercise.prepared_cases]


@rows
def test_hidden_cases_are_their_secrets_and_nobody_elses(row):
    public = shown(row)
    mine, again = shown(hidden(row, "a secret")), shown(hidden(row, "a secret"))
    assert mine == again
    assert len(mine) >= len(public)
    if row.name not in DRAWN_BY_THE_ATTEMPT:
        assert mine != public
        assert mine != shown(hidden(row, "another secret"))
    assert shown(row) == public


@rows
def test_the_reference_is_right_and_mistakes_are_wrong_on_hidden_cases_too(row):
    asked = hidden(row, "a secret")
    assert judge(asked, row.reference).status == "correct"
    for mistake in row.mistakes[:3]:
        assert judge(asked, mistake.function).status != "correct", mistake.name


def test_an_error_while_drawing_does_not_leave_the_secret_in_force():
    def broken(draw):
        raise RuntimeError

    row = hidden(replace(EXERCISES["softmax"], more_cases=broken), "a secret")
    with pytest.raises(RuntimeError):
        _ = row.prepared_cases
    assert generator(3).initial_seed() == 3
