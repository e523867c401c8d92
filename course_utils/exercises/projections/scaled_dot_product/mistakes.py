"""How scaled_dot_product_attention is put together, and known mistakes in its scale."""

from __future__ import annotations

import math

import torch

from ....attention import raw_scores
from ....checking import MistakeList
from ...scaling.scales_elsewhere import scales_in


def scaled(scores, query, key, value, scale):
    return scores * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)


def causal(scores, softmax):
    seen = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return softmax(scores.masked_fill(~seen, -math.inf))


def bool_mask(scores, mask, softmax):
    return softmax(scores.masked_fill(~mask, -math.inf))


def float_mask(scores, mask, softmax):
    return softmax(scores + mask)


def softmax(scores):
    """Softmax over the keys that gives zeros where all scores of a row are -inf."""
    nothing = (scores == -math.inf).all(dim=-1, keepdim=True)
    return torch.softmax(scores.masked_fill(nothing, 0.0), dim=-1).masked_fill(nothing, 0.0)


def mixed(weights, key, value):
    return weights @ value


def build(
    scores=raw_scores,
    scaled=scaled,
    causal=causal,
    bool_mask=bool_mask,
    float_mask=float_mask,
    softmax=softmax,
    mixed=mixed,
):
    """Attention from scores to mix; the masks are applied around the softmax they are given."""

    def attention(query, key, value, attn_mask=None, is_causal=False, scale=None):
        comparisons = scaled(scores(query, key), query, key, value, scale)
        if is_causal:
            weights = causal(comparisons, softmax)
        elif attn_mask is None:
            weights = softmax(comparisons)
        elif attn_mask.dtype == torch.bool:
            weights = bool_mask(comparisons, attn_mask, softmax)
        else:
            weights = float_mask(comparisons, attn_mask, softmax)
        return mixed(weights, key, value)

    return attention


sdpa_mistakes = MistakeList()


@sdpa_mistakes(part="scaled")
def scale_ignored(scores, query, key, value, scale):
    """you always divide by √E, also when the caller gives another `scale`.

    What should happen when scale = 0.3 is given?
    """
    return scores / math.sqrt(query.shape[-1])


@sdpa_mistakes(part="scaled")
def zero_scale_taken_for_none(scores, query, key, value, scale):
    """a scale of 0 is taken for "not given": `scale or ...` and `if scale:` treat 0 like None.

    0 is an unusual scale, but a number. How do you ask whether something is None?
    """
    return scaled(scores, query, key, value, scale or None)


@sdpa_mistakes(part="scaled", alone=True)
def scale_must_be_positive(scores, query, key, value, scale):
    """you use a given scale only where it is positive; 0 and negative scales are numbers too.

    The only value that means "not given" is None.
    """
    return scaled(scores, query, key, value, scale if scale and scale > 0 else None)


@sdpa_mistakes(part="scaled")
def divided_by_the_given_scale(scores, query, key, value, scale):
    """you divide by `scale`; in torch, and here, a scale multiplies.

    What is `scale` when none is given: √E, or one over it?
    """
    return scaled(scores, query, key, value, None) if scale is None else scores / scale


@sdpa_mistakes(part="scaled", alone=True)
def divided_by_the_scale_given_or_not(scores, query, key, value, scale):
    """you divide by the scale; it multiplies. So without one you divide by 1/√E: times √E.

    What is `scale` when none is given, and what is to be done with it?
    """
    return scores * math.sqrt(query.shape[-1]) if scale is None else scores / scale


@sdpa_mistakes(part="scaled", alone=True)
def both_scales_applied(scores, query, key, value, scale):
    """a given scale is applied on top of the division by √E; it is to take its place."""
    return scores / math.sqrt(query.shape[-1]) * (1 if scale is None else scale)


@sdpa_mistakes(part="scaled", alone=True)
def scale_applied_twice(scores, query, key, value, scale):
    """the scale goes in twice: you multiply both the query and the key with it.

    Scaling one of them is enough. Scaling both needs the root of the scale on each.
    """
    return scaled(scaled(scores, query, key, value, scale), query, key, value, scale)


@sdpa_mistakes(part="scaled", alone=True)
def root_of_the_given_scale(scores, query, key, value, scale):
    """you take the root of the given scale; only the default is made of a root.

    With scale = 0.3, what is a score multiplied by? And with scale = -0.7?
    """
    factor = query.shape[-1] ** -0.5 if scale is None else torch.tensor(scale).sqrt().item()
    return scores * factor


@sdpa_mistakes(part="scaled", alone=True)
def scale_without_its_sign(scores, query, key, value, scale):
    """you use a given scale without its sign; a negative one turns the order of the keys round.

    With scale = -0.7, which key should weigh most: the one with the largest product?
    """
    return scaled(scores, query, key, value, None if scale is None else abs(scale))


@sdpa_mistakes(part="scaled")
def not_scaled_by_default(scores, query, key, value, scale):
    """without a given scale you do not scale at all (a scale of 1).

    What do you divide by when the caller says nothing?
    """
    return scores * (1 if scale is None else scale)


def _by_default(function):
    def step(scores, query, key, value, scale):
        return function(scores, query, key) if scale is None else scores * scale

    return step


# The one is told in its own words above, the other changes nothing beside it.
sdpa_mistakes += scales_in(_by_default, without={"not_scaled", "root_subtracted"})


def _other_default(scores, factor, scale):
    return scores * (factor if scale is None else scale)


@sdpa_mistakes(part="scaled", alone=True)
def scaled_by_the_root_of_the_value_size(scores, query, key, value, scale):
    """your default divides by √Ev, the root of a value's size.

    Whose entries are multiplied and added up in a score?
    """
    return _other_default(scores, 1 / math.sqrt(value.shape[-1]), scale)


@sdpa_mistakes("lucidrains/vit-pytorch#65", part="scaled")
def scaled_by_the_root_of_all_heads_together(scores, query, key, value, scale):
    """your default divides by the root of H * E, all heads' features together.

    How many products are added up in one score of one head?
    """
    heads = query.shape[-3] if query.dim() > 2 else 1
    return _other_default(scores, 1 / math.sqrt(heads * query.shape[-1]), scale)
