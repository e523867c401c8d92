"""Every mechanical mutant of every reference is rejected, and told what is wrong with it."""

from __future__ import annotations

import pytest

from course_utils.checking import isolation
from course_utils.checking.judge import judge
from course_utils.checking.sentence import SAYS_LITTLE
from course_utils.exercises import EXERCISES
from tests.thorough.equivalent import EQUIVALENT
from tests.thorough.mutants import mutants

SPECIFIC_AT_LEAST = 0.95


@pytest.fixture(autouse=True)
def soon_stopped(monkeypatch):
    monkeypatch.setattr(isolation, "SECONDS", 3.0)  # a mutant may loop without end


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EXERCISES)
def test_every_mutant_is_rejected_and_told_what_is_wrong(name):
    row = EXERCISES[name]
    accepted, refused, vague, count = [], [], [], 0
    for mutant in mutants(row):
        verdict = judge(row, mutant.function)
        if EQUIVALENT.keys() & {mutant.change, f"{name}: {mutant.change}"}:
            refused += [mutant.change] if verdict.status != "correct" else []
            continue
        count += 1
        if verdict.status != "wrong":
            accepted.append(mutant.change)
        elif not verdict.mistakes and verdict.text.startswith((SAYS_LITTLE, "this could not be")):
            vague.append(mutant.change)
    assert not accepted, "these pass; are they right after all? (tests/thorough/equivalent.py)"
    assert not refused, "these are no longer equivalent"
    assert len(vague) <= (1 - SPECIFIC_AT_LEAST) * count, vague


def test_only_mutants_that_are_made_are_called_equivalent():
    made = [(name, mutant.change) for name, row in EXERCISES.items() for mutant in mutants(row)]
    names = {change for _, change in made} | {f"{name}: {change}" for name, change in made}
    assert names >= EQUIVALENT.keys()
