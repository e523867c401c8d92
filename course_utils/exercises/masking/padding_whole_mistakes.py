"""Known mistakes in padding_mask: whole functions that make another table."""

from __future__ import annotations

import math

import torch
from torch.nn.functional import one_hot

from ...checking import MistakeList
from ...masks import padding_mask
from .padding_mistakes import padding_mistakes as mistakes_in_the_parts

padding_mistakes = MistakeList(mistakes_in_the_parts)


@padding_mistakes()
def zeros_and_ones(lengths, max_len):
    """the pattern is right, but in float 0 and 1: added to scores, that hides nothing.

    A boolean mask is asked. A comparison gives one: leave it as it comes.
    """
    return padding_mask(lengths, max_len).float()


@padding_mistakes()
def whole_zeros_and_ones(lengths, max_len):
    """the pattern is right, but in whole numbers: ~ makes -1 and -2 of 0 and 1, which are both
    true.

    A boolean mask is asked. A comparison gives one: leave it as it comes.
    """
    return padding_mask(lengths, max_len).long()


@padding_mistakes()
def made_to_be_added(lengths, max_len):
    """this is an additive mask, 0 and -inf, as Hugging Face models pass it; a boolean one is asked.

    additive_mask, in this lesson, turns one into the other.
    """
    hidden = ~padding_mask(lengths, max_len)
    return torch.zeros(hidden.shape).masked_fill(hidden, -math.inf)


@padding_mistakes()
def compared_place_by_place(lengths, max_len):
    """positions and lengths are compared pair by pair: it runs only for as many sentences as
    places.

    Every place with every length: which of the two needs a new axis, and where?
    """
    return torch.arange(max_len) < lengths


@padding_mistakes()
def compared_in_one_row(lengths, max_len):
    """positions and lengths both lie in a row: it runs only for as many sentences as places.

    Every place with every length: the lengths must stand in a column, (B, 1).
    """
    return torch.arange(max_len) < lengths[None]


@padding_mistakes()
def place_of_the_length_written(lengths, max_len):
    """you write to a single place of each row, the one behind the last token (or beyond the row).

    The slice [:length] holds all places below the length.
    """
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    mask[torch.arange(len(lengths)), lengths] = True
    return mask


@padding_mistakes()
def full_sentences_emptied(lengths, max_len):
    """full sentences lose everything: they have no padding, and mask[-0:] is the whole row.

    Clear mask[length:], counted from the front.
    """
    mask = torch.ones(len(lengths), max_len, dtype=torch.bool)
    for row, length in zip(mask, lengths.tolist(), strict=True):
        row[-(max_len - length) :] = False
    return mask


@padding_mistakes()
def width_of_the_longest(lengths, max_len):
    """your table is as wide as the longest sentence, not max_len.

    Where does max_len come into your function?
    """
    return padding_mask(lengths, int(lengths.max()))


@padding_mistakes()
def as_wide_as_the_batch(lengths, max_len):
    """you count up to the number of sentences, not up to max_len.

    How many places has a row?
    """
    return padding_mask(lengths, len(lengths))


@padding_mistakes()
def one_place_too_narrow(lengths, max_len):
    """your table has max_len - 1 places.

    Places run from 0 to max_len - 1, which are max_len numbers.
    """
    return padding_mask(lengths, max_len - 1)


@padding_mistakes()
def slice_ends_one_early(lengths, max_len):
    """your slice ends one place early: [:length - 1] leaves out the last token, and [:-1] of an
    empty sentence is nearly the whole row.

    What does [:2] hold of a row?
    """
    rows = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    for row, length in zip(rows, lengths.tolist(), strict=True):
        row[: length - 1] = True
    return rows


@padding_mistakes()
def one_place_too_wide(lengths, max_len):
    """your table has max_len + 1 places.

    Places run from 0 to max_len - 1, which are max_len numbers.
    """
    return padding_mask(lengths, max_len + 1)


@padding_mistakes()
def first_row_alone(lengths, max_len):
    """only the first sentence's row is filled: the loop returns in its first turn, or the places go
    on counting from row to row.

    Which numbers do the places of the second row have? Or how often does your loop turn?
    """
    positions = torch.arange(len(lengths) * max_len).view(len(lengths), max_len)
    return positions < lengths[:, None]


@padding_mistakes()
def a_triangle_instead(lengths, max_len):
    """this is a triangle, as for a causal mask; it does not look at the lengths.

    For each place, compare its number with the length of its sentence.
    """
    return torch.ones(len(lengths), max_len, dtype=torch.bool).tril()


@padding_mistakes()
def as_many_as_the_row_number(lengths, max_len):
    """you use the number of the sentence in place of its length.

    In `for i in range(B)`, i is the sentence's place in the batch. Where is its length?
    """
    return torch.arange(max_len) < torch.arange(len(lengths))[:, None]


@padding_mistakes()
def place_of_the_length_alone(lengths, max_len):
    """one_hot marks a single place of each sentence; all those before it are real.

    Which comparison holds for all places below the length?
    """
    return one_hot(lengths.long(), max_len + 1).bool()
