"""What an attempt is asked that no known mistake explains: for its keys, its slopes, its turns."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...attention import raw_scores
from ...checking.comparison import is_close, number
from ...variants import alibi_bias, local_window_mask
from ..drawing import drawing

TOLERANCE = 1e-4


def in_words(numbers: torch.Tensor) -> str:
    return ", ".join(number(one) for one in numbers.tolist())


def about_the_keys(call: Callable) -> str | None:
    """Which keys does a query see, in a table where nothing is unusual, and in others?"""
    for sizes in ((7, 7, 2), (3, 7, 2), (8, 3, 2), (4, 4, 0)):
        expected, yours = local_window_mask(*sizes), call(*sizes)
        if yours is None or yours.shape != expected.shape or yours.dtype != torch.bool:
            continue
        for query in (yours != expected).any(-1).nonzero().flatten().tolist():
            sees, should = (
                in_words(table[query].nonzero().flatten()) for table in (yours, expected)
            )
            return (
                f"of {sizes[1]} keys, with window {sizes[2]}, query {query} sees "
                f"{sees or 'none'} in yours; it should see {should or 'none'}."
            )
    return None


def about_the_slopes(call: Callable) -> str | None:
    """Which slopes have three heads, if the bias does grow with the distance?"""
    yours, expected = call(3, 1, 3), alibi_bias(3, 1, 3)
    if yours is None or yours.shape != expected.shape:
        return None
    slopes, right = -yours[:, 0, 1].double(), -expected[:, 0, 1].double()
    line = torch.stack([0 * slopes, -slopes, -2 * slopes], dim=-1)[:, None]
    if not is_close(yours, line, TOLERANCE).all() or is_close(slopes, right, TOLERANCE).all():
        return None
    return f"with 3 heads your slopes are {in_words(slopes)}; they should be {in_words(right)}."


def about_the_turning(call: Callable) -> str | None:
    """Are vectors at the same place turned alike? By which angles do the pairs turn?"""
    for size in (6, 2):  # with a single pair more goes through
        if sentence := _about_equal_places(call, size) or _about_the_angles(call, size):
            return sentence
    return None


def _about_equal_places(call: Callable, size: int) -> str | None:
    normal = drawing(7)
    query, key = normal(1, 4, size), normal(1, 4, size)
    scores, raw = call(query, key), raw_scores(query, key)
    if scores is None or scores.shape != raw.shape:
        return None
    alike = is_close(*(s[0].diagonal() for s in (scores, raw)), TOLERANCE)
    if not alike[0]:
        return (
            "at place 0 nothing is turned yet: query 0 and key 0 should have their plain dot "
            "product for a score, and in yours they do not."
        )
    if not alike.all():
        return (
            "a query and a key at the same place are turned alike, which leaves their dot product "
            f"as it is; in yours it changes at place {(~alike).nonzero()[0].item()}."
        )
    return None


def _about_the_angles(call: Callable, size: int) -> str | None:
    """The first pair that turns by a wrong angle from place 0 to place 1."""
    for pair in range(size // 2):
        entries = torch.eye(size)[2 * pair : 2 * pair + 2]
        along, across = (entry.repeat(1, 2, 1) for entry in entries)
        scores = [call(along, other) for other in (along, across)]
        if any(one is None or one.shape != (1, 2, 2) for one in scores):
            return None
        cos, sin = (one[0, 1, 0].item() for one in scores)
        angle, right = math.atan2(sin, cos), 10000 ** (-2 * pair / size)
        if not abs(angle - right) <= TOLERANCE * right:
            return (
                f"with E = {size}, pair {pair} turns by {number(angle)} from one place to the next "
                f"in yours; it should turn by {number(right)}."
            )
    return None
