"""A factor, in words."""

from __future__ import annotations

import math

import pytest

from course_utils.checking.factors import in_words

SIZES = [{"E": 7, "Ev": 3}, {"E": 5, "Ev": 2}]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (lambda s: 1 / math.sqrt(s["E"]), "0.378 (1/√E, with E = 7)"),
        (lambda s: 1 / s["Ev"], "0.333 (1/Ev, with Ev = 3)"),
        (lambda s: s["E"] / s["Ev"], "2.33 (E/Ev, with E = 7 and Ev = 3)"),
        (lambda s: s["E"] ** 0.25, "1.63 (the fourth root of E, with E = 7)"),
        (lambda s: 0.3, "0.3 always"),
        (lambda s: math.sin(s["E"]), "0.657"),
    ],
)
def test_the_form_that_fits_all_cases_is_named_with_its_letters_only(form, words):
    assert in_words([form(s) for s in SIZES], SIZES, constant=" always") == words


def test_a_number_is_called_constant_only_where_sizes_differ():
    same = [SIZES[0], SIZES[0] | {"Ev": 2}]
    assert in_words([1 / 7, 1 / 7], same, constant=" always") == "0.143 (1/E, with E = 7)"
    assert in_words([1 / 7], same[:1], constant=" always") == "0.143"
