"""Known mistakes in the scale and the blocks of tiled attention, and the whole built of parts."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from ...checking import MistakeList
from ..scaling.scales_elsewhere import scales_in
from .running import run


def divided_by_the_root(query, key, value, block_size):
    return query / math.sqrt(query.shape[-1])


def one_after_the_other(key, value, block_size):
    return list(zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2), strict=True))


def as_given(query, key, value):
    return query, key, value


def each_with_each(query, keys):
    return query @ keys.transpose(-2, -1)


def all_of_them(scores, first_key, num_keys):
    return scores


def build(
    operands=as_given,
    scaled=divided_by_the_root,
    blocks=one_after_the_other,
    compared=each_with_each,
    seen=all_of_them,
    **running,
):
    """Scaled queries meet blocks of keys and values; `running` replaces parts of `run`."""

    def tiled_attention(query, key, value, block_size):
        query, key, value = operands(query, key, value)
        total = query.new_zeros(*query.shape[:-1], value.shape[-1])
        rows = scaled(query, key, value, block_size)

        def tiles():
            first = 0
            for keys, values in blocks(key, value, block_size):
                yield seen(compared(rows, keys), first, key.shape[-2]), values
                first += keys.shape[-2]

        return run(torch.zeros_like(query[..., :1]), total, tiles(), **running)

    return tiled_attention


def _starts(key, block_size):
    return range(0, key.shape[-2], block_size)


block_mistakes = MistakeList()


@block_mistakes("jax-ml/jax#27224", "66RING/tiny-flash-attention#12", part="blocks")
def last_partial_block_dropped(key, value, block_size):
    """the keys after the last full block are dropped: S // block_size counts full blocks only.

    How many blocks do 5 keys make, two at a time?
    """
    whole = key.shape[-2] // block_size
    return one_after_the_other(key, value, block_size)[:whole]


@block_mistakes("flashinfer-ai/flashinfer#5090", "zml/zml#563", part="blocks")
def padding_keys_counted(key, value, block_size):
    """you fill the last block up with keys of zeros, and they take weight: a score of 0 is a score.

    Which score gives exp the value 0? Or need the last block be full at all?
    """
    missing = -key.shape[-2] % block_size
    padded = (F.pad(tensor, (0, 0, 0, missing)) for tensor in (key, value))
    return one_after_the_other(*padded, block_size)


@block_mistakes(part="blocks", alone=True)
def last_block_moved_back(key, value, block_size):
    """the last block is moved back to be a full one, and some keys count twice.

    The last block may be shorter than the others.
    """
    starts = [min(s, max(0, key.shape[-2] - block_size)) for s in _starts(key, block_size)]
    return [_cut(key, value, start, start + block_size) for start in starts]


@block_mistakes(part="blocks")
def only_the_first_block(key, value, block_size):
    """only the first block of keys counts: is there a return inside your loop?

    Print the number of the block at the start of the loop.
    """
    return one_after_the_other(key, value, block_size)[:1]


@block_mistakes(part="blocks")
def last_block_left_out(key, value, block_size):
    """the last block is left out, full or not: your loop ends one block too early.

    range(n) already stops before n.
    """
    return one_after_the_other(key, value, block_size)[:-1]


@block_mistakes(part="blocks", alone=True)
def first_block_left_out(key, value, block_size):
    """the first block is left out, or its sums are thrown away.

    With which block does your loop begin, and what is in the sums before it?
    """
    return one_after_the_other(key, value, block_size)[1:]


@block_mistakes(part="blocks", alone=True)
def first_block_counted_twice(key, value, block_size):
    """the first block counts twice: in the starting values, and again in the loop.

    Start from -inf and zeros, or begin the loop at the second block.
    """
    blocks = one_after_the_other(key, value, block_size)
    return [blocks[0], *blocks]


@block_mistakes(part="blocks")
def blocks_one_key_too_long(key, value, block_size):
    """neighbouring blocks share a key: the end of a slice is not part of it, so add no 1 to it.

    Which keys does key[:, 0:2] hold?
    """
    return [_cut(key, value, start, start + block_size + 1) for start in _starts(key, block_size)]


@block_mistakes(part="blocks")
def blocks_one_key_too_short(key, value, block_size):
    """between two blocks a key is missing: a slice ends before its end, so subtract no 1 from it.

    Which keys does key[:, 0:2] hold?
    """
    cuts = [_cut(key, value, start, start + block_size - 1) for start in _starts(key, block_size)]
    return [(keys, values) for keys, values in cuts if keys.shape[-2]]


@block_mistakes(part="blocks", alone=True)
def a_key_skipped_between_blocks(key, value, block_size):
    """your blocks begin block_size + 1 apart: between two of them a key is skipped.

    Where does the second block begin, and where did the first one end?
    """
    starts = range(0, key.shape[-2], block_size + 1)
    return [_cut(key, value, start, start + block_size) for start in starts]


@block_mistakes(part="blocks")
def the_same_values_for_every_block(key, value, block_size):
    """the keys move on from block to block, the values do not: each block mixes the first values.

    Cut both at the same places.
    """
    blocks = one_after_the_other(key, value, block_size)
    return [(keys, value[..., : keys.shape[-2], :]) for keys, _ in blocks]


@block_mistakes(part="blocks", alone=True)
def the_same_keys_for_every_block(key, value, block_size):
    """the values move on from block to block, the keys do not: each block has the first scores.

    Cut both at the same places.
    """
    blocks = one_after_the_other(key, value, block_size)
    return [(key[..., : values.shape[-2], :], values) for _, values in blocks]


@block_mistakes(part="blocks", alone=True)
def later_blocks_to_the_end(key, value, block_size):
    """each block reaches to the last key, so that later keys count again and again.

    A slice needs an end, too: key[:, start:end].
    """
    return [_cut(key, value, start, None) for start in _starts(key, block_size)]


@block_mistakes(part="blocks", alone=True)
def earlier_blocks_from_the_beginning(key, value, block_size):
    """each block begins at the first key, so that earlier keys count again and again.

    A slice needs a start, too: key[:, start:end].
    """
    return [_cut(key, value, 0, start + block_size) for start in _starts(key, block_size)]


@block_mistakes(part="blocks", alone=True)
def blocks_moved_by_one(key, value, block_size):
    """your block begins at its number, not at its number times block_size: most keys count often.

    Where does block number 3 begin, for blocks of 2 keys?
    """
    count = len(_starts(key, block_size))
    return [_cut(key, value, number, number + block_size) for number in range(count)]


def _cut(key, value, start, end):
    return key[..., start:end, :], value[..., start:end, :]


# These look at the scores themselves, or do more than divide; here the query is scaled.
OF_THE_SCORES = {
    "quotients_rounded_down",
    "root_of_the_quotients",
    "root_subtracted",
    "divided_by_their_own_spread",
    "divided_by_the_spread_of_each_row",
}


def _of_the_query(function):
    return lambda query, key, value, block_size: function(query, query, key)


scale_mistakes = MistakeList(scales_in(_of_the_query, without=OF_THE_SCORES))


@scale_mistakes(part="scaled")
def divided_by_the_root_of_the_block(query, key, value, block_size):
    """you divide the scores by the root of the block's size; √E is a matter of the query's size.

    A score is a sum over which axis? Its size decides how large scores get.
    """
    return query / math.sqrt(block_size)


@scale_mistakes(part="scaled", alone=True)
def divided_by_the_root_of_the_value_size(query, key, value, block_size):
    """you divide by √Ev, the root of a value's size; values have no part in the scores."""
    return query / math.sqrt(value.shape[-1])
