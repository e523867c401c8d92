"""The exercises about where queries and keys stand."""

from __future__ import annotations

from collections.abc import Callable

import torch

from ...checking import HALF, HOMEWORK, Case, Dial, Exercise
from ...variants import alibi_bias, local_window_mask, rotary_scores
from ..drawing import drawing, drawing_halves, whole
from . import (
    alibi_mistakes,
    alibi_table_mistakes,
    rotary_mistakes,
    rotary_whole_mistakes,
    tasks,
    window_mistakes,
    window_table_mistakes,
)
from .place_questions import about_the_keys, about_the_slopes, about_the_turning


def window_cases() -> list[Case]:
    return [
        Case("there are more keys than queries", (3, 7, 2)),
        Case("there are as many queries as keys", (4, 4, 1), equal_sizes=True),
        Case("there are more queries than keys", (8, 3, 2)),
        Case("the window is 0", (3, 5, 0)),
        Case("the window is 1", (6, 5, 1)),
        Case("the window is wider than the table", (3, 4, 9)),
        Case("the window is as wide as there are keys", (6, 4, 4)),
        Case("there is one query", (1, 5, 2)),
        Case("there is one key", (5, 1, 2)),
        Case("there are one query and one key", (1, 1, 0)),
        Case("there are many queries and keys", (13, 21, 5)),
        Case("there are many queries and few keys", (17, 9, 3)),
    ]


def more_window_cases(draw: torch.Generator) -> list[Case]:
    sizes = whole(draw, 5, 20, 3, 2).tolist()
    windows = whole(draw, 1, 6, 3).tolist()
    return [
        Case("the sizes are drawn", (*size, window))
        for size, window in zip(sizes, windows, strict=True)
    ]


LOCAL_WINDOW_MASK = Exercise(
    reference=local_window_mask,
    lesson=HOMEWORK,
    task=tasks.LOCAL_WINDOW_MASK,
    cases=window_cases,
    more_cases=more_window_cases,
    mistakes=window_table_mistakes.window_mistakes,
    build=window_mistakes.build,
    ask=about_the_keys,
    action="Draw it for 5 queries, 5 keys and window 1: which keys may query 0 see, and query 3?",
    difficulty=1,
    minutes=8,
    hints=(
        "Query i may see key j where i and j differ by at most `window`, in either direction.",
        "As in causal_mask, every query's number is to be compared with every key's: a column of "
        "numbers and a row of them make a table.",
        "How many places lie between i and j is never negative. Which function makes 2 of -2?",
    ),
)


def alibi_cases() -> list[Case]:
    """With 8 heads, or a power of 2, several wrong slopes are right."""
    return [
        Case("the sizes are all different", (3, 4, 6)),
        Case("all sizes are equal", (3, 3, 3), equal_sizes=True),
        Case("there are more queries than keys", (5, 7, 2)),
        Case("there is one head", (1, 4, 5)),
        Case("there are two heads", (2, 5, 3)),
        Case("there are eight heads", (8, 3, 4)),
        Case("there are twelve heads", (12, 7, 9)),
        Case("there are as many queries as keys", (6, 5, 5)),
        Case("there is one query", (5, 1, 6)),
        Case("there is one key", (3, 6, 1)),
        Case("there are many queries and keys", (6, 40, 50)),
    ]


def more_alibi_cases(draw: torch.Generator) -> list[Case]:
    return [
        Case("the sizes are drawn", tuple(three)) for three in whole(draw, 3, 17, 3, 3).tolist()
    ]


def with_exponent(number: float) -> Callable:
    return alibi_mistakes.build(slope=lambda h, heads: 2.0 ** (-number * (h + 1) / heads))


ALIBI_BIAS = Exercise(
    reference=alibi_bias,
    lesson=HOMEWORK,
    task=tasks.ALIBI_BIAS,
    cases=alibi_cases,
    more_cases=more_alibi_cases,
    mistakes=alibi_table_mistakes.alibi_mistakes,
    build=alibi_mistakes.build,
    ask=about_the_slopes,
    dial=Dial(with_exponent, "it looks as if the 8 of the exponents is {number} in yours."),
    sizes_besides=lambda heads, queries, keys: {"H": heads, "L": queries, "S": keys},
    action="By hand, for 2 heads, 2 queries and 3 keys: first the slopes, then one table for each.",
    difficulty=2,
    minutes=10,
    hints=(
        "Two things to make, and then to multiply: a slope for each head, and one table of "
        "distances between queries and keys, which all heads share.",
        "The slopes begin with 2^(-8/H), end with 2^-8, and each is 2^(-8/H) times the one before.",
        "The slopes are (H,), the distances (L, S). Which axes of size 1 make (H, L, S) of their "
        "product? At distance 0 the bias is 0, elsewhere it is negative.",
    ),
)


def rotary_cases() -> list[Case]:
    """E is even; a pair's angle grows with its token's place, so one case is long."""
    normal, in_halves = drawing(63), drawing_halves(64)

    def tensors(batch, queries, keys, head, draw=normal, **options):
        return draw(batch, queries, head, **options), draw(batch, keys, head, **options)

    views = normal(3, 2, 6).transpose(0, 1), normal(5, 2, 6).transpose(0, 1)
    return [
        Case("the sizes are all different", tensors(2, 3, 5, 8, in_halves), gradient=True),
        Case("all sizes are equal", tensors(4, 4, 4, 4), equal_sizes=True),
        Case("there are more queries than keys", tensors(2, 7, 3, 6)),
        Case("there are as many queries as keys", tensors(3, 5, 5, 8)),
        Case("a batch holds one sentence", tensors(1, 5, 7, 6)),
        Case("a vector is a single pair", tensors(3, 4, 5, 2)),
        Case("there is one key", tensors(2, 5, 1, 6)),
        Case("there is one query", tensors(2, 1, 5, 6)),
        Case("the sentences are long", tensors(2, 50, 60, 12)),
        Case("the entries are large", tensors(2, 3, 4, 10, spread=30)),
        Case("query and key are transposed views", views),
        Case("the entries are float64", tensors(2, 4, 3, 10, dtype=torch.float64), gradient=True),
        Case("the entries are float16", tensors(2, 3, 4, 6, dtype=torch.float16), tolerance=HALF),
    ]


ROTARY_SCORES = Exercise(
    reference=rotary_scores,
    lesson=HOMEWORK,
    task=tasks.ROTARY_SCORES,
    cases=rotary_cases,
    mistakes=rotary_whole_mistakes.rotary_mistakes,
    build=rotary_mistakes.build,
    ask=about_the_turning,
    action="Turn the vector (1, 0) at place 1 by hand, and print what your function makes of it.",
    difficulty=3,
    minutes=20,
    hints=(
        "Write a function that turns one tensor, (B, L, E) -> (B, L, E), and call it for the query "
        "and for the key. Then come the dot products of lesson 2.",
        "A table of angles is a column of places, 0 ... L - 1, times a row of speeds, one for each "
        "of the E/2 pairs: 1, 10000^(-2/E), 10000^(-4/E), ...",
        "A pair (a, b) turned by t is (a cos t - b sin t, a sin t + b cos t). x[..., 0::2] holds "
        "the first entry of every pair.",
    ),
)
