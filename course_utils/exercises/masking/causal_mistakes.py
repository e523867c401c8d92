"""Known mistakes in causal_mask: in what counts as past, in the size, in what is returned.

The table itself, and whole functions, have files of their own.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList


def is_past(i, j):
    return j <= i


def shift(num_queries, num_keys):
    return 0


def size(num_queries, num_keys):
    return num_queries, num_keys


def as_it_is(mask):
    return mask


def build(
    is_past=is_past,
    shift=shift,
    size=size,
    sense=as_it_is,
    answer=as_it_is,
    entries=as_it_is,
):
    """Which key j query i may see, where query 0 stands, and what table is returned."""

    def mask(num_queries, num_keys):
        rows, columns = size(num_queries, num_keys)
        i, j = torch.arange(rows)[:, None], torch.arange(columns)
        allowed = is_past(i + shift(num_queries, num_keys), j)
        return entries(answer(sense(allowed.expand(rows, columns).contiguous())))

    return mask


causal_mistakes = MistakeList()


@causal_mistakes("marin-community/levanter#102", part="is_past")
def itself_and_the_future(i, j):
    """each query sees itself and the future, and the past is hidden: the triangle is upside down.

    Row 0 should have a single True, and the rows below it ever more.
    """
    return j >= i


@causal_mistakes("pbloem/former#10", "RVC-Boss/GPT-SoVITS#965", part="is_past")
def diagonal_hidden(i, j):
    """a query does not see its own place, so query 0 sees nothing at all: softmax makes NaN of
    that.

    May query i look at key i?
    """
    return j < i


@causal_mistakes(part="is_past")
def one_future_key_visible(i, j):
    """each query sees one key of the future: the very word it is to predict.

    What is the last key that query 0 may see?
    """
    return j <= i + 1


@causal_mistakes("pytorch/pytorch#108108", "Dao-AILab/flash-attention#517", part="shift")
def aligned_bottom_right(num_queries, num_keys):
    """this triangle is aligned bottom-right, as flash-attention has it; here it is top-left.

    Bottom-right, the last query sees all keys (useful with cached keys). Here query 0 sees key 0.
    """
    return num_keys - num_queries


@causal_mistakes(part="shift", alone=True)
def bottom_right_where_keys_are_more(num_queries, num_keys):
    """where there are more keys than queries your triangle is aligned bottom-right, as
    flash-attention has it; here it is top-left.

    Cut it out of a larger square from the top left: query 0 sees key 0.
    """
    return max(num_keys - num_queries, 0)


@causal_mistakes(part="shift", alone=True)
def bottom_right_where_queries_are_more(num_queries, num_keys):
    """where there are more queries than keys your triangle is aligned bottom-right; here it is
    top-left.

    Cut it out of a larger square from the top left: query 0 sees key 0.
    """
    return min(num_keys - num_queries, 0)


@causal_mistakes(part="shift", alone=True)
def shifted_by_the_difference(num_queries, num_keys):
    """the triangle is shifted by the difference of L and S; top-left, it is not shifted at all.

    Query 0 sees key 0 alone, whatever L and S are.
    """
    return abs(num_keys - num_queries)


@causal_mistakes(part="shift")
def shifted_the_wrong_way(num_queries, num_keys):
    """the triangle is shifted by L - S; top-left, it is not shifted at all.

    Query 0 sees key 0 alone, whatever L and S are.
    """
    return num_queries - num_keys


@causal_mistakes(part="is_past")
def itself_alone(i, j):
    """each query sees its own place alone: this is a diagonal.

    May query 2 look at the keys 0 and 1?
    """
    return j == i


@causal_mistakes(part="is_past")
def key_before_alone(i, j):
    """each query sees the key before its own alone.

    May query 2 look at the keys 0 and 2?
    """
    return j == i - 1


@causal_mistakes(part="is_past")
def first_row_empty(i, j):
    """query 0 sees nothing: its row is never filled.

    With which row does your loop begin?
    """
    return (j <= i) & (i > 0)


@causal_mistakes(part="is_past", alone=True)
def two_places_at_most(i, j):
    """each query sees its own place and the one before it, and no others.

    May query 2 look at key 0?
    """
    return (j <= i) & (j >= i - 1)


@causal_mistakes(part="is_past")
def nothing_visible(i, j):
    """every place is False: the table you began with was never filled.

    May query 2 look at the keys 0, 1 and 2?
    """
    return (i < 0) & (j < 0)


@causal_mistakes(part="is_past")
def everything_visible(i, j):
    """every place is True: nothing is hidden.

    Is the result of tril (or of your loop) the table that you return?
    """
    return (i >= 0) & (j >= 0)
