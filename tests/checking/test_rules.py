from __future__ import annotations

import pytest
import torch

from course_utils.checking.rules import (
    TELLING,
    VAGUE,
    Scene,
    about_shapes,
    off_by_a_factor,
    says_what,
)

EXPECTED = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(0))
SQUARE = torch.randn(3, 3, 3, generator=torch.Generator().manual_seed(1))
WEIGHTS = SQUARE.softmax(-1)
KEEP = torch.tensor([True, True, False, True, False])
NAN = float("nan")
TEN = torch.arange(10)
LONG = torch.randn(2, 3, 10, generator=torch.Generator().manual_seed(2))


def nan_in_a_row():
    value = EXPECTED.clone()
    value[0, 1] = NAN
    return value


def changed(index, value=EXPECTED, by=3.0):
    value = value.clone()
    value[index] += by
    return value


def said(value, expected=EXPECTED):
    sizes = {"B": 2, "L": 3, "S": 5, "E": 7}
    arguments = {"query": SQUARE * 2, "keep": KEEP, "bias": EXPECTED.cos()}
    scene = Scene(value, expected, 2e-5, ["B", "L", "S"], sizes, arguments)
    if value.shape != expected.shape:
        return about_shapes([scene])
    return says_what([scene], (*TELLING, *VAGUE))


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        # shapes
        (EXPECTED.transpose(1, 2), EXPECTED, "your axes are (B, S, L) where (B, L, S) is expected"),
        (EXPECTED.permute(1, 2, 0), EXPECTED, "your axes are (L, S, B) where (B, L, S)"),
        (EXPECTED.unsqueeze(1), EXPECTED, "the result has an extra axis of size 1"),
        (EXPECTED[:, :1].squeeze(1), EXPECTED[:, :1], "the result has an axis of size 1 missing"),
        (EXPECTED.reshape(6, 5), EXPECTED, "right and in order, but the shape is not"),
        (SQUARE * 2, WEIGHTS[:2], "you return query as it came"),
        (EXPECTED.sum(1), EXPECTED, "this is the right result summed over axis -2 (L)."),
        (EXPECTED.mean(1, keepdim=True), EXPECTED, "right result averaged over axis -2 (L)."),
        (EXPECTED.amax(1), EXPECTED, "with only the largest kept along axis -2 (L)."),
        (EXPECTED[0], EXPECTED, "right result at the first place only of axis -3 (B)."),
        (torch.zeros(2, 3, 7), EXPECTED, "result has axes (B, L, E) where (B, L, S) is expected."),
        (torch.zeros(3, 5), EXPECTED, "your result has axes (L, S) where (B, L, S) is expected."),
        (torch.zeros(2, 3, 1), EXPECTED, "has axes (B, L, 1) where (B, L, S) is expected."),
        (EXPECTED[..., :4], EXPECTED, "has size 4 where 5 is expected: the last is missing, the"),
        (EXPECTED[..., 2:], EXPECTED, "has size 3 where 5 is expected: the first 2 are missing"),
        (torch.zeros(2, 4, 5), EXPECTED, "axis -2 (L) has size 4 where 3 is expected."),
        (torch.zeros(4, 4), EXPECTED, "your result has 2 axes where 3 are expected."),
        (torch.tensor(3.0), EXPECTED, "you return a single number where a tensor with 3 axes"),
        # numbers
        (SQUARE.mT, SQUARE, "your axes are (B, S, L) where (B, L, S) is expected"),
        (EXPECTED * NAN, EXPECTED, "holds NaN (not a number) everywhere"),
        (nan_in_a_row(), EXPECTED, "holds NaN (not a number) in whole rows"),
        (EXPECTED / 0, EXPECTED, "holds infinities"),
        (EXPECTED + 2, EXPECTED, "every number is too large by 2"),
        (EXPECTED + EXPECTED[..., :1], EXPECTED, "within each row every number is off by the same"),
        (EXPECTED + EXPECTED[:, :1], EXPECTED, "within each column every number is off by the"),
        (EXPECTED * EXPECTED[..., :1], EXPECTED, "each row of yours is a multiple of the right"),
        (EXPECTED * 0 + 4, EXPECTED, "every entry of yours is 4"),
        (SQUARE * 2, WEIGHTS, "you return query as it came"),
        (EXPECTED + KEEP, EXPECTED, "keep is added to the right result."),
        (EXPECTED * KEEP, EXPECTED, "the right result is multiplied by keep."),
        (EXPECTED - EXPECTED.cos(), EXPECTED, "bias is subtracted from the right result."),
        (EXPECTED.clamp(-1, 1), EXPECTED, "your numbers stop at -1 and 1."),
        (EXPECTED.cumsum(1), EXPECTED, "the right ones added up along axis -2 (L) (cumsum)."),
        (EXPECTED.mean(1, True).expand(2, 3, 5), EXPECTED, "mean of the right ones along axis -2"),
        (EXPECTED.abs(), EXPECTED, "every number is the absolute value of what it should be."),
        (EXPECTED.exp(), EXPECTED, "every number is the exponential of what it should be."),
        (WEIGHTS.log(), WEIGHTS, "every number is the logarithm of what it should be."),
        (1 - WEIGHTS, WEIGHTS, "every number is 1 minus what it should be."),
        (SQUARE.sigmoid(), WEIGHTS, "the rows of your result do not sum to 1"),
        ((SQUARE * 3).softmax(-1), WEIGHTS, "rows do sum to 1, but the shares"),
        (SQUARE.softmax(-2), WEIGHTS, "your numbers sum to 1 along axis -2 (L) instead"),
        ((EXPECTED * 50).round() / 50, EXPECTED, "close, but not close enough"),
        (WEIGHTS * 1.0005, WEIGHTS, "close, but not close enough"),
        (EXPECTED < 0, EXPECTED >= 0, "each True of yours should be False, and each False True"),
        # places
        (EXPECTED.flip(1), EXPECTED, "in reverse order along axis -2 (L)"),
        (EXPECTED.roll(1, -1), EXPECTED, "are right, but moved by one place on along axis -1 (S)."),
        (EXPECTED.roll(-2, -1), EXPECTED, "are right, but moved by 2 places back along axis -1"),
        (EXPECTED.mT.reshape(2, 3, 5), EXPECTED, "somewhere a view or reshape cuts the axes"),
        (EXPECTED.sort(-1).values, EXPECTED, "right numbers, but in another order along axis -1"),
        (
            changed((slice(None), slice(None), ~KEEP)),
            EXPECTED,
            "right wherever keep is True, wrong",
        ),
        (changed((1, slice(None), 3)), EXPECTED, "along axis -1 (S) only entry 3 is wrong."),
        (changed((1, 2)), EXPECTED, "along axis -2 (L) only the last entry is wrong."),
        (
            changed((..., TEN % 2 < 1), LONG),
            LONG,
            "5 of the 10 entries are wrong, the first of them",
        ),
        (changed((..., TEN % 6 > 0), LONG), LONG, "all but the entries 0 and 6 are wrong."),
        (changed((..., TEN != 4), LONG), LONG, "all but entry 4 are wrong."),
        (changed((..., TEN % 3 > 1), LONG), LONG, "only the entries 2, 5 and 8 are wrong."),
        (changed((..., slice(2, None))), EXPECTED, "everything from entry 2 on is wrong, what"),
        (changed((slice(None), 0)), EXPECTED, "along axis -2 (L) only the first entry is wrong."),
        (torch.cat([EXPECTED[:1], EXPECTED[:1]]), EXPECTED, "axis -3 (B) only the first entry is"),
        (
            SQUARE + 2.0 * torch.eye(3) * torch.arange(1, 4),
            SQUARE,
            "wrong on the diagonal, and right elsewhere.",
        ),
        (SQUARE.tril() * 2 + SQUARE.triu(1), SQUARE, "wrong on the diagonal and below it"),
        (
            SQUARE[1, :1].expand(3, 3, 3) * torch.tensor([1.0, 2, 5])[:, None, None],
            SQUARE,
            "your numbers are the same at every place along axis -2 (L).",
        ),
    ],
)
def test_each_rule_says_what_it_sees(value, expected, words):
    assert words in said(value, expected)


def test_axes_are_read_off_the_sizes_only_where_all_cases_agree():
    sizes, letters = [{"B": 2, "L": 3, "S": 5}, {"B": 4, "L": 3, "S": 7}], ["B", "L", "S"]
    expected = [torch.ones(2, 3, 5), torch.ones(4, 3, 7)]

    def said_of(*values):
        given = zip(values, expected, sizes, strict=True)
        return about_shapes([Scene(v, e, 2e-5, letters, s, {}) for v, e, s in given])

    assert "axes (B, S, L) where (B, L, S)" in said_of(torch.zeros(2, 5, 3), torch.zeros(4, 7, 3))
    sentence = said_of(torch.zeros(2, 5, 3), torch.zeros(4, 2, 3))
    assert sentence == (
        "axis -2 (L) has size 5 where 3, and axis -1 (S) has size 3 where 5 are expected."
    )


def test_nothing_is_said_of_what_nothing_is_known_about():
    assert said(EXPECTED.sin() * EXPECTED.cos()) is None


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (lambda size: -1, "every number has the wrong sign."),
        (lambda size: 1.7, "every number is 1.7 times what it should be."),
        (
            lambda size: size**-0.5,
            "every number is 0.378 (1/√E, with E = 7) times what it should be.",
        ),
        (lambda size: size + 3, "every number is 10 times what it should be."),
        (lambda size: 1.001, None),  # nearly right is told in other words
    ],
)
def test_a_factor_is_told_with_the_size_it_is_made_of(factor, words):
    scenes = [
        Scene(EXPECTED * factor(size), EXPECTED, 2e-5, ["B", "L", "S"], {"B": 2, "E": size}, {})
        for size in (7, 5, 9)
    ]
    assert off_by_a_factor(scenes) == words
