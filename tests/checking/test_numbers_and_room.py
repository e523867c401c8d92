"""Exercises that give a number, or have little room."""

import numpy
import pytest
import torch

from course_utils.checking import Case, Exercise, MistakeList, judge

known = MistakeList()


def count_ticks(start, calls) -> float:
    """What a clock says that started there, after so many calls."""
    return float(start + calls)


@known()
def one_too_many(start, calls):
    """you call the clock once too often."""
    return count_ticks(start, calls + 1)


COUNT = Exercise(
    reference=count_ticks,
    lesson="00_test",
    cases=lambda: [
        Case("it starts at 3", (3, 4)),
        Case("it starts at 0", (0, 1)),
    ],
    mistakes=known,
    hints=("Count.",),
    action="Count again.",
)


@pytest.mark.parametrize(
    "kind", [float, int, numpy.float32, torch.tensor, lambda x: torch.tensor([x]).sum(), str]
)
def test_a_number_may_come_in_any_kind_but_text(kind):
    answer = judge(COUNT, lambda start, calls: kind(count_ticks(start, calls)))
    assert (answer.status == "correct") == (kind is not str)


def test_a_known_mistake_in_a_number_is_named():
    answer = judge(COUNT, one_too_many)
    assert answer.mistakes == ("one_too_many",)
    assert "expected 7, yours 8" in answer.message


@pytest.mark.parametrize("result", [[1.0], (1.0, 2.0), {}, True, torch.ones(2), "7"])
def test_what_is_no_number_is_told(result):
    answer = judge(COUNT, lambda start, calls: result)
    assert "where a number is expected" in answer.message
    assert answer.mistakes == ("returns_no_tensor",)


def total(table):
    """The sum of all pairs' products, row by row."""
    return torch.stack([(row * table).sum() for row in table]).sum()


ROOMY = Exercise(
    reference=total,
    lesson="00_test",
    cases=lambda: [
        Case("it is small", (torch.arange(6.0).view(3, 2),)),
        Case(
            "it is long",
            (torch.arange(14.0).view(7, 2),),
            too_large=lambda shape: shape.numel() >= 49,
        ),
    ],
    mistakes=[],
    hints=("Row by row.",),
    action="Which tensor is the largest?",
    too_large="the numbers are right, but all pairs are held at once.",
)


def all_pairs(table):
    return (table @ table.T).sum()


def views(table):
    """Turned, flattened and expanded views of the table hold nothing new."""
    wide = table.flatten().expand(7, -1)
    return total(wide[0].view_as(table))


def copies(table):
    return total(table.repeat(1, 1).double().float() * torch.ones(7, 7)[0, 0])


@pytest.mark.parametrize("attempt", [total, views, copies])
def test_a_right_answer_that_stays_small_is_right(attempt):
    assert judge(ROOMY, attempt).status == "correct"


@pytest.mark.parametrize(
    "attempt",
    [
        all_pairs,
        lambda table: (table[:, None] * table).sum(),
        lambda table: torch.einsum("ie,je->ij", table, table).sum(),
        lambda table: torch.func.vmap(lambda row: table @ row)(table).sum(),
    ],
)
def test_one_that_holds_too_much_on_its_way_is_refused(attempt):
    answer = judge(ROOMY, attempt)
    assert answer.mistakes == ("makes_too_large_a_tensor",)
    assert "all pairs are held at once" in answer.message
    assert "your function makes a tensor (" in answer.message
    assert "7, 7" in answer.message


def test_wrong_numbers_come_before_the_room():
    assert judge(ROOMY, lambda table: all_pairs(table) + 1).mistakes == ()
