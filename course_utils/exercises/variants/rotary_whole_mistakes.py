"""Known mistakes in rotary_scores: in what is turned, and in what is made of it."""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores
from ...checking import MistakeList
from ...variants import rotary_scores as right_scores
from ...variants import rotated
from .rotary_mistakes import places, rotation, speeds, turned
from .rotary_mistakes import rotary_mistakes as mistakes_in_the_turning

rotary_mistakes = MistakeList(mistakes_in_the_turning)


@rotary_mistakes()
def nothing_turned(query, key):
    """these are the raw scores: nothing was turned, or a query and all keys of its sentence by the
    same angle.

    Which variables go into your dot products? And is axis 1, the tokens', the one you count along?
    """
    return raw_scores(query, key)


@rotary_mistakes()
def queries_alone_turned(query, key):
    """only the queries are turned; a score then depends on where the query stands, not on i - j.

    What has to happen to the keys?
    """
    return raw_scores(rotated(query), key)


@rotary_mistakes()
def keys_alone_turned(query, key):
    """only the keys are turned; a score then depends on where the key stands, not on i - j.

    What has to happen to the queries?
    """
    return raw_scores(query, rotated(key))


@rotary_mistakes()
def aligned_at_the_end(query, key):
    """your last query stands at the last key, as with cached keys; here query 0 has place 0.

    By which angle is query 0 turned?
    """
    shift = key.shape[1] - query.shape[1]
    later = rotation(places=lambda x: places(x) + shift)
    return raw_scores(later(query), rotated(key))


@rotary_mistakes()
def layouts_mixed(query, key):
    """your angles are laid out for halves, (a0, a1, ..., a0, a1, ...), and your pairs are
    neighbours: the two entries of a pair then turn by different angles.

    Print the angles of one token. Which two belong together: next to each other, or E/2 apart?
    """

    def rotate(x):
        angles = (places(x) * speeds(x.shape[-1])).repeat(1, 2)
        crossed = torch.stack([-x[..., 1::2], x[..., 0::2]], dim=-1).flatten(-2)
        return x * angles.cos().to(x.dtype) + crossed * angles.sin().to(x.dtype)

    return raw_scores(rotate(query), rotate(key))


@rotary_mistakes()
def keys_turned_backwards(query, key):
    """queries and keys are turned in opposite directions: a score then depends on i + j.

    Both turn the same way; it is the dot product that takes the difference.
    """

    def backwards(first, second, cos, sin):
        return turned(first, second, cos, -sin)

    return raw_scores(rotated(query), rotation(turned=backwards)(key))


@rotary_mistakes(part="finished")
def scaled_by_the_root(scores, query):
    """you divide by √E; these scores are asked unscaled."""
    return scores / math.sqrt(query.shape[-1])


@rotary_mistakes(part="finished")
def softmax_of_the_scores(scores, query):
    """you return weights; the scores themselves are asked, without softmax."""
    return scores.softmax(-1)


@rotary_mistakes()
def queries_and_keys_swapped(query, key):
    """rows and columns are swapped: you have a row for each key; a row belongs to a query."""
    return right_scores(key, query)
