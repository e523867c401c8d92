from __future__ import annotations

import pytest
import torch

from course_utils.checking.rules import Scene, says_what

EXPECTED = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(0))
SQUARE = torch.randn(3, 3, 3, generator=torch.Generator().manual_seed(1))
WEIGHTS = SQUARE.softmax(-1)


def said(value, expected=EXPECTED):
    sizes = {"B": 2, "L": 3, "S": 5, "E": 7}
    arguments = {"query": SQUARE * 2}
    return says_what(Scene(value, expected, 2e-5, ["B", "L", "S"], sizes, arguments))


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        (EXPECTED.transpose(1, 2), EXPECTED, "your axes are (B, S, L) where (B, L, S) is expected"),
        (EXPECTED.permute(1, 2, 0), EXPECTED, "your axes are (L, S, B) where (B, L, S)"),
        (SQUARE.mT, SQUARE, "your axes are (B, S, L) where (B, L, S) is expected"),
        (EXPECTED.unsqueeze(1), EXPECTED, "the result has an extra axis of size 1"),
        (EXPECTED[:, :1].squeeze(1), EXPECTED[:, :1], "the result has an axis of size 1 missing"),
        (EXPECTED.reshape(6, 5), EXPECTED, "right and in order, but the shape is not"),
        (EXPECTED * float("nan"), EXPECTED, "holds NaN (not a number) everywhere"),
        (EXPECTED / 0, EXPECTED, "holds infinities"),
        (EXPECTED.flip(1), EXPECTED, "in reverse order along axis -2 (L)"),
        (-EXPECTED, EXPECTED, "every number has the wrong sign"),
        (EXPECTED / 7**0.5, EXPECTED, "every number is 0.378 (1/√E, with E = 7) times"),
        (EXPECTED * 1.7, EXPECTED, "every number is 1.7 times"),
        (EXPECTED + 2, EXPECTED, "every number is too large by 2"),
        (EXPECTED + EXPECTED[..., :1], EXPECTED, "within each row every number is off by the same"),
        (EXPECTED * 0 + 4, EXPECTED, "every entry of yours is 4"),
        (SQUARE * 2, WEIGHTS, "you return query as it came"),
        (torch.cat([EXPECTED[:1], EXPECTED[:1]]), EXPECTED, "only the first entry along axis -3"),
        (SQUARE.softmax(-2), WEIGHTS, "your numbers sum to 1 along axis -2 (L) instead"),
        (SQUARE.sigmoid(), WEIGHTS, "the rows of your result do not sum to 1"),
        ((SQUARE * 3).softmax(-1), WEIGHTS, "rows do sum to 1, but the shares"),
        ((EXPECTED * 50).round() / 50, EXPECTED, "close, but not close enough"),
        (WEIGHTS * 1.0005, WEIGHTS, "close, but not close enough"),
        (EXPECTED < 0, EXPECTED >= 0, "each True of yours should be False, and each False True"),
        (EXPECTED.clamp(max=0), EXPECTED, "of the entries are right, the others are not"),
    ],
)
def test_each_rule_says_what_it_sees(value, expected, words):
    assert words in said(value, expected)


def test_nothing_is_said_of_what_nothing_is_known_about():
    assert said(EXPECTED.sin() * EXPECTED.cos()) is None
    assert said(torch.zeros(4, 4)) is None
