"""More of tests/checking/test_hostile.py, on the composed exercises too: about three minutes
on a machine that does nothing else."""

from __future__ import annotations

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils import run
from tests.checking.hapless import ENDLESS
from tests.checking.test_hostile import LONG, any_attempt, assert_justly_judged, judged

pytestmark = pytest.mark.filterwarnings("ignore")


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(LONG), drawn=any_attempt)
def test_acts_results_and_ways_together(name, drawn):
    assert_justly_judged(name, drawn)


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("kind", ENDLESS)
def test_what_never_ends_is_ended(name, kind, monkeypatch):
    monkeypatch.setattr("course_utils.checking.isolation.SECONDS", 0.3)
    assert judged(name, ENDLESS[kind]).status == "wrong"


def test_a_compiled_function_is_a_function():
    compiled = torch.compile(lambda x: x.softmax(-1), backend="eager")
    assert run("softmax", compiled).status == "correct"
    assert judged("softmax", compiled).status == "correct"


def test_two_gigabytes_are_judged_by_their_shape_or_take_too_long():
    assert judged("softmax", lambda x: torch.zeros(2**29)).status == "wrong"
