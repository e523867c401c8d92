from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils.checking.comparison import (
    agree,
    first_difference,
    is_close,
    number,
    same_fingerprint,
)

ordinary = st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6) | st.just(0.0)


@given(st.lists(ordinary, min_size=1))
def test_the_tolerance_is_relative_to_the_largest_entry(numbers):
    expected = torch.tensor(numbers, dtype=torch.float64)
    largest = expected.abs().max().item() or 1.0
    near = expected + 0.5e-3 * largest
    far = expected + 2e-3 * largest
    assert is_close(near, expected, 1e-3).all()
    assert not is_close(far, expected, 1e-3).any()


def test_nan_is_never_right_but_can_be_a_fingerprint():
    nan = torch.tensor([1.0, math.nan])
    assert not agree(nan, nan, 1e-3)
    assert same_fingerprint(nan, nan, 1e-3)
    assert not same_fingerprint(nan, nan.flip(0), 1e-3)


def test_infinities_are_equal_to_themselves_only():
    expected = torch.tensor([math.inf, -math.inf, 1.0])
    assert agree(expected, expected, 1e-3)
    assert is_close(-expected, expected, 1e-3).tolist() == [False, False, False]


@pytest.mark.parametrize(
    "other", [torch.zeros(3), torch.zeros(2, dtype=torch.float64), torch.zeros(2) + 1e-3]
)
def test_shape_dtype_and_numbers_all_count(other):
    assert not agree(other, torch.tensor([0.0, 1e-9]), 1e-5)


def test_the_first_difference_is_named_with_its_place():
    expected, yours = torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0, 2.5]])
    words = "first difference at [0, 1]: expected 2, yours 2.5"
    assert first_difference(yours, expected, 1e-5) == words
    assert first_difference(expected, expected, 1e-5) == ""
    near = first_difference(torch.tensor([3.7101]), torch.tensor([3.7099]), 1e-6)
    assert near == "first difference at [0]: expected 3.7099, yours 3.7101"
    assert first_difference(torch.tensor(3.0), torch.tensor(2.0), 1e-5) == "expected 2, yours 3"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.24473, "0.245"), (-0.0, "0"), (1e-5, "1e-05"), (12345.6, "12346"), (True, "True")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text
