"""Every two mistakes at once are both named, or there is a reason why they cannot be."""

from __future__ import annotations

import pytest

from course_utils.exercises import EXERCISES
from tests.thorough.pairs import COMPOSED, PAGE, judged, section


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", COMPOSED)
def test_both_mistakes_are_named_or_cannot_be_and_the_page_says_so(name):
    pairs = list(judged(EXERCISES[name]))
    unexplained = [(pair.names, pair.reason) for pair in pairs if pair.unexplained]
    assert not unexplained
    assert section(name, pairs) in PAGE.read_text(encoding="utf-8"), "run `make pairs`"
