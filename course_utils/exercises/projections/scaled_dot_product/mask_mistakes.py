"""Known mistakes in the masks of scaled_dot_product_attention."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import bool_mask, build

sdpa_mask_mistakes = MistakeList()


@sdpa_mask_mistakes("pytorch/pytorch#109072", "lucidrains/flamingo-pytorch#10", part="bool_mask")
def boolean_mask_ignored(scores, mask, softmax):
    """a boolean mask has no effect: it is never used, or masked_fill's result is thrown away.

    masked_fill returns a new tensor. Where does yours go?
    """
    return softmax(scores)


@sdpa_mask_mistakes(
    "rasbt/LLMs-from-scratch#1061", "hkproj/pytorch-transformer#19", part="bool_mask"
)
def boolean_mask_inverted(scores, mask, softmax):
    """the boolean mask is used the wrong way round: you hide where it is True.

    True means "may attend" here (in nn.MultiheadAttention it means "ignore").
    """
    return bool_mask(scores, ~mask, softmax)


@sdpa_mask_mistakes(
    "pytorch/pytorch#103963", "huggingface/pytorch-image-models#2674", part="bool_mask"
)
def boolean_mask_added_as_0_and_1(scores, mask, softmax):
    """you add the boolean mask to the scores: True counts as 1, False as 0, and nothing is hidden.

    What must be added to a score for its key to get a weight of 0?
    """
    return softmax(scores + mask)


@sdpa_mask_mistakes("allenai/allennlp#105", "hyunwoongko/transformer#10", part="bool_mask")
def hidden_scores_set_to_zero(scores, mask, softmax):
    """hidden scores become 0 (or -1e-12, or are multiplied by the mask), and exp(0) is 1, not 0.

    Which score does softmax turn into a weight of exactly 0?
    """
    return softmax(scores.masked_fill(~mask, 0.0))


@sdpa_mask_mistakes("lucidrains/memory-compressed-attention#2", part="bool_mask", alone=True)
def hidden_scores_set_to_plus_infinity(scores, mask, softmax):
    """hidden scores become +inf, which wins every softmax, and inf - inf is NaN.

    `-float("-inf")` is positive. Which end of the number line gets a weight of 0?
    """
    return softmax(scores.masked_fill(~mask, math.inf))


@sdpa_mask_mistakes(
    "huggingface/pytorch-image-models#2236",
    "lucidrains/memory-compressed-attention#2",
    part="bool_mask",
)
def boolean_mask_after_the_softmax(scores, mask, softmax):
    """the boolean mask comes after the softmax: the weights that are left no longer sum to 1.

    When must a key be hidden, so that the others share out all of the attention?
    """
    return softmax(scores) * mask


@sdpa_mask_mistakes("huggingface/transformers#17306", "NVIDIA/apex#93", part="bool_mask")
def boolean_mask_with_a_finite_number(scores, mask, softmax):
    """a finite fill (-1e9, finfo.min): a query that may attend to nothing gets a plain mean.

    Hugging Face and Keras do it so (a convention); torch gives zeros. Which rows need care?
    """
    return softmax(scores.masked_fill(~mask, torch.finfo(scores.dtype).min))


@sdpa_mask_mistakes(part="bool_mask")
def boolean_mask_added_as_a_finite_number(scores, mask, softmax):
    """(1 - mask) * -1e4 is added: a query that may attend to nothing attends as if it might to all.

    BERT's code does so (a convention); torch gives zeros. Which rows need care?
    """
    return softmax(scores + (1 - mask.to(scores.dtype)) * -1e4)


@sdpa_mask_mistakes("onnx/onnx#8068", part="bool_mask", alone=True)
def zero_times_infinity(scores, mask, softmax):
    """(1 - mask) * -inf is NaN wherever the mask is 1: 0 times infinity is no number.

    Choose between two values instead of multiplying.
    """
    return softmax(scores + (1 - mask.to(scores.dtype)) * -math.inf)


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def boolean_mask_transposed(scores, mask, softmax):
    """the boolean mask is transposed: a key's column stands where a query's row belongs.

    A mask is laid out like the scores: rows are queries, columns are keys.
    """
    return bool_mask(scores, mask.transpose(-2, -1), softmax)


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def boolean_mask_of_the_first_sentence(scores, mask, softmax):
    """the first sentence's boolean mask is used for all sentences.

    Where did the batch axis of the mask go? Look for a [0].
    """
    return bool_mask(scores, mask[:1] if mask.dim() > 2 else mask, softmax)


@sdpa_mask_mistakes("lucidrains/vit-pytorch#71", part="bool_mask")
def mask_given_an_axis_for_the_heads(scores, mask, softmax):
    """you insert an axis for the heads; in torch, and here, the caller has done so where needed.

    A mask with fewer axes lines up with the last axes of the scores, as in all broadcasting.
    """
    fewer = 2 < mask.dim() < scores.dim()
    return bool_mask(scores, mask.unsqueeze(1) if fewer else mask, softmax)


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def boolean_mask_used_both_ways(scores, mask, softmax):
    """the boolean mask is used both ways: once you hide where it is False, once where it is True.

    Nothing is left to attend to. What does True mean, in each of your two lines?
    """
    return torch.zeros_like(scores)


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def hidden_scores_larger_by_1(scores, mask, softmax):
    """you add 1 to the hidden scores (~mask as a number), which makes them more attractive.

    What must be added to a score for its key to get a weight of 0?
    """
    return softmax(scores + (~mask).to(scores.dtype))


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def hidden_keys_and_values_set_to_zero(scores, mask, softmax):
    """hidden keys and values become 0, but a score of 0 takes its share too: exp(0) is 1.

    The other weights no longer sum to 1. Which score does softmax turn into a weight of 0?
    """
    return softmax(scores.masked_fill(~mask, 0.0)) * mask


@sdpa_mask_mistakes("abisee/pointer-generator#88", part="bool_mask", alone=True)
def nan_from_a_boolean_mask(scores, mask, softmax):
    """with a boolean mask, a query that may attend to nothing gives NaN: 0 / 0.

    It comes from softmax, where all scores are -inf, or from dividing by a sum of 0 afterwards.
    """
    return torch.softmax(scores.masked_fill(~mask, -math.inf), dim=-1)


@sdpa_mask_mistakes(part="bool_mask", alone=True)
def mask_used_only_with_all_axes(scores, mask, softmax):
    """a boolean mask with fewer axes than the scores has no effect; it is to be broadcast.

    (L, S) is one table for all sentences and heads. Broadcasting does that by itself.
    """
    return bool_mask(scores, mask, softmax) if mask.dim() == scores.dim() else softmax(scores)


@sdpa_mask_mistakes()
def all_masks_ignored(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """attn_mask has no effect, whether boolean or float.

    Where does your function use it, and where does the result of that line go?
    """
    return build()(query, key, value, None, is_causal, scale)
