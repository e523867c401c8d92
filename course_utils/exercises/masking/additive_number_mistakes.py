"""Known mistakes in additive_mask: the numbers at hidden places."""

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
def plus_1e9(zeros):
    """hidden places hold a large POSITIVE number: a hidden key then takes everything.

    Which sign makes an exponential vanish?
    """
    return torch.full_like(zeros, 1e9)


@additive_mistakes(part="hidden", alone=True)
def plus_1e9_rounded(zeros):
    """hidden places hold a large POSITIVE number: a hidden key then takes everything.

    Which sign makes an exponential vanish? And what number is below every other?
    """
    return (zeros.double() + 1e9).to(zeros.dtype)


@additive_mistakes(part="hidden", alone=True)
def smallest_number_of_float32(zeros):
    """hidden places hold float32's smallest number, whichever dtype is asked; here -inf.

    -inf is below every number, in any dtype.
    """
    return (zeros.double() + torch.finfo(torch.float32).min).to(zeros.dtype)


@additive_mistakes(part="hidden", alone=True)
def minus_65504(zeros):
    """hidden places hold -65504, the smallest number of float16; here -inf.

    Large is not infinite: in float32, a score may lie below it.
    """
    return zeros - 65504


@additive_mistakes(part="hidden", alone=True)
def small_number_in_a_logarithm(zeros):
    """hidden places hold log(1e-9), a mere -21: a key that scores 30 above the others is seen.

    What is the logarithm of 0 itself?
    """
    return zeros + math.log(1e-9)


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


def _large_number(exponent: int, rounded: bool):
    def function(zeros):
        if rounded:
            return (zeros.double() - 10.0**exponent).to(zeros.dtype)
        return torch.full_like(zeros, -(10.0**exponent))

    function.__name__ = f"minus_1e{exponent}{'_rounded' if rounded else ''}"
    function.__doc__ = (
        f"hidden places hold -1e{exponent}: large is not infinite; here -inf.\n\n"
        "What number is below every other, in any dtype?"
    )
    return function


for exponent in (5, 6, 8, 10, 12, 20, 30):
    for rounded in (False, True):
        additive_mistakes(part="hidden", alone=True)(_large_number(exponent, rounded))
