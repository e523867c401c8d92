"""Right ways to write attention in row blocks, each of which the check must accept."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def list_and_cat(query, key, value, block_size):
    rows = []
    for start in range(0, query.shape[1], block_size):
        rows.append(cu.attention(query[:, start : start + block_size], key, value))
    return torch.cat(rows, dim=1)


def split_and_cat(query, key, value, block_size):
    return torch.cat([cu.attention(q, key, value) for q in query.split(block_size, 1)], 1)


def written_into_empty(query, key, value, block_size):
    output = query.new_empty(query.shape[0], query.shape[1], value.shape[2])
    for start in range(0, query.shape[1], block_size):
        end = min(start + block_size, query.shape[1])
        scores = query[:, start:end] @ key.transpose(1, 2) / math.sqrt(query.shape[-1])
        output[:, start:end] = scores.softmax(dim=-1) @ value
    return output


def written_into_empty_like(query, key, value, block_size):
    batch, queries, _ = query.shape
    output = torch.empty(batch, queries, value.shape[-1], dtype=query.dtype)
    for i in range(math.ceil(queries / block_size)):
        rows = slice(i * block_size, (i + 1) * block_size)
        output[:, rows, :] = torch.bmm(
            F.softmax(query[:, rows] @ key.mT * key.shape[-1] ** -0.5, dim=-1), value
        )
    return output


def sentence_by_sentence(query, key, value, block_size):
    sentences = []
    for q, k, v in zip(query, key, value, strict=True):
        blocks = [q[i : i + block_size] for i in range(0, len(q), block_size)]
        rows = [torch.softmax(b @ k.T / k.shape[1] ** 0.5, 1) @ v for b in blocks]
        sentences.append(torch.vstack(rows))
    return torch.stack(sentences)


def row_by_row(query, key, value, block_size):
    scale = query.shape[-1] ** -0.5
    rows = [
        torch.einsum(
            "bs,bsv->bv",
            torch.softmax(torch.einsum("be,bse->bs", query[:, i] * scale, key), -1),
            value,
        )
        for i in range(query.shape[1])
    ]
    return torch.stack(rows, dim=1)


def padded_and_cut(query, key, value, block_size):
    queries = query.shape[1]
    padded = F.pad(query, (0, 0, 0, -queries % block_size))
    rows = [
        cu.attention(padded[:, i : i + block_size], key, value)
        for i in range(0, padded.shape[1], block_size)
    ]
    return torch.cat(rows, dim=1)[:, :queries]


def a_while_loop(query, key, value, block_size):
    output, start = query[:, :0, :1].expand(-1, -1, value.shape[-1]), 0
    while start < query.shape[1]:
        block = query.narrow(1, start, min(block_size, query.shape[1] - start))
        output = torch.cat((output, cu.attention(block, key, value)), dim=-2)
        start += block_size
    return output


def recursive(query, key, value, block_size):
    if query.shape[1] <= block_size:
        return cu.attention(query, key, value)
    head = cu.attention(query[:, :block_size], key, value)
    return torch.cat([head, recursive(query[:, block_size:], key, value, block_size)], dim=1)


def double_inside(query, key, value, block_size):
    k, v = key.double(), value.double()
    rows = [cu.attention(q.double(), k, v) for q in query.split(block_size, dim=1)]
    return torch.cat(rows, dim=1).to(query.dtype)


def vmapped_over_the_batch(query, key, value, block_size):
    def one(q, k, v):
        parts = [torch.softmax(b @ k.T / k.shape[-1] ** 0.5, -1) @ v for b in q.split(block_size)]
        return torch.cat(parts)

    return torch.vmap(one)(query, key, value)


def logsumexp_in_each_block(query, key, value, block_size):
    rows = []
    for block in torch.split(query / math.sqrt(query.size(-1)), block_size, dim=1):
        scores = torch.baddbmm(block.new_zeros(()), block, key.transpose(1, 2), beta=0)
        rows.append((scores - scores.logsumexp(-1, keepdim=True)).exp().bmm(value))
    return torch.concat(rows, dim=1)


def tiles_in_each_block(query, key, value, block_size):
    rows = [cu.tiled_attention(q, key, value, 2) for q in query.split(block_size, dim=1)]
    return torch.cat(rows, dim=1)


def indices_in_chunks(query, key, value, block_size):
    places = torch.arange(query.shape[1]).split(block_size)
    return torch.cat([cu.attention(query[:, place], key, value) for place in places], dim=1)


def ready_made_attention_for_each_block(query, key, value, block_size):
    blocks = query.split(block_size, dim=1)
    return torch.cat([F.scaled_dot_product_attention(b, key, value) for b in blocks], dim=1)


def grown_block_by_block(query, key, value, block_size):
    output = torch.tensor([])
    for start in range(0, query.shape[1], block_size):
        rows = cu.attention(query[:, start : start + block_size], key, value)
        output = torch.cat([output, rows], dim=1)
    return output


def copied_to_their_indices(query, key, value, block_size):
    output = torch.zeros(*query.shape[:2], value.shape[-1], dtype=query.dtype)
    for index in torch.arange(query.shape[1]).split(block_size):
        output = output.index_copy(1, index, cu.attention(query[:, index], key, value))
    return output


STYLES = {
    "attention_in_row_blocks": (
        list_and_cat,
        split_and_cat,
        written_into_empty,
        written_into_empty_like,
        sentence_by_sentence,
        row_by_row,
        padded_and_cut,
        a_while_loop,
        recursive,
        double_inside,
        vmapped_over_the_batch,
        logsumexp_in_each_block,
        tiles_in_each_block,
        indices_in_chunks,
        ready_made_attention_for_each_block,
        grown_block_by_block,
        copied_to_their_indices,
    ),
}
