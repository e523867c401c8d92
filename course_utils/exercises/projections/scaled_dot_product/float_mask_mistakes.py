"""Known mistakes in the float mask of scaled_dot_product_attention."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import build, float_mask

sdpa_float_mask_mistakes = MistakeList()


@sdpa_float_mask_mistakes(part="float_mask")
def float_mask_ignored(scores, mask, softmax):
    """a float mask has no effect; it is to be added to the scores.

    What does your function do when attn_mask is not boolean?
    """
    return softmax(scores)


@sdpa_float_mask_mistakes(part="float_mask")
def float_mask_hides_where_zero(scores, mask, softmax):
    """a float mask is read as 0 and 1 (== 0, .bool()): you hide where it is 0. It is to be added.

    Adding 0 to a score changes nothing: how can you tell the two kinds of mask apart?
    """
    return softmax(scores.masked_fill(mask == 0, -math.inf))


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_hides_where_not_zero(scores, mask, softmax):
    """a float mask is turned into a boolean one: you hide wherever it is not 0.

    Its numbers are to be added to the scores: 0.5 makes a key a little more attractive.
    """
    return softmax(scores.masked_fill(mask != 0, -math.inf))


@sdpa_float_mask_mistakes(part="float_mask")
def only_the_infinities_of_a_float_mask(scores, mask, softmax):
    """of a float mask only -inf has an effect; its finite numbers are to be added as well.

    Such numbers say how attractive a key is because of its distance, for example (ALiBi, T5).
    """
    return softmax(scores.masked_fill(mask == -math.inf, -math.inf))


@sdpa_float_mask_mistakes("huggingface/transformers#17306", part="float_mask", alone=True)
def float_mask_made_finite(scores, mask, softmax):
    """-inf in a float mask becomes a finite number: a query without any key gets a plain mean.

    torch gives zeros there. Which rows need care?
    """
    return softmax(scores + mask.clamp(min=-1e9))


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_made_less_negative(scores, mask, softmax):
    """-inf becomes -1e4 or so: with a row of those a query attends as if nothing were hidden.

    torch gives zeros there. Which rows need care?
    """
    return softmax(scores + mask.clamp(min=-1e4))


@sdpa_float_mask_mistakes(part="float_mask")
def float_mask_multiplied(scores, mask, softmax):
    """you multiply the scores with a float mask; it is to be added.

    Which score should a key keep where the mask is 0?
    """
    return softmax(scores * mask)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_subtracted(scores, mask, softmax):
    """you subtract a float mask; it is to be added, so that -inf hides.

    What is a score minus -inf?
    """
    return softmax(scores - mask)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_after_the_softmax(scores, mask, softmax):
    """a float mask is added to the weights, after the softmax; it belongs to the scores."""
    return softmax(scores) + mask


@sdpa_float_mask_mistakes()
def float_mask_scaled_too(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """a float mask is added before the scaling, so it is scaled along; only the products are to be.

    In which order do the scale and the mask come in the formula?
    """
    if attn_mask is not None and attn_mask.dtype != torch.bool:
        factor = query.shape[-1] ** -0.5 if scale is None else scale
        attn_mask = (attn_mask * factor).masked_fill(attn_mask == -math.inf, -math.inf)
    return build()(query, key, value, attn_mask, is_causal, scale)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_read_as_1_and_0(scores, mask, softmax):
    """a float mask is read as 1 = may attend, 0 = hidden: (1 - mask) * -1e4. It is to be added.

    BERT's code does so with the tokenizer's 0 and 1. Here 0 leaves a score as it is.
    """
    return softmax(scores + (1 - mask) * -1e4)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_transposed(scores, mask, softmax):
    """the float mask is transposed: a key's column stands where a query's row belongs.

    A mask is laid out like the scores: rows are queries, columns are keys.
    """
    return float_mask(scores, mask.transpose(-2, -1), softmax)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def nan_from_a_float_mask(scores, mask, softmax):
    """a query whose float mask is -inf throughout gives NaN; with a boolean mask it does not.

    torch returns zeros there. At which point can you set such rows right?
    """
    return torch.softmax(scores + mask, dim=-1)


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_hides_where_not_positive(scores, mask, softmax):
    """a float mask is compared with 0 (mask > 0); its numbers are to be added to the scores.

    0.5 makes a key a little more attractive, -0.5 a little less.
    """
    return softmax(scores.masked_fill(mask <= 0, -math.inf))


@sdpa_float_mask_mistakes(part="float_mask", alone=True)
def float_mask_hides_where_negative(scores, mask, softmax):
    """a float mask is compared with 0 (mask >= 0); its numbers are to be added to the scores.

    0.5 makes a key a little more attractive, -0.5 a little less.
    """
    return softmax(scores.masked_fill(mask < 0, -math.inf))
