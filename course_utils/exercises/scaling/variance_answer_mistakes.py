"""Known mistakes in what score_variance returns."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

answer_mistakes = MistakeList()


@answer_mistakes(part="answer")
def error_first(estimate, error, head_dim, num_samples):
    """the two numbers have changed places: first the estimate, then its standard error."""
    return error, estimate


@answer_mistakes(part="answer", alone=True)
def estimate_alone(estimate, error, head_dim, num_samples):
    """only the estimate comes back; a measurement needs its standard error beside it.

    End with `return estimate, standard_error`.
    """
    return estimate


@answer_mistakes(part="answer", alone=True)
def spreads_on_both_sides(estimate, error, head_dim, num_samples):
    """you return an interval; asked are the estimate and its standard error, one number each."""
    return estimate - 2 * error, estimate + 2 * error


@answer_mistakes(part="answer", alone=True)
def squares_returned(estimate, error, head_dim, num_samples):
    """you return all samples; asked are two numbers that sum them up."""
    return torch.zeros(num_samples)


@answer_mistakes(part="answer", alone=True)
def formula_instead_of_a_measurement(estimate, error, head_dim, num_samples):
    """you return E itself: nothing is measured, and every call says the same.

    Pretend that you do not know the answer: draw pairs and look.
    """
    return head_dim, math.sqrt((2 * head_dim**2 + 6 * head_dim) / num_samples)


@answer_mistakes(part="answer", alone=True)
def formula_with_the_spread(estimate, error, head_dim, num_samples):
    """you return E and √E, which are facts about scores: nothing is measured, nothing varies.

    Pretend that you do not know the answer: draw pairs and look.
    """
    return head_dim, math.sqrt(head_dim)


@answer_mistakes(part="answer", alone=True)
def formula_without_an_error(estimate, error, head_dim, num_samples):
    """you return E and an error of 0: nothing is measured, and every call says the same.

    Pretend that you do not know the answer: draw pairs and look.
    """
    return head_dim, 0.0


@answer_mistakes(part="answer", alone=True)
def three_numbers(estimate, error, head_dim, num_samples):
    """you return three numbers; asked are two: the estimate and its standard error."""
    return estimate, estimate, error


@answer_mistakes(part="answer", alone=True)
def nothing_returned(estimate, error, head_dim, num_samples):
    """your function returns nothing (None); is there a `return` missing?"""
    return None
