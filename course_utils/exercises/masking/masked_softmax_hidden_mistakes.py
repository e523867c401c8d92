"""Known mistakes in masked_softmax: which scores are hidden."""

from __future__ import annotations

import torch

from ...checking import MistakeList

hidden_mistakes = MistakeList()


@hidden_mistakes("hkproj/pytorch-transformer#19", "lucidrains/halonet-pytorch#4", part="hidden")
def sense_inverted(scores, keep):
    """you hide what is to be kept, and keep what is to be hidden.

    In masked_fill(mask, value), True means: fill here. Is that keep, or ~keep?
    """
    return keep


@hidden_mistakes("bentrevett/pytorch-seq2seq#96", "hyunwoongko/transformer#40", part="hidden")
def queries_hidden_instead(scores, keep):
    """the mask is turned by its last two axes, so queries are hidden in place of keys.

    Use keep as it comes: its last axis is the keys.
    """
    return ~keep.mT


@hidden_mistakes("ml-explore/mlx-lm#1903", part="hidden", alone=True)
def keep_squeezed(scores, keep):
    """you squeeze keep: its axes of size 1 are what makes it fit all heads and queries, and without
    them sentences line up with heads or queries.

    Use keep as it comes: it is ready to be broadcast.
    """
    return ~keep.squeeze()


@hidden_mistakes("ml-explore/mlx-lm#1903", part="hidden", alone=True)
def an_axis_added_to_keep(scores, keep):
    """you add an axis to keep; it comes ready to broadcast, and now it lines up with other axes.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return ~keep.unsqueeze(1)


@hidden_mistakes(part="hidden", alone=True)
def two_axes_added_to_keep(scores, keep):
    """you add axes to keep; it comes ready to broadcast, and now the result has too many axes.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return ~keep[:, None, None]


@hidden_mistakes(part="hidden")
def mask_of_the_first_sentence(scores, keep):
    """every sentence gets the mask of the first one.

    Is there a [0] somewhere that should not be?
    """
    return ~(keep[0] if keep.dim() == scores.dim() else keep)


@hidden_mistakes(part="hidden", alone=True)
def first_entry_of_keep(scores, keep):
    """keep[0] is the mask of the first sentence (or, where keep is (L, S), of the first query), and
    all others get it too.

    Is there a [0] somewhere that should not be?
    """
    return ~keep[0]


@hidden_mistakes(part="hidden")
def future_hidden_too(scores, keep):
    """you hide the future as well; keep alone decides here.

    Whoever wants both passes keep & causal.
    """
    return ~keep | ~torch.ones(scores.shape[-2:], dtype=torch.bool).tril()


@hidden_mistakes(part="hidden", alone=True)
def future_hidden_instead(scores, keep):
    """you hide the future (a triangle), and do not look at keep.

    Which scores are hidden is for keep to say, whatever it holds.
    """
    return ~torch.ones(scores.shape[-2:], dtype=torch.bool).tril()


@hidden_mistakes(part="hidden", alone=True)
def hidden_if_no_query_keeps_it(scores, keep):
    """you hide a key only if no query keeps it: the queries are asked together (any along -2).

    Each query has a row of its own in keep. No axis of it has to go.
    """
    return ~keep.any(dim=-2, keepdim=True)


@hidden_mistakes(part="hidden", alone=True)
def hidden_if_no_sentence_keeps_it(scores, keep):
    """the masks of all sentences are taken together (any along 0).

    Each sentence has a mask of its own in keep. No axis of it has to go.
    """
    return ~keep.any(dim=0)


@hidden_mistakes(part="hidden", alone=True)
def masks_of_another_shape_ignored(scores, keep):
    """keep is used only if it has the shape of scores; any other mask, (L, S) say, hides nothing.

    Broadcasting fits it to scores: masked_fill and torch.where do that by themselves.
    """
    return ~keep if keep.shape == scores.shape else torch.zeros_like(keep)


@hidden_mistakes(part="hidden", alone=True)
def masks_with_fewer_axes_ignored(scores, keep):
    """keep is used only if it has as many axes as scores; a mask (L, S) hides nothing in yours.

    Broadcasting adds missing axes on the left by itself.
    """
    return ~keep if keep.dim() == scores.dim() else torch.zeros_like(keep)


@hidden_mistakes(part="hidden", alone=True)
def two_axes_taken_for_sentences_and_keys(scores, keep):
    """a mask with two axes is taken for (B, S) and gets a new axis; here two axes are (L, S), a row
    for each query.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return ~(keep[:, None] if keep.dim() == 2 else keep)


@hidden_mistakes(part="hidden", alone=True)
def two_axes_made_four(scores, keep):
    """a mask with two axes is taken for (B, S) and gets two new ones; here two axes are (L, S), a
    row for each query.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return ~(keep[:, None, None] if keep.dim() == 2 else keep)


@hidden_mistakes(part="hidden", alone=True)
def scores_of_zero_hidden_too(scores, keep):
    """you hide every score that is 0, also the kept ones: 0 is a score like any other.

    Ask the mask which keys are hidden, not the scores.
    """
    return scores * keep == 0


@hidden_mistakes(part="hidden", alone=True)
def negative_scores_hidden_too(scores, keep):
    """negative scores are hidden too, whatever keep says about them.

    Ask the mask which keys are hidden, not the scores.
    """
    return ~keep | (scores < 0)
