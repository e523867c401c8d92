"""Right ways to write the exercises of lesson 2, each of which the check must accept."""

from __future__ import annotations

import torch
import torch.nn.functional as F

# dot_product(a, b): (E,), (E,) -> a scalar


def multiplied_and_added_up(a, b):
    return (a * b).sum()


def at_sign(a, b):
    return a @ b


def torch_dot(a, b):
    return torch.dot(a, b)


def torch_inner(a, b):
    return torch.inner(b, a)


def running_total(a, b):
    total = 0
    for e in range(len(a)):
        total += a[e] * b[e]
    return total


def sum_of_a_generator(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def einsum_with_two_letters_i(a, b):
    return torch.einsum("i,i->", a, b)


def vecdot(a, b):
    return torch.linalg.vecdot(a, b)


def row_times_column(a, b):
    return (a.unsqueeze(0) @ b.unsqueeze(1)).squeeze()


def tensordot_of_one_axis(a, b):
    return torch.tensordot(a, b, dims=1)


def in_double_and_back(a, b):
    return torch.sum(a.double() * b.double()).to(a.dtype)


def entry_by_entry_into_zeros(a, b):
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def diagonal_of_the_outer_product(a, b):
    return torch.outer(a, b).trace()


# scores_for_one_query(query_vector, key): (E,), (S, E) -> (S,)


def matrix_times_vector(query_vector, key):
    return key @ query_vector


def mv(query_vector, key):
    return torch.mv(key, query_vector)


def vector_times_transposed(query_vector, key):
    return query_vector @ key.T


def broadcast_and_sum(query_vector, key):
    return (key * query_vector).sum(dim=-1)


def stack_of_dots(query_vector, key):
    return torch.stack([torch.dot(query_vector, k) for k in key])


def filled_in_a_loop(query_vector, key):
    scores = torch.empty(len(key), dtype=key.dtype)
    for s in range(len(key)):
        scores[s] = (query_vector * key[s]).sum()
    return scores


def two_loops(query_vector, key):
    scores = torch.zeros(key.shape[0], dtype=key.dtype)
    for s in range(key.shape[0]):
        for e in range(key.shape[1]):
            scores[s] += query_vector[e] * key[s, e]
    return scores


def einsum_one_query(query_vector, key):
    return torch.einsum("d,kd->k", query_vector, key)


def linear_without_bias(query_vector, key):
    return F.linear(query_vector, key)


def column_and_back(query_vector, key):
    return key.matmul(query_vector[:, None]).squeeze(1)


def mapped_over_keys(query_vector, key):
    return torch.vmap(torch.dot, in_dims=(None, 0))(query_vector, key)


def dots_concatenated(query_vector, key):
    return torch.cat([(query_vector @ k).reshape(1) for k in key])


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


STYLES = {
    "dot_product": (
        multiplied_and_added_up,
        at_sign,
        torch_dot,
        torch_inner,
        running_total,
        sum_of_a_generator,
        einsum_with_two_letters_i,
        vecdot,
        row_times_column,
        tensordot_of_one_axis,
        in_double_and_back,
        entry_by_entry_into_zeros,
        diagonal_of_the_outer_product,
    ),
    "scores_for_one_query": (
        matrix_times_vector,
        mv,
        vector_times_transposed,
        broadcast_and_sum,
        stack_of_dots,
        filled_in_a_loop,
        two_loops,
        einsum_one_query,
        linear_without_bias,
        column_and_back,
        mapped_over_keys,
        dots_concatenated,
    ),
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
    ),
}
