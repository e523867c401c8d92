"""Known mistakes in to_mha_mask, with the sentence a learner reads."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList


def as_it_is(mask):
    return mask


def turned(keep):
    return ~keep


def build(turned=turned, answer=as_it_is, entries=as_it_is):
    """Which entries are True, which axes are returned, and what the entries are."""
    return lambda keep: entries(answer(turned(keep)))


mha_mistakes = MistakeList()


@mha_mistakes("rasbt/LLMs-from-scratch#1061", "lucidrains/halonet-pytorch#4", part="turned")
def handed_over_as_it_is(keep):
    """the mask is handed over as it is: the module then ignores the real tokens and attends to
    padding.

    It raises no error. What does True mean in our mask, and what in key_padding_mask?
    """
    return keep


@mha_mistakes(part="turned")
def nothing_ignored(keep):
    """everything is False: the module ignores nothing, and padding is attended to.

    Which places of key_padding_mask must be True?
    """
    return torch.zeros_like(keep)


@mha_mistakes(part="turned")
def everything_ignored(keep):
    """everything is True: the module ignores all keys, and its output turns into NaN or zeros.

    Which places of key_padding_mask must be True?
    """
    return torch.ones_like(keep)


@mha_mistakes(part="turned")
def order_reversed(keep):
    """you turned the order of the tokens round (flip), not the sense of True and False.

    Each True becomes False in its place.
    """
    return keep.flip(-1)


@mha_mistakes(part="turned")
def only_the_last_turned(keep):
    """only the last entry of each row is turned round.

    Each True becomes False, in every place.
    """
    return torch.cat([keep[:, :-1], ~keep[:, -1:]], dim=-1)


@mha_mistakes(part="turned")
def all_but_the_last_turned(keep):
    """the last entry of each row is not turned round.

    Each True becomes False, in every place.
    """
    return torch.cat([~keep[:, :-1], keep[:, -1:]], dim=-1)


@mha_mistakes(part="answer")
def with_axes_for_heads_and_queries(mask):
    """nn.MultiheadAttention adds the axes for heads and queries itself: it wants (B, S).

    (B, 1, 1, S) is for masks that you apply to the scores yourself.
    """
    return mask[:, None, None]


@mha_mistakes(part="answer")
def with_an_axis_for_queries(mask):
    """a key_padding_mask has no axis for the queries: nn.MultiheadAttention wants (B, S).

    Keep the shape as it came.
    """
    return mask[:, None]


@mha_mistakes(part="answer")
def a_square_for_each_sentence(mask):
    """you made a square of tokens by tokens: that is an attn_mask. A key_padding_mask is (B, S).

    Keep the shape as it came.
    """
    return mask[:, None] | mask[:, :, None]


@mha_mistakes(part="answer")
def sentences_and_tokens_swapped(mask):
    """(S, B): batch and tokens have changed places. key_padding_mask is (B, S) with batch_first or
    not.

    Keep the shape as it came.
    """
    return mask.T


@mha_mistakes("pytorch/pytorch#21518", part="entries")
def float_ones_to_ignore(mask):
    """float 0 and 1 are ADDED to the scores by the module: plus 1 hides nothing.

    Return a boolean mask, with True where the module is to ignore.
    """
    return mask.float()


@mha_mistakes("pytorch/pytorch#21518")
def float_ones_to_keep(keep):
    """float 0 and 1, as they came: the module ADDS them to the scores, which hides nothing.

    Return a boolean mask, with True where the module is to ignore.
    """
    return keep.float()


@mha_mistakes(part="entries")
def made_to_be_added(mask):
    """this is an additive mask, 0 and -inf. The module takes that too; a boolean one is asked here.

    True where the module is to ignore.
    """
    return torch.zeros(mask.shape).masked_fill(mask, -math.inf)


@mha_mistakes(part="entries")
def ones_and_minus_infinity(mask):
    """your entries are 1 and -inf, neither a boolean mask nor one to be added, which has 0 and
    -inf.

    Return a boolean mask, with True where the module is to ignore.
    """
    return torch.ones(mask.shape).masked_fill(mask, -math.inf)


@mha_mistakes(part="entries")
def whole_zeros_and_ones(mask):
    """your entries are whole numbers, which the module refuses.

    Print keep.dtype and your result's. Which one does the module take?
    """
    return mask.long()


@mha_mistakes()
def a_minus_sign(keep):
    """a minus sign makes -1 of 1 and leaves 0 as it is: nothing is turned round.

    Turn the mask round while it is boolean.
    """
    return -keep.long()


@mha_mistakes()
def inverted_as_whole_numbers(keep):
    """~ of whole numbers flips bits: it makes -2 of 1 and -1 of 0, and both count as true.

    Turn the mask round while it is boolean.
    """
    return ~keep.long()
