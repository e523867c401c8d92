"""Parameters with a default go in by name where the attempt knows all of them, else by place."""

from __future__ import annotations

import functools

import pytest
import torch

from course_utils.checking import Case, Exercise, MistakeList, judge


def scaled_total(table, keep=None, scale=1.0):
    kept = table if keep is None else table * keep
    return scale * kept.sum(-1)


def cases():
    table, keep = torch.arange(6.0).reshape(2, 3), torch.tensor([True, False, True])
    return [
        Case("nothing else is given", (table, None, 1.0)),
        Case("there is a mask", (table, keep, 1.0)),
        Case("there is a scale", (table, None, -2.0)),
    ]


EXERCISE = Exercise(scaled_total, "00_test", cases, MistakeList(), hints=("",), action="Look.")


def by_name_only(table, *, scale=1.0, keep=None):
    return scaled_total(table, keep, scale)


def with_one_more_between(table, keep=None, dropout=0.0, scale=1.0):
    assert dropout == 0.0
    return scaled_total(table, keep, scale)


class Module(torch.nn.Module):
    def forward(self, table, keep=None, scale=1.0):
        return scaled_total(table, keep, scale)


class ModuleWithOtherNames(torch.nn.Module):
    def forward(self, table, mask=None, factor=1.0):
        return scaled_total(table, mask, factor)


def passing_on(*arguments, **options):
    return ModuleWithOtherNames()(*arguments, **options)


@pytest.mark.parametrize(
    "attempt",
    [
        scaled_total,
        by_name_only,
        with_one_more_between,
        Module(),
        ModuleWithOtherNames(),
        ModuleWithOtherNames().forward,
        passing_on,
        functools.partial(by_name_only),
        lambda t, mask=None, factor=1.0: scaled_total(t, mask, factor),
        lambda t, mask, factor: scaled_total(t, mask, factor),
        lambda *arguments: scaled_total(*arguments),
        lambda table, **options: scaled_total(table, **options),
        lambda *arguments, **options: scaled_total(*arguments, **options),
    ],
)
def test_right_answers_of_any_signature_are_correct(attempt):
    assert judge(EXERCISE, attempt).status == "correct", judge(EXERCISE, attempt)


def test_a_missing_parameter_is_told_before_anything_is_called():
    answer = judge(EXERCISE, lambda table, keep=None: 1 / 0)
    assert "your function takes (table, keep=None), but it is called as" in answer.message
    assert "scaled_total(table, keep, scale)" in answer.message


def test_arguments_at_their_default_are_not_told():
    answer = judge(EXERCISE, lambda table, keep=None, scale=1.0: table.sum(-1) + 1)
    assert "\n  With table (2, 3): first difference" in answer.message
    answer = judge(EXERCISE, lambda table, keep=None, scale=1.0: table.sum(-1) * scale)
    assert "Only when there is a mask: with table (2, 3) and keep = [True, False, True]: " in (
        answer.message
    )


def test_an_error_tells_them_too():
    answer = judge(EXERCISE, lambda table, keep=None, scale=1.0: scale * (table * keep[:]).sum(-1))
    assert "it raised TypeError: 'NoneType' object is not subscriptable" in answer.message
    assert "\n  With table (2, 3), keep = None and scale = 1.0.\n" in answer.message


def test_many_arguments_of_one_shape_are_told_together():
    def added(a, b, c, d, e, count):
        return a + b + c + d + e + count

    def cases():
        return [Case("any", (*torch.ones(4, 2, 3).unbind(), torch.ones(3), 7))]

    exercise = Exercise(added, "00_test", cases, MistakeList(), hints=("",), action="Look.")
    answer = judge(exercise, lambda *arguments: torch.zeros(2, 3))
    assert "With a, b, c, d (2, 3), e (3,) and count = 7: first difference" in answer.message
