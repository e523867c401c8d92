"""Known mistakes in padding_mask: whole functions that make another table."""

from __future__ import annotations

import torch
from torch.nn.functional import one_hot

from ...checking import MistakeList
from ...masks import padding_mask
from .padding_table_mistakes import padding_mistakes as mistakes_in_the_parts

padding_mistakes = MistakeList(mistakes_in_the_parts)


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

    Writing to one place sets one place. How do you get at all the places below a length?
    """
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    mask[torch.arange(len(lengths)), lengths] = True
    return mask


@padding_mistakes()
def place_of_the_last_token_written(lengths, max_len):
    """you write to a single place of each row, that of the last token (and, for a length of 0, at
    -1, the end of the row).

    Writing to one place sets one place. How do you get at all the places below a length?
    """
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    mask[torch.arange(len(lengths)), lengths - 1] = True
    return mask


@padding_mistakes()
def slice_from_the_right(lengths, max_len):
    """[-length:] counts from the right, where the padding is; and for a length of 0 it is the whole
    row.

    Writing to one place sets one place. How do you get at all the places below a length?
    """
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    for row, length in zip(mask, lengths.tolist(), strict=True):
        row[-length:] = True
    return mask


@padding_mistakes()
def filled_down_the_columns(lengths, max_len):
    """you fill a column for each sentence, from the top down: rows and columns have changed places.

    In mask[a, b], which of the two is the sentence?
    """
    mask = torch.zeros(len(lengths), max_len, dtype=torch.bool)
    for b, length in enumerate(lengths.tolist()):
        mask[:length, b] = True
    return mask


@padding_mistakes()
def row_of_a_triangle_with_its_diagonal(lengths, max_len):
    """you take row n of a triangle of ones for a length n: with its diagonal that row has n + 1
    ones, and for a full sentence there is no such row.

    How many ones has row 0 of torch.tril?
    """
    return torch.ones(max_len, max_len, dtype=torch.bool).tril()[lengths]


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
def first_row_alone(lengths, max_len):
    """only the first sentence's row is filled: the loop returns in its first turn, or the places go
    on counting from row to row.

    Which numbers do the places of the second row have? Or how often does your loop turn?
    """
    positions = torch.arange(len(lengths) * max_len).view(len(lengths), max_len)
    return positions < lengths[:, None]


@padding_mistakes()
def last_row_alone(lengths, max_len):
    """only the last sentence's row is filled: is the table made anew in each turn of the loop?

    Make it once, before the loop.
    """
    last = torch.arange(len(lengths))[:, None] == len(lengths) - 1
    return padding_mask(lengths, max_len) & last


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


@padding_mistakes()
def lengths_compared_with_max_len(lengths, max_len):
    """you compare each length with max_len, which tells what sentences are not full; the places are
    missing.

    For each place, compare its number with the length of its sentence.
    """
    return lengths[:, None] < max_len
