"""Known mistakes in padding_mask: in the table's places, sense, axes and entries."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .padding_mistakes import padding_mistakes as earlier_mistakes

padding_mistakes = MistakeList(earlier_mistakes)


@padding_mistakes("pytorch/pytorch#170415", "hkproj/pytorch-transformer#19", part="sense")
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
def columns_reshaped(mask):
    """you make a column for each sentence and reshape it: reshape does not turn a table round, it
    cuts the same entries into other rows.

    Which of the two, positions or lengths, must get a new axis?
    """
    return mask.T.reshape(mask.shape)


@padding_mistakes(part="answer")
def axes_for_heads_and_queries(mask):
    """your table already has axes for heads and queries; here (B, max_len) is asked.

    That shape is the subject of expand_key_mask, two exercises on.
    """
    return mask[:, None, None]


@padding_mistakes(part="answer")
def axis_for_queries(mask):
    """your table already has an axis for the queries; here (B, max_len) is asked.

    Leave the mask with one row for each sentence.
    """
    return mask[:, None]


@padding_mistakes(part="answer")
def a_square_for_each_sentence(mask):
    """you made a square of tokens by tokens for each sentence; here one row each is asked.

    Which keys are real does not depend on who asks. Return (B, max_len).
    """
    return mask[:, :, None] & mask[:, None]


@padding_mistakes(part="entries")
def zeros_and_ones(mask):
    """your entries are float 0 and 1: added to scores, that hides nothing.

    A boolean mask is asked. A comparison gives one: leave it as it comes.
    """
    return mask.float()


@padding_mistakes(part="entries")
def whole_zeros_and_ones(mask):
    """your entries are whole numbers: ~ makes -1 and -2 of 0 and 1, which are both
    true.

    A boolean mask is asked. A comparison gives one: leave it as it comes.
    """
    return mask.long()


@padding_mistakes(part="entries")
def made_to_be_added(mask):
    """this is an additive mask, 0 and -inf, as Hugging Face models pass it; a boolean one is asked.

    additive_mask, in this lesson, turns one into the other.
    """
    return torch.zeros(mask.shape).masked_fill(~mask, -math.inf)


@padding_mistakes(part="entries")
def ones_and_minus_infinity(mask):
    """your entries are 1 and -inf, neither a boolean mask nor one to be added, which has 0 and
    -inf.

    A boolean mask is asked. A comparison gives one: leave it as it comes.
    """
    return torch.ones(mask.shape).masked_fill(~mask, -math.inf)


@padding_mistakes(part="places")
def width_of_the_longest(lengths, max_len):
    """your table is as wide as the longest sentence, not max_len.

    Where does max_len come into your function?
    """
    return torch.arange(int(lengths.max()))


@padding_mistakes(part="places")
def as_wide_as_the_batch(lengths, max_len):
    """you count up to the number of sentences, not up to max_len.

    How many places has a row?
    """
    return torch.arange(len(lengths))


@padding_mistakes(part="places")
def one_place_too_narrow(lengths, max_len):
    """your table has max_len - 1 places.

    Places run from 0 to max_len - 1, which are max_len numbers.
    """
    return torch.arange(max_len - 1)


@padding_mistakes(part="places")
def place_0_left_out(lengths, max_len):
    """your places run from 1 to max_len - 1: place 0 is missing, and the table a column too narrow.

    torch.arange begins at 0 unless told otherwise, and ends before its end.
    """
    return torch.arange(1, max_len)


@padding_mistakes(part="places")
def one_place_too_wide(lengths, max_len):
    """your table has max_len + 1 places.

    Places run from 0 to max_len - 1, which are max_len numbers.
    """
    return torch.arange(max_len + 1)
