"""Which tensors are too large to be made on the way: whole tables of scores, or whole rows.

All sizes in these cases differ, so that a shape tells what it holds.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

B, E, EV = 2, 3, 5
ROW_BLOCKS = {"queries": 29, "keys": 13, "block": 8}
TILES = {"queries": 11, "keys": 53, "block": 7}


def all_scores(queries: int, keys: int, block: int) -> Callable[[torch.Size], bool]:
    """Does it hold a number for every query and every key of a sentence?"""
    full = -(-queries // block) * block  # with padding
    rows = {queries, full, B * queries, B * full}
    flat = {n * keys for n in rows}

    def too_large(shape: torch.Size) -> bool:
        in_blocks = {block, full // block} <= set(shape)
        return shape.numel() in flat or (keys in shape and (in_blocks or bool(rows & set(shape))))

    return too_large


def whole_rows(queries: int, keys: int, block: int) -> Callable[[torch.Size], bool]:
    """Does it hold a number for every key, for one query or more? (Keys and values themselves may
    be copied, padded, cut into blocks.)"""
    blocks = -(-keys // block)
    full = blocks * block
    flat = {n * m for n in (queries, B * queries) for m in (keys, full)}
    of_keys = {E, EV, E + 1, EV + 1}  # with a column of ones, say

    def too_large(shape: torch.Size) -> bool:
        sizes = set(shape)
        every_key = bool({keys, full} & sizes) or {blocks, block} <= sizes
        for_queries = bool({queries, B * queries} & sizes)
        # block_size blocks, not blocks of block_size
        swapped = blocks in sizes and not sizes & {block, queries, B * queries} and E in sizes
        swapped = swapped and len(shape) <= 3
        return (
            shape.numel() in flat or (every_key and (for_queries or not sizes & of_keys)) or swapped
        )

    return too_large
