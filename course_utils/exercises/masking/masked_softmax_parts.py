"""The parts of masked_softmax, and the ways in which rows without keys are mended."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from ...attention import softmax
from ...checking import Mistake


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


@dataclass(frozen=True)
class Way:
    """What is right in the parts that no mistake replaces: several ways make the same weights."""

    after: Callable = nan_replaced
    fill: Callable = fill
    opened: bool = False
    """Do rows without keys get scores of 0 before softmax?"""


NAN_REPLACED = Way()
ROWS_EMPTIED = Way(empty_rows_filled)
ROWS_OPENED = Way(empty_rows_filled, opened=True)
FILLED_TWICE = Way(hidden_filled)
FINITE = Way(
    lambda weights, keep, hidden: weights * keep,
    lambda scores, hidden: scores.masked_fill(hidden, torch.finfo(scores.dtype).min),
)
WAYS = {
    "rows_emptied": ROWS_EMPTIED,
    "rows_opened": ROWS_OPENED,
    "filled_twice": FILLED_TWICE,
    "finite": FINITE,
}


def build(hidden=hidden, fill=None, softmax=softmax, after=None):
    """Which scores to hide, what to fill in, the shares, and rows of which nothing is kept.

    A part may say in which `way` the others are done (see `done`).
    """
    way = next((p.way for p in (fill, hidden, softmax) if hasattr(p, "way")), NAN_REPLACED)
    fill, after = fill or way.fill, after or way.after

    def masked(scores, keep):
        where = hidden(scores, keep)
        filled = fill(scores, where)
        if way.opened:
            filled = filled.masked_fill(~keep.any(dim=-1, keepdim=True), 0.0)
        return after(softmax(filled), keep, where)

    return masked


def done(way: Way) -> Callable[[Callable], Callable]:
    """Says of a wrong part in which way the right ones beside it are done."""

    def mark(function: Callable) -> Callable:
        function.way = way
        return function

    return mark


def in_the_way(mistake: Mistake, name: str) -> Mistake:
    """The same mistake beside right parts that are done in another way; so it looks different."""

    def function(*arguments):
        return mistake.function(*arguments)

    made = mistake.made_by(done(WAYS[name])(function))
    function.__name__ = f"{mistake.name}_{name}"
    return made
