"""Known mistakes in attention one block of queries at a time."""

from __future__ import annotations

from dataclasses import replace

import torch
import torch.nn.functional as F

from ...attention import attention
from ...checking import Mistake, MistakeList, as_part
from ..scaling.attention_row import ATTENTION
from ..weighted_sum.step_mistakes import FREQUENT


def one_after_the_other(query, block_size):
    return query.split(block_size, dim=-2)


def below_each_other(rows):
    return torch.cat(list(rows), dim=-2)


def build(blocks=one_after_the_other, attention=attention, joined=below_each_other):
    """Blocks of queries, attention for each of them, and the results joined."""

    def attention_in_row_blocks(query, key, value, block_size):
        return joined([attention(block, key, value) for block in blocks(query, block_size)])

    return attention_in_row_blocks


def _starts(query, block_size):
    return range(0, query.shape[-2], block_size)


row_block_mistakes = MistakeList()


@row_block_mistakes(part="blocks")
def last_partial_block_dropped(query, block_size):
    """the queries after the last full block are dropped: L // block_size counts full blocks only.

    How many blocks do 3 queries make, two at a time?
    """
    whole = query.shape[-2] // block_size * block_size
    return query[..., :whole, :].split(block_size, dim=-2)


@row_block_mistakes(part="blocks")
def padding_rows_returned(query, block_size):
    """you fill the last block up with queries of zeros, and return their rows as well.

    The output has one row for each query. Cut the others off, or leave the last block shorter.
    """
    return F.pad(query, (0, 0, 0, -query.shape[-2] % block_size)).split(block_size, dim=-2)


@row_block_mistakes(part="blocks", alone=True)
def the_first_block_again_and_again(query, block_size):
    """every block is the first one: the slice does not move on.

    query[:, :block_size] has no start. Where does the second block begin?
    """
    blocks = query.split(block_size, dim=-2)
    return [query[..., : block.shape[-2], :] for block in blocks]


@row_block_mistakes(part="blocks")
def only_the_first_block(query, block_size):
    """only the first block of queries is answered: is there a return inside your loop?

    Print the number of the block at the start of the loop.
    """
    return query.split(block_size, dim=-2)[:1]


@row_block_mistakes(part="blocks")
def only_the_last_block(query, block_size):
    """only the last block of queries is returned: each block's rows replace the ones before.

    Collect them in a list, or write them to their places in the output.
    """
    return query.split(block_size, dim=-2)[-1:]


@row_block_mistakes(part="blocks")
def blocks_one_query_too_long(query, block_size):
    """neighbouring blocks share a query: the end of a slice is not part of it, so add no 1 to it.

    Which queries does query[:, 0:2] hold?
    """
    return [query[..., s : s + block_size + 1, :] for s in _starts(query, block_size)]


@row_block_mistakes(part="blocks")
def blocks_one_query_too_short(query, block_size):
    """between two blocks a query is missing: a slice ends before its end, so subtract no 1 from it.

    Which queries does query[:, 0:2] hold?
    """
    return [query[..., s : s + block_size - 1, :] for s in _starts(query, block_size)]


@row_block_mistakes(part="blocks", alone=True)
def a_query_skipped_between_blocks(query, block_size):
    """your blocks begin block_size + 1 apart: between two of them a query is skipped.

    Where does the second block begin, and where did the first one end?
    """
    starts = range(0, query.shape[-2], block_size + 1)
    return [query[..., s : s + block_size, :] for s in starts]


@row_block_mistakes(part="blocks", alone=True)
def last_block_moved_back(query, block_size):
    """the last block is moved back to be a full one, and some queries are answered twice.

    The last block may be shorter than the others.
    """
    last = max(0, query.shape[-2] - block_size)
    return [query[..., min(s, last) :, :][..., :block_size, :] for s in _starts(query, block_size)]


@row_block_mistakes(part="blocks", alone=True)
def a_block_at_every_query(query, block_size):
    """a block begins at every query, so that most queries are answered several times.

    range(start, stop, step): which step takes you from block to block?
    """
    return [query[..., s : s + block_size, :] for s in range(query.shape[-2])]


@row_block_mistakes(part="blocks", alone=True)
def blocks_moved_by_one(query, block_size):
    """your block begins at its number, not at its number times block_size.

    Where does block number 3 begin, for blocks of 2 queries?
    """
    return [query[..., n : n + block_size, :] for n in range(len(_starts(query, block_size)))]


@row_block_mistakes(part="blocks", alone=True)
def last_query_left_out_on_its_own(query, block_size):
    """the last query is missing where it is a block of its own: range(0, L - 1, ...) ends too soon.

    A range already stops before its end.
    """
    starts = range(0, query.shape[-2] - 1, block_size)
    return [query[..., s : s + block_size, :] for s in starts]


@row_block_mistakes(part="blocks")
def blocks_cut_from_the_batch(query, block_size):
    """you cut the batch into blocks, not the queries: split and chunk take axis 0 unless told.

    Which axis of (B, L, E) are the queries?
    """
    return query.split(block_size)


@row_block_mistakes(part="blocks", alone=True)
def whole_query_in_every_block(query, block_size):
    """inside the loop you use the whole query, not its block: all rows come back for each block.

    Two names close together? Print the shape of what goes into attention.
    """
    return [query for _ in _starts(query, block_size)]


@row_block_mistakes(part="joined")
def blocks_joined_in_reverse(rows):
    """you join the blocks in reverse order: each new one is put before the others.

    Which block holds the first queries, and where do its rows belong?
    """
    return torch.cat(rows[::-1], dim=-2)


@row_block_mistakes(part="joined")
def blocks_joined_along_the_batch(rows):
    """you join the blocks along the batch; they are rows of the same sentences.

    Which axis of (B, L, Ev) did you cut?
    """
    return torch.cat(list(rows), dim=0)


@row_block_mistakes(part="joined")
def blocks_joined_along_the_values(rows):
    """you join the blocks along the values' axis; they are rows of the same sentences.

    Which axis of (B, L, Ev) did you cut?
    """
    return torch.cat(list(rows), dim=-1)


@row_block_mistakes(part="joined")
def blocks_stacked(rows):
    """stack gives the blocks an axis of their own: (blocks, B, block_size, Ev), not (B, L, Ev).

    It runs only where all blocks are full. What joins tensors along an axis they have?
    """
    return torch.stack(list(rows))


@row_block_mistakes(part="joined")
def blocks_added(rows):
    """you add the blocks' results to each other; they are different queries' rows.

    The output has a row for each query. Where does each block of rows belong?
    """
    return sum(rows)


# In blocks these crash, or look like another mistake.
NOT_IN_BLOCKS = {
    *("queries_and_values_swapped", "arguments_one_place_on", "arguments_one_place_back"),
    "values_in_reverse",
    *("queries_used_as_values", "queries_compared_with_queries", "queries_and_keys_swapped"),
    *("multiplied_place_by_place", "query_transposed_instead", "both_transposed"),
    *("key_transposed_and_put_first", "attended_over_the_batch"),
    *("attended_over_the_batch_and_turned_back", "scores_of_a_query_added_up"),
    *("components_never_added_up", "row_sums_with_a_new_axis_1", "weights_transposed"),
    *("entry_by_entry", "values_times_weights", "exp_of_minus_x", "mean_subtracted"),
    *("scores_cut_off", "smallest_subtracted"),
}


def mistakes_of_attention() -> list[Mistake]:
    """What can go wrong in attention itself; only the frequent ones are looked for in pairs."""
    kept = FREQUENT | {"not_scaled", "divided_by_the_size"}
    found = (mistake for mistake in as_part(ATTENTION) if mistake.name not in NOT_IN_BLOCKS)
    return [replace(mistake, alone=mistake.name not in kept) for mistake in found]
