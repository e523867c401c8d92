"""Right ways to write the exercises of lesson 1, each of which the check must accept."""

from __future__ import annotations

import math
import random

import numpy
import torch


def by_hand(batch, num_queries, num_keys, head_dim, value_dim):
    query = torch.randn(batch, num_queries, head_dim)
    key = torch.randn(batch, num_keys, head_dim)
    value = torch.randn(batch, num_keys, value_dim)
    return query, key, value


def shapes_in_a_loop(batch, num_queries, num_keys, head_dim, value_dim):
    shapes = (num_queries, head_dim), (num_keys, head_dim), (num_keys, value_dim)
    return [torch.randn((batch, *shape), dtype=torch.float32) for shape in shapes]


def torch_normal(batch, num_queries, num_keys, head_dim, value_dim):
    return (
        torch.normal(0.0, 1.0, (batch, num_queries, head_dim)),
        torch.normal(0.0, 1.0, (batch, num_keys, head_dim)),
        torch.normal(torch.zeros(batch, num_keys, value_dim), 1.0),
    )


def filled_in_place(batch, num_queries, num_keys, head_dim, value_dim):
    query = torch.empty(batch, num_queries, head_dim).normal_()
    key = torch.nn.init.normal_(torch.empty(batch, num_keys, head_dim))
    value = torch.zeros(batch, num_keys, value_dim).normal_(mean=0, std=1)
    return query, key, value


def distribution(batch, num_queries, num_keys, head_dim, value_dim):
    normal = torch.distributions.Normal(0.0, 1.0)
    query = normal.sample((batch, num_queries, head_dim))
    key = normal.sample((batch, num_keys, head_dim))
    return query, key, normal.sample((batch, num_keys, value_dim))


def generator_of_its_own(batch, num_queries, num_keys, head_dim, value_dim):
    own = torch.Generator()
    own.seed()
    query = torch.randn(batch, num_queries, head_dim, generator=own)
    key = torch.randn(batch, num_keys, head_dim, generator=own)
    return query, key, torch.randn(batch, num_keys, value_dim, generator=own)


def numpys_new_generator(batch, num_queries, num_keys, head_dim, value_dim):
    draw = numpy.random.default_rng().standard_normal
    query = torch.from_numpy(draw((batch, num_queries, head_dim), dtype=numpy.float32))
    key = torch.from_numpy(draw((batch, num_keys, head_dim), dtype=numpy.float32))
    return query, key, torch.tensor(draw((batch, num_keys, value_dim)), dtype=torch.float32)


def numpys_old_function(batch, num_queries, num_keys, head_dim, value_dim):
    randn = numpy.random.randn
    query = torch.from_numpy(randn(batch, num_queries, head_dim)).float()
    key = torch.from_numpy(randn(batch, num_keys, head_dim)).float()
    return query, key, torch.Tensor(randn(batch, num_keys, value_dim))


def one_draw_cut_in_three(batch, num_queries, num_keys, head_dim, value_dim):
    sizes = num_queries * head_dim, num_keys * head_dim, num_keys * value_dim
    query, key, value = torch.randn(batch, sum(sizes)).split(sizes, dim=1)
    return (
        query.reshape(batch, num_queries, head_dim),
        key.reshape(batch, num_keys, head_dim),
        value.reshape(batch, num_keys, value_dim),
    )


def keys_and_values_in_one_draw(batch, num_queries, num_keys, head_dim, value_dim):
    both = torch.randn(batch, num_keys, head_dim + value_dim)
    return torch.randn(batch, num_queries, head_dim), both[..., :head_dim], both[..., head_dim:]


def sentence_by_sentence(batch, num_queries, num_keys, head_dim, value_dim):
    def many(*shape):
        return torch.stack([torch.randn(shape) for _ in range(batch)])

    return many(num_queries, head_dim), many(num_keys, head_dim), many(num_keys, value_dim)


def number_by_number(batch, num_queries, num_keys, head_dim, value_dim):
    def many(rows, columns):
        return [
            [[random.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]
            for _ in range(batch)
        ]

    query, key = many(num_queries, head_dim), many(num_keys, head_dim)
    return torch.tensor(query), torch.tensor(key), torch.tensor(many(num_keys, value_dim))


def box_muller(batch, num_queries, num_keys, head_dim, value_dim):
    def normal(*shape):
        radius = (-2 * torch.log1p(-torch.rand(shape))).sqrt()
        return radius * torch.cos(2 * math.pi * torch.rand(shape))

    query, key = normal(batch, num_queries, head_dim), normal(batch, num_keys, head_dim)
    return query, key, normal(batch, num_keys, value_dim)


def ready_for_gradients(batch, num_queries, num_keys, head_dim, value_dim):
    query = torch.randn(batch, num_queries, head_dim, requires_grad=True)
    key = torch.nn.Parameter(torch.randn(batch, num_keys, head_dim))
    return query, key, torch.randn(batch, num_keys, value_dim).requires_grad_()


def drawn_transposed(batch, num_queries, num_keys, head_dim, value_dim):
    query = torch.randn(batch, head_dim, num_queries).transpose(1, 2)
    key = torch.randn(num_keys, batch, head_dim).transpose(0, 1)
    return query, key, torch.randn_like(torch.empty(batch, num_keys, value_dim))


def normal_of_many_axes(batch, num_queries, num_keys, head_dim, value_dim):
    def standard(width):
        return torch.distributions.MultivariateNormal(torch.zeros(width), torch.eye(width))

    query = standard(head_dim).sample((batch, num_queries))
    key = standard(head_dim).sample((batch, num_keys))
    return query, key, standard(value_dim).sample((batch, num_keys))


def by_the_inverse_error_function(batch, num_queries, num_keys, head_dim, value_dim):
    def normal(*shape):
        return math.sqrt(2) * torch.erfinv(2 * torch.rand(*shape).clamp(1e-6, 1 - 1e-6) - 1)

    query, key = normal(batch, num_queries, head_dim), normal(batch, num_keys, head_dim)
    return query, key, normal(batch, num_keys, value_dim)


def initialised_by_torch_nn(batch, num_queries, num_keys, head_dim, value_dim):
    query = torch.empty(batch, num_queries, head_dim)
    key = torch.empty(batch, num_keys, head_dim)
    value = torch.empty(batch, num_keys, value_dim)
    for tensor in (query, key, value):
        torch.nn.init.normal_(tensor)
    return query, key, value


def summed_from_two_draws(batch, num_queries, num_keys, head_dim, value_dim):
    def normal(*shape):
        return (torch.randn(*shape) + torch.randn(*shape)) / math.sqrt(2)

    query, key = normal(batch, num_queries, head_dim), normal(batch, num_keys, head_dim)
    return query, key, normal(batch, num_keys, value_dim)


STYLES = {
    "make_qkv": (
        by_hand,
        shapes_in_a_loop,
        torch_normal,
        filled_in_place,
        distribution,
        generator_of_its_own,
        numpys_new_generator,
        numpys_old_function,
        one_draw_cut_in_three,
        keys_and_values_in_one_draw,
        sentence_by_sentence,
        number_by_number,
        box_muller,
        ready_for_gradients,
        drawn_transposed,
        normal_of_many_axes,
        by_the_inverse_error_function,
        initialised_by_torch_nn,
        summed_from_two_draws,
    ),
}
