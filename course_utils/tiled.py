"""Attention without its score matrix: in blocks of queries, and with softmax on the run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from .attention import attention

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


def attention_in_row_blocks(
    query: Float[Tensor, "B L E"],
    key: Float[Tensor, "B S E"],
    value: Float[Tensor, "B S Ev"],
    block_size: int,
) -> Float[Tensor, "B L Ev"]:
    """`attention`, one block of queries at a time: (B, L, E), (B, S, E), (B, S, Ev) -> (B, L, Ev).

    A query's row of scores needs no other query, so this is exact. It holds (B, block_size, S)
    scores at a time.
    """
    rows = [attention(block, key, value) for block in query.split(block_size, dim=-2)]
    return torch.cat(rows, dim=-2)


def online_weighted_sum(
    scores: Float[Tensor, "S"], value: Float[Tensor, "S Ev"]
) -> Float[Tensor, "Ev"]:
    """softmax(scores) @ value in one pass, one key at a time: (S,), (S, Ev) -> (Ev,).

    After each key, `total / denominator` is the result for the keys seen so far (Milakov and
    Gimelshein 2018).
    """
    maximum = scores.new_tensor(-math.inf)
    denominator = scores.new_zeros(())
    total = value.new_zeros(value.shape[-1])
    for score, row in zip(scores, value, strict=True):
        new_maximum = torch.maximum(maximum, score)
        rescale = (maximum - new_maximum).exp()  # 0 for the first key
        weight = (score - new_maximum).exp()
        denominator = denominator * rescale + weight
        total = total * rescale + weight * row
        maximum = new_maximum
    return total / denominator


def tiled_attention(
    query: Float[Tensor, "B L E"],
    key: Float[Tensor, "B S E"],
    value: Float[Tensor, "B S Ev"],
    block_size: int,
) -> Float[Tensor, "B L Ev"]:
    """`attention`, one block of keys at a time: (B, L, E), (B, S, E), (B, S, Ev) -> (B, L, Ev).

    It holds (B, L, block_size) scores at a time and never a whole row of them.
    """
    query = query / math.sqrt(query.shape[-1])
    maximum = query.new_full((*query.shape[:-1], 1), -math.inf)
    denominator = torch.zeros_like(maximum)
    total = query.new_zeros(*query.shape[:-1], value.shape[-1])
    blocks = zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2), strict=True)
    for keys, values in blocks:
        scores = query @ keys.transpose(-2, -1)  # (B, L, block_size)
        new_maximum = torch.maximum(maximum, scores.amax(dim=-1, keepdim=True))
        rescale = (maximum - new_maximum).exp()
        weights = (scores - new_maximum).exp()
        denominator = denominator * rescale + weights.sum(dim=-1, keepdim=True)
        total = total * rescale + weights @ values
        maximum = new_maximum
    return total / denominator


def attention_in_tiles(
    query: Float[Tensor, "... L E"],
    key: Float[Tensor, "... S E"],
    value: Float[Tensor, "... S Ev"],
    *,
    query_block: int = 256,
    key_block: int = 256,
    is_causal: bool = False,
) -> Float[Tensor, "... L Ev"]:
    """`attention`, one tile of scores at a time, (query_block, key_block) in size.

    A causal tile above the diagonal is skipped. Half precision is computed in float32, tile by
    tile. (Dao et al. 2022, algorithm 1, with the loops in the order of Dao 2023.)
    """
    output = query.new_empty(*query.shape[:-1], value.shape[-1])
    for start in range(0, query.shape[-2], query_block):
        rows = slice(start, start + query_block)
        output[..., rows, :] = _rows_of_tiles(query, key, value, rows, key_block, is_causal)[0]
    return output


def _rows_of_tiles(query, key, value, rows, key_block, is_causal):
    """Output and log of the softmax's denominator for these rows of queries."""
    wide = torch.promote_types(query.dtype, torch.float32)
    block = query[..., rows, :].to(wide) / math.sqrt(query.shape[-1])
    maximum = block.new_full((*block.shape[:-1], 1), -math.inf)
    denominator = torch.zeros_like(maximum)
    total = block.new_zeros(*block.shape[:-1], value.shape[-1])
    seen = min(rows.start + block.shape[-2], key.shape[-2]) if is_causal else key.shape[-2]
    for start in range(0, seen, key_block):  # tiles above the diagonal are never made
        columns = slice(start, min(start + key_block, seen))
        scores = block @ key[..., columns, :].to(wide).transpose(-2, -1)
        if is_causal:
            hide_the_future(scores, rows.start, start)
        new_maximum = torch.maximum(maximum, scores.amax(dim=-1, keepdim=True))
        rescale = (maximum - new_maximum).exp()
        weights = scores.sub_(new_maximum).exp_()  # in place: no memory is asked for
        denominator = denominator.mul_(rescale).add_(weights.sum(dim=-1, keepdim=True))
        total = total.mul_(rescale).add_(weights @ value[..., columns, :].to(wide))
        maximum = new_maximum
    return total / denominator, maximum + denominator.log()


def hide_the_future(
    scores: Float[Tensor, "... Lb Sb"], first_query: int, first_key: int
) -> Float[Tensor, "... Lb Sb"]:
    """Write -inf, in place, over the keys of a tile that come after their query.

    `first_query` and `first_key` are the places of the tile's first row and column in the whole.
    """
    if first_key + scores.shape[-1] - 1 > first_query:  # the diagonal crosses this tile
        query_place = torch.arange(scores.shape[-2], device=scores.device) + first_query
        key_place = torch.arange(scores.shape[-1], device=scores.device) + first_key
        scores.masked_fill_(key_place > query_place[:, None], -math.inf)
    return scores


def attention_in_one_buffer(
    query: Float[Tensor, "... L E"],
    key: Float[Tensor, "... S E"],
    value: Float[Tensor, "... S Ev"],
    *,
    block_size: int = 256,
    is_causal: bool = False,
    dtype: torch.dtype | None = None,
) -> Float[Tensor, "... L Ev"]:
    """`attention` in row blocks whose scores are all written into the same memory.

    `dtype` is that of the arithmetic, the inputs' own unless given. No gradient.
    """
    dtype = dtype or query.dtype
    queries, keys, values = (x.flatten(0, -3).detach() for x in (query, key, value))
    output = queries.new_empty(*queries.shape[:-1], value.shape[-1], dtype=dtype)
    buffer = queries.new_empty(block_size * keys.shape[-2], dtype=dtype)
    scale = 1 / math.sqrt(query.shape[-1])
    for head, (q, k, v) in enumerate(zip(queries, keys, values, strict=True)):
        q, v = q.to(dtype) * scale, v.to(dtype)
        k = k.to(dtype).T.contiguous()  # turned once, not again for each block
        for start in range(0, len(q), block_size):
            block = q[start : start + block_size]
            seen = min(start + len(block), len(v)) if is_causal else len(v)
            scores = buffer[: len(block) * seen].view(len(block), seen)
            torch.mm(block, k[:, :seen], out=scores)
            if is_causal:
                hide_the_future(scores[:, start:], start, start)
            torch.softmax(scores, dim=-1, out=scores)
            torch.mm(scores, v[:seen], out=output[head, start : start + block_size])
    return output.view(*query.shape[:-1], value.shape[-1]).to(query.dtype)


class TiledAttention(torch.autograd.Function):
    """`attention_in_tiles` with a gradient that makes each tile of weights again.

    Call `TiledAttention.apply(query, key, value, is_causal)`. Forward keeps the output and one
    number a query, the log of its denominator; with it, backward computes weights tile by tile
    (Dao et al. 2022, appendix B).
    """

    BLOCK = 256

    @staticmethod
    def forward(ctx, query, key, value, is_causal=False):
        starts = range(0, query.shape[-2], TiledAttention.BLOCK)
        parts = [
            _rows_of_tiles(
                query,
                key,
                value,
                slice(start, start + TiledAttention.BLOCK),
                TiledAttention.BLOCK,
                is_causal,
            )
            for start in starts
        ]
        output = torch.cat([part[0] for part in parts], dim=-2).to(query.dtype)
        log_denominator = torch.cat([part[1] for part in parts], dim=-2)
        ctx.save_for_backward(query, key, value, output, log_denominator)
        ctx.is_causal = is_causal
        return output

    @staticmethod
    def backward(ctx, output_grad):
        query, key, value, output, log_denominator = ctx.saved_tensors
        wide, scale = log_denominator.dtype, 1 / math.sqrt(query.shape[-1])
        grads = [torch.zeros_like(tensor, dtype=wide) for tensor in (query, key, value)]
        query_grad, key_grad, value_grad = grads
        # Softmax's gradient needs one more number a query: the dot product of output and gradient.
        shift = (output.to(wide) * output_grad.to(wide)).sum(dim=-1, keepdim=True)
        size, num_keys = TiledAttention.BLOCK, key.shape[-2]
        for start in range(0, query.shape[-2], size):
            rows = slice(start, start + size)
            q, d_out = query[..., rows, :].to(wide), output_grad[..., rows, :].to(wide)
            seen = min(start + q.shape[-2], num_keys) if ctx.is_causal else num_keys
            for first in range(0, seen, size):
                columns = slice(first, min(first + size, seen))
                k, v = key[..., columns, :].to(wide), value[..., columns, :].to(wide)
                scores = q @ k.transpose(-2, -1) * scale
                if ctx.is_causal:
                    hide_the_future(scores, start, first)
                weights = (scores - log_denominator[..., rows, :]).exp()  # the same as forward's
                value_grad[..., columns, :] += weights.transpose(-2, -1) @ d_out
                weights_grad = d_out @ v.transpose(-2, -1)
                scores_grad = weights * (weights_grad - shift[..., rows, :])
                query_grad[..., rows, :] += scores_grad @ k * scale
                key_grad[..., columns, :] += scores_grad.transpose(-2, -1) @ q * scale
        grads = [g.to(x.dtype) for g, x in zip(grads, (query, key, value), strict=True)]
        return (*grads, None)
