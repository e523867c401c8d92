"""Exercises whose answer is a boolean tensor."""

from __future__ import annotations

import pytest
import torch

from course_utils.checking import Case, Exercise, MistakeList, judge


def positive(table):
    return table > 0


known = MistakeList()


@known()
def ones_and_zeros(table):
    """the pattern is right, but in numbers."""
    return (table > 0).float()


@known()
def filled_with_what_does_not_fit(table):
    """half precision ends at 65504."""
    return table.masked_fill(table > 0, 1e9) > 1


def cases():
    table = torch.tensor([[1.0, -2.0, 3.0], [-4.0, 5.0, -6.0]])
    return [Case("it is small", (table,)), Case("it is float16", (table.T.half(),))]


EXERCISE = Exercise(positive, "00_test", cases, known, hints=("",), action="Compare.")


def test_another_dtype_is_not_told_twice():
    answer = judge(EXERCISE, lambda t: torch.where(t > 0, 1.0, 0.0))
    assert answer.mistakes == ("ones_and_zeros",)
    assert answer.message.startswith("✗ positive: the pattern is right, but in numbers.\n")


def test_a_dtype_that_no_known_mistake_makes_is_told():
    answer = judge(EXERCISE, lambda t: (t > 0).int())
    assert answer.mistakes == ("changes_the_dtype",)
    assert "the result is torch.int32 where torch.bool is expected." in answer.message


def test_the_opposite_is_called_that():
    answer = judge(EXERCISE, lambda t: t <= 0)
    assert "each True of yours should be False, and each False True." in answer.message


@pytest.mark.parametrize("attempt", [lambda t: (t > 0).numpy(), lambda t: (t > 0).tolist()])
def test_other_kinds_are_told_without_a_word_of_gradients(attempt):
    answer = judge(EXERCISE, attempt)
    assert answer.mistakes == ("returns_no_tensor",)
    assert "the entries are right, but torch's functions want tensors." in answer.message
    assert "gradient" not in answer.message


def test_a_number_too_large_for_the_dtype_is_known_by_torchs_complaint():
    answer = judge(EXERCISE, lambda t: t.masked_fill(t > 0, 1e9) > 0)
    assert answer.mistakes == ("filled_with_what_does_not_fit",)
    assert "Only when it is float16: with table (3, 2): it raised RuntimeError" in answer.message
