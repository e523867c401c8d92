"""Known mistakes in additive_mask: which places are hidden, the kept ones, and whole functions."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .additive_number_mistakes import additive_mistakes as mistakes_in_the_numbers
from .additive_number_mistakes import build

additive_mistakes = MistakeList(mistakes_in_the_numbers)


@additive_mistakes("pytorch/pytorch#170400", part="sense")
def sense_inverted(keep):
    """-inf stands where the mask says True, so what may be attended is hidden and the rest is kept.

    masked_fill fills where its mask is True. Where is -inf wanted?
    """
    return ~keep


@additive_mistakes(part="kept")
def minus_infinity_everywhere(zeros):
    """-inf stands everywhere, at kept places too: nothing may be attended to.

    Which number, added to a score, leaves it alone?
    """
    return zeros - math.inf


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
    """you return a boolean mask (zeros_like(keep) is boolean too, and -inf becomes True in it);
    numbers to be added to scores are asked.

    0 where True, -inf where False, in the given dtype.
    """
    return ~keep


@additive_mistakes()
def minus_infinity_in_booleans(keep, dtype):
    """you fill -inf into a boolean mask, where it becomes True; numbers to be added to scores are
    asked.

    Begin with zeros of keep's shape and the given dtype.
    """
    return torch.ones_like(keep)


@additive_mistakes()
def future_hidden_instead(keep, dtype):
    """-inf stands above the diagonal, whatever keep says: that is a causal mask.

    Where -inf belongs is for keep to say.
    """
    return torch.full(keep.shape, -math.inf, dtype=dtype).triu(1)


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
