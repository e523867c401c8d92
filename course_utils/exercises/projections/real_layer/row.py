"""The exercise that does what a real model's first attention layer does."""

from __future__ import annotations

import torch

from ....checking import HALF, Case, Exercise
from ....inputs import real_layer
from ....multihead import self_attention_layer
from ...drawing import generator
from ...scale_dial import scale_dial, sizes_of_heads
from ..multi_head.row import READY_MADE
from .bias_mistakes import layer_bias_mistakes
from .mistakes import build, layer_mistakes, mistakes_of_the_heads
from .whole_mistakes import layer_whole_mistakes

PARTS = ("query", "key", "value", "output")


def cases() -> list[Case]:
    draw = generator(777)

    def inputs(batch, length, heads, head, *, louder=1.0, dtype=torch.float32):
        width = heads * head
        x = louder * torch.randn(batch, length, width, generator=draw)
        parameters = [
            made
            for _ in PARTS
            for made in (
                1.2 / width**0.5 * torch.randn(width, width, generator=draw),
                torch.randn(width, generator=draw),
            )
        ]
        return (*(tensor.to(dtype) for tensor in (x, *parameters)), heads)

    def real(word):
        layer = real_layer()
        parameters = [getattr(layer, f"{letter}_{part}") for part in PARTS for letter in "wb"]
        return (layer.sentence(word).vectors[None], *parameters, layer.num_heads)

    views = list(inputs(2, 5, 2, 3, louder=60.0))
    views[0] = views[0].transpose(0, 1).contiguous().transpose(0, 1)
    views[1:8:2] = [weight.T.contiguous().T for weight in views[1:8:2]]
    return [
        Case("the sizes are all different", inputs(2, 4, 3, 5), gradient=True),
        Case("all sizes are equal", inputs(3, 3, 3, 3), equal_sizes=True),
        Case("a batch holds one sentence", inputs(1, 5, 2, 3)),
        Case("there is one token", inputs(3, 1, 2, 5)),
        Case("there is one head", inputs(2, 5, 1, 6)),
        Case("the scores are large and the tensors views", tuple(views)),
        Case(
            "the tensors are float64",
            inputs(2, 5, 4, 3, dtype=torch.float64),
            gradient=True,
        ),
        Case("the tensors are float16", inputs(2, 4, 3, 2, dtype=torch.float16), tolerance=HALF),
        Case("it is the real model's layer, with a real sentence", real("milk")),
        Case("the real model reads another sentence", real("tired")),
    ]


SELF_ATTENTION_LAYER = Exercise(
    reference=self_attention_layer,
    lesson="07_projections",
    cases=cases,
    mistakes=[
        *layer_mistakes,
        *layer_bias_mistakes,
        *mistakes_of_the_heads(),
        *layer_whole_mistakes,
    ],
    build=build,
    dial=scale_dial(lambda number: build(scaled=lambda scores, *_: scores * number)),
    sizes_besides=lambda x, *others: sizes_of_heads(x, others[8]),
    action="Print the shape after each step: projected, split, scores, weights, merged, output.",
    difficulty=2,
    minutes=10,
    hints=(
        "It is multi_head_attention with x on both sides, no mask, and a bias after each of the "
        "four projections.",
        "cu.project(x, weight, bias) makes each projection; cu.split_heads and cu.merge_heads "
        "stand around the attention of the heads.",
    ),
    ready_made={
        "multi_head_attention_forward": READY_MADE,
        "native_multi_head_attention": READY_MADE,
    },
)
