"""Known mistakes in joining the heads, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList
from .merge_heads_loss_mistakes import COMMON_MISTAKES

merge_heads_joining_mistakes = MistakeList()


@merge_heads_joining_mistakes(part="join")
def features_dealt_in_turn(pieces):
    """the heads' features alternate, as cards are dealt; each head's features stay neighbours.

    Before joining, heads come before features: (B, L, H, E), not (B, L, E, H).
    """
    return pieces.transpose(2, 3).flatten(2)


@merge_heads_joining_mistakes(part="join")
def not_joined(pieces):
    """the heads stand behind the tokens, but are an axis of their own still: (B, L, H, E).

    Join the last two axes: what is H * E?
    """
    return pieces


@merge_heads_joining_mistakes(part="join")
def joined_with_the_features_first(pieces):
    """you joined heads and features in the other order and kept them as two axes: (B, L, E, H)."""
    return pieces.transpose(2, 3)


@merge_heads_joining_mistakes(part="join")
def one_row_for_a_sentence(pieces):
    """all tokens of a sentence lie in one long row (B, L * D); keep them apart: (B, L, D)."""
    return pieces.flatten(1)


@merge_heads_joining_mistakes(part="join")
def all_sentences_in_one_table(pieces):
    """right vectors, but all sentences' tokens lie in one table (B * L, D); keep the batch axis."""
    return pieces.flatten(2).flatten(0, 1)


@merge_heads_joining_mistakes(part="join")
def tokens_last(pieces):
    """right vectors, but as columns: (B, D, L). A token's features belong in the last axis."""
    return pieces.flatten(2).transpose(1, 2)


@merge_heads_joining_mistakes(part="join")
def first_sentence_alone(pieces):
    """only the first sentence is left; look for a [0]."""
    return pieces[0].flatten(1)


@merge_heads_joining_mistakes(COMMON_MISTAKES)
def concatenated_along_the_tokens(x):
    """you put the heads one after another, H * L rows of E; they belong side by side.

    Along which axis do you concatenate? Rows are to get longer, not more.
    """
    return x.flatten(1, 2)


@merge_heads_joining_mistakes()
def concatenated_along_the_batch(x):
    """you put the heads one after another along the batch, H * B of them; they belong side by side.

    Along which axis do you concatenate? Rows are to get longer, not more.
    """
    return torch.cat(x.unbind(1), dim=0)


@merge_heads_joining_mistakes()
def sentences_side_by_side(x):
    """you put the sentences of the batch side by side; the heads are to be, inside a sentence.

    Iterating over x goes along the batch. Which axis are the heads?
    """
    return torch.cat(x.unbind(0), dim=-1)


@merge_heads_joining_mistakes()
def everything_in_one_row(x):
    """heads, tokens and features of a sentence lie in one long row; a row for each token is asked.

    Only heads and features become one axis: which axis must move before they are neighbours?
    """
    return x.flatten(1)


@merge_heads_joining_mistakes()
def slices_overlap(x):
    """each head's slice begins one place after the one before; it begins E places after.

    Where does head h begin: at h, or at h * E?
    """
    heads, size = x.shape[1], x.shape[3]
    merged = x.new_zeros(x.shape[0], x.shape[2], heads * size)
    for h in range(heads):
        merged[:, :, h : h + size] = x[:, h]
    return merged


@merge_heads_joining_mistakes()
def batch_and_heads_as_one(x):
    """you joined batch and heads (B * H, L, E); the heads are to be joined with the features."""
    return x.flatten(0, 1)


@merge_heads_joining_mistakes()
def nothing_merged(x):
    """this is x itself, with its four axes; a token's pieces are to be put side by side."""
    return x


@merge_heads_joining_mistakes(part="join")
def numbers_of_heads_and_tokens_mixed_up(pieces):
    """right pieces, but the result is (B, H, L * E): the numbers of heads and tokens are mixed up.

    After a transpose x.shape tells the swapped sizes. Read them off once, before it.
    """
    return pieces.reshape(pieces.shape[0], pieces.shape[2], -1)


@merge_heads_joining_mistakes(part="join")
def heads_joined_with_the_tokens(pieces):
    """the heads became rows, (B, L * H, E): each token's pieces belong side by side in one row.

    How long is a row of the result? Not E, but ...
    """
    return pieces.flatten(1, 2)


@merge_heads_joining_mistakes(alone=True)
def axis_of_one_kept(x):
    """right rows, but with an axis of size 1 for the heads, (B, 1, L, D): it is used up.

    chunk and split keep the axis they cut along; unbind, or x[:, h], takes it away.
    """
    return x.transpose(1, 2).flatten(2).unsqueeze(1)


@merge_heads_joining_mistakes(alone=True)
def axes_of_size_one_dropped(x):
    """your squeeze() drops every axis of size 1, also one that belongs: a batch of one sentence.

    Say which axis: squeeze(1), or do without.
    """
    return x.transpose(1, 2).flatten(2).squeeze()
