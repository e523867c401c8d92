"""The online softmax in parts, each of which a mistake can replace."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import torch


def from_minus_infinity(zeros, total):
    """Maximum, denominator and total before the first key."""
    return torch.full_like(zeros, -math.inf), zeros, total


def highest_so_far(maximum, scores):
    return torch.maximum(maximum, scores.amax(dim=-1, keepdim=True))


def old_to_new(maximum, new_maximum, scores):
    return (maximum - new_maximum).exp()


def under_the_new_maximum(scores, maximum, new_maximum):
    return (scores - new_maximum).exp()


def rescaled_count(denominator, factor, weights):
    return denominator * factor + weights.sum(dim=-1, keepdim=True)


def rescaled_total(total, factor, weights, values):
    return total * factor + weights @ values


def the_new_one(maximum, new_maximum):
    return new_maximum


def divided_at_the_end(total, denominator, maximum):
    return total / denominator


def run(
    zeros: torch.Tensor,
    total: torch.Tensor,
    tiles: Iterable[tuple[torch.Tensor, torch.Tensor]],
    start=from_minus_infinity,
    maximum=highest_so_far,
    factor=old_to_new,
    weights=under_the_new_maximum,
    denominator=rescaled_count,
    total_so_far=rescaled_total,
    kept=the_new_one,
    finish=divided_at_the_end,
) -> torch.Tensor:
    """Attention over tiles of scores (..., L, keys) and values (..., keys, Ev).

    `zeros` (..., L, 1) and `total` (..., L, Ev) are where the sums begin.
    """
    old, count, total = start(zeros, total)
    for scores, values in tiles:
        new = maximum(old, scores)
        rescale = factor(old, new, scores)
        shares = weights(scores, old, new)
        count = denominator(count, rescale, shares)
        total = total_so_far(total, rescale, shares, values)
        old = kept(old, new)
    return finish(total, count, old)


def dividing(step: Callable, *, again: bool = False) -> dict[str, Callable]:
    """Parts of `run` that divide on the way: `step(rescaled total, new part, denominator)`."""
    held = {}

    def denominator(*arguments):
        held["count"] = rescaled_count(*arguments)
        return held["count"]

    def total_so_far(total, factor, weights, values):
        return step(total * factor, weights @ values, held["count"])

    def undivided(total, denominator, maximum):
        return total

    parts = {"denominator": denominator, "total_so_far": total_so_far}
    return parts if again else parts | {"finish": undivided}
