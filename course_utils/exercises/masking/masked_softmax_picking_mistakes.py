"""Known mistakes in masked_softmax: entries are picked out with keep, or looked up in it."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import MistakeList

picking_mistakes = MistakeList()


@picking_mistakes()
def only_the_kept_entries(scores, keep):
    """indexing with a mask (scores[keep]) flattens: all kept scores of all rows share one 1.

    The shape should stay (..., L, S). Fill, in place of picking out.
    """
    return softmax(scores[keep.expand(scores.shape)])


@picking_mistakes()
def only_the_entries_of_a_whole_keep(scores, keep):
    """indexing with a mask (scores[keep]) flattens: all kept scores of all rows share one 1, and a
    keep with an axis of size 1 does not fit at all.

    The shape should stay (..., L, S). Fill, in place of picking out.
    """
    return softmax(scores[keep])


@picking_mistakes()
def kept_entries_share_one_sum(scores, keep):
    """scores[keep] is one long row: all kept scores of all rows share one 1, and a keep with an
    axis of size 1 does not fit at all.

    Each row should sum to 1. Fill, in place of picking out.
    """
    weights = torch.zeros_like(scores)
    weights[keep] = softmax(scores[keep])
    return weights


@picking_mistakes()
def scores_assigned_through_a_whole_keep(scores, keep):
    """x[~keep] = -inf needs a keep of x's own shape: indexing does not broadcast an axis of size 1.

    masked_fill and torch.where broadcast. Or expand keep first.
    """
    scores = scores.clone()
    scores[~keep] = -math.inf
    return softmax(scores).nan_to_num(0.0)


@picking_mistakes()
def weights_assigned_through_a_whole_keep(scores, keep):
    """weights[~keep] = 0 needs a keep of the weights' own shape: indexing does not broadcast an
    axis of size 1, and takes a keep (L, S) for the first two axes.

    masked_fill and torch.where broadcast, from the right.
    """
    weights = softmax(scores.masked_fill(~keep, -math.inf))
    weights[~keep] = 0.0
    return weights


@picking_mistakes()
def rows_looked_up_in_keep(scores, keep):
    """your loops look up each row in keep as if it had the shape of scores; it may be smaller, to
    be broadcast.

    keep.expand(scores.shape) has a row for each of them.
    """
    weights = torch.zeros_like(scores)
    for b in range(scores.shape[0]):
        for i in range(scores.shape[1]):
            kept = keep[b, i]
            weights[b, i, kept] = softmax(scores[b, i, kept])
    return weights


@picking_mistakes()
def rows_of_keep_taken_for_sentences(scores, keep):
    """you go through the sentences of scores and the first axis of keep together; where keep is
    (L, S), the same for all sentences, its rows are taken for sentences.

    Broadcasting lines shapes up from the right, and needs no loop.
    """
    pairs = zip(scores, keep, strict=False)
    return torch.stack([softmax(s.masked_fill(~k, -math.inf)).nan_to_num(0.0) for s, k in pairs])
