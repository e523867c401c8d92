"""Known mistakes in rotary_scores: in the places, the speeds, the pairs, and how these turn.

Whole functions have a file of their own.
"""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores
from ...checking import MistakeList


def speeds(size):
    return 10000 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)


def places(x):
    return torch.arange(x.shape[1], dtype=torch.float64)[:, None]


def turned(first, second, cos, sin):
    return first * cos - second * sin, first * sin + second * cos


def neighbours(x):
    return x[..., 0::2], x[..., 1::2]


def rotation(speeds=speeds, places=places, turned=turned, pairs=neighbours):
    """How fast each pair turns, where a token stands, how a pair is turned, and which make one."""

    def rotate(x):
        angles = places(x) * speeds(x.shape[-1])
        cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
        return torch.stack(turned(*pairs(x), cos, sin), dim=-1).flatten(-2)

    return rotate


def as_they_are(scores, query):
    return scores


def build(finished=as_they_are, **parts):
    """Both turned the same way, in one of the parts perhaps wrongly; then the dot products."""
    rotate = rotation(**parts)
    return lambda query, key: finished(raw_scores(rotate(query), rotate(key)), query)


rotary_mistakes = MistakeList()


@rotary_mistakes(part="pairs")
def halves_paired(x):
    """you pair entry p with p + E/2, as LLaMA's code in transformers does; here neighbours pair:
    (0, 1), (2, 3), ...

    Two layouts of the same idea: weights trained with the one do not fit the other.
    """
    return x.chunk(2, dim=-1)


@rotary_mistakes(part="speeds")
def exponent_halved(size):
    """your exponents are -p/E, half of what they should be (or the base is 100): pair p turns at
    10000^(-2p/E).

    Over which numbers does your arange run: the pairs, or every second entry?
    """
    return 10000 ** (-torch.arange(size // 2, dtype=torch.float64) / size)


@rotary_mistakes(part="speeds")
def exponent_doubled(size):
    """your exponents are -4p/E, twice what they should be: pair p turns at 10000^(-2p/E).

    Does your arange run in steps of 2 already?
    """
    return 10000 ** (-2 * torch.arange(0, size, 2, dtype=torch.float64) / size)


@rotary_mistakes(part="speeds")
def sign_of_the_exponent_lost(size):
    """later pairs turn ever faster in yours; they should turn slower.

    Is 10000^(2p/E) larger or smaller than 1?
    """
    return 10000 ** (torch.arange(0, size, 2, dtype=torch.float64) / size)


@rotary_mistakes(part="speeds")
def one_speed_for_all(size):
    """all pairs turn at the same speed, by the angle i; pair p should turn by i * 10000^(-2p/E)."""
    return torch.ones(size // 2, dtype=torch.float64)


@rotary_mistakes(part="speeds")
def base_one_thousand(size):
    """your base is 1000; 10000 is asked.

    Count the zeros.
    """
    return 1000 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)


@rotary_mistakes(part="speeds")
def pairs_counted_from_one(size):
    """your pairs are counted from 1: pair 0 should turn by the angle i itself, its speed being 1.

    What is 10000 to the power of 0?
    """
    return 10000 ** (-(torch.arange(0, size, 2, dtype=torch.float64) + 2) / size)


@rotary_mistakes(part="speeds")
def whole_turns(size):
    """your angles hold a factor 2π; pair p turns by i * 10000^(-2p/E) radians.

    By how much does pair 0 turn from one place to the next?
    """
    return 2 * math.pi * speeds(size)


@rotary_mistakes(part="speeds")
def degrees(size):
    """you turn by degrees: cos and sin take radians, and the angles are radians already.

    What is math.cos(1)?
    """
    return math.pi / 180 * speeds(size)


@rotary_mistakes(part="speeds")
def speeds_reversed(size):
    """the speeds run backwards: the first pair turns slowest in yours, and should turn fastest."""
    return speeds(size).flip(0)


@rotary_mistakes(part="turned")
def both_signs_plus(first, second, cos, sin):
    """the minus sign is missing: what you do is no rotation, and changes lengths.

    Turn (1, 1) by a right angle, with cos = 0 and sin = 1. Where does it point?
    """
    return first * cos + second * sin, first * sin + second * cos


@rotary_mistakes(part="turned")
def turned_backwards(first, second, cos, sin):
    """you turn the other way round: the minus sign stands at the wrong sine, or the entries of each
    pair are swapped.

    Turn (1, 0) by a right angle, with cos = 0 and sin = 1: it should become (0, 1).
    """
    return first * cos + second * sin, second * cos - first * sin


@rotary_mistakes(part="turned")
def cosines_alone(first, second, cos, sin):
    """you multiply by the cosines alone; a rotation mixes the two entries of a pair.

    What do the sines multiply?
    """
    return first * cos, second * cos


@rotary_mistakes(part="turned")
def entries_not_mixed(first, second, cos, sin):
    """each entry meets only itself: one is multiplied by cos, the other by sin.

    A rotation makes both new entries of both old ones.
    """
    return first * cos, second * sin


@rotary_mistakes(part="turned")
def sines_and_cosines_added(first, second, cos, sin):
    """you add sines and cosines, as sinusoidal embeddings are added; here pairs are turned.

    A rotation keeps the length of each pair. Does adding?
    """
    return first + sin, second + cos


@rotary_mistakes(part="turned")
def first_entry_overwritten(first, second, cos, sin):
    """the second entry is made of the first one's new number; both are made of the old ones.

    Do you write into x while you still read from it?
    """
    first = first * cos - second * sin
    return first, first * sin + second * cos


@rotary_mistakes(part="places")
def places_reversed(x):
    """places run backwards: the last token has place 0.

    By which angle is the first token turned?
    """
    return places(x).flip(0)


@rotary_mistakes(part="places")
def places_twice_as_far(x):
    """everything turns twice as fast in yours.

    Is it turned twice, or every place counted double?
    """
    return 2 * places(x)


@rotary_mistakes(part="places")
def share_of_the_length(x):
    """you divide the places by the length of the sentence; they are 0, 1, 2, ...

    Should two neighbours be turned apart less in a longer sentence?
    """
    return places(x) / x.shape[1]
