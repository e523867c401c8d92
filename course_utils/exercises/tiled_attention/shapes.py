"""Which tensors are too large to be made on the way: whole tables of scores, or whole rows.

All sizes in these cases differ, so that a shape tells what it holds.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

B, E, EV = 2, 7, 11
ROW_BLOCKS = {"queries": 17, "keys": 13, "block": 6}
TILES = {"queries": 13, "keys": 17, "block": 3}


def all_scores(queries: int, keys: int, block: int) -> Callable[[torch.Size], bool]:
    """Does it hold a number for every query and every key of a sentence?"""
    full = -(-queries // block) * block  # with padding
    rows = {queries, full, B * queries, B * full}
    flat = {n * keys for n in rows}

    def too_large(shape: torch.Size) -> bool:
        in_blocks = {block, full // block} <= set(shape)
        return shape.numel() in flat or (keys in shape and (in_blocks or bool(rows & set(shape))))

    return too_large


def more_than_a_tile(queries: int, keys: int, block: int) -> Callable[[torch.Size], bool]:
    """Does it hold scores of more than one block of keys, for one query or more?

    Keys and values may be padded, scaled or cut into blocks, and each block's results kept.
    """
    blocks = -(-keys // block)
    full = blocks * block
    of_queries = {queries, B * queries}
    of_keys = {E, EV, E + 1, EV + 1}  # with a column of ones, say
    flat = {n * m for n in of_queries for m in (keys, full)}
    known = {1, B, blocks, *of_queries, *of_keys}

    def too_large(shape: torch.Size) -> bool:
        sizes = set(shape)
        if sizes & of_queries:
            wide = any(size > block and size not in known for size in sizes)
            return wide or {blocks, block} <= sizes
        whole_row = bool(sizes & {keys, full}) or {blocks, block} <= sizes
        return shape.numel() in flat or (whole_row and not sizes & of_keys)

    return too_large
