"""Known mistakes in splitting heads, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList


def pieces(x, num_heads):
    return x.unflatten(-1, (num_heads, -1))  # (B, L, D) -> (B, L, H, E)


def move(pieces):
    return pieces.transpose(1, 2)  # (B, L, H, E) -> (B, H, L, E)


def build(pieces=pieces, move=move):
    """Each token's features cut into pieces, then the head axis moved before the tokens."""
    return lambda x, num_heads: move(pieces(x, num_heads))


split_heads_mistakes = MistakeList()


@split_heads_mistakes(
    "reczoo/FuxiCTR#30",
    "649453932/Chinese-Text-Classification-Pytorch#10",
    "649453932/Chinese-Text-Classification-Pytorch#53",
    "hyunwoongko/transformer#15",
    "bentrevett/pytorch-seq2seq#148",
    part="move",
)
def viewed_as_heads_first(pieces):
    """view or reshape to (B, H, L, E) moves nothing: each head gets whole tokens, in pieces.

    Cut the last axis first, into (B, L, H, E). Which function then swaps two axes?
    """
    batch, length, heads, size = pieces.shape
    return pieces.reshape(batch, heads, length, size)


@split_heads_mistakes(
    "649453932/Chinese-Text-Classification-Pytorch#10",
    "reczoo/FuxiCTR#30",
    part="move",
)
def viewed_as_batch_times_heads(pieces):
    """view(B * H, L, E) moves nothing: each "head" gets whole tokens, in pieces.

    Four axes are asked for, (B, H, L, E): cut the last one first, then swap two.
    """
    batch, length, heads, size = pieces.shape
    return pieces.reshape(batch * heads, length, size)


@split_heads_mistakes(part="move")
def heads_folded_into_the_batch(pieces):
    """right pieces, but batch and heads are one axis (B * H, L, E), as bmm likes it (fairseq).

    Here they stay two axes: where do you fold them?
    """
    return pieces.transpose(1, 2).flatten(0, 1)


@split_heads_mistakes(part="move")
def heads_stacked_along_the_batch(pieces):
    """right pieces, but all sentences' first heads come first, then all second ones (H * B, L, E).

    Here heads get an axis of their own, after the batch.
    """
    return torch.cat(pieces.unbind(2), dim=0)


@split_heads_mistakes("heykeetae/Self-Attention-GAN#11", part="move")
def head_axis_not_moved(pieces):
    """right pieces, but the axes are still (B, L, H, E); permute(0, 1, 2, 3) moves nothing either.

    A head is to hold all tokens' pieces: which two axes must change places?
    """
    return pieces


@split_heads_mistakes(part="move")
def tokens_last(pieces):
    """one swap too far: (B, H, E, L), as keys lie for the scores; (B, H, L, E) is asked."""
    return pieces.permute(0, 2, 3, 1)


@split_heads_mistakes(part="move")
def heads_before_the_batch(pieces):
    """the heads stand before the batch (H, B, L, E); the batch comes first.

    Along which axis do you stack the pieces?
    """
    return pieces.permute(2, 0, 1, 3)


@split_heads_mistakes(part="move")
def heads_last(pieces):
    """the heads stand last (B, L, E, H); they belong before the tokens.

    Along which axis do you stack the pieces?
    """
    return pieces.transpose(2, 3)


@split_heads_mistakes(part="move")
def heads_and_features_at_each_others_places(pieces):
    """your axes are (B, E, L, H): tokens stand where they belong, heads and features do not.

    Count the axes of (B, L, H, E) from 0: which two must change places?
    """
    return pieces.permute(0, 3, 1, 2)


@split_heads_mistakes(part="move")
def batch_and_heads_swapped(pieces):
    """you swapped batch and heads: (H, L, B, E). The batch stays in front.

    Count the axes of (B, L, H, E) from 0: which two must change places?
    """
    return pieces.transpose(0, 2)


@split_heads_mistakes(part="move")
def batch_and_tokens_swapped(pieces):
    """you swapped batch and tokens: (L, B, H, E). The batch stays in front.

    Count the axes of (B, L, H, E) from 0: which two must change places?
    """
    return pieces.transpose(0, 1)


@split_heads_mistakes(part="move")
def all_axes_reversed(pieces):
    """.T on four axes reverses them all; only two are to change places."""
    return pieces.permute(3, 2, 1, 0)


@split_heads_mistakes(part="move")
def tokens_and_features_swapped(pieces):
    """you swapped tokens and features: (B, E, H, L). Tokens and heads must change places.

    Count the axes of (B, L, H, E) from 0: which two are they?
    """
    return pieces.transpose(1, 3)


@split_heads_mistakes(part="move")
def reshaped_once_more(pieces):
    """right pieces, and then a reshape to (B, L, D) takes the axis of the heads away again.

    After the swap nothing is left to do.
    """
    return pieces.transpose(1, 2).reshape(pieces.shape[0], pieces.shape[1], -1)


@split_heads_mistakes(part="move", alone=True)
def axes_of_size_one_dropped(pieces):
    """your squeeze() drops every axis of size 1, also one that belongs: a batch of one sentence.

    Say which axis, or do without: splitting leaves no axis of size 1 behind.
    """
    return pieces.transpose(1, 2).squeeze()
