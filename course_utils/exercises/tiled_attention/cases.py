"""Inputs that tell right from wrong in blocks, running sums and tiles."""

from __future__ import annotations

import torch

from ...checking import HALF, Case
from ..drawing import drawing, drawing_halves
from .shapes import (
    EV,
    ROW_BLOCKS,
    TILES,
    B,
    E,
    more_rows_than_a_block,
    more_than_a_tile,
    number_for_each,
)

FAR = 2e-2  # the logarithm of a sum of exp(-81920) is known to 0.004 in float32, and may be kept


def tensors_from(normal):
    """A function that draws query, key and value of the given sizes."""

    def tensors(batch, queries, keys, head, value, dtype=torch.float32):
        shapes = (batch, queries, head), (batch, keys, head), (batch, keys, value)
        return tuple(normal(*shape, dtype=dtype) for shape in shapes)

    return tensors


def with_loud_queries(query, key, value):
    """Some queries' scores pass what exp can take, some up, some down, more so in sentence 0."""
    query[0, 1], query[:, 3] = 100 * key[0, 0], -100 * key[:, 2]
    below = torch.arange(-400.0, -400.0 + key.shape[1]).to(key.dtype)  # with each key, unscaled
    query[0, 4] = torch.linalg.pinv(key[0]) @ below
    return query, key, value


def cases_for_row_blocks() -> list[Case]:
    """Blocks that divide the queries and that do not, of one query and of more than there are."""
    tensors, halves = tensors_from(drawing(90)), drawing_halves(91)
    first = halves(2, 3, 9), halves(2, 5, 9), halves(2, 5, 6)
    views = (tensor.transpose(1, 2) for tensor in tensors(2, 6, 6, 3, 3))
    return [
        Case("the last block is shorter than the others", (*first, 2), gradient=True),
        Case("all sizes are equal", (*tensors(3, 3, 3, 3, 3), 2), equal_sizes=True),
        Case("the blocks divide the queries evenly", (*tensors(3, 6, 7, 5, 2), 3)),
        Case("a block holds more than all queries", (*tensors(2, 3, 5, 7, 6), 50)),
        Case("a block holds just all queries", (*tensors(3, 5, 2, 7, 6), 5)),
        Case(
            "a block is one query",
            (*tensors(2, 5, 3, 7, 6), 1),
            too_large=more_rows_than_a_block(batch=2, keys=3, block=1, features=(7, 6, 8)),
        ),
        Case("there is one query, in one sentence", (*tensors(1, 1, 7, 5, 3), 2)),
        Case("there is one key", (*tensors(3, 7, 1, 5, 2), 3)),
        Case(
            "some queries are much louder than others",
            (*with_loud_queries(*tensors(2, 7, 5, 8, 3)), 3),
        ),
        Case("query, key and value are transposed views", (*views, 2)),
        Case(
            "query, key and value are float64",
            (*tensors(3, 7, 2, 5, 6, dtype=torch.float64), 4),
            gradient=True,
        ),
        Case(
            "query, key and value are float16",
            (*tensors(2, 5, 3, 7, 6, dtype=torch.float16), 2),
            tolerance=HALF,
        ),
        Case(
            "there are more queries",
            (
                *tensors(B, ROW_BLOCKS["queries"], ROW_BLOCKS["keys"], E, EV),
                ROW_BLOCKS["block"],
            ),
            too_large=more_rows_than_a_block(B, ROW_BLOCKS["keys"], ROW_BLOCKS["block"]),
        ),
    ]


def cases_for_online() -> list[Case]:
    """Rising and falling scores, which hide one half of the mistakes each, and extreme ones."""
    normal, halves = drawing(92), drawing_halves(93)
    scores = torch.tensor([2.0, 1.0, 3.0, -1.0, 2.5])
    many = normal(13)
    return [
        Case("scores rise and fall", (scores, halves(5, 3)), gradient=True),
        Case(
            "there are three keys", (torch.tensor([1.0, 0.0, 2.0]), halves(3, 3)), equal_sizes=True
        ),
        Case("every score is higher than the one before", (many.sort().values, normal(13, 4))),
        Case(
            "every score is lower than the one before",
            (normal(7).sort(descending=True).values, normal(7, 2)),
        ),
        Case("there is one key", (normal(1), normal(1, 3))),
        Case("a value is one number", (normal(6), normal(6, 1))),
        Case("scores are in the hundreds", (300 + 100 * halves(6), normal(6, 4))),
        Case(
            "scores rise by hundreds",
            (torch.tensor([-900.0, -500.0, -501.0, 0.0, 300.0, 299.0]), normal(6, 5)),
        ),
        Case(
            "scores fall by hundreds",
            (torch.tensor([-300.0, -301.0, -400.0, -700.0, -699.0, -990.0]), normal(6, 5)),
        ),
        Case("all scores are far below 0", (halves(7) - 81920, normal(7, 3)), FAR),
        Case("some scores are equal", (torch.tensor([1.0, 1.0, 0.5, 1.0]), normal(4, 5))),
        Case("the tensors are views", (normal(6, 2)[:, 1], normal(3, 6).T)),
        Case(
            "scores and values are float64",
            (normal(9, dtype=torch.float64), normal(9, 4, dtype=torch.float64)),
            gradient=True,
        ),
        Case(
            "scores and values are float16",
            (normal(5, dtype=torch.float16), normal(5, 3, dtype=torch.float16)),
            tolerance=HALF,
        ),
        Case(
            "there are more keys",
            (normal(23), normal(23, 5)),
            too_large=number_for_each(23),
        ),
    ]


def cases_for_tiles() -> list[Case]:
    """Scores that rise and fall from block to block, far apart, far below 0; odd block sizes.

    No float16: a sum that starts as torch.zeros(...) would meet half-precision values there, which
    torch refuses to multiply, and starting so is no mistake in the algorithm.
    """
    tensors, halves = tensors_from(drawing(94)), drawing_halves(95)

    def largest_last(query, key, value):
        """The largest of all scores is in the last block, so that the first is rescaled for it."""
        return query, key.roll(-1, 1), value

    def rising(step):
        """The score of key number i is about (i + 2) times `step`, for every query."""
        query, key, value = tensors(2, 3, 7, 5, 6)
        query[..., 0], key[..., 0] = 5**0.5, step * torch.arange(2.0, 9.0)
        return query, key, value

    def far_below_zero():
        """All scores about -81920, and their differences exact in float32: 16 is a square."""
        query, key = halves(2, 3, 16), halves(2, 5, 16)
        query[..., 0], key[..., 0] = 512, -640
        return query, key, halves(2, 5, 7)

    first = halves(2, 3, 9), halves(2, 5, 9), halves(2, 5, 6)
    views = (tensor.transpose(1, 2) for tensor in tensors(2, 6, 6, 3, 3))
    return [
        Case("the last block is shorter than the others", (*first, 2), gradient=True),
        Case("all sizes are equal", (*largest_last(*tensors(3, 3, 3, 3, 3)), 2), equal_sizes=True),
        Case("the blocks divide the keys evenly", (*tensors(3, 5, 6, 7, 2), 2)),
        Case("a block holds more than all keys", (*tensors(2, 5, 3, 7, 6), 50)),
        Case("a block holds just all keys", (*tensors(3, 2, 5, 7, 6), 5)),
        Case("a block is one key", (*tensors(2, 3, 5, 7, 6), 1)),
        Case("there is one query, in one sentence", (*tensors(1, 1, 7, 5, 3), 3)),
        Case("there is one key", (*tensors(3, 7, 1, 5, 2), 3)),
        Case("scores rise from block to block", (*rising(150.0), 2)),
        Case("scores fall from block to block", (*rising(-150.0), 3)),
        Case("all scores are far below 0", (*far_below_zero(), 2), FAR),
        Case(
            "some queries are much louder than others",
            (*with_loud_queries(*tensors(2, 7, 5, 8, 3)), 2),
        ),
        Case("query, key and value are transposed views", (*views, 4)),
        Case(
            "query, key and value are float64",
            (*tensors(3, 2, 7, 5, 6, dtype=torch.float64), 3),
            gradient=True,
        ),
        Case(
            "there are more keys",
            (*tensors(B, TILES["queries"], TILES["keys"], E, EV), TILES["block"]),
            too_large=more_than_a_tile(**TILES),
        ),
        Case(
            "there are more sentences, and small blocks",
            (*tensors(5, TILES["queries"], TILES["keys"], E, EV), 2),
            too_large=more_than_a_tile(TILES["queries"], TILES["keys"], block=2, batch=5),
        ),
    ]
