"""Right ways to write the dot products of lesson 2, each of which the check must accept."""

from __future__ import annotations

import functools
import operator

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


def reduced_by_an_operator(a, b):
    return functools.reduce(operator.add, map(operator.mul, a, b))


def recursively(a, b):
    first = a[0] * b[0]
    return first + recursively(a[1:], b[1:]) if len(a) > 1 else first


def from_lengths_only(a, b):
    return ((a + b).square().sum() - (a - b).square().sum()) / 4


def as_a_convolution(a, b):
    return F.conv1d(a[None, None], b[None, None])[0, 0, 0]


def last_running_sum(a, b):
    return (a * b).cumsum(0)[-1]


def added_into_one_place(a, b):
    places = torch.zeros(len(a), dtype=torch.long)
    return torch.zeros(1, dtype=a.dtype).index_add(0, places, a * b)[0]


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


def component_by_component(query_vector, key):
    return sum(query_vector[e] * key[:, e] for e in range(len(query_vector)))


def in_chunks_of_two(query_vector, key):
    return torch.cat([keys @ query_vector for keys in key.split(2)])


def tensordot_of_lists(query_vector, key):
    return torch.tensordot(query_vector, key, dims=([0], [1]))


def diagonal_matrix_and_sum(query_vector, key):
    return (key @ torch.diag(query_vector)).sum(1)


def batch_of_one(query_vector, key):
    return torch.bmm(key[None], query_vector[None, :, None]).view(-1)


def addmv_onto_zeros(query_vector, key):
    return torch.addmv(key.new_zeros(len(key)), key, query_vector)


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
        reduced_by_an_operator,
        recursively,
        from_lengths_only,
        as_a_convolution,
        last_running_sum,
        added_into_one_place,
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
        component_by_component,
        in_chunks_of_two,
        tensordot_of_lists,
        diagonal_matrix_and_sum,
        batch_of_one,
        addmv_onto_zeros,
    ),
}
