"""Known mistakes in the causal mask of scaled_dot_product_attention."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .mistakes import build, causal

sdpa_causal_mistakes = MistakeList()


def _seen(scores):
    return torch.ones(scores.shape[-2:], dtype=torch.bool)


def _only(scores, seen, softmax):
    return softmax(scores.masked_fill(~seen, -math.inf))


@sdpa_causal_mistakes(part="causal")
def is_causal_ignored(scores, softmax):
    """is_causal has no effect: every query sees every key, the later ones too.

    What does your function do when is_causal is True?
    """
    return softmax(scores)


@sdpa_causal_mistakes("pytorch/pytorch#108108", "Dao-AILab/flash-attention#517", part="causal")
def causal_from_the_bottom_right(scores, softmax):
    """your causal mask ends in the bottom right corner: the last query sees all keys.

    FlashAttention and key-value caches line it up so; torch and this course from the top left.
    """
    queries, keys = scores.shape[-2:]
    return _only(scores, _seen(scores).tril(keys - queries), softmax)


@sdpa_causal_mistakes(part="causal", alone=True)
def causal_with_the_offset_negative(scores, softmax):
    """your causal mask is moved by L - S (tril(L - S)); torch's begins in the top left corner.

    Which keys does query 0 see? Only key 0, whatever the sizes.
    """
    queries, keys = scores.shape[-2:]
    return _only(scores, _seen(scores).tril(queries - keys), softmax)


@sdpa_causal_mistakes("pbloem/former#10", "RVC-Boss/GPT-SoVITS#965", part="causal")
def own_key_hidden(scores, softmax):
    """your causal mask is off by one: query i does not see key i, and query 0 sees nothing.

    A word may look at itself. On which side of the diagonal does the mask begin?
    """
    return _only(scores, _seen(scores).tril(-1), softmax)


@sdpa_causal_mistakes(part="causal")
def next_key_seen(scores, softmax):
    """your causal mask is off by one: query i also sees key i + 1, the word it should foretell.

    On which side of the diagonal does the mask begin?
    """
    return _only(scores, _seen(scores).tril(1), softmax)


@sdpa_causal_mistakes("marin-community/levanter#102", part="causal")
def earlier_keys_hidden(scores, softmax):
    """your causal mask is turned round: each query sees itself and the later keys.

    A text is read from the left: which keys lie in the past of query 2?
    """
    return _only(scores, _seen(scores).triu(), softmax)


@sdpa_causal_mistakes(part="causal")
def only_later_keys_seen(scores, softmax):
    """your causal mask is inverted: each query sees only the keys after it.

    Does True in your mask say "seen" or "hidden"?
    """
    return _only(scores, _seen(scores).triu(1), softmax)


@sdpa_causal_mistakes(part="causal")
def later_scores_set_to_zero(scores, softmax):
    """later keys' scores become 0 (.tril() of the scores, say), and exp(0) is 1, not 0.

    Which score does softmax turn into a weight of exactly 0?
    """
    return softmax(scores.tril())


@sdpa_causal_mistakes(part="causal")
def causal_after_the_softmax(scores, softmax):
    """the causal mask comes after the softmax: the weights that are left no longer sum to 1.

    When must a key be hidden, so that the others share out all of the attention?
    """
    return softmax(scores).tril()


@sdpa_causal_mistakes(part="causal", alone=True)
def causal_added_as_0_and_1(scores, softmax):
    """you add a causal mask of 0 and 1 to the scores: nothing is hidden by that.

    What must be added to a score for its key to get a weight of 0?
    """
    return softmax(scores + _seen(scores).tril())


@sdpa_causal_mistakes(part="causal", alone=True)
def later_scores_plus_infinity(scores, softmax):
    """later keys' scores become +inf, which wins every softmax, and inf - inf is NaN.

    Which end of the number line gets a weight of 0?
    """
    return softmax(scores.masked_fill(~_seen(scores).tril(), math.inf))


@sdpa_causal_mistakes("onnx/onnx#8068", part="causal", alone=True)
def causal_zero_times_infinity(scores, softmax):
    """in your causal mask 0 is multiplied by -inf, which is NaN (torch.ones(...) * -inf is safe).

    Choose between two values instead of multiplying.
    """
    return softmax(scores + _seen(scores).triu(1).to(scores.dtype) * -math.inf)


@sdpa_causal_mistakes("harvard-edge/cs249r_book#1875", part="causal")
def causal_mask_square(scores, softmax):
    """your causal mask is square, L by L; there may be more or fewer keys than queries.

    How many rows and how many columns do the scores have?
    """
    queries = scores.shape[-2]
    return _only(scores, torch.ones(queries, queries, dtype=torch.bool).tril(), softmax)


@sdpa_causal_mistakes(part="causal", alone=True)
def causal_mask_square_in_the_keys(scores, softmax):
    """your causal mask is square, S by S; there may be more or fewer queries than keys.

    How many rows and how many columns do the scores have?
    """
    keys = scores.shape[-1]
    return _only(scores, torch.ones(keys, keys, dtype=torch.bool).tril(), softmax)


@sdpa_causal_mistakes(part="causal", alone=True)
def causal_only_where_square(scores, softmax):
    """is_causal has an effect only where there are as many queries as keys.

    With fewer or more of them query i sees the keys up to i all the same.
    """
    queries, keys = scores.shape[-2:]
    return causal(scores, softmax) if queries == keys else softmax(scores)


@sdpa_causal_mistakes()
def always_causal(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """the causal mask is there even where is_causal is False.

    Only a caller who asks for it wants the later keys hidden.
    """

    def also_causal(scores, mask, softmax):
        return causal(scores if mask.dtype == torch.bool else scores + mask, softmax)

    def masked(scores, mask, softmax):
        return causal(scores.masked_fill(~mask, -math.inf), softmax)

    made = build(bool_mask=masked, float_mask=also_causal)
    return made(query, key, value, attn_mask, attn_mask is None, scale)


@sdpa_causal_mistakes()
def causal_when_no_mask_is_given(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """without a mask your function is causal, whatever is_causal says.

    No mask and is_causal=False: then every query sees every key.
    """
    return build()(query, key, value, attn_mask, attn_mask is None, scale)
