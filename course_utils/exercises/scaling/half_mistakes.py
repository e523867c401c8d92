"""Known mistakes in when half precision is left behind, whatever is done besides."""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores
from ...checking import MistakeList
from .scale_mistakes import divided_by_the_root


def converted_first(raw_scores, scaled, query, key):
    """The right order: nothing is computed in half precision."""
    query, key = query.float(), key.float()
    return scaled(raw_scores(query, key), query, key)


def build(raw_scores=raw_scores, scaled=divided_by_the_root, computed=converted_first):
    """Dot products, then what is done to them; `computed` is in which precision and order."""
    return lambda query, key: computed(raw_scores, scaled, query, key)


half_mistakes = MistakeList()


@half_mistakes("stanford-crfm/mistral#67", "pytorch/pytorch#119131", part="computed")
def converted_after_the_product(raw_scores, scaled, query, key):
    """you convert after the product: in float16 a sum beyond 65504 is inf by then, and stays inf.

    What is lost in the product, nobody can bring back. What should be converted, and when?
    """
    return scaled(raw_scores(query, key).float(), query, key)


@half_mistakes("stanford-crfm/mistral#67", part="computed")
def converted_after_scaling(raw_scores, scaled, query, key):
    """you convert at the very end: product and division were in half precision, overflow included.

    What is lost in the product, nobody can bring back. What should be converted, and when?
    """
    return scaled(raw_scores(query, key), query, key).float()


@half_mistakes(part="computed")
def rounded_back_to_half(raw_scores, scaled, query, key):
    """your scores passed through half precision after the product: rounded, and inf if large.

    Float16 ends at 65504, and scaled scores can pass that too. Look for a second conversion.
    """
    return converted_first(raw_scores, scaled, query, key).to(query.dtype).float()


@half_mistakes(part="computed")
def converted_to_bfloat16(raw_scores, scaled, query, key):
    """bfloat16 reaches as far as float32 but keeps only two or three digits of every number.

    Nothing overflows, and yet the scores are rough. Which type has both reach and digits?
    """
    return scaled(raw_scores(query.bfloat16(), key.bfloat16()), query, key).float()


@half_mistakes(part="computed", alone=True)
def float16_alone_converted(raw_scores, scaled, query, key):
    """you convert float16 only; bfloat16 does not overflow, but its products are rounded, too.

    Do you need to ask for the dtype at all?
    """
    if query.dtype == torch.float16:
        query, key = query.float(), key.float()
    return scaled(raw_scores(query, key), query, key).float()


@half_mistakes(part="computed", alone=True)
def cut_off_at_the_largest_half(raw_scores, scaled, query, key):
    """you cut scores off at 65504, though float32 goes far beyond: keys that differ look alike.

    What keeps the sum from overflowing at all?
    """
    return converted_first(raw_scores, scaled, query, key).clamp(-65504, 65504)


@half_mistakes(part="computed", alone=True)
def cut_off_in_half(raw_scores, scaled, query, key):
    """you compute in half precision and cut the overflow off at 65504: keys that differ look alike.

    What keeps the sum from overflowing at all?
    """
    return scaled(raw_scores(query, key), query, key).clamp(-65504, 65504).float()


@half_mistakes()
def infinities_cut_off(query, key):
    """you hide the overflow: inf is replaced by a large number, the same for every such score.

    Then keys that differ look alike. What keeps the sum from overflowing at all?
    """
    return torch.nan_to_num(raw_scores(query, key)).float() / math.sqrt(query.shape[-1])


@half_mistakes("ultralytics/ultralytics#24990", "stanford-crfm/mistral#66")
def scaled_in_half_then_multiplied(query, key):
    """you scale first, and still multiply in half precision: that overflows later, but it does.

    Scaling first gains a factor √E of room. What gains enough for all float16 entries?
    """
    return raw_scores(query / math.sqrt(query.shape[-1]), key).float()


@half_mistakes()
def key_scaled_in_half_then_multiplied(query, key):
    """you scale the key first, and multiply in half precision: that overflows later, but it does.

    Scaling first gains a factor √E of room. What gains enough for all float16 entries?
    """
    return raw_scores(query, key / math.sqrt(query.shape[-1])).float()


@half_mistakes("ultralytics/ultralytics#24990", "stanford-crfm/mistral#66")
def both_scaled_in_half_then_multiplied(query, key):
    """you scale both sides first, but multiply in half precision: that overflows too, only later.

    Scaling first gains a factor √E of room. What gains enough for all float16 entries?
    """
    fourth = query.shape[-1] ** 0.25
    return raw_scores(query / fourth, key / fourth).float()


@half_mistakes()
def scaled_in_half_then_converted(query, key):
    """you scale the query before you convert it: the quotient is rounded to half precision.

    Nothing overflows, but three good digits are left. Which of the two should come first?
    """
    return raw_scores((query / math.sqrt(query.shape[-1])).float(), key.float())


@half_mistakes()
def key_scaled_in_half_then_converted(query, key):
    """you scale the key before you convert it: the quotient is rounded to half precision.

    Nothing overflows, but three good digits are left. Which of the two should come first?
    """
    return raw_scores(query.float(), (key / math.sqrt(query.shape[-1])).float())


@half_mistakes()
def both_scaled_in_half_then_converted(query, key):
    """you scale both before you convert them: the quotients are rounded to half precision.

    Nothing overflows, but three good digits are left. Which of the two should come first?
    """
    fourth = query.shape[-1] ** 0.25
    return raw_scores((query / fourth).float(), (key / fourth).float())


@half_mistakes()
def products_added_up_in_half(query, key):
    """each product is rounded to half precision, and may be inf, before you add up in float32.

    Which comes first: converting, or multiplying?
    """
    products = query.unsqueeze(2) * key.unsqueeze(1)
    return products.float().sum(dim=-1) / math.sqrt(query.shape[-1])


@half_mistakes()
def products_and_sum_in_half(query, key):
    """products and their sum are in half precision, rounded and perhaps inf, before you convert.

    Which comes first: converting, or multiplying?
    """
    products = query.unsqueeze(2) * key.unsqueeze(1)
    return products.sum(dim=-1).float() / math.sqrt(query.shape[-1])


@half_mistakes()
def root_rounded_to_half(query, key):
    """√E itself is in half precision: a tensor of query's dtype rounds it to three or four digits.

    math.sqrt gives a Python number, which changes no dtype and is not rounded.
    """
    root = torch.tensor(query.shape[-1], dtype=query.dtype).sqrt()
    return raw_scores(query.float(), key.float()) / root


@half_mistakes()
def entries_made_whole_numbers(query, key):
    """you make whole numbers of the entries (long, int): all decimals are lost.

    Which type holds larger numbers than float16, and decimals too?
    """
    return raw_scores(query.long(), key.long()).float() / math.sqrt(query.shape[-1])


@half_mistakes()
def query_alone_converted(query, key):
    """only the query is converted: torch does not multiply matrices of two dtypes.

    Convert both, before they meet.
    """
    return raw_scores(query.float(), key) / math.sqrt(query.shape[-1])


@half_mistakes()
def key_alone_converted(query, key):
    """only the key is converted: torch does not multiply matrices of two dtypes.

    Convert both, before they meet.
    """
    return raw_scores(query, key.float()) / math.sqrt(query.shape[-1])
