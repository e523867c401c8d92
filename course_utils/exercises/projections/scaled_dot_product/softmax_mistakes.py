"""Known mistakes in the softmax of scaled_dot_product_attention."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import softmax

sdpa_softmax_mistakes = MistakeList()


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


@sdpa_softmax_mistakes("CASIA-IVA-Lab/DANet#48", part="softmax", alone=True)
def largest_minus_score(scores):
    """you take the largest score minus each score: then the smallest score wins.

    In which order must the two stand, so that the largest score gets the largest share?
    """
    return torch.softmax(-scores, dim=-1)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def never_divided_by_the_sum(scores):
    """you exponentiate, but the row is never divided by its sum: the weights are no shares of 1."""
    return (scores - scores.amax(dim=-1, keepdim=True)).exp().nan_to_num()


@sdpa_softmax_mistakes(part="softmax", alone=True)
def no_softmax(scores):
    """the values are mixed with the raw scores: softmax is missing, or its result is not used.

    Which variable goes into your last product?
    """
    return scores.masked_fill(scores == -math.inf, 0.0)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def no_softmax_of_minus_infinity(scores):
    """the values are mixed with the raw scores: softmax is missing; -inf times a value is not 0.

    Which variable goes into your last product?
    """
    return scores


@sdpa_softmax_mistakes(part="softmax", alone=True)
def logarithm_of_the_weights(scores):
    """log_softmax gives the logarithms of the weights; here the weights themselves are mixed."""
    return torch.log_softmax(scores, dim=-1)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def softmax_twice(scores):
    """softmax is applied twice; the second time it flattens the weights."""
    return torch.softmax(softmax(scores), dim=-1)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def sigmoid_of_each_score(scores):
    """a sigmoid judges each key by itself; the keys do not share out a whole of 1."""
    return torch.sigmoid(scores)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def relu_instead_of_softmax(scores):
    """a ReLU stands where the softmax belongs: weights are no shares, and some rows are all 0.

    What makes the weights of one query positive and sum to 1?
    """
    return scores.relu()


@sdpa_softmax_mistakes(part="softmax", alone=True)
def positive_scores_shared_out(scores):
    """you divide the positive scores by their sum; exp comes first, then the sum.

    A score of -1 is to get a small share, not none. What does exp do to it?
    """
    return scores.relu() / (scores.relu().sum(dim=-1, keepdim=True) + 1e-9)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def scores_divided_by_their_sum(scores):
    """you divide the scores by their sum; exp is missing, which makes all of them positive.

    What is 1 / (1 - 1)? Scores may cancel, exponentials cannot.
    """
    finite = scores.masked_fill(scores == -math.inf, 0.0)
    total = finite.sum(dim=-1, keepdim=True)
    return finite / total.masked_fill(total == 0, 1.0)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def exponentials_as_weights(scores):
    """the weights are the exponentials themselves: they are never divided by their sum.

    Do the weights of one query sum to 1?
    """
    return scores.exp()


@sdpa_softmax_mistakes(part="softmax", alone=True)
def best_key_only(scores):
    """each query takes its best key alone (argmax); softmax shares out, and has a gradient."""
    best = torch.nn.functional.one_hot(scores.argmax(dim=-1), scores.shape[-1])
    return best.to(scores.dtype) + 0 * scores.masked_fill(scores == -math.inf, 0.0)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def softmax_twice_hidden_zeroed(scores):
    """softmax is applied twice; the second time it flattens the weights."""
    weights = softmax(scores)
    return torch.softmax(weights, dim=-1).masked_fill(scores == -math.inf, 0.0)


@sdpa_softmax_mistakes(part="softmax", alone=True)
def logarithm_of_the_weights_hidden_zeroed(scores):
    """log_softmax gives the logarithms of the weights; here the weights themselves are mixed."""
    return torch.log_softmax(scores, dim=-1).masked_fill(scores == -math.inf, 0.0)
