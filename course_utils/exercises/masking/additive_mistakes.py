"""Known mistakes in additive_mask, with the sentence a learner reads."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList


def kept(zeros):
    return zeros


def hidden(zeros):
    return zeros - math.inf


def as_it_is(keep):
    return keep


def build(kept=kept, hidden=hidden, sense=as_it_is):
    """What stands at kept places, what at hidden ones, and which are which."""

    def mask(keep, dtype):
        zeros = torch.zeros(keep.shape, dtype=dtype)
        return torch.where(sense(keep), kept(zeros), hidden(zeros))

    return mask


additive_mistakes = MistakeList()


@additive_mistakes("pytorch/pytorch#170400", part="sense")
def sense_inverted(keep):
    """-inf stands where the mask says True, so what may be attended is hidden and the rest is kept.

    masked_fill fills where its mask is True. Where is -inf wanted?
    """
    return ~keep


@additive_mistakes("huggingface/transformers#17306", part="hidden")
def smallest_number_of_the_dtype(zeros):
    """hidden places hold the smallest number of the dtype (finfo.min), as Hugging Face has it; here
    -inf.

    The two differ where a row is hidden as a whole, and finfo.min plus a score can overflow to
    -inf.
    """
    return zeros + torch.finfo(zeros.dtype).min


@additive_mistakes("NVIDIA/apex#93", "facebookresearch/fairseq#3575", part="hidden")
def minus_1e9(zeros):
    """hidden places hold -1e9: common in old code, but too large a number for float16; here -inf.

    -inf exists in every floating dtype. (float16 ends at 65504.)
    """
    return torch.full_like(zeros, -1e9)


@additive_mistakes("NVIDIA/apex#1052", "facebookresearch/ParlAI#2536", part="hidden")
def minus_1e9_rounded(zeros):
    """hidden places hold -1e9 (and -inf only where the dtype ends before that); here -inf in each.

    What number is below every other, in any dtype?
    """
    return (zeros.double() - 1e9).to(zeros.dtype)


@additive_mistakes(part="hidden")
def minus_10000(zeros):
    """hidden places hold -10000, as in the first BERT code; here -inf.

    Large is not infinite: with scores this far apart, a hidden key would be seen.
    """
    return zeros - 10000


@additive_mistakes("hyunwoongko/transformer#10", part="hidden")
def minus_a_tiny_number(zeros):
    """hidden places hold -1e-12: that is no large number but a tiny one, and hides nothing.

    Which score gets a weight of exactly 0 from softmax?
    """
    return zeros - 1e-12


@additive_mistakes("lucidrains/memory-compressed-attention#2", part="hidden")
def plus_infinity(zeros):
    """hidden places hold +inf: softmax of a row with +inf is NaN.

    -float("-inf") has one minus too many.
    """
    return zeros + math.inf


@additive_mistakes("lucidrains/flamingo-pytorch#10", part="hidden")
def nothing_hidden(zeros):
    """every entry is 0 or next to it: the result of masked_fill is not used, or the fill is tiny.

    masked_fill without an underscore returns a new tensor. Who takes it?
    """
    return zeros


@additive_mistakes(part="hidden")
def minus_one(zeros):
    """hidden places hold -1: added to a score, that leaves exp(-1), 37 %, of its share.

    Which number must be added to a score so that its exponential is 0?
    """
    return zeros - 1


@additive_mistakes(part="hidden")
def not_a_number(zeros):
    """hidden places hold NaN, which spreads over its whole row.

    0 times infinity is NaN. Fill the places, or choose with torch.where.
    """
    return zeros * math.inf


@additive_mistakes(part="kept")
def ones_at_kept_places(zeros):
    """kept places hold 1: softmax would not mind, as all kept scores grow alike, but 0 is asked.

    Begin with zeros.
    """
    return zeros + 1


@additive_mistakes("onnx/onnx#8068", part="kept")
def nan_at_kept_places(zeros):
    """kept places hold NaN: 0 times -inf is NaN, not 0.

    Fill the places, or choose with torch.where, in place of multiplying.
    """
    return zeros * -math.inf


@additive_mistakes("pytorch/pytorch#21518", "pytorch/pytorch#103963")
def kept_as_ones(keep, dtype):
    """these are 1 and 0: added to scores, they hide nothing; a hidden key loses a factor e, no
    more.

    0 where True. And which number, added to any score, makes its weight 0?
    """
    return keep.to(dtype)


@additive_mistakes("pytorch/pytorch#21518", "huggingface/pytorch-image-models#2674")
def hidden_as_ones(keep, dtype):
    """hidden places hold 1: added to a score, that lifts it.

    0 where True. And which number, added to any score, makes its weight 0?
    """
    return (~keep).to(dtype)


@additive_mistakes()
def returned_as_it_came(keep, dtype):
    """you return the boolean mask as it came; numbers to be added to scores are asked.

    0 where True, -inf where False, in the given dtype.
    """
    return keep


@additive_mistakes()
def returned_inverted(keep, dtype):
    """you return a boolean mask; numbers to be added to scores are asked.

    0 where True, -inf where False, in the given dtype.
    """
    return ~keep


@additive_mistakes()
def with_axes_for_heads_and_queries(keep, dtype):
    """right, but with two new axes; the shape should stay as it came.

    Axes are expand_key_mask's business.
    """
    return build()(keep, dtype)[:, None, None]


@additive_mistakes()
def always_float32(keep, dtype):
    """your numbers are float32, whichever dtype is asked; added to half precision, the sum grows
    wide.

    Give torch.zeros (or .to) the dtype.
    """
    return build()(keep, torch.float32)
