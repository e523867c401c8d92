"""Known mistakes of tiled attention in where blocks begin and end, rarer than the others."""

from __future__ import annotations

from ...checking import MistakeList
from .tiled_mistakes import build, one_after_the_other

cut_mistakes = MistakeList()


def _blocks(key, value, block_size, starts):
    return [
        (key[..., start : start + block_size, :], value[..., start : start + block_size, :])
        for start in starts
    ]


@cut_mistakes(part="blocks", alone=True)
def first_key_left_out(key, value, block_size):
    """the first key is missing: you begin at 1, and the first key has number 0.

    What are maximum, denominator and total before your first block?
    """
    return one_after_the_other(key[..., 1:, :], value[..., 1:, :], block_size)


@cut_mistakes(part="blocks", alone=True)
def last_key_left_out(key, value, block_size):
    """the last key is missing: an end is not part of a slice or range, so subtract no 1 from it.

    Which keys does key[:, 0:2] hold?
    """
    return one_after_the_other(key[..., :-1, :], value[..., :-1, :], block_size)


@cut_mistakes(part="blocks", alone=True)
def last_key_left_out_on_its_own(key, value, block_size):
    """the last key is missing where it is a block of its own: range(0, S - 1, ...) ends too early.

    A range already stops before its end.
    """
    return _blocks(key, value, block_size, range(0, key.shape[-2] - 1, block_size))


@cut_mistakes(part="blocks", alone=True)
def blocks_begin_too_close(key, value, block_size):
    """your blocks begin block_size - 1 apart: neighbours share a key, which counts twice.

    Where does the second block begin, and where did the first one end?
    """
    return _blocks(key, value, block_size, range(0, key.shape[-2], max(1, block_size - 1)))


@cut_mistakes(part="blocks", alone=True)
def a_block_at_every_key(key, value, block_size):
    """a block begins at every key, so that most keys count several times.

    range(start, stop, step): which step takes you from block to block?
    """
    return _blocks(key, value, block_size, range(key.shape[-2]))


@cut_mistakes(part="blocks", alone=True)
def blocks_cut_from_the_batch(key, value, block_size):
    """you cut the batch into blocks, not the keys: split and chunk take axis 0 unless told.

    Which axis of (B, S, E) are the keys?
    """
    return list(zip(key.split(block_size), value.split(block_size), strict=True))


@cut_mistakes()
def counted_by_the_queries(query, key, value, block_size):
    """your loop runs over the number of queries; it is the keys that are cut into blocks.

    Which tensor's shape belongs into the range?
    """
    starts = range(0, query.shape[-2], block_size)
    function = build(blocks=lambda k, v, size: _blocks(k, v, size, starts))
    return function(query, key, value, block_size)
