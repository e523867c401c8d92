"""Right ways to write raw_scores of lesson 2, each of which the check must accept."""

from __future__ import annotations

import torch
import torch.nn.functional as F

# raw_scores(query, key): (B, L, E), (B, S, E) -> (B, L, S)


def at_sign_and_transpose(query, key):
    return query @ key.transpose(1, 2)


def bmm_as_in_the_article(query, key):
    return torch.bmm(query, key.transpose(1, 2))


def matmul_and_mt(query, key):
    return torch.matmul(query, key.mT)


def permuted_key(query, key):
    return query @ key.permute(0, 2, 1)


def einsum_with_our_letters(query, key):
    return torch.einsum("ble,bse->bls", query, key)


def einsum_with_other_letters(query, key):
    return torch.einsum("nqd,nkd->nqk", [query, key])


def einsum_with_dots(query, key):
    return torch.einsum("...ld,...sd->...ls", query, key)


def broadcast_multiply_sum(query, key):
    return (query[:, :, None, :] * key[:, None, :, :]).sum(-1)


def four_loops(query, key):
    batch, num_queries, head_dim = query.shape
    scores = torch.zeros(batch, num_queries, key.shape[1], dtype=query.dtype)
    for b in range(batch):
        for i in range(num_queries):
            for j in range(key.shape[1]):
                for e in range(head_dim):
                    scores[b, i, j] += query[b, i, e] * key[b, j, e]
    return scores


def sentence_by_sentence(query, key):
    return torch.stack([q @ k.T for q, k in zip(query, key, strict=True)])


def query_by_query(query, key):
    rows = [(key * query[:, i : i + 1]).sum(-1) for i in range(query.shape[1])]
    return torch.stack(rows, dim=1)


def keys_first_then_turned(query, key):
    return (key @ query.transpose(1, 2)).transpose(1, 2)


def baddbmm_without_the_sum(query, key):
    nothing = query.new_zeros(query.shape[0], query.shape[1], key.shape[1])
    return torch.baddbmm(nothing, query, key.transpose(-1, -2))


def mapped_linear(query, key):
    return torch.vmap(F.linear)(query, key)


def tensordot_for_each_sentence(query, key):
    return torch.stack(
        [torch.tensordot(query[b], key[b], dims=([1], [1])) for b in range(len(query))]
    )


def double_precision_inside(query, key):
    return (query.double() @ key.double().transpose(-2, -1)).to(query.dtype)


def feature_by_feature_in_place(query, key):
    scores = torch.zeros(*query.shape[:2], key.shape[1], dtype=query.dtype)
    for e in range(query.shape[-1]):
        scores += query[:, :, e].unsqueeze(2) * key[:, :, e].unsqueeze(1)
    return scores


def own_buffer_filled(query, key):
    scores = query.new_empty(query.shape[0], query.shape[1], key.shape[1])
    for b in range(query.shape[0]):
        scores[b] = query[b].mm(key[b].t())
    return scores


def vecdot_of_all_pairs(query, key):
    return torch.linalg.vecdot(query.unsqueeze(2), key.unsqueeze(1))


def transposed_and_contiguous(query, key):
    return query.matmul(key.swapaxes(-1, -2).contiguous())


def einsum_with_numbers(query, key):
    return torch.einsum(query, [0, 1, 2], key, [0, 3, 2], [0, 1, 3])


def three_maps_of_dot(query, key):
    one_query = torch.vmap(torch.dot, (None, 0))
    return torch.vmap(torch.vmap(one_query, (0, None)))(query, key)


def every_pair_repeated(query, key):
    L, S = query.shape[1], key.shape[1]
    products = query.repeat_interleave(S, dim=1) * key.repeat(1, L, 1)
    return products.sum(-1).unflatten(1, (L, S))


def keys_in_chunks(query, key):
    return torch.cat([query @ keys.mT for keys in key.split(2, dim=1)], dim=-1)


def scaled_and_scaled_back(query, key):
    root = query.shape[-1] ** 0.5
    return (query / root) @ key.transpose(1, 2) * root


def axis_of_heads_and_back(query, key):
    return (query[:, None] @ key[:, None].mT)[:, 0]


def from_distances_and_lengths(query, key):
    squares = query.square().sum(-1)[:, :, None] + key.square().sum(-1)[:, None]
    return (squares - (query[:, :, None] - key[:, None]).square().sum(-1)) / 2


STYLES = {
    "raw_scores": (
        at_sign_and_transpose,
        bmm_as_in_the_article,
        matmul_and_mt,
        permuted_key,
        einsum_with_our_letters,
        einsum_with_other_letters,
        einsum_with_dots,
        broadcast_multiply_sum,
        four_loops,
        sentence_by_sentence,
        query_by_query,
        keys_first_then_turned,
        baddbmm_without_the_sum,
        mapped_linear,
        tensordot_for_each_sentence,
        double_precision_inside,
        feature_by_feature_in_place,
        own_buffer_filled,
        vecdot_of_all_pairs,
        transposed_and_contiguous,
        einsum_with_numbers,
        three_maps_of_dot,
        every_pair_repeated,
        keys_in_chunks,
        scaled_and_scaled_back,
        axis_of_heads_and_back,
        from_distances_and_lengths,
    ),
}
