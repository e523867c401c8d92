"""The exercises about where queries and keys stand."""

from __future__ import annotations

from ...checking import HOMEWORK, Case, Exercise
from ...variants import local_window_mask
from . import window_mistakes, window_table_mistakes


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


LOCAL_WINDOW_MASK = Exercise(
    reference=local_window_mask,
    lesson=HOMEWORK,
    cases=window_cases,
    mistakes=window_table_mistakes.window_mistakes,
    build=window_mistakes.build,
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
