"""The last exercise of lesson 6."""

from __future__ import annotations

import torch

from ...attention import masked_softmax
from ...checking import HALF, Case, Exercise
from ..drawing import bools, generator, normal_from
from .evidence import about_the_rows
from .masked_softmax_mistakes import masked_softmax_mistakes
from .masked_softmax_parts import WAYS, build


def cases() -> list[Case]:
    draw = generator(6)
    normal = normal_from(draw)

    def some(*shape, at_least=1):
        """True in about three of five places, and in `at_least` one of each row."""
        noise = torch.rand(*shape, generator=draw)
        return (noise < 0.6) | (noise <= noise.kthvalue(at_least, -1, keepdim=True).values)

    readable = torch.tensor([[[2, 1, 3, 0, -1], [0, 1, 0, 2, 1], [1, -2, 4, 3, 0]]]) / 2
    readable = torch.cat([readable, readable.roll(2, -1) - 1])
    partly = bools("10110 01011 11010 01110 10001 00100").view(2, 3, 5)
    causal = torch.ones(4, 5, dtype=torch.bool).tril()
    lengths = torch.tensor([5, 2, 1])[:, None] > torch.arange(5)
    one_empty, ragged = some(2, 3, 4), some(3, 1, 1, 3)
    one_empty[0, 2] = one_empty[1, 0] = False
    above = normal(2, 3, 5)
    above[..., 1] += 200
    without_key_1 = some(2, 3, 5, at_least=4)
    without_key_1[..., 1] = False
    empty_sentence = torch.tensor([[True, True, False], [False] * 3])[:, None, None]
    views = normal(2, 5, 3).transpose(1, 2), some(2, 5, 3, at_least=3).transpose(1, 2)
    far_apart = normal(3, 4, 5, spread=30)
    far_apart[1, 2, 3] = 150
    with_the_largest = some(3, 4, 5) | (far_apart == far_apart.amax(-1, keepdim=True))
    one_table = normal(3, 3, 3), torch.ones(3, 3, dtype=torch.bool).tril()
    half = normal(2, 3, 5, spread=4, dtype=torch.float16)
    return [
        Case("the sizes are all different", (readable, partly), gradient=True),
        Case("all sizes are equal", (normal(3, 3, 3), some(3, 3, 3)), equal_sizes=True),
        Case(
            "there are as many sentences as heads, and keep is broadcast",
            (normal(3, 3, 3, 3), ragged),
            equal_sizes=True,
        ),
        Case("keep is one table for all sentences, (L, S)", one_table, equal_sizes=True),
        Case(
            "keep is one table for all sentences, (L, S), and broadcast", (normal(3, 4, 5), causal)
        ),
        Case(
            "keep is one row for each sentence, (B, 1, S), and broadcast",
            (normal(3, 2, 5), lengths[:, None]),
        ),
        Case(
            "scores are (B, H, L, S) and keep, (B, 1, 1, S), is broadcast",
            (normal(3, 2, 4, 5), lengths[:, None, None]),
        ),
        Case("everything is kept", (normal(2, 3, 4), torch.ones(2, 3, 4, dtype=torch.bool))),
        Case("no key at all is kept in some rows", (normal(2, 3, 4), one_empty), gradient=True),
        Case("a whole sentence is padding", (normal(2, 2, 4, 3), empty_sentence)),
        Case("the scores are far apart", (far_apart, with_the_largest)),
        Case("a hidden score lies 200 above the others", (above, without_key_1)),
        Case("the scores are far below zero", (normal(2, 3, 4) - 2000, some(2, 3, 4)), 1e-3),
        Case("scores and keep are transposed views", views),
        Case(
            "scores are float64",
            (normal(2, 4, 3, dtype=torch.float64), some(2, 4, 3)),
            gradient=True,
        ),
        Case("scores are float16", (half, some(2, 3, 5)), tolerance=HALF),
    ]


MASKED_SOFTMAX = Exercise(
    reference=masked_softmax,
    lesson="06_masking",
    cases=cases,
    mistakes=masked_softmax_mistakes,
    build=build,
    ways=WAYS,
    in_place=False,
    evidence=about_the_rows,
    action="By hand: scores [2, 1, 3] without the last key. Which weights, and what is their sum?",
    difficulty=3,
    minutes=15,
    hints=(
        "Hide first, share afterwards: put -inf where keep is False, then softmax over the keys.",
        "A row of which nothing is kept is -inf throughout, and its softmax NaN. Such a row shall "
        "be zeros. How do you find it? ~keep.any(dim=-1, keepdim=True).",
        "Fill rather than add: masked_fill and torch.where let no gradient through where they "
        "fill, and so no NaN. Try it with a row of False, and call .backward().",
    ),
)
