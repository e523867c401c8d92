"""The exercise that writes torch's own attention, with its masks and its scale."""

from __future__ import annotations

import math

import torch

from ....attention import scaled_dot_product_attention
from ....checking import BFLOAT16, Case, Exercise
from ...drawing import generator
from ...scale_dial import scale_dial
from .causal_mistakes import sdpa_causal_mistakes
from .float_mask_mistakes import sdpa_float_mask_mistakes
from .mask_mistakes import sdpa_mask_mistakes
from .mistakes import build, sdpa_mistakes
from .softmax_by_hand_mistakes import softmax_by_hand_mistakes
from .softmax_mistakes import sdpa_softmax_mistakes
from .step_mistakes import sdpa_step_mistakes
from .whole_mistakes import sdpa_whole_mistakes


def cases() -> list[Case]:
    draw = generator(77)

    def tensors(*lead, queries, keys, head, value, louder=1.0, dtype=torch.float32):
        shapes = (*lead, queries, head), (*lead, keys, head), (*lead, keys, value)
        query, key, value = (torch.randn(*shape, generator=draw) for shape in shapes)
        return (louder * query).to(dtype), key.to(dtype), value.to(dtype)

    def some(*shape):
        """A boolean mask that leaves every query at least one key, and hides at least one."""
        mask = torch.rand(*shape, generator=draw) < 0.5
        first = torch.arange(shape[-2])[:, None] % shape[-1] == torch.arange(shape[-1])
        return (mask | first) & ~first.roll(1, dims=-1)

    def bias(*shape):
        """A float mask: zeros, other numbers, and -inf."""
        numbers = torch.randint(-3, 4, shape, generator=draw) / 2
        return numbers.masked_fill(~some(*shape), -math.inf)

    halves = [
        torch.randint(low, high, shape, generator=draw) / 2
        for low, high, shape in ((-3, 4, (2, 3, 6)), (-3, 4, (2, 5, 6)), (-4, 9, (2, 5, 4)))
    ]
    heads = {"queries": 4, "keys": 5, "head": 7, "value": 6}
    nothing, last = some(2, 1, 4, 5), bias(2, 1, 4, 5)
    nothing[0, 0, 2] = False
    last[1, 0, 1] = -math.inf
    views = tuple(
        tensor.transpose(1, 2)
        for tensor in tensors(1, queries=6, keys=6, head=4, value=4, louder=100)
    )
    double = tensors(2, 3, 2, queries=3, keys=5, head=6, value=4, dtype=torch.float64)
    low = tensors(2, 3, queries=4, keys=6, head=5, value=3)
    away = 10 * torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0])
    return [
        Case("the sizes are all different", (*halves, None, False, None), gradient=True),
        Case(
            "all sizes are equal",
            (*tensors(3, 3, queries=3, keys=3, head=3, value=3), None, False, None),
            equal_sizes=True,
        ),
        Case(
            "a boolean mask hides some keys",
            (*tensors(2, 3, **heads), some(2, 1, 4, 5), False, None),
        ),
        Case(
            "a boolean mask has fewer axes than the scores",
            (*tensors(3, 3, queries=3, keys=3, head=3, value=3), some(3, 3, 3), False, None),
            equal_sizes=True,
        ),
        Case(
            "a boolean mask leaves a query no key",
            (*tensors(2, 3, **heads), nothing, False, None),
            gradient=True,
        ),
        Case("a float mask is given", (*tensors(2, 3, **heads), bias(4, 5), False, None)),
        Case(
            "all sizes are equal and a float mask is given",
            (*tensors(3, 3, queries=3, keys=3, head=3, value=3), bias(3, 3, 3, 3), False, None),
            equal_sizes=True,
        ),
        Case(
            "a float mask leaves a query no key",
            (*tensors(2, 3, **heads), last, False, None),
            gradient=True,
        ),
        Case(
            "all sizes are equal and is_causal is True",
            (*tensors(3, 3, queries=3, keys=3, head=3, value=3), None, True, None),
            equal_sizes=True,
        ),
        Case(
            "is_causal is True, with fewer queries than keys",
            (*tensors(2, 3, **heads), None, True, None),
        ),
        Case(
            "is_causal is True, with more queries than keys",
            (*tensors(2, queries=6, keys=4, head=5, value=3), None, True, None),
        ),
        Case(
            "is_causal is True, with one query",
            (*tensors(queries=1, keys=4, head=3, value=5), None, True, None),
        ),
        Case(
            "a scale of 0.3 is given",
            (*tensors(2, queries=3, keys=5, head=8, value=4), None, False, 0.3),
        ),
        Case(
            "a scale of 0 is given",
            (*tensors(2, queries=3, keys=5, head=6, value=4), None, False, 0.0),
        ),
        Case(
            "a negative scale is given",
            (*tensors(3, queries=2, keys=4, head=6, value=5), None, False, -0.7),
        ),
        Case(
            "there are only two axes",
            (*tensors(queries=5, keys=3, head=7, value=4), some(5, 3), False, None),
        ),
        Case("the scores are large and the tensors views", (*views, None, False, None)),
        Case("there are five axes, in float64", (*double, None, True, None), gradient=True),
        Case(
            "all scores are far below zero and a boolean mask hides some keys",
            (0.3 * low[0] - away, 0.3 * low[1] + away, low[2], some(4, 6), False, None),
            tolerance=1e-3,
        ),
        # In float16 a fill of -1e9, right elsewhere, would not fit.
        Case(
            "query, key and value are bfloat16",
            (*tensors(2, **heads, dtype=torch.bfloat16), None, False, None),
            tolerance=BFLOAT16,
        ),
    ]


SCALED_DOT_PRODUCT_ATTENTION = Exercise(
    reference=scaled_dot_product_attention,
    lesson="07_projections",
    cases=cases,
    mistakes=[
        *sdpa_mistakes,
        *sdpa_step_mistakes,
        *sdpa_softmax_mistakes,
        *softmax_by_hand_mistakes(),
        *sdpa_mask_mistakes,
        *sdpa_float_mask_mistakes,
        *sdpa_causal_mistakes,
        *sdpa_whole_mistakes,
    ],
    build=build,
    in_place=False,
    dial=scale_dial(
        lambda number: build(
            scaled=lambda scores, *others: scores * (number if others[-1] is None else others[-1])
        )
    ),
    action="Take one mask, one query: print its scores, then its weights. Do they sum to 1?",
    difficulty=3,
    minutes=25,
    hints=(
        "The order: products of query and key, times the scale, then the mask, then softmax over "
        "the last axis, then the mix of the values. Count all axes from the end (-1, -2).",
        "A boolean mask and is_causal both say which keys may be seen: put -inf where they may "
        "not. A float mask is added. A scale of None means 1 / sqrt(E); 0 is a scale like any.",
        "A query without any key: its scores are all -inf. Find such rows "
        "((scores == -inf).all over the keys), give them harmless scores before softmax and "
        "zero weights after it. cu.masked_softmax does just that.",
    ),
    ready_made={
        "scaled_dot_product": (
            "right numbers, from torch's ready-made attention. It is what everybody calls in "
            "earnest; here you are to write what it does."
        )
    },
)
