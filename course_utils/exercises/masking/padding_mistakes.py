"""Known mistakes in padding_mask: in what counts as real, and in what is returned of the table.

Whole functions that are something else are in padding_whole_mistakes.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList


def is_real(positions, length):
    return positions < length


def as_it_is(mask):
    return mask


def build(is_real=is_real, answer=as_it_is):
    """Which places of a sentence count as real, and what is returned of the table."""

    def mask(lengths, max_len):
        return answer(is_real(torch.arange(max_len), lengths[:, None]))

    return mask


padding_mistakes = MistakeList()


@padding_mistakes(part="is_real")
def one_token_too_many(positions, length):
    """one padding token too many counts as real: places start at 0, and you kept the place
    `length`.

    A sentence of length 2 has the places 0 and 1.
    """
    return positions <= length


@padding_mistakes(part="is_real")
def one_token_too_few(positions, length):
    """the last real token of each sentence is hidden: places start at 0, not at 1.

    A sentence of length 2 has the places 0 and 1.
    """
    return positions < length - 1


@padding_mistakes(part="is_real")
def counted_from_the_right(positions, length):
    """you count from the right: that fits padding in front (left padding).

    Here the real tokens come first and the padding follows.
    """
    return positions >= positions.numel() - length


@padding_mistakes(part="is_real")
def last_token_alone(positions, length):
    """only the last real token of each sentence is True; all those before it are real too.

    Which comparison holds for all places below the length?
    """
    return positions == length - 1


@padding_mistakes(part="is_real")
def first_padding_place_alone(positions, length):
    """only the place just behind the last token is True: your comparison asks for "equal".

    Which comparison holds for all places below the length?
    """
    return positions == length


@padding_mistakes(part="is_real")
def longest_for_all(positions, length):
    """every sentence gets the mask of the longest one.

    Does your line use each sentence's own length, and write into that sentence's row alone?
    """
    return (positions < length.max()).expand(len(length), -1)


@padding_mistakes(part="is_real")
def shortest_for_all(positions, length):
    """every sentence gets the mask of the shortest one.

    Does your line use each sentence's own length?
    """
    return (positions < length.min()).expand(len(length), -1)


@padding_mistakes(part="is_real")
def first_length_for_all(positions, length):
    """every sentence gets the mask of the first one.

    Does your line use each sentence's own length?
    """
    return (positions < length[:1]).expand(len(length), -1)


@padding_mistakes(part="is_real")
def at_least_one_token(positions, length):
    """a sentence of length 0 keeps a token: it should have none.

    Leave the lengths as they are. masked_softmax will deal with rows of which nothing is kept.
    """
    return positions < length.clamp(min=1)


@padding_mistakes(part="is_real")
def everything_real(positions, length):
    """every place is True: the lengths do not reach the mask.

    For each place, compare its number with the length of its sentence.
    """
    return torch.ones(len(length), positions.numel(), dtype=torch.bool)


@padding_mistakes(part="is_real")
def nothing_real(positions, length):
    """every place is False: the table you began with was never filled.

    For each place, compare its number with the length of its sentence.
    """
    return torch.zeros(len(length), positions.numel(), dtype=torch.bool)


@padding_mistakes("pytorch/pytorch#170415", "hkproj/pytorch-transformer#19", part="answer")
def true_for_padding(mask):
    """your mask is True for padding. That is nn.MultiheadAttention's sense; here True = real token.

    Turn the comparison round.
    """
    return ~mask


@padding_mistakes(part="answer")
def axes_swapped(mask):
    """your table has a column for each sentence; each sentence should be a row: (B, max_len).

    Which of the two, positions or lengths, must get a new axis?
    """
    return mask.T


@padding_mistakes(part="answer")
def axes_for_heads_and_queries(mask):
    """right, but already with axes for heads and queries; here (B, max_len) is asked.

    That shape is the subject of expand_key_mask, two exercises on.
    """
    return mask[:, None, None]


@padding_mistakes(part="answer")
def axis_for_queries(mask):
    """right, but already with an axis for the queries; here (B, max_len) is asked.

    Leave the mask with one row for each sentence.
    """
    return mask[:, None]


@padding_mistakes(part="answer")
def a_square_for_each_sentence(mask):
    """you made a square of tokens by tokens for each sentence; here one row each is asked.

    Which keys are real does not depend on who asks. Return (B, max_len).
    """
    return mask[:, :, None] & mask[:, None]
