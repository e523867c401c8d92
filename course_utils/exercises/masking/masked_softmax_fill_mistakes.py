"""Known mistakes in masked_softmax: what is done to the scores before softmax."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

fill_mistakes = MistakeList()


@fill_mistakes("hkproj/pytorch-transformer#19", "lucidrains/halonet-pytorch#4", part="filled")
def sense_inverted(scores, keep):
    """you hide what is to be kept, and keep what is to be hidden.

    In masked_fill(mask, value), True means: fill here. Is that keep, or ~keep?
    """
    return scores.masked_fill(keep, -math.inf)


@fill_mistakes("hkproj/pytorch-transformer#19", "lucidrains/halonet-pytorch#4", part="filled")
def sense_inverted_with_a_finite_fill(scores, keep):
    """you hide what is to be kept (True), with a large negative number; True = may attend.

    In masked_fill(mask, value), True means: fill here. Is that keep, or ~keep?
    """
    return scores.masked_fill(keep, torch.finfo(scores.dtype).min)


@fill_mistakes(
    "hyunwoongko/transformer#10",
    "allenai/allennlp#105",
    "georg-wolflein/good-features#1",
    part="filled",
)
def filled_with_zero(scores, keep):
    """hidden scores become 0 (or -1e-12, which is all but 0): a score of 0 gets a share like any
    other.

    Which score gets a weight of exactly 0?
    """
    return scores.masked_fill(~keep, 0.0)


@fill_mistakes("lucidrains/memory-compressed-attention#2", part="filled")
def filled_with_plus_infinity(scores, keep):
    """each row with a hidden key is lost: you fill with +inf or NaN, or with a large number that
    takes everything, or you ask all() where any() is meant.

    -float("-inf") has one minus too many; a row is empty if not any key is kept.
    """
    return scores.masked_fill(~keep, math.inf)


@fill_mistakes("lucidrains/memory-compressed-attention#2", part="filled")
def filled_with_a_large_number(scores, keep):
    """you fill with a large POSITIVE number, so the hidden keys take everything.

    Which sign makes the exponential vanish?
    """
    return scores.masked_fill(~keep, 1e4)


@fill_mistakes("lucidrains/flamingo-pytorch#10", "lucidrains/DALLE-pytorch#62", part="filled")
def nothing_hidden(scores, keep):
    """the mask has no effect: the result of masked_fill is not used, or what you add is next to
    nothing.

    masked_fill returns a new tensor: who takes it? And -1e-9 is nearly 0.
    """
    return scores


@fill_mistakes("pytorch/pytorch#21518", "pytorch/pytorch#103963", part="filled")
def mask_added_as_ones(scores, keep):
    """you add the mask as 1 and 0: a hidden key loses a factor e against the kept ones, and stays.

    Which number, added to a score, leaves no weight?
    """
    return scores + keep.to(scores.dtype)


@fill_mistakes("pytorch/pytorch#21518", part="filled")
def opposite_added_as_ones(scores, keep):
    """you add 1 where a key is hidden, which lifts it above the others.

    Which number, added to a score, leaves no weight?
    """
    return scores + (~keep).to(scores.dtype)


@fill_mistakes("huggingface/transformers#17306", "NVIDIA/apex#1052", part="filled")
def equal_weights_in_empty_rows(scores, keep):
    """a row of which nothing is kept gets equal weights, as with a finite fill (finfo.min); here,
    zeros.

    JAX and Hugging Face models have it your way, torch's own attention has zeros.
    """
    return scores.masked_fill(~keep, torch.finfo(scores.dtype).min)


@fill_mistakes("NVIDIA/apex#93", "facebookresearch/fairseq#3575", part="filled")
def minus_1e9(scores, keep):
    """-1e9 gives a row without keys equal weights, where zeros are asked; and float16 ends at
    65504, so it raises there.

    -inf exists in every dtype. What then becomes of rows without keys?
    """
    return scores.masked_fill(~keep, -1e9)


@fill_mistakes(part="filled")
def minus_10000_added(scores, keep):
    """a row without keys gets the weights it had without any mask: -10000 for all of it cancels.

    The same constant on a whole row changes no share. Such a row should be zeros.
    """
    return scores - 10000 * (~keep).to(scores.dtype)


@fill_mistakes(part="filled")
def minus_100_filled(scores, keep):
    """-100 is not low enough: where the kept scores lie below it, the hidden keys take everything.

    Which number is below every score?
    """
    return scores.masked_fill(~keep, -100.0)


@fill_mistakes(part="filled")
def minus_10_filled(scores, keep):
    """-10 is not low enough: a hidden key keeps a small share, and a large one among low scores.

    Which number is below every score?
    """
    return scores.masked_fill(~keep, -10.0)


@fill_mistakes(part="filled")
def minus_one_filled(scores, keep):
    """hidden scores become -1, which is a score like any other and gets a share.

    Which number is below every score?
    """
    return scores.masked_fill(~keep, -1.0)


@fill_mistakes(part="filled")
def smallest_score_filled(scores, keep):
    """hidden scores become the smallest score of all, which still gets a share.

    Even the smallest score has a weight above 0. Which has none?
    """
    return torch.where(keep, scores, scores.min())


@fill_mistakes("onnx/onnx#8068", part="filled")
def kept_scores_become_nan(scores, keep):
    """you multiply by -inf: 0 times -inf is NaN, so the KEPT scores are lost.

    Fill, or choose with torch.where, in place of multiplying.
    """
    return scores + (~keep).to(scores.dtype) * -math.inf


@fill_mistakes(part="filled")
def hidden_scores_multiplied(scores, keep):
    """you multiply hidden scores by a large negative number: a negative score becomes a large one.

    Right only where all scores are positive. Fill in place of multiplying.
    """
    return torch.where(keep, scores, scores * -1e4)


@fill_mistakes(part="filled")
def scores_of_zero_hidden_too(scores, keep):
    """you hide every score that is 0, also the kept ones: 0 is a score like any other.

    Ask the mask which keys are hidden, not the scores.
    """
    return scores.masked_fill(scores * keep == 0, -math.inf)


@fill_mistakes(part="filled")
def negative_scores_hidden_too(scores, keep):
    """negative scores are hidden too, whatever keep says about them.

    Ask the mask which keys are hidden, not the scores.
    """
    return scores.masked_fill(~keep | (scores < 0), -math.inf)


@fill_mistakes("bentrevett/pytorch-seq2seq#96", "hyunwoongko/transformer#40", part="filled")
def queries_hidden_instead(scores, keep):
    """the mask is turned by its last two axes, so queries are hidden in place of keys.

    Use keep as it comes: its last axis is the keys.
    """
    return scores.masked_fill(~keep.mT, -math.inf)


@fill_mistakes("ml-explore/mlx-lm#1903", part="filled")
def keep_squeezed(scores, keep):
    """you squeeze keep: its axes of size 1 are what makes it fit all heads and queries, and without
    them sentences line up with heads or queries.

    Use keep as it comes: it is ready to be broadcast.
    """
    return scores.masked_fill(~keep.squeeze(), -math.inf)


@fill_mistakes(part="filled")
def mask_of_the_first_sentence(scores, keep):
    """every sentence gets the mask of the first one.

    Is there a [0] somewhere that should not be?
    """
    return scores.masked_fill(~(keep[0] if keep.dim() == scores.dim() else keep), -math.inf)


@fill_mistakes(part="filled")
def future_hidden_too(scores, keep):
    """you hide the future as well; keep alone decides here.

    Whoever wants both passes keep & causal.
    """
    hidden = ~torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return scores.masked_fill(~keep | hidden, -math.inf)
