"""The exercises of the single steps around the heads."""

from __future__ import annotations

import torch

from ....checking import HALF, Case, Exercise
from ....multihead import merge_heads, project, split_heads
from ...drawing import generator
from ...scale_dial import sizes_of_heads
from . import (
    merge_heads_joining_mistakes,
    merge_heads_loss_mistakes,
    merge_heads_mistakes,
    project_bias_mistakes,
    project_mistakes,
    project_result_mistakes,
    split_heads_cutting_mistakes,
    split_heads_loss_mistakes,
    split_heads_mistakes,
)
from .numbered import numbered, says_where

LESSON = "07_projections"


def project_cases() -> list[Case]:
    draw = generator(7)

    def tensors(*leading, features, made, dtype=torch.float32):
        shapes = (*leading, features), (made, features), (made,)
        return tuple(torch.randn(*shape, generator=draw).to(dtype) for shape in shapes)

    def whole(*shape):
        return torch.randint(-2, 4, shape, generator=draw).float()

    plain = (whole(2, 3, 4), whole(5, 4), torch.tensor([1.0, -2, 3, 5, 7]))
    x, weight, bias = tensors(2, 4, 3, features=5, made=4)
    views = (x.transpose(1, 2)[..., :3], weight.T[:3, :3], bias[:3])
    x, weight, bias = tensors(2, 5, features=4, made=3)
    return [
        Case("the sizes are all different", plain, gradient=True),
        Case("all sizes are equal", tensors(3, 3, features=3, made=3), equal_sizes=True),
        Case("the weight is square", tensors(2, 5, features=4, made=4)),
        Case("there are as many tokens as new features", tensors(2, 4, features=3, made=4)),
        Case("a batch holds one sentence", tensors(1, 3, features=5, made=2)),
        Case("one feature is made", tensors(2, 3, features=4, made=1)),
        Case("x has one feature", tensors(2, 4, features=1, made=3)),
        Case("x has two axes (no batch)", tensors(5, features=3, made=4)),
        Case("x has four axes", tensors(2, 3, 4, features=5, made=6)),
        Case("the bias is large", (x, weight, 30 * bias)),
        Case("x and the weight are views of larger tensors", views),
        Case(
            "everything is float64",
            tensors(3, 2, features=5, made=4, dtype=torch.float64),
            gradient=True,
        ),
        Case(
            "everything is float16",
            tensors(2, 3, features=4, made=5, dtype=torch.float16),
            tolerance=HALF,
        ),
    ]


PROJECT = Exercise(
    reference=project,
    lesson=LESSON,
    cases=project_cases,
    mistakes=[
        *project_mistakes.project_mistakes,
        *project_bias_mistakes.project_bias_mistakes,
        *project_result_mistakes.project_result_mistakes,
    ],
    build=project_mistakes.build,
    action="Take one token: feature i is its dot product with row i of the weight, plus bias i.",
    difficulty=1,
    minutes=6,
    hints=(
        "One token's vector of D numbers and row i of the weight, also D numbers: their dot "
        "product, plus entry i of the bias, is the new feature i.",
        "The weight is (F, D), a row for each new feature. For x @ ... its D must come first.",
        "Two axes are swapped with .T; the bias of F entries is broadcast over all tokens by a +.",
    ),
)


def split_cases() -> list[Case]:
    draw = generator(70)

    def tensors(batch, length, heads, size, *, dtype=torch.float32):
        return torch.randn(batch, length, heads * size, generator=draw).to(dtype), heads

    every_second = torch.randn(6, 4, 6, generator=draw)[::2]
    return [
        Case("the sizes are all different", (numbered(5, 3, 8), 4), gradient=True),
        Case("all sizes are equal", tensors(3, 3, 3, 3), equal_sizes=True),
        Case("there are as many heads as sentences", tensors(3, 4, 3, 2)),
        Case("there are as many heads as tokens", tensors(2, 3, 3, 4)),
        Case("there are as many tokens as features in a head", tensors(2, 3, 4, 3)),
        Case("a batch holds one sentence", tensors(1, 3, 4, 2)),
        Case("there is one head", tensors(2, 3, 1, 4)),
        Case("a head has one feature", tensors(2, 3, 4, 1)),
        Case("there is one token", tensors(2, 1, 3, 4)),
        Case("there are many heads", tensors(2, 5, 12, 8)),
        Case("x is every second sentence of a batch", (every_second, 2)),
        Case("x is float64", tensors(4, 2, 3, 5, dtype=torch.float64), gradient=True),
        Case("x is float16", tensors(2, 4, 3, 5, dtype=torch.float16), tolerance=HALF),
    ]


SPLIT_HEADS = Exercise(
    reference=split_heads,
    lesson=LESSON,
    cases=split_cases,
    mistakes=[
        *split_heads_mistakes.split_heads_mistakes,
        *split_heads_cutting_mistakes.split_heads_cutting_mistakes,
        *split_heads_loss_mistakes.split_heads_loss_mistakes,
    ],
    build=split_heads_mistakes.build,
    sizes_besides=sizes_of_heads,
    action="Try torch.arange(1.0, 13).reshape(1, 3, 4) with 2 heads: head 0 holds 1 2, 5 6, 9 10.",
    evidence=says_where("there, 213 is sentence 2, token 1, feature 3"),
    difficulty=2,
    minutes=10,
    hints=(
        "Take one token. Its D features are cut into num_heads pieces of D / num_heads "
        "neighbours: which view of (B, L, D) has those pieces as rows?",
        "That was (B, L, H, E), and no number has moved. Asked for is (B, H, L, E): two axes "
        "change places.",
        "Only a transpose swaps axes. A view straight to (B, H, L, E) has the right shape and "
        "the wrong numbers. D // num_heads is a whole number, D / num_heads is not.",
    ),
)


def merge_cases() -> list[Case]:
    draw = generator(71)

    def tensors(*shape, dtype=torch.float32):
        return (torch.randn(*shape, generator=draw).to(dtype),)

    from_split = torch.randn(2, 3, 4, 5, generator=draw).transpose(1, 2)
    turned = torch.randn(2, 3, 5, 4, generator=draw).transpose(2, 3)
    half = torch.float16
    return [
        Case("the sizes are all different", (numbered(5, 4, 3, 2),), gradient=True),
        Case("all sizes are equal", tensors(3, 3, 3, 3), equal_sizes=True),
        Case("there are as many heads as sentences", tensors(3, 3, 4, 2)),
        Case("there are as many heads as tokens", tensors(2, 3, 3, 4)),
        Case("there are as many tokens as features in a head", tensors(2, 4, 3, 3)),
        Case("a batch holds one sentence", tensors(1, 4, 3, 2)),
        Case("there is one head", tensors(2, 1, 3, 4)),
        Case("a head has one feature", tensors(2, 4, 3, 1)),
        Case("there is one token", tensors(2, 3, 1, 4)),
        Case("there are many heads", tensors(2, 12, 5, 8)),
        Case("x comes from a transpose of heads and tokens", (from_split,)),
        Case("x comes from a transpose of tokens and features", (turned,)),
        Case("x is float64", tensors(4, 3, 2, 5, dtype=torch.float64), gradient=True),
        Case("x is float16", tensors(2, 3, 4, 5, dtype=half), tolerance=HALF),
    ]


MERGE_HEADS = Exercise(
    reference=merge_heads,
    lesson=LESSON,
    cases=merge_cases,
    mistakes=[
        *merge_heads_mistakes.merge_heads_mistakes,
        *merge_heads_joining_mistakes.merge_heads_joining_mistakes,
        *merge_heads_loss_mistakes.merge_heads_loss_mistakes,
    ],
    build=merge_heads_mistakes.build,
    action="Split and merge torch.arange(24.0).reshape(2, 3, 4): it must come back as it was.",
    evidence=says_where("there, 2101 is sentence 2, head 1, token 0, feature 1"),
    difficulty=2,
    minutes=8,
    hints=(
        "Go back the way split_heads came: last step first.",
        "Heads and tokens change places: (B, L, H, E). Now a token's pieces are neighbours.",
        "Then the last two axes become one of H * E: reshape or flatten. view refuses here, "
        "since after a transpose memory has another order than the axes.",
    ),
)
