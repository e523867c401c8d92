"""The exercise of lesson 5 on half precision, and its known mistakes."""

from __future__ import annotations

import math
from dataclasses import replace

import torch

from ...attention import raw_scores, scaled_scores, scores_in_float32
from ...checking import Case, Exercise, MistakeList
from ..drawing import drawing
from .scale_mistakes import build, scale_mistakes
from .score_mistakes import mistakes_in_the_dot_products, score_mistakes

half_mistakes = MistakeList()


@half_mistakes("stanford-crfm/mistral#67", "pytorch/pytorch#119131")
def converted_after_the_product(query, key):
    """you convert after the product: in float16 a sum beyond 65504 is inf by then, and stays inf.

    What is lost in the product, nobody can bring back. What should be converted, and when?
    """
    return raw_scores(query, key).float() / math.sqrt(query.shape[-1])


@half_mistakes("stanford-crfm/mistral#67")
def converted_after_scaling(query, key):
    """you convert at the very end: product and division were in half precision, overflow included.

    What is lost in the product, nobody can bring back. What should be converted, and when?
    """
    return scaled_scores(query, key).float()


@half_mistakes("ultralytics/ultralytics#24990", "stanford-crfm/mistral#66")
def scaled_in_half_then_multiplied(query, key):
    """you scale first, and still multiply in half precision: that overflows later, but it does.

    Scaling first gains a factor √E of room. What gains enough for all float16 entries?
    """
    return raw_scores(query / math.sqrt(query.shape[-1]), key).float()


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
def both_scaled_in_half_then_converted(query, key):
    """you scale both before you convert them: the quotients are rounded to half precision.

    Nothing overflows, but three good digits are left. Which of the two should come first?
    """
    fourth = query.shape[-1] ** 0.25
    return raw_scores((query / fourth).float(), (key / fourth).float())


@half_mistakes()
def converted_to_bfloat16(query, key):
    """bfloat16 reaches as far as float32 but keeps only two or three digits of every number.

    Nothing overflows, and yet the scores are rough. Which type has both reach and digits?
    """
    return scaled_scores(query.bfloat16(), key.bfloat16()).float()


@half_mistakes()
def rounded_back_to_half(query, key):
    """your scores passed through half precision after the product: rounded, and inf if large.

    Float16 ends at 65504, and scaled scores can pass that too. Look for a second conversion.
    """
    return scaled_scores(query.float(), key.float()).to(query.dtype).float()


@half_mistakes()
def infinities_cut_off(query, key):
    """you hide the overflow: inf is replaced by a large number, the same for every such score.

    Then keys that differ look alike. What keeps the sum from overflowing at all?
    """
    return torch.nan_to_num(raw_scores(query, key)).float() / math.sqrt(query.shape[-1])


@half_mistakes()
def products_added_up_in_half(query, key):
    """each product is rounded to half precision, and may be inf, before you add up in float32.

    Which comes first: converting, or multiplying?
    """
    products = query.unsqueeze(2) * key.unsqueeze(1)
    return products.float().sum(dim=-1) / math.sqrt(query.shape[-1])


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


in_the_scale = [mistake for mistake in score_mistakes if mistake.part == "scaled"]


def build_in_float32(raw_scores=raw_scores, scaled=None):
    made = build(raw_scores, scaled) if scaled else build(raw_scores)
    return lambda query, key: made(query.float(), key.float())


def cases() -> list[Case]:
    normal = drawing(57)

    def pair(batch, queries, keys, size, dtype=torch.float16, spread=1.0):
        shapes = (batch, queries, size), (batch, keys, size)
        return tuple(normal(*shape, spread=spread, dtype=dtype) for shape in shapes)

    def aligned(batch, queries, keys, size, dtype=torch.float16):
        """Entries around 256, of one sign: even after scaling the sums pass 65504."""
        tensors = pair(batch, queries, keys, size, torch.float32, spread=30)
        return tuple((tensor + 256).to(dtype) for tensor in tensors)

    return [
        Case("entries are ordinary", pair(2, 3, 5, 7)),
        Case("all sizes are equal", pair(3, 3, 3, 3), equal_sizes=True),
        Case("dot products pass 65504", pair(2, 3, 5, 7, spread=200)),
        Case("scaled scores pass 65504, too", aligned(2, 3, 5, 80)),
        Case("single products pass 65504", pair(2, 5, 3, 6, spread=900)),
        Case("there is one query, and one key", pair(5, 1, 1, 3)),
        Case("the entries are bfloat16", pair(2, 5, 3, 7, torch.bfloat16)),
        Case("the entries are large and bfloat16", aligned(2, 5, 3, 11, torch.bfloat16)),
        Case(
            "query and key are transposed views",
            tuple(tensor.transpose(1, 2) for tensor in pair(2, 6, 6, 3)),
        ),
        Case("the entries are float32 already", pair(2, 5, 3, 7, torch.float32), gradient=True),
    ]


SCORES_IN_FLOAT32 = Exercise(
    reference=scores_in_float32,
    lesson="05_scaling",
    cases=cases,
    mistakes=[
        *half_mistakes,
        *scale_mistakes,
        *in_the_scale,
        *(replace(mistake, alone=True) for mistake in mistakes_in_the_dot_products()),
    ],
    build=build_in_float32,
    action="Follow one score: at which step does the dtype change, and what was lost before it?",
    difficulty=1,
    minutes=5,
    hints=(
        "float16 ends at 65504. Which of your intermediate results could be larger?",
        "Once a number is inf or rounded, converting it does not bring it back. Convert first.",
        "query.float() and key.float() are the same vectors in float32. Then as in scaled_scores.",
    ),
)
