"""Known mistakes in masked_softmax: in what is filled in, in what is done afterwards, in the whole.

Those in the softmax itself are taken over in masked_softmax_step_mistakes.
"""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import MistakeList
from .masked_softmax_fill_mistakes import fill_mistakes


def filled(scores, keep):
    return scores.masked_fill(~keep, -math.inf)


def after(weights, keep):
    return weights.nan_to_num(0.0)


def build(filled=filled, softmax=softmax, after=after):
    """Hide scores, share, and mend the rows of which nothing is kept."""
    return lambda scores, keep: after(softmax(filled(scores, keep)), keep)


masked_softmax_mistakes = MistakeList(fill_mistakes)


@masked_softmax_mistakes("pytorch/pytorch#41508", "pytorch/pytorch#103749", part="after")
def empty_rows_left_as_nan(weights, keep):
    """a row of which nothing is kept comes out as NaN: if all its scores are -inf, or all its
    weights erased, dividing by their sum is 0 / 0.

    Such a row should be zeros. How do you find it?
    """
    return weights


@masked_softmax_mistakes(part="after")
def emptied_where_a_key_is_hidden_somewhere(weights, keep):
    """keep.any() without an axis asks once for the whole batch: one answer for all rows.

    Each row needs an answer of its own: along which axis, and with its axis kept?
    """
    return weights if keep.any(dim=-1).all() else torch.zeros_like(weights)


@masked_softmax_mistakes(part="after")
def infinite_weights_where_hidden(weights, keep):
    """you fill with -inf after softmax: those are weights by then, and -inf is no weight.

    Before softmax a hidden score is -inf. What weight does that give?
    """
    return weights.masked_fill(~keep, -math.inf)


@masked_softmax_mistakes(part="after")
def normalised_over_the_queries_afterwards(weights, keep):
    """you divide by the sum of each column afterwards; the rows summed to 1 already.

    After softmax over what is kept, no more division is needed.
    """
    weights = weights.nan_to_num(0.0)
    return weights / weights.sum(dim=-2, keepdim=True)


@masked_softmax_mistakes(part="after")
def rounded_to_whole_numbers(weights, keep):
    """your weights are whole numbers: something is rounded."""
    return weights.nan_to_num(0.0).round()


@masked_softmax_mistakes()
def keep_returned(scores, keep):
    """you return the mask; the weights are asked."""
    return keep.expand(scores.shape).to(scores.dtype)


@masked_softmax_mistakes(
    "huggingface/pytorch-image-models#2236", "lucidrains/memory-compressed-attention#2"
)
def hidden_after_softmax(scores, keep):
    """you hide after softmax: the hidden keys took their share first, and the rows sum to less than
    1.

    Hide first, share afterwards.
    """
    return softmax(scores) * keep


@masked_softmax_mistakes("abisee/pointer-generator#88")
def hidden_after_softmax_and_renormalised(scores, keep):
    """hidden keys take part until the end: where one lies far above, or a row keeps nothing, 0 / 0.

    Right on paper; but a hidden score 200 above makes the others vanish. Hide before exp.
    """
    weights = softmax(scores) * keep
    return weights / weights.sum(dim=-1, keepdim=True)


@masked_softmax_mistakes("abisee/pointer-generator#88", "allenai/allennlp#105")
def renormalised_with_a_little_added(scores, keep):
    """hidden keys take part until the end: where one lies far above, the row comes out as zeros.

    A hidden score 200 above makes the others vanish, or overflows. Hide before exp.
    """
    weights = softmax(scores) * keep
    return weights / (weights.sum(dim=-1, keepdim=True) + 1e-13)


@masked_softmax_mistakes("allenai/allennlp#105")
def fill_above_low_scores_erased(scores, keep):
    """what you put in for hidden scores (0, or -100) is too high: it takes everything where the
    kept scores lie far below, and erasing it afterwards leaves nothing.

    Which number is below every score? With it, nothing needs to be erased.
    """
    weights = softmax(scores * keep) * keep
    return weights / (weights.sum(dim=-1, keepdim=True) + 1e-13)


@masked_softmax_mistakes("allenai/allennlp#105")
def filled_with_zero_and_hidden_afterwards(scores, keep):
    """hidden scores become 0 and take a share, which you then erase: the rows sum to less than 1.

    A score of 0 is a score like any other. Which score gets no share?
    """
    return softmax(scores * keep) * keep


@masked_softmax_mistakes("pyg-team/pytorch_geometric#2013")
def one_maximum_and_hidden_after_exp(scores, keep):
    """you subtract the largest score of the whole tensor: in rows far below it every exp is 0.

    Each row needs its own largest score, and only of the keys it keeps. Hide before exp.
    """
    exponentials = (scores - scores.max()).exp() * keep
    return exponentials / (exponentials.sum(dim=-1, keepdim=True) + 1e-13)


@masked_softmax_mistakes()
def exponentials_of_hidden_scores_left_out(scores, keep):
    """you leave the hidden keys out of the sum, but exp sees large scores first, and overflows.

    Subtract the row's largest kept score before exp; or fill with -inf and call softmax.
    """
    exponentials = scores.exp() * keep
    return (exponentials / exponentials.sum(dim=-1, keepdim=True)).nan_to_num(0.0)


@masked_softmax_mistakes()
def hidden_exponentials_become_one(scores, keep):
    """exp(0) is 1: you multiplied the exponents by the mask after the shift, so hidden keys get
    most.

    Multiply the exponentials, or fill the exponents with -inf.
    """
    return softmax((scores - scores.amax(dim=-1, keepdim=True)) * keep)


@masked_softmax_mistakes()
def only_the_kept_entries(scores, keep):
    """indexing with a mask (scores[keep]) flattens: all kept scores of all rows share one 1.

    The shape should stay (..., L, S). Fill, in place of picking out.
    """
    return softmax(scores[keep.expand(scores.shape)])


@masked_softmax_mistakes()
def sense_inverted_and_zeroed(scores, keep):
    """you hide what is to be kept, and then erase the rest: everything is 0.

    In masked_fill(mask, value), True means: fill here. Is that keep, or ~keep?
    """
    return softmax(scores.masked_fill(keep, -math.inf)).masked_fill(~keep, 0.0)


@masked_softmax_mistakes("ml-explore/mlx-lm#1903")
def an_axis_added_to_keep(scores, keep):
    """you add an axis to keep; it comes ready to broadcast, and now it lines up with other axes.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return build()(scores, keep.unsqueeze(1))


@masked_softmax_mistakes()
def two_axes_added_to_keep(scores, keep):
    """you add axes to keep; it comes ready to broadcast, and now the result has too many axes.

    Use keep as it comes: (..., L, S), with size 1 where it is the same for all.
    """
    return build()(scores, keep[:, None, None])


@masked_softmax_mistakes()
def scores_filled_but_not_shared(scores, keep):
    """you return scores, with -inf where hidden: softmax is missing.

    What turns scores into shares?
    """
    return filled(scores, keep)


@masked_softmax_mistakes("pytorch/pytorch#41508")
def nan_in_the_gradient(scores, keep):
    """the numbers are right, but the gradient of a row without keys is NaN: your last step
    only hides the NaN on the way there.

    Adding -inf lets the gradient through, masked_fill and torch.where do not where they fill.
    """
    bias = torch.zeros(keep.shape, dtype=scores.dtype).masked_fill(~keep, -math.inf)
    return softmax(scores + bias).nan_to_num(0.0)
