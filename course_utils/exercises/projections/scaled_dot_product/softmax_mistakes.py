"""Known mistakes in the softmax of scaled_dot_product_attention."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .weight_mistakes import weight_mistakes

sdpa_softmax_mistakes = MistakeList(weight_mistakes)


@sdpa_softmax_mistakes("pytorch/pytorch#103749", "pytorch/pytorch#41508", part="softmax")
def nan_in_rows_without_a_key(scores):
    """a query that may attend to nothing gives NaN: all its scores are -inf, and 0 / 0 follows.

    torch returns zeros there. At which point can you set such rows right?
    """
    return torch.softmax(scores, dim=-1)


@sdpa_softmax_mistakes("pytorch/pytorch#103963", part="softmax")
def uniform_in_rows_without_a_key(scores):
    """a query that may attend to nothing gets the mean of the values; torch gives zeros there.

    Keras and Hugging Face's eager code give that mean too (a convention). Which rows are to be 0?
    """
    nothing = (scores == -math.inf).all(dim=-1, keepdim=True)
    return torch.softmax(scores.masked_fill(nothing, 0.0), dim=-1)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def nan_repaired_too_late(scores):
    """the numbers are right, but the gradient is NaN: nan_to_num repairs the values alone.

    A row of -inf must not reach the softmax, or no gradient may flow back into the row.
    """
    return torch.softmax(scores, dim=-1).nan_to_num()


@sdpa_softmax_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def normalised_over_the_queries(scores):
    """you normalised over the queries (axis -2): a row of weights does not sum to 1.

    One query's attention is shared out among the keys. Which axis are they on?
    """
    return torch.softmax(scores, dim=-2).nan_to_num()


@sdpa_softmax_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", part="softmax")
def normalised_over_axis_1(scores):
    """you normalised over axis 1: with heads that is the heads, with three axes the queries.

    Without a dim torch picks axis 1 in 4-D. Which axis, counted from the end, holds the keys?
    """
    return torch.softmax(scores, dim=1).nan_to_num()


@sdpa_softmax_mistakes("nerminnuraydogan/vision-transformer#1", part="softmax", alone=True)
def normalised_over_axis_0(scores):
    """you normalised over axis 0, the batch: the sentences share out one attention.

    One query's attention is shared out among the keys. Which axis are they on?
    """
    return torch.softmax(scores, dim=0).nan_to_num()


@sdpa_softmax_mistakes("nerminnuraydogan/vision-transformer#1", part="softmax", alone=True)
def normalised_over_axis_0_with_nan(scores):
    """you normalised over axis 0, the batch; where all sentences hide a key, NaN comes out.

    One query's attention is shared out among the keys. Which axis are they on?
    """
    return torch.softmax(scores, dim=0)


@sdpa_softmax_mistakes(
    "OpenNMT/OpenNMT-py#487", "OpenNMT/OpenNMT-py#632", part="softmax", alone=True
)
def softmax_without_an_axis(scores):
    """softmax runs over axis 0 of three (the batch) and axis 1 of four (the heads).

    That is what torch guesses without a dim. Which axis, counted from the end, holds the keys?
    """
    return softmax_without_an_axis_with_nan(scores).nan_to_num()


@sdpa_softmax_mistakes(
    "OpenNMT/OpenNMT-py#487", "OpenNMT/OpenNMT-py#632", part="softmax", alone=True
)
def softmax_without_an_axis_with_nan(scores):
    """softmax runs over axis 0 of three (the batch), axis 1 of four (the heads); NaN comes out.

    That is what torch guesses without a dim. Which axis, counted from the end, holds the keys?
    """
    return torch.softmax(scores, dim=0 if scores.dim() == 3 else 1)


@sdpa_softmax_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def normalised_over_the_queries_with_nan(scores):
    """you normalised over the queries (axis -2); where all of those are hidden, NaN comes out.

    One query's attention is shared out among the keys. Which axis are they on?
    """
    return torch.softmax(scores, dim=-2)


@sdpa_softmax_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", part="softmax")
def normalised_over_axis_1_with_nan(scores):
    """you normalised over axis 1, the heads if there are any; where all hide a key, NaN comes out.

    Without a dim torch picks axis 1 in 4-D. Which axis, counted from the end, holds the keys?
    """
    return torch.softmax(scores, dim=1)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def normalised_over_axis_2(scores):
    """you normalised over axis 2: that is the keys with three axes only.

    Count from the end, so that any number of leading axes fits.
    """
    return torch.softmax(scores, dim=2).nan_to_num()


@sdpa_softmax_mistakes(part="softmax", alone=True)
def normalised_over_axis_3(scores):
    """you normalised over axis 3: that is the keys with four axes only.

    Count from the end, so that any number of leading axes fits.
    """
    return torch.softmax(scores, dim=3).nan_to_num()


@sdpa_softmax_mistakes(part="softmax", alone=True)
def normalised_over_axis_3_with_nan(scores):
    """you normalised over axis 3: that is the keys with four axes only (and NaN comes out).

    Count from the end, so that any number of leading axes fits.
    """
    return torch.softmax(scores, dim=3)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def normalised_over_queries_and_keys(scores):
    """you normalised over queries and keys together; each query has its own share of 1."""
    return torch.softmax(scores.flatten(-2), dim=-1).view(scores.shape).nan_to_num()


@sdpa_softmax_mistakes("pyg-team/pytorch_geometric#53", part="softmax")
def largest_not_subtracted(scores):
    """exp overflows on large scores: inf / inf is NaN.

    What can you subtract from a whole row without changing its shares? (Lesson 3.)
    """
    exponentials = scores.exp()
    total = exponentials.sum(dim=-1, keepdim=True)
    return torch.where(total == 0, 0.0, exponentials / total)


@sdpa_softmax_mistakes("pyg-team/pytorch_geometric#53", part="softmax")
def largest_not_subtracted_and_zero_by_zero(scores):
    """exp overflows on large scores (inf / inf), and a query without any key gives 0 / 0: both NaN.

    What can you subtract from a whole row without changing its shares? (Lesson 3.)
    """
    exponentials = scores.exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


@sdpa_softmax_mistakes("pyg-team/pytorch_geometric#53", part="softmax", alone=True)
def largest_not_subtracted_but_empty_rows_kept(scores):
    """exp overflows on large scores (inf / inf) and is all 0 on very low ones (0 / 0): both NaN.

    What can you subtract from a whole row without changing its shares? (Lesson 3.)
    """
    nothing = (scores == -math.inf).all(dim=-1, keepdim=True)
    exponentials = scores.masked_fill(nothing, 0.0).exp()
    return (exponentials / exponentials.sum(dim=-1, keepdim=True)).masked_fill(nothing, 0.0)
