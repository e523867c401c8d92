"""The exercise that puts several heads together."""

from __future__ import annotations

import torch

from ....checking import BFLOAT16, Case, Exercise
from ....masks import padding_mask
from ....multihead import multi_head_attention
from ...drawing import bools, generator
from ...scale_dial import scale_dial, sizes_of_heads
from ..scaled_dot_product.softmax_by_hand_mistakes import softmax_by_hand_mistakes
from .keep_mistakes import keep_mistakes, mistakes_of_attention
from .mistakes import build, multi_head_mistakes
from .output_mistakes import multi_head_output_mistakes
from .step_mistakes import head_mistakes
from .stream_mistakes import stream_mistakes
from .whole_mistakes import multi_head_whole_mistakes

READY_MADE = (
    "right numbers, from torch's ready-made layer. It is what torch's own Transformer is made "
    "of; here you are to put the parts together yourself."
)


def cases() -> list[Case]:
    draw = generator(7)

    def weight(width, dtype):
        """Drawn so that scores have a spread of about 1.5: softmax is neither flat nor one key."""
        return (1.2 / width**0.5 * torch.randn(width, width, generator=draw)).to(dtype)

    def inputs(batch, heads, queries, keys, head, *, keep=None, louder=1.0, dtype=torch.float32):
        width = heads * head
        x_query = (louder * torch.randn(batch, queries, width, generator=draw)).to(dtype)
        x_key_value = torch.randn(batch, keys, width, generator=draw).to(dtype)
        weights = [weight(width, dtype) for _ in range(4)]
        return (x_query, x_key_value, *weights, heads, keep)

    def of_itself(*sizes, keep):
        x_query, _, *others = inputs(*sizes, keep=keep)
        return (x_query, x_query, *others)

    def real(*lengths, keys):
        return padding_mask(torch.tensor(lengths), keys)

    views = list(inputs(2, 2, 4, 5, 3, louder=60.0))
    views[:2] = [x.transpose(0, 1).contiguous().transpose(0, 1) for x in views[:2]]
    views[2:6] = [w.T.contiguous().T for w in views[2:6]]
    low = list(inputs(2, 2, 5, 4, 6, keep=bools("1101 0011")))
    away = torch.randn(12, generator=draw)
    low[0], low[1], low[2] = 0.2 * low[0] - 12 * away, 0.2 * low[1] + 12 * away, low[3]
    first = list(inputs(2, 3, 4, 6, 5))
    first[:2] = [(2 * x).round() / 2 for x in first[:2]]
    return [
        Case("the sizes are all different", tuple(first), gradient=True),
        Case("all sizes are equal", inputs(3, 3, 3, 3, 3), equal_sizes=True),
        Case("some keys are padding", inputs(2, 3, 4, 6, 5, keep=real(4, 6, keys=6))),
        Case(
            "hidden keys lie between others, and there are as many sentences as heads",
            inputs(3, 3, 5, 6, 2, keep=bools("101101 011011 110001")),
        ),
        Case(
            "a sentence attends to itself",
            of_itself(2, 3, 5, 5, 4, keep=bools("11010 01111")),
        ),
        Case(
            "sizes are equal and some keys are hidden",
            inputs(3, 3, 3, 3, 3, keep=bools("101 010 011")),
            equal_sizes=True,
        ),
        Case(
            "a sentence is all padding",
            inputs(3, 2, 2, 4, 5, keep=real(2, 0, 4, keys=4)),
            gradient=True,
        ),
        Case("a batch holds one sentence", inputs(1, 2, 5, 4, 3, keep=real(3, keys=4))),
        Case("there is one query", inputs(2, 5, 1, 4, 3)),
        Case("there is one head", inputs(3, 1, 4, 5, 6)),
        Case("there are more heads, of more features", inputs(2, 6, 5, 9, 8)),
        Case("the scores are large and the tensors views", tuple(views)),
        Case(
            "the tensors are float64",
            inputs(2, 3, 4, 5, 6, keep=real(5, 3, keys=5), dtype=torch.float64),
            gradient=True,
        ),
        Case("all scores are far below zero and some keys are hidden", tuple(low), tolerance=1e-3),
        # In float16 a fill of -1e9, right elsewhere, would not fit.
        Case(
            "the tensors are bfloat16",
            inputs(2, 3, 4, 5, 6, dtype=torch.bfloat16),
            tolerance=BFLOAT16,
        ),
    ]


MULTI_HEAD_ATTENTION = Exercise(
    reference=multi_head_attention,
    lesson="07_projections",
    cases=cases,
    mistakes=[
        *multi_head_mistakes,
        *stream_mistakes,
        # (Mixing the keys is the same as making the values with w_key.)
        *(mistake for mistake in head_mistakes if mistake.name != "keys_mixed"),
        *mistakes_of_attention("softmax", "bool_mask"),
        *softmax_by_hand_mistakes(),
        *multi_head_output_mistakes,
        *keep_mistakes,
        *multi_head_whole_mistakes,
    ],
    build=build,
    dial=scale_dial(lambda number: build(scaled=lambda scores, *_: scores * number)),
    sizes_besides=lambda x, *others: sizes_of_heads(x, others[5]),
    action="Print the shape after each step: projected, split, scores, weights, merged, output.",
    difficulty=3,
    minutes=25,
    hints=(
        "The steps: project query, key and value (weights as in nn.Linear); split each into "
        "heads; attention in each head; merge; project with w_output.",
        "Shapes: (B, L, D) -> (B, H, L, E) and (B, S, D) -> (B, H, S, E); scores (B, H, L, S), "
        "divided by the root of E = D / H; `keep` (B, S) must line up with B and S of the scores.",
        "Use what you have: cu.split_heads, cu.merge_heads, cu.expand_key_mask(keep) and "
        "cu.masked_softmax or torch's scaled_dot_product_attention, which gives zeros where a "
        "sentence is all padding.",
    ),
    ready_made={
        "multi_head_attention_forward": READY_MADE,
        "native_multi_head_attention": READY_MADE,
    },
)
