"""Known mistakes in masked_softmax: whole functions that do something else."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import MistakeList

whole_mistakes = MistakeList()


@whole_mistakes()
def keep_returned(scores, keep):
    """you return the mask; the weights are asked."""
    return keep.expand(scores.shape).to(scores.dtype)


@whole_mistakes()
def kept_keys_share_equally(scores, keep):
    """each kept key of a row gets the same: the scores play no part.

    Where do the scores come into your function?
    """
    kept = keep.expand(scores.shape).to(scores.dtype)
    return (kept / kept.sum(dim=-1, keepdim=True)).nan_to_num(0.0)


@whole_mistakes()
def scores_filled_but_not_shared(scores, keep):
    """you return scores, with -inf where hidden: softmax is missing.

    What turns scores into shares?
    """
    return scores.masked_fill(~keep, -math.inf)


@whole_mistakes()
def scores_erased_but_not_shared(scores, keep):
    """you return scores, with 0 where hidden: softmax is missing.

    What turns scores into shares?
    """
    return scores * keep


@whole_mistakes()
def everything_zero(scores, keep):
    """every weight comes out as 0: you hide what is to be kept and erase the rest, or all was NaN
    (0 times -inf is NaN) and NaN became 0.

    Print what goes into your softmax, and what comes out of it.
    """
    return scores.new_zeros(scores.shape)


@whole_mistakes("onnx/onnx#8068")
def kept_weights_nan(scores, keep):
    """the kept weights are NaN: you multiply by -inf, and 0 times -inf is NaN; erasing hidden
    weights does not bring the others back.

    Fill, or choose with torch.where, in place of multiplying.
    """
    return torch.where(keep, scores * math.nan, 0.0)


@whole_mistakes("onnx/onnx#8068")
def nan_but_in_empty_rows(scores, keep):
    """all is NaN but the rows without keys: you multiply by -inf, and 0 times -inf is NaN.

    Fill, or choose with torch.where, in place of multiplying.
    """
    return torch.where(keep.any(dim=-1, keepdim=True), scores * math.nan, 0.0)


@whole_mistakes()
def weights_taken_for_scores(scores, keep):
    """softmax is applied twice: the second one gets weights, all between 0 and 1, for scores, and
    so its weights are nearly equal.

    Hide before the first softmax. Then one is enough.
    """
    return softmax(softmax(scores).masked_fill(~keep, -math.inf)).nan_to_num(0.0)


@whole_mistakes()
def weights_without_a_mask_in_empty_rows(scores, keep):
    """a row of which nothing is kept gets the weights it had without any mask; it should be zeros.

    Which weights should a row have of which nothing may be seen?
    """
    weights = softmax(scores.masked_fill(~keep, -math.inf))
    return torch.where(keep.any(dim=-1, keepdim=True), weights, softmax(scores))


@whole_mistakes("pyg-team/pytorch_geometric#2013")
def one_maximum_and_hidden_after_exp(scores, keep):
    """you subtract the largest score of the whole tensor: in rows far below it every exp is 0.

    Each row needs its own largest score, and only of the keys it keeps. Hide before exp.
    """
    exponentials = (scores - scores.max()).exp() * keep
    return exponentials / (exponentials.sum(dim=-1, keepdim=True) + 1e-13)


@whole_mistakes("pyg-team/pytorch_geometric#2013")
def one_maximum_and_empty_rows_mended(scores, keep):
    """you subtract the largest score of the whole tensor: in rows far below it every exp is 0, and
    they look as if nothing were kept.

    Each row needs its own largest score, and only of the keys it keeps. Hide before exp.
    """
    exponentials = (scores - scores.max()).exp() * keep
    total = exponentials.sum(dim=-1, keepdim=True)
    return exponentials / total.masked_fill(total == 0, 1.0)


@whole_mistakes()
def exponentials_of_hidden_scores_left_out(scores, keep):
    """you leave the hidden keys out of the sum, but exp sees large scores first, and overflows.

    What can be subtracted from a row before exp that changes no share?
    """
    exponentials = scores.exp() * keep
    return (exponentials / exponentials.sum(dim=-1, keepdim=True)).nan_to_num(0.0)


@whole_mistakes()
def exponentials_of_hidden_scores_left_out_and_nan_left(scores, keep):
    """you leave the hidden keys out of the sum, but exp sees large scores first, and overflows;
    and a row without keys is divided by 0.

    Subtract the row's largest kept score before exp. And by what should an empty row be divided?
    """
    exponentials = scores.exp() * keep
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


@whole_mistakes("pyg-team/pytorch_geometric#2013")
def overflow_with_a_little_added(scores, keep):
    """exp sees large scores as they are and overflows, and the little that you add to the sum is no
    help: inf / inf is NaN.

    What can be subtracted from a row before exp that changes no share?
    """
    exponentials = scores.exp() * keep
    return exponentials / (exponentials.sum(dim=-1, keepdim=True) + 1e-9)


@whole_mistakes("pyg-team/pytorch_geometric#2013")
def overflow_with_sums_kept_from_zero(scores, keep):
    """exp sees large scores as they are and overflows, and keeping the sum from 0 is no help: inf /
    inf is NaN.

    What can be subtracted from a row before exp that changes no share?
    """
    exponentials = scores.masked_fill(~keep, -math.inf).exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True).clamp(min=1e-9)


@whole_mistakes()
def divided_by_the_kept_sum_alone(scores, keep):
    """you divide by the sum over the kept keys, but the hidden ones keep their exponentials: rows
    sum to more than 1.

    A hidden key should have weight 0: what becomes of its exponential?
    """
    exponentials = scores.exp()
    return exponentials / (exponentials * keep).sum(dim=-1, keepdim=True)


@whole_mistakes()
def hidden_exponentials_become_one(scores, keep):
    """exp(0) is 1: you multiplied the exponents by the mask after the shift, so hidden keys get
    most.

    Multiply the exponentials, or fill the exponents with -inf.
    """
    return softmax((scores - scores.amax(dim=-1, keepdim=True)) * keep)


@whole_mistakes("pytorch/pytorch#41508")
def nan_in_the_gradient(scores, keep):
    """the numbers are right, but the gradient of a row without keys is NaN: NaN or infinity arises
    on the way and is only covered up at the end.

    Adding -inf lets the gradient through, masked_fill and torch.where do not where they fill.
    """
    bias = torch.zeros(keep.shape, dtype=scores.dtype).masked_fill(~keep, -math.inf)
    return softmax(scores + bias).nan_to_num(0.0)
