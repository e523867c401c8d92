"""Known mistakes in masked_softmax: what is done to the weights, after softmax."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .masked_softmax_parts import erased, followed_by, left, renormalised, renormalised_safely

after_mistakes = MistakeList()


@after_mistakes("pytorch/pytorch#41508", "pytorch/pytorch#103749", part="after")
def empty_rows_left_as_nan(weights, keep, hidden):
    """a row of which nothing is kept comes out as NaN: if all its scores are -inf, or all its
    weights erased, dividing by their sum is 0 / 0.

    Such a row should be zeros. How do you find it?
    """
    return weights


@after_mistakes(part="after")
def emptied_where_a_key_is_hidden_somewhere(weights, keep, hidden):
    """any() without an axis asks once for the whole batch: one answer for all rows.

    Each row needs an answer of its own: along which axis, and with its axis kept?
    """
    return weights if keep.any(dim=-1).all() else torch.zeros_like(weights)


@after_mistakes(part="after", alone=True)
def empty_rows_asked_without_keepdim(weights, keep, hidden):
    """keep.any(-1) loses its last axis, and lines up with other axes of the weights then.

    Which argument keeps the axis, with size 1?
    """
    return weights.masked_fill(~keep.any(-1), 0.0)


@after_mistakes(part="after", alone=True)
def empty_columns_asked_for(weights, keep, hidden):
    """you ask along the queries (-2) whether anything is kept; a query's row is empty if none of
    its KEYS is kept.

    Along which axis do the keys lie?
    """
    return weights.masked_fill(~keep.any(dim=-2, keepdim=True), 0.0)


@after_mistakes(part="after")
def ones_in_empty_rows(weights, keep, hidden):
    """a row of which nothing is kept comes out as ones; it should be zeros.

    Which number takes the place of NaN in yours?
    """
    return weights.nan_to_num(1.0)


@after_mistakes(part="after")
def infinite_weights_where_hidden(weights, keep, hidden):
    """you fill with -inf after softmax: those are weights by then, and -inf is no weight.

    Before softmax a hidden score is -inf. What weight does that give?
    """
    return weights.masked_fill(hidden, -math.inf)


@after_mistakes(part="after")
def normalised_over_the_queries_afterwards(weights, keep, hidden):
    """you divide by the sum of each column afterwards; the rows summed to 1 already.

    After softmax over what is kept, no more division is needed.
    """
    weights = weights.nan_to_num(0.0)
    return weights / weights.sum(dim=-2, keepdim=True)


@after_mistakes(part="after", alone=True)
def rounded_to_whole_numbers(weights, keep, hidden):
    """your weights are whole numbers: something is rounded."""
    return weights.nan_to_num(0.0).round()


# From here on nothing, or too little, is filled in before softmax.


@after_mistakes(
    "huggingface/pytorch-image-models#2236", "lucidrains/memory-compressed-attention#2", part="fill"
)
@followed_by(erased)
def hidden_after_softmax(scores, hidden):
    """you hide after softmax: the hidden keys took their share first, and the rows sum to less than
    1.

    Hide first, share afterwards.
    """
    return scores


@after_mistakes(part="fill")
@followed_by(infinite_weights_where_hidden)
def minus_infinity_after_softmax(scores, hidden):
    """you fill with -inf AFTER softmax: those are weights by then, -inf is no weight, and the
    hidden keys took their share before.

    Hide first, share afterwards.
    """
    return scores


@after_mistakes("abisee/pointer-generator#88", part="fill")
@followed_by(renormalised)
def hidden_after_softmax_and_renormalised(scores, hidden):
    """hidden keys take part until the end: where one lies far above, or a row keeps nothing, 0 / 0.

    Right on paper; but a hidden score 200 above makes the others vanish. Hide before exp.
    """
    return scores


@after_mistakes("abisee/pointer-generator#88", "allenai/allennlp#105", part="fill")
@followed_by(renormalised_safely)
def renormalised_with_a_little_added(scores, hidden):
    """hidden keys take part until the end: where one lies far above, the row comes out as zeros.

    A hidden score 200 above makes the others vanish, or overflows. Hide before exp.
    """
    return scores


@after_mistakes("allenai/allennlp#105", part="fill")
@followed_by(renormalised_safely)
def fill_above_low_scores_erased(scores, hidden):
    """what you put in for hidden scores (0, or -100) is too high: it takes everything where the
    kept scores lie far below, and erasing it afterwards leaves nothing.

    Which number is below every score? With it, nothing needs to be erased.
    """
    return scores * ~hidden


@after_mistakes("allenai/allennlp#105", part="fill")
@followed_by(erased)
def filled_with_zero_and_hidden_afterwards(scores, hidden):
    """hidden scores become 0 and take a share, which you then erase: the rows sum to less than 1.

    A score of 0 is a score like any other. Which score gets no share?
    """
    return scores * ~hidden


@after_mistakes(part="fill", alone=True)
@followed_by(erased)
def smallest_score_filled_and_erased(scores, hidden):
    """hidden scores become the smallest score, and get a share, which you then erase: the rows sum
    to less than 1.

    Even the smallest score has a weight above 0. Which has none?
    """
    return torch.where(hidden, scores.min(), scores)


@after_mistakes("NVIDIA/apex#93", "facebookresearch/fairseq#3575", part="fill", alone=True)
@followed_by(erased)
def minus_1e9_in_half_precision(scores, hidden):
    """right in float32, but your fill (-1e9, say) does not fit into float16, which ends at 65504:
    torch refuses it there.

    Which number is below every other, in each dtype? torch.finfo(scores.dtype) knows one, too.
    """
    return scores.masked_fill(hidden, -1e9)


@after_mistakes("onnx/onnx#8068", part="fill", alone=True)
@followed_by(left)
def everything_nan(scores, hidden):
    """everything is NaN: you multiply by -inf, and 0 times -inf is NaN; or you divide by sums from
    which all is erased.

    Print the scores that go into your softmax, and the sums that you divide by.
    """
    return scores * math.nan
