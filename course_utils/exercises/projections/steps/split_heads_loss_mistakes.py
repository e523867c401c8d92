"""Known mistakes that lose or double heads in splitting, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList

split_heads_loss_mistakes = MistakeList()


@split_heads_loss_mistakes(part="move")
def each_head_flattened(pieces):
    """each head's tokens lie in one long row (B, H, L * E); keep them apart: (B, H, L, E)."""
    return pieces.transpose(1, 2).flatten(2)


@split_heads_loss_mistakes(part="move")
def heads_averaged(pieces):
    """you average over the heads; splitting loses nothing, every number of x comes out again."""
    return pieces.mean(dim=2)


@split_heads_loss_mistakes(part="move")
def heads_summed(pieces):
    """you add the heads together; splitting loses nothing, every number of x comes out again."""
    return pieces.sum(dim=2)


@split_heads_loss_mistakes(part="move")
def only_the_first_head(pieces):
    """only the first head is left; all H of them are asked for, in an axis of their own."""
    return pieces[:, :, 0]


@split_heads_loss_mistakes(part="move")
def only_the_last_head(pieces):
    """only the last head is left: does each turn of your loop replace the one before?"""
    return pieces[:, :, -1]


@split_heads_loss_mistakes(part="move")
def first_head_for_all(pieces):
    """every head holds the first E features; head h takes features h * E to h * E + E - 1."""
    return pieces[:, :, :1].expand_as(pieces).transpose(1, 2)


@split_heads_loss_mistakes(part="move")
def heads_in_reverse(pieces):
    """right pieces, but the last head comes first; head 0 holds the first E features."""
    return pieces.flip(2).transpose(1, 2)


@split_heads_loss_mistakes(part="move")
def first_sentence_alone(pieces):
    """only the first sentence is left; look for a [0]."""
    return pieces[0].transpose(0, 1)


@split_heads_loss_mistakes(part="move")
def first_sentence_for_all(pieces):
    """every sentence of the batch holds the first one's pieces; look for a [0]."""
    return pieces[:1].expand_as(pieces).transpose(1, 2)


@split_heads_loss_mistakes(part="move")
def last_head_left_empty(pieces):
    """the last head is all zeros: where does your loop over the heads end?

    range(n) stops at n - 1 already.
    """
    heads = pieces.transpose(1, 2)
    return torch.cat([heads[:, :-1], torch.zeros_like(heads[:, -1:])], dim=1)


@split_heads_loss_mistakes(part="move")
def first_head_left_empty(pieces):
    """the first head is all zeros: heads are counted from 0, and so is your loop to begin."""
    heads = pieces.transpose(1, 2)
    return torch.cat([torch.zeros_like(heads[:, :1]), heads[:, 1:]], dim=1)


@split_heads_loss_mistakes(part="move")
def last_head_left_out(pieces):
    """the last head is missing: where does your loop over the heads end?

    range(n) stops at n - 1 already.
    """
    return pieces[:, :, :-1].transpose(1, 2)


@split_heads_loss_mistakes(part="move")
def first_head_left_out(pieces):
    """the first head is missing: heads are counted from 0, and so is your loop to begin."""
    return pieces[:, :, 1:].transpose(1, 2)


@split_heads_loss_mistakes(part="move")
def last_feature_of_each_head_left_out(pieces):
    """each head lacks its last feature: a slice stops before its end by itself.

    Is there a - 1 too many?
    """
    return pieces[..., :-1].transpose(1, 2)


@split_heads_loss_mistakes(part="move", alone=True)
def scaled_here_already(pieces):
    """you divide by the root of the head size; that belongs to the scores.

    Every number of x comes out again as it was.
    """
    return pieces.transpose(1, 2) / pieces.shape[-1] ** 0.5
