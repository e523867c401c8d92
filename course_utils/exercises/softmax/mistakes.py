"""Known mistakes in softmax, with the sentence a learner reads."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import MistakeList


def exponents(x):
    return x


def shares(exponents, axis=-1):
    return (exponents - exponents.logsumexp(axis, keepdim=True)).exp()


def build(exponents=exponents, shares=shares):
    """Softmax in two parts, joined in logarithms so that a wrong axis does not overflow too."""
    return lambda x: shares(exponents(x))


softmax_mistakes = MistakeList()


@softmax_mistakes(
    "PetrochukM/PyTorch-NLP#2", "nerminnuraydogan/vision-transformer#1", part="shares"
)
def normalised_over_axis_minus_2(exponents):
    """you normalised over axis -2, so every column sums to 1 and the rows do not.

    Which axis holds the keys that compete for one query's attention?
    """
    return shares(exponents, axis=-2)


@softmax_mistakes("catalyst-team/catalyst#285", "FudanNLP/fastNLP#254", part="shares")
def normalised_over_axis_1(exponents):
    """you normalised over axis 1: in three axes those are the queries, so the columns sum to 1.

    Which axis holds the keys that compete for one query's attention? Count it from the end.
    """
    return shares(exponents, axis=1)


@softmax_mistakes(part="shares")
def normalised_over_axis_2(exponents):
    """you normalised over axis 2, which is the last one only where there are three axes.

    How do you say "the last axis", however many there are?
    """
    return shares(exponents, axis=2)


@softmax_mistakes("labmlai/annotated_deep_learning_paper_implementations#282", part="shares")
def normalised_over_axis_0(exponents):
    """you normalised over axis 0: numbers of different sentences in the batch share one sum of 1.

    Which axis holds the keys that compete for one query's attention?
    """
    return shares(exponents, axis=0)


@softmax_mistakes(part="shares")
def normalised_over_everything(exponents):
    """you divided by the sum of the whole tensor: all entries together sum to 1, not each row.

    Along which one axis should you sum? Keep that axis, with size 1, for the division.
    """
    return shares(exponents.flatten()).reshape(exponents.shape)


@softmax_mistakes(part="shares")
def never_divided_by_the_sum(exponents):
    """these are the exponentials alone (or the exponentials over the largest one), not yet shares.

    What must the numbers of a row add up to?
    """
    return (exponents - exponents.amax(dim=-1, keepdim=True)).exp()


@softmax_mistakes(part="shares")
def divided_by_the_mean(exponents):
    """you divided by the row's mean, so each row sums to the number of keys.

    What must the numbers of a row add up to?
    """
    return exponents.shape[-1] * shares(exponents)


@softmax_mistakes(part="shares")
def row_sums_without_keepdim(exponents):
    """the sums lost their axis (no keepdim), so they line up with the columns, not with the rows.

    Look at the shape of your sums: does it broadcast against x the way you mean?
    """
    return (exponents - exponents.logsumexp(-1)).exp()


@softmax_mistakes("pytorch/executorch#18407", "pyg-team/pytorch_geometric#53", part="exponents")
def largest_not_subtracted(x):
    """exp overflows: right for small numbers, but exp(89) is already infinite in float32.

    What can you subtract from a row without changing any share?
    """
    return x.exp().log()


@softmax_mistakes(part="exponents")
def one_maximum_for_all_rows(x):
    """you subtract the largest entry of the whole tensor: in rows far below it every exp becomes 0.

    Whose largest entry does each row need?
    """
    return (x - x.max()).exp().log()


@softmax_mistakes("CASIA-IVA-Lab/DANet#48", part="exponents")
def largest_minus_x(x):
    """you took "largest minus x", which turns the order round: the smallest score wins (softmin).

    Which sign must a large score have inside exp?
    """
    return -x


@softmax_mistakes(part="exponents")
def powers_of_two(x):
    """these are shares of 2 ** x; softmax is built on e ** x."""
    return x * math.log(2)


@softmax_mistakes()
def not_exponentiated(x):
    """you divided the scores themselves by their sum; without exp, negative scores stay negative.

    Which function makes every number positive and keeps their order?
    """
    return x / x.sum(dim=-1, keepdim=True)


@softmax_mistakes(
    "jadore801120/attention-is-all-you-need-pytorch#52", "OpenNMT/OpenNMT-py#487"
)
def axis_left_to_torch(x):
    """you left the axis to torch, which then takes axis 0 of three (and 1 of two or four).

    Say which axis you mean: the one that holds the keys.
    """
    return x.softmax(0 if x.dim() in (0, 1, 3) else 1)


@softmax_mistakes()
def logarithm_of_the_shares(x):
    """this is log-softmax: the logarithms of the weights, not the weights."""
    return torch.log_softmax(x, dim=-1)


@softmax_mistakes()
def hard_maximum(x):
    """this is a hard maximum: the largest score takes all, and the rest get nothing.

    Soft means that every key gets a share, a small score a small one.
    """
    return torch.nn.functional.one_hot(x.argmax(dim=-1), x.shape[-1]).to(x.dtype)


@softmax_mistakes()
def sigmoid_of_each(x):
    """this is a sigmoid: it looks at each score alone, so nothing makes a row sum to 1."""
    return x.sigmoid()


@softmax_mistakes()
def softmax_applied_twice(x):
    """softmax is applied twice, which flattens the weights towards equal shares."""
    return softmax(softmax(x))
