"""Known mistakes in local_window_mask: in what lies inside the window, and where query 0 stands.

The table itself, and whole functions, have a file of their own.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList


def near(i, j, window):
    return (i - j).abs() <= window


def shift(num_queries, num_keys):
    return 0


def size(num_queries, num_keys):
    return num_queries, num_keys


def as_it_is(mask):
    return mask


def build(near=near, shift=shift, size=size, answer=as_it_is, entries=as_it_is):
    """Which key j query i may see, where query 0 stands, and what table is returned."""

    def mask(num_queries, num_keys, window):
        rows, columns = size(num_queries, num_keys)
        i = torch.arange(rows)[:, None] + shift(num_queries, num_keys)
        return entries(answer(near(i, torch.arange(columns), window)))

    return mask


window_mistakes = MistakeList()


@window_mistakes(part="near")
def edge_of_the_window_hidden(i, j, window):
    """the keys exactly `window` places away are hidden; they still belong to the window.

    May query 3 see key 5 when the window is 2?
    """
    return (i - j).abs() < window


@window_mistakes(part="near")
def no_absolute_distance(i, j, window):
    """each query sees the whole future: i - j is negative there, and so below any window.

    How far apart are query 2 and key 9, and what is 2 - 9?
    """
    return i - j <= window


@window_mistakes(part="near")
def whole_past_visible(i, j, window):
    """each query sees the whole past: the window ends only what comes after it.

    How far apart are query 9 and key 2, and what is 2 - 9?
    """
    return j - i <= window


@window_mistakes(part="near")
def past_alone(i, j, window):
    """each query sees the past alone, as in a causal window; here it looks both ways.

    May query 2 look at key 3 when the window is 1?
    """
    return (i - j >= 0) & (i - j <= window)


@window_mistakes(part="near")
def future_alone(i, j, window):
    """each query sees itself and what follows alone; the window goes both ways.

    May query 3 look at key 2 when the window is 1?
    """
    return (j - i >= 0) & (j - i <= window)


@window_mistakes(part="near")
def last_of_the_range_left_out(i, j, window):
    """the last key of each window is hidden: a slice or a range stops before its end.

    Which numbers does range(i - window, i + window) hold?
    """
    return (j >= i - window) & (j < i + window)


@window_mistakes(part="near")
def first_of_the_range_left_out(i, j, window):
    """the first key of each window is hidden; it reaches as far to the left as to the right.

    Write down the keys of query 5 for window 2. How many are there?
    """
    return (j > i - window) & (j <= i + window)


@window_mistakes(part="near")
def window_is_the_width(i, j, window):
    """your window is `window` wide in all, half of it on each side; here it reaches that far on
    each side.

    How many keys may a query in the middle see when the window is 2?
    """
    return (i - j).abs() <= window // 2


@window_mistakes(part="near")
def one_place_too_far(i, j, window):
    """your window reaches one place too far on each side.

    Which keys may query 3 see when the window is 0?
    """
    return (i - j).abs() <= window + 1


@window_mistakes(part="near")
def own_place_hidden(i, j, window):
    """a query does not see its own place; it is 0 places away, and so inside any window.

    Which keys are left to a query when the window is 0?
    """
    return ((i - j).abs() <= window) & (i != j)


@window_mistakes(part="near")
def ends_of_the_window_alone(i, j, window):
    """only the keys exactly `window` places away are seen; those in between belong to it as well.

    Is the distance to be equal to the window, or at most the window?
    """
    return (i - j).abs() == window


@window_mistakes(part="near")
def separate_blocks(i, j, window):
    """your windows are blocks that lie side by side; each query has a window of its own, around it.

    May query 2 see key 1 when the window is 1?
    """
    width = max(window, 1)
    return i // width == j // width


@window_mistakes(part="near")
def far_keys_visible(i, j, window):
    """your mask is True where a key is too far away; here True = may attend.

    Should the diagonal be True or False?
    """
    return (i - j).abs() > window


@window_mistakes(part="near")
def everything_visible(i, j, window):
    """every place is True: no window cuts anything off.

    What does your table hold for query 0 and the last key?
    """
    return (i - j).abs() >= 0


@window_mistakes("pytorch/pytorch#108108", "Dao-AILab/flash-attention#517", part="shift")
def aligned_bottom_right(num_queries, num_keys):
    """your band is aligned bottom-right, as flash-attention has its windows; here it is top-left.

    Bottom-right, the last query stands at the last key. Here query 0 stands at key 0.
    """
    return num_keys - num_queries


@window_mistakes(part="shift")
def queries_counted_from_one(num_queries, num_keys):
    """the band is one place too far right: queries are counted from 1 and keys from 0.

    At which key does query 0 stand?
    """
    return 1
