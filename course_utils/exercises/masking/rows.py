"""The exercises of lesson 6: five about masks, and masked_softmax from its own module."""

from __future__ import annotations

import torch

from ...checking import Case, Dial, Exercise
from ...masks import additive_mask, causal_mask, expand_key_mask, padding_mask, to_mha_mask
from ..drawing import bools, table, whole
from . import (
    additive_mistakes,
    causal_mistakes,
    causal_whole_mistakes,
    expand_mistakes,
    mha_mistakes,
    padding_mistakes,
    padding_whole_mistakes,
)
from .evidence import what_stands_where
from .masked_softmax_row import MASKED_SOFTMAX

LESSON = "06_masking"


def padding_cases() -> list[Case]:
    every_other = torch.tensor([4, 9, 0, 9, 2, 9])[::2]
    return [
        Case("the sizes are all different", (torch.tensor([2, 4, 1]), 5)),
        Case(
            "there are as many sentences as places", (torch.tensor([3, 1, 2]), 3), equal_sizes=True
        ),
        Case("a length is 0", (torch.tensor([3, 0]), 4)),
        Case("the first sentence is empty, the last one full", (torch.tensor([0, 1, 6, 3]), 6)),
        Case("every sentence is full", (torch.tensor([4, 4]), 4)),
        Case("no sentence fills its row", (torch.tensor([1, 3, 2, 1]), 7)),
        Case("a batch holds one sentence", (torch.tensor([3]), 5)),
        Case("there is one place", (torch.tensor([1, 0, 1]), 1)),
        Case("all sentences are empty", (torch.tensor([0, 0]), 3)),
        Case("there are many sentences", (torch.tensor([5, 11, 2, 12, 0, 7, 8, 2]), 12)),
        Case("lengths is a view with gaps", (every_other, 5)),
    ]


def more_padding_cases(draw: torch.Generator) -> list[Case]:
    return [
        Case(f"{len(lengths)} lengths are drawn", (lengths, longest))
        for longest in (8, 11, 13)
        for lengths in [whole(draw, 0, longest, int(whole(draw, 4, 9)))]
    ]


PADDING_MASK = Exercise(
    reference=padding_mask,
    lesson=LESSON,
    cases=padding_cases,
    more_cases=more_padding_cases,
    mistakes=padding_whole_mistakes.padding_mistakes,
    build=padding_mistakes.build,
    action="Take one sentence of length 2: at which places must its row be True?",
    difficulty=1,
    minutes=6,
    hints=(
        "torch.arange(max_len) are the places 0, 1, 2, ... of a row. A place is real if its number "
        "is smaller than the sentence's length.",
        "Every place is to be compared with every length: shapes (S,) and (B, 1) give (B, S).",
        "lengths[:, None] is (B, 1). One comparison with `<` does it all.",
    ),
)


def causal_cases() -> list[Case]:
    return [
        Case("there are more keys than queries", (3, 5)),
        Case("there are as many queries as keys", (3, 3), equal_sizes=True),
        Case("there are more queries than keys", (5, 2)),
        Case("there are two queries and five keys", (2, 5)),
        Case("there is one query", (1, 4)),
        Case("there is one key", (4, 1)),
        Case("there are one query and one key", (1, 1)),
        Case("there is one key more", (4, 5)),
        Case("there is one query more", (6, 5)),
        Case("there are many queries and keys", (21, 34)),
    ]


def more_causal_cases(draw: torch.Generator) -> list[Case]:
    sizes = whole(draw, 7, 40, 3, 2).tolist()
    return [Case("the sizes are drawn", (queries, keys)) for queries, keys in sizes]


CAUSAL_MASK = Exercise(
    reference=causal_mask,
    lesson=LESSON,
    cases=causal_cases,
    more_cases=more_causal_cases,
    mistakes=causal_whole_mistakes.causal_mistakes,
    build=causal_mistakes.build,
    action="Draw it for 2 queries and 5 keys: which keys may query 0 see, and which query 1?",
    difficulty=1,
    minutes=6,
    hints=(
        "Query i may see key j where j is not larger than i.",
        "Compare a column of query numbers with a row of key numbers, or begin with a table of "
        "ones and keep a triangle of it.",
        "torch.tril keeps the lower triangle with the diagonal, also of a table that is not "
        "square, and aligned top-left. The table should be (num_queries, num_keys) and boolean.",
    ),
)


def expand_cases() -> list[Case]:
    return [
        Case("the sizes are different", (bools("110 100"),)),
        Case("there are as many sentences as tokens", (bools("110 100 111"),), equal_sizes=True),
        Case("there are more sentences than tokens", (bools("10 11 00 11 10"),)),
        Case("a sentence is empty", (bools("11110 00000"),)),
        Case("a batch holds one sentence", (bools("1100"),)),
        Case("there is one token", (bools("1 0 1"),)),
        Case("the padding is in front", (bools("00111 01111 11111"),)),
        Case("keep is a transposed view", (bools("11 10 10 00").T,)),
    ]


def more_masks(draw: torch.Generator) -> list[Case]:
    sizes = whole(draw, 4, 9, 3, 2).tolist()
    return [Case("keep is drawn", (table(draw, *size),)) for size in sizes]


EXPAND_KEY_MASK = Exercise(
    reference=expand_key_mask,
    lesson=LESSON,
    cases=expand_cases,
    more_cases=more_masks,
    mistakes=expand_mistakes.expand_mistakes,
    build=expand_mistakes.build,
    action="Write (B, H, L, S), and the shape of your mask below it, flush right.",
    difficulty=1,
    minutes=4,
    hints=(
        "Broadcasting lines shapes up from the right; an axis of size 1 fits any size.",
        "The mask knows the sentence (B) and the key (S), and is the same for each head and query.",
        "Indexing with None adds an axis of size 1 where it stands; so does unsqueeze.",
    ),
)


def additive_cases() -> list[Case]:
    keep = bools("11010 01100 11111")
    four_axes = torch.stack([keep, keep.roll(1, 0), ~keep])[:, None]
    return [
        Case("the sizes are different", (bools("110 100"), torch.float32)),
        Case("all sizes are equal", (bools("110 100 011"), torch.float32), equal_sizes=True),
        Case("keep has one axis", (keep[0], torch.float32)),
        Case("keep has four axes", (four_axes, torch.float32)),
        Case("a row is hidden as a whole", (bools("0000 1011"), torch.float32)),
        Case("everything is kept", (bools("111 111"), torch.float32)),
        Case("everything is hidden", (bools("000 000"), torch.float32)),
        Case("keep is a transposed view", (keep.T, torch.float32)),
        Case("dtype is torch.float64", (keep, torch.float64)),
        Case("dtype is torch.float16", (keep, torch.float16)),
        Case("dtype is torch.bfloat16", (keep, torch.bfloat16)),
    ]


def more_additive_cases(draw: torch.Generator) -> list[Case]:
    dtypes = torch.float32, torch.float64, torch.float16
    sizes = whole(draw, 4, 9, 3, 2).tolist()
    return [
        Case("keep is drawn", (table(draw, *size), dtype))
        for size, dtype in zip(sizes, dtypes, strict=True)
    ]


ADDITIVE_MASK = Exercise(
    reference=additive_mask,
    lesson=LESSON,
    cases=additive_cases,
    more_cases=more_additive_cases,
    mistakes=additive_mistakes.additive_mistakes,
    build=additive_mistakes.build,
    evidence=what_stands_where,
    dial=Dial(
        lambda number: additive_mistakes.build(hidden=lambda zeros: zeros + number),
        "your hidden places hold {number}; they should hold -inf.",
    ),
    action="Which number, added to a score, leaves it alone? And which makes its weight exactly 0?",
    difficulty=1,
    minutes=5,
    hints=(
        "exp(-inf) is 0, and any number plus -inf is -inf.",
        "Begin with zeros of keep's shape and of the given dtype, then put -inf where keep is "
        "False.",
        "masked_fill(mask, value) fills where its mask is True, and ~keep is True where keep is "
        "False. torch.where(keep, ..., ...) works as well. -inf is -math.inf or float('-inf').",
    ),
)


def mha_cases() -> list[Case]:
    return [
        Case("the sizes are different", (bools("110 100"),)),
        Case("there are as many sentences as tokens", (bools("110 100 111"),), equal_sizes=True),
        Case("there are more sentences than tokens", (bools("10 11 00 11 10"),)),
        Case("every token is real", (bools("1111 1111"),)),
        Case("a sentence is empty", (bools("11110 00000"),)),
        Case("a batch holds one sentence", (bools("1100"),)),
        Case("there is one token", (bools("1 0 1"),)),
        Case("the padding is in front", (bools("00111 01111 11111"),)),
        Case("keep is a transposed view", (bools("11 10 10 00").T,)),
    ]


TO_MHA_MASK = Exercise(
    reference=to_mha_mask,
    lesson=LESSON,
    cases=mha_cases,
    more_cases=more_masks,
    mistakes=mha_mistakes.mha_mistakes,
    build=mha_mistakes.build,
    action="In key_padding_mask, True means: ignore this key. What does True mean in keep?",
    difficulty=1,
    minutes=3,
    hints=(
        "keep: True = a real token, may be attended to. key_padding_mask: True = ignore.",
        "The shape stays (B, S) and the dtype torch.bool; each entry becomes its opposite.",
        "`1 - keep` does not work on booleans. One character does.",
    ),
)

EXERCISES = [
    PADDING_MASK,
    CAUSAL_MASK,
    EXPAND_KEY_MASK,
    ADDITIVE_MASK,
    TO_MHA_MASK,
    MASKED_SOFTMAX,
]
