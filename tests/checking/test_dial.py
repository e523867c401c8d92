from __future__ import annotations

import math

import pytest
import torch

from course_utils.checking import Dial
from course_utils.checking.dial import reading

DRAW = torch.Generator().manual_seed(0)


def shares(times):
    return lambda scores: torch.softmax(scores * times, dim=-1)


DIAL = Dial(shares, "the scores are taken {number} times.")
TABLES = [torch.randn(4, size, generator=DRAW) for size in (7, 5, 9)]
SIZES = [{"L": 4, "S": table.shape[-1]} for table in TABLES]


def said(attempt, tables=TABLES, sizes=SIZES, right=1.0):
    cases = [((t,), shares(right)(t), attempt(t), 2e-5) for t in tables]
    return reading(DIAL, cases, sizes)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (lambda size: 1 / size, "taken 0.143 (1/S, with S = 7) times."),
        (lambda size: math.sqrt(size), "taken 2.65 (√S, with S = 7) times."),
        (lambda size: 0.3, "taken 0.3 (whatever the sizes) times."),
        (lambda size: -2.5, "taken -2.5 (whatever the sizes) times."),
        (lambda size: size + 2, "taken 9 times."),
    ],
)
def test_the_number_is_read_off_and_told_by_the_sizes_it_is_made_of(times, words):
    assert words in said(lambda t: shares(times(t.shape[-1]))(t))


def test_nothing_is_read_off_what_no_number_explains():
    assert said(lambda t: torch.softmax(t.exp(), dim=-1)) is None


def test_nothing_is_read_off_where_any_number_would_do():
    alone = [table[:, :1] for table in TABLES]
    assert said(lambda t: shares(3.0)(t), alone) is None
    assert said(lambda t: shares(1e6)(t)) is None


def test_a_number_that_is_right_is_not_blamed():
    assert said(lambda t: shares(1.001)(t)) is None
    assert reading(DIAL, [], []) is None
