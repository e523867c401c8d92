"""The parts of masked_softmax, and the right ways to mend rows without keys."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...attention import softmax


def hidden(scores, keep):
    return ~keep


def fill(scores, hidden):
    return scores.masked_fill(hidden, -math.inf)


def nan_replaced(weights, keep, hidden):
    return weights.nan_to_num(0.0)


def left(weights, keep, hidden):
    return weights


def empty_rows_filled(weights, keep, hidden):
    return weights.masked_fill(~keep.any(dim=-1, keepdim=True), 0.0)


def hidden_filled(weights, keep, hidden):
    return weights.masked_fill(~keep, 0.0)


def erased(weights, keep, hidden):
    return weights * ~hidden


def renormalised(weights, keep, hidden):
    weights = weights * ~hidden
    return weights / weights.sum(dim=-1, keepdim=True)


def renormalised_safely(weights, keep, hidden):
    weights = weights * ~hidden
    return weights / (weights.sum(dim=-1, keepdim=True) + 1e-13)


def finite_fill(scores, hidden):
    return scores.masked_fill(hidden, torch.finfo(scores.dtype).min)


def as_they_are(scores, keep):
    return scores


def empty_rows_opened(scores, keep):
    """Scores of 0 for a row without keys, so that its softmax is no NaN."""
    return scores.masked_fill(~keep.any(dim=-1, keepdim=True), 0.0)


WAYS = (
    {"after": empty_rows_filled},
    {"after": hidden_filled},
    {"after": hidden_filled, "fill": finite_fill},
    {"after": empty_rows_filled, "opened": empty_rows_opened},
)


def build(hidden=hidden, fill=fill, opened=as_they_are, softmax=softmax, after=None):
    """Which scores to hide, what to fill in, the shares, and rows of which nothing is kept."""
    after = after or getattr(fill, "followed_by", nan_replaced)

    def masked(scores, keep):
        where = hidden(scores, keep)
        return after(softmax(opened(fill(scores, where), keep)), keep, where)

    return masked


def followed_by(after: Callable) -> Callable[[Callable], Callable]:
    """Says of a wrong fill what is done after the softmax."""

    def mark(function: Callable) -> Callable:
        function.followed_by = after
        return function

    return mark
