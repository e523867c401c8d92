"""What came of one call."""

from __future__ import annotations

import pytest
import torch

from course_utils.checking import Case, Exercise, wrong_function
from course_utils.checking.outcome import observe, observe_ours
from course_utils.exercises import EXERCISES


def doubled(x):
    return 2 * x


TWO = torch.tensor([1.0, 2.0])
DOUBLED = Exercise(
    reference=doubled,
    lesson="00_none",
    cases=lambda: [Case("there are two numbers", (TWO,))],
    mistakes=(),
    hints=("",),
    action="",
)


@pytest.mark.parametrize("write", [torch.Tensor.mul_, torch.Tensor.resize_, torch.Tensor.set_])
def test_what_one_of_our_functions_writes_is_not_seen_by_the_next(write):
    (case,) = DOUBLED.prepared_cases

    def writes(x):
        argument = {"mul_": 3, "resize_": 1, "set_": torch.ones(2)}[write.__name__]
        return write(x, argument)

    first = observe_ours(DOUBLED, doubled, case).value
    observe_ours(DOUBLED, writes, case)
    assert observe_ours(DOUBLED, doubled, case).value.tolist() == first.tolist() == [2, 4]


def test_a_result_is_kept_though_the_tensor_it_came_in_is_written_into_later():
    (case,) = DOUBLED.prepared_cases
    itself = observe_ours(DOUBLED, lambda x: x, case)
    observe_ours(DOUBLED, lambda x: x.zero_(), case)
    assert itself.value.tolist() == [1, 2]


def test_of_a_result_too_large_to_compare_only_the_shape_is_kept(monkeypatch):
    """One for each case would fill the memory."""
    monkeypatch.setattr("course_utils.checking.returned.LARGEST", 3)
    (case,) = DOUBLED.prepared_cases
    outcome = observe(DOUBLED, lambda x: torch.zeros(4), case)
    assert outcome.returned.is_meta
    assert outcome.value.shape == outcome.returned.shape == (4,)
    assert not observe(DOUBLED, doubled, case).returned.is_meta


@pytest.mark.parametrize("row", EXERCISES.values(), ids=EXERCISES)
def test_no_known_mistake_writes_behind_torchs_back(row):
    """Through NumPy or .data, say: then the next one would see it."""
    seen = []

    def looks(*arguments):
        seen.extend(arguments)

    tensors = [c for c in row.prepared_cases if any(map(torch.is_tensor, c.arguments))]
    for case in tensors[:3] if not row.observe else ():
        for mistake in row.mistakes:
            observe_ours(row, wrong_function(row, mistake), case)
        seen.clear()
        observe_ours(row, looks, case)
        for now, before in zip(seen, case.arguments, strict=True):
            assert now is before or torch.equal(now.nan_to_num(), before.nan_to_num())
