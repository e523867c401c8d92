"""Known mistakes that lose numbers in joining the heads, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList

COMMON_MISTAKES = (
    "https://github.com/ttsugriy/llm-first-principles/blob/HEAD/"
    "docs/stages/stage-05/common-mistakes.md"
)

merge_heads_loss_mistakes = MistakeList()


@merge_heads_loss_mistakes(COMMON_MISTAKES, part="join")
def heads_averaged(pieces):
    """you average the heads; they are put side by side, and no number is lost."""
    return pieces.mean(dim=2)


@merge_heads_loss_mistakes(part="join")
def heads_summed(pieces):
    """you add the heads together; they are put side by side, and no number is lost."""
    return pieces.sum(dim=2)


@merge_heads_loss_mistakes(part="join")
def largest_of_the_heads(pieces):
    """you keep the largest of the heads; they are put side by side, and no number is lost."""
    return pieces.amax(dim=2)


@merge_heads_loss_mistakes(part="join")
def average_in_every_head(pieces):
    """every head's place holds the average of all; each head keeps its own numbers."""
    return pieces.mean(dim=2, keepdim=True).expand_as(pieces).flatten(2)


@merge_heads_loss_mistakes(part="join")
def only_the_first_head(pieces):
    """only the first head is left; all H are put side by side.

    How far is `return` indented? Or is there a [0]?
    """
    return pieces[:, :, 0]


@merge_heads_loss_mistakes(part="join")
def only_the_last_head(pieces):
    """only the last head is left: does each turn of your loop replace the one before?"""
    return pieces[:, :, -1]


@merge_heads_loss_mistakes(part="join")
def last_head_left_out(pieces):
    """the last head is missing: where does your loop over the heads end?

    range(n) stops at n - 1 already.
    """
    return pieces[:, :, :-1].flatten(2)


@merge_heads_loss_mistakes(part="join")
def first_head_left_out(pieces):
    """the first head is missing: heads are counted from 0, and so is your loop to begin."""
    return pieces[:, :, 1:].flatten(2)


@merge_heads_loss_mistakes(part="join")
def last_head_left_empty(pieces):
    """the last head's place is all zeros: where does your loop over the heads end?

    range(n) stops at n - 1 already.
    """
    return torch.cat([pieces[:, :, :-1], torch.zeros_like(pieces[:, :, -1:])], dim=2).flatten(2)


@merge_heads_loss_mistakes(part="join")
def first_head_left_empty(pieces):
    """the first head's place is all zeros: heads are counted from 0, and loops start there."""
    return torch.cat([torch.zeros_like(pieces[:, :, :1]), pieces[:, :, 1:]], dim=2).flatten(2)


@merge_heads_loss_mistakes(part="join", alone=True)
def sum_in_every_head(pieces):
    """every head's place holds the sum of all; each head keeps its own numbers."""
    return pieces.sum(dim=2, keepdim=True).expand_as(pieces).flatten(2)


@merge_heads_loss_mistakes(part="join", alone=True)
def divided_by_the_number_of_heads(pieces):
    """you divide by the number of heads; they are put side by side, and no number changes."""
    return pieces.flatten(2) / pieces.shape[2]
