"""Which tensors are too large to be made on the way: whole tables of scores, or whole rows.

All sizes in these cases differ, so that a shape tells what it holds.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

B, E, EV = 2, 7, 11
ROW_BLOCKS = {"queries": 23, "keys": 13, "block": 3}
TILES = {"queries": 13, "keys": 17, "block": 3}


def more_rows_than_a_block(
    batch: int, keys: int, block: int, features: tuple[int, ...] = (E, EV, E + 1)
) -> Callable[[torch.Size], bool]:
    """Does it hold a number for every key, and for more queries than a block has?

    Query, key and value themselves, and products not yet added up, have a feature axis besides.
    """

    def too_large(shape: torch.Size) -> bool:
        if keys not in shape:
            return False
        rows = shape.numel() // keys
        for size in features:
            rows //= size if size in shape else 1
        return rows > batch * block

    return too_large


def more_than_a_tile(
    queries: int, keys: int, block: int, batch: int = B
) -> Callable[[torch.Size], bool]:
    """Does it hold scores of more than one block of keys, for one query or more?

    Keys and values may be padded, scaled or cut into blocks, and each block's results kept; the
    maximum so far may stand beside a block's scores.
    """
    blocks = -(-keys // block)
    full = blocks * block
    of_queries = {queries, batch * queries}
    of_keys = {E, EV, E + 1, EV + 1}  # with a column of ones, say
    flat = {n * m for n in of_queries for m in (keys, full)}
    known = {1, batch, blocks, *of_queries, *of_keys}

    def too_large(shape: torch.Size) -> bool:
        sizes = set(shape)
        if sizes & of_queries:
            wide = any(size > block + 1 and size not in known for size in sizes)
            return wide or {blocks, block} <= sizes
        whole_row = bool(sizes & {keys, full}) or {blocks, block} <= sizes
        return shape.numel() in flat or (whole_row and not sizes & of_keys)

    return too_large
