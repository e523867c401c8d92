"""Known mistakes in masked_softmax that mend rows without keys: their slip is another one."""

from __future__ import annotations

import math

import torch

from ...attention import softmax
from ...checking import MistakeList
from .masked_softmax_mistakes import build

mended_mistakes = MistakeList()


@mended_mistakes("NVIDIA/apex#93", "facebookresearch/fairseq#3575")
def minus_1e9_in_half_precision(scores, keep):
    """right in float32, but your fill (-1e9, say) does not fit into float16, which ends at 65504:
    torch refuses it there.

    Which number is below every other, in each dtype? torch.finfo(scores.dtype) knows one, too.
    """
    return softmax(scores.masked_fill(~keep, -1e9)) * keep


@mended_mistakes("lucidrains/memory-compressed-attention#2")
def minus_100_filled_and_rows_mended(scores, keep):
    """-100 (or -1000) is not low enough: where the kept scores lie below it, the hidden keys take
    everything.

    Which number is below every score?
    """
    return softmax(scores.masked_fill(~keep, -100.0)) * keep.any(dim=-1, keepdim=True)


@mended_mistakes("hkproj/pytorch-transformer#19")
def sense_inverted_and_erased(scores, keep):
    """you hide what is to be kept, and then erase the rest: next to nothing is left.

    In masked_fill(mask, value), True means: fill here. Is that keep, or ~keep?
    """
    return softmax(scores.masked_fill(keep, torch.finfo(scores.dtype).min)) * keep


@mended_mistakes("onnx/onnx#8068")
def everything_nan(scores, keep):
    """everything is NaN: you multiply by -inf, and 0 times -inf is NaN; or you divide by sums from
    which all is erased.

    Print the scores that go into your softmax, and the sums that you divide by.
    """
    return scores * math.nan


@mended_mistakes("onnx/onnx#8068")
def kept_weights_nan(scores, keep):
    """the kept weights are NaN: you multiply by -inf, and 0 times -inf is NaN; erasing hidden
    weights does not bring the others back.

    Fill, or choose with torch.where, in place of multiplying.
    """
    return torch.where(keep, scores * math.nan, 0.0)


@mended_mistakes("pyg-team/pytorch_geometric#2013")
def overflow_with_a_little_added(scores, keep):
    """exp sees large scores as they are and overflows, and the little that you add to the sum is no
    help: inf / inf is NaN.

    Subtract the row's largest kept score before exp; or fill with -inf and call softmax.
    """
    exponentials = scores.exp() * keep
    return exponentials / (exponentials.sum(dim=-1, keepdim=True) + 1e-9)


@mended_mistakes("pyg-team/pytorch_geometric#2013")
def overflow_with_sums_kept_from_zero(scores, keep):
    """exp sees large scores as they are and overflows, and keeping the sum from 0 is no help: inf /
    inf is NaN.

    Subtract the row's largest kept score before exp.
    """
    exponentials = scores.masked_fill(~keep, -math.inf).exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True).clamp(min=1e-9)


@mended_mistakes("pyg-team/pytorch_geometric#2013")
def one_maximum_and_empty_rows_mended(scores, keep):
    """you subtract the largest score of the whole tensor: in rows far below it every exp is 0, and
    they look as if nothing were kept.

    Each row needs its own largest score, and only of the keys it keeps. Hide before exp.
    """
    exponentials = (scores - scores.max()).exp() * keep
    total = exponentials.sum(dim=-1, keepdim=True)
    return exponentials / total.masked_fill(total == 0, 1.0)


@mended_mistakes()
def empty_rows_asked_without_keepdim(scores, keep):
    """keep.any(-1) loses its last axis, and lines up with other axes of the weights then.

    Which argument keeps the axis, with size 1?
    """
    return build(after=lambda weights, keep: weights)(scores, keep).masked_fill(~keep.any(-1), 0.0)


@mended_mistakes()
def empty_columns_asked_for(scores, keep):
    """you ask along the queries (-2) whether anything is kept; a query's row is empty if none of
    its KEYS is kept.

    Along which axis do the keys lie?
    """
    weights = build(after=lambda weights, keep: weights)(scores, keep)
    return weights.masked_fill(~keep.any(dim=-2, keepdim=True), 0.0)


@mended_mistakes("allenai/allennlp#105")
def small_number_in_a_logarithm(scores, keep):
    """you add log(keep + 1e-9), a mere -21 for hidden keys: one that lies far above the others is
    seen, and a row without keys gets the weights it had without any mask.

    What is the logarithm of 0 itself? What then becomes of rows without keys?
    """
    return softmax(scores + torch.log(keep.to(scores.dtype) + 1e-9))


@mended_mistakes()
def smallest_score_filled_and_erased(scores, keep):
    """hidden scores become the smallest score, and get a share, which you then erase: the rows sum
    to less than 1.

    Even the smallest score has a weight above 0. Which has none?
    """
    return softmax(torch.where(keep, scores, scores.min())) * keep
