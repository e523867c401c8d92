"""Which tensors are too large to be made on the way: whole tables of scores, or whole rows.

All sizes in these cases differ, so that a shape tells what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch

B, E, EV = 2, 7, 11
ROW_BLOCKS = {"queries": 23, "keys": 13, "block": 3}
TILES = {"queries": 13, "keys": 17, "block": 3}


def number_for_each(keys: int) -> Callable[[torch.Size], bool]:
    """Is it one number for every key?"""
    return partial(_holds, keys)


def _holds(numbers: int, shape: torch.Size) -> bool:
    return shape.numel() == numbers


def more_rows_than_a_block(
    batch: int, keys: int, block: int, features: tuple[int, ...] = (E, EV, E + 1)
) -> Callable[[torch.Size], bool]:
    """Does it hold a number for every key, and for more queries than a block has?

    Query, key and value themselves, and products not yet added up, have a feature axis besides.
    """
    return partial(_holds_rows, keys, features, batch * block)


def _holds_rows(keys: int, features: tuple[int, ...], most: int, shape: torch.Size) -> bool:
    if keys not in shape:
        return False
    rows = shape.numel() // keys
    for size in features:
        rows //= size if size in shape else 1
    return rows > most


def more_than_a_tile(
    queries: int, keys: int, block: int, batch: int = B
) -> Callable[[torch.Size], bool]:
    """Does it hold scores of more than one block of keys, for one query or more?

    Keys and values may be padded, scaled or cut into blocks, and each block's results kept; the
    maximum so far may stand beside a block's scores.
    """
    return partial(_holds_scores, queries, keys, block, batch)


def _holds_scores(queries: int, keys: int, block: int, batch: int, shape: torch.Size) -> bool:
    blocks = -(-keys // block)
    full = blocks * block
    of_queries = {queries, batch * queries}
    of_keys = {E, EV, E + 1, EV + 1}  # with a column of ones, say
    flat = {n * m for n in of_queries for m in (keys, full)}
    known = {1, batch, blocks, *of_queries, *of_keys}
    sizes = set(shape)
    if sizes & of_queries:
        wide = any(size > block + 1 and size not in known for size in sizes)
        return wide or {blocks, block} <= sizes
    whole_row = bool(sizes & {keys, full}) or {blocks, block} <= sizes
    return shape.numel() in flat or (whole_row and not sizes & of_keys)
