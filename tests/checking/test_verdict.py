from __future__ import annotations

from course_utils.checking import Verdict
from course_utils.checking.verdict import address


def test_the_html_says_the_same_and_escapes_what_it_quotes():
    verdict = Verdict("softmax", "wrong", "a < b\n  second", seen_in=("owner/repo#12",))
    page = verdict._repr_html_()
    assert "✗ softmax: a &lt; b\n  second" in page
    assert '<a href="https://github.com/owner/repo/issues/12">owner/repo#12</a>' in page
    assert repr(verdict) == verdict.message


def test_every_status_has_its_mark():
    marks = {s: Verdict("x", s, "").message[0] for s in ("correct", "wrong", "not attempted")}
    assert marks == {"correct": "✓", "wrong": "✗", "not attempted": "·"}


def test_addresses():
    assert address("https://example.org/a#b") == "https://example.org/a#b"
    assert address("owner/repo") == "https://github.com/owner/repo"
