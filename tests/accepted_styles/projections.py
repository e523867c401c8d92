"""Right ways to project: a weight, a bias, and any axes before the last."""

from __future__ import annotations

from functools import reduce

import torch
import torch.nn as nn
import torch.nn.functional as F


def at_sign(x, weight, bias):
    return x @ weight.T + bias


def linear(x, weight, bias):
    return F.linear(x, weight, bias)


def linear_layer(x, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    values = {"weight": weight, "bias": bias}
    return torch.func.functional_call(layer, values, (x,))


def einsum_with_dots(x, weight, bias):
    return torch.einsum("...d,fd->...f", x, weight) + bias


def broadcast_and_sum(x, weight, bias):
    return (x[..., None, :] * weight).sum(-1) + bias


def tensordot(x, weight, bias):
    return torch.tensordot(x, weight, dims=([-1], [1])) + bias


def one_feature_at_a_time(x, weight, bias):
    rows = zip(weight, bias, strict=True)
    return torch.stack([(x * row).sum(-1) + number for row, number in rows], dim=-1)


def one_table_of_tokens(x, weight, bias):
    table = torch.addmm(bias, x.reshape(-1, x.shape[-1]), weight.t())
    return table.reshape(*x.shape[:-1], len(bias))


def loops(x, weight, bias):
    tokens = []
    for token in x.reshape(-1, x.shape[-1]):
        for row, number in zip(weight, bias, strict=True):
            tokens.append(sum(a * b for a, b in zip(token, row, strict=True)) + number)
    return torch.stack(tokens).reshape(*x.shape[:-1], len(bias))


def columns_and_back(x, weight, bias):
    return (weight @ x.transpose(-2, -1) + bias[:, None]).transpose(-2, -1)


def matrix_times_vectors(x, weight, bias):
    return (weight @ x[..., None])[..., 0] + bias


def a_one_appended(x, weight, bias):
    ones = torch.ones_like(x[..., :1])
    return torch.cat([x, ones], dim=-1) @ torch.cat([weight, bias[:, None]], dim=1).T


def double_precision_inside(x, weight, bias):
    return (x.double() @ weight.double().mT + bias.double()).to(x.dtype)


def from_the_bias_on(x, weight, bias):
    total = bias.expand(*x.shape[:-1], len(bias)).clone()
    for feature in range(x.shape[-1]):
        total += x[..., feature, None] * weight[:, feature]
    return total


def vmap_over_the_rows(x, weight, bias):
    return torch.func.vmap(lambda row, shift: x @ row + shift, out_dims=-1)(weight, bias)


def addmm_of_a_table(x, weight, bias):
    return torch.addmm(bias, x.flatten(0, -2), weight.T).unflatten(0, x.shape[:-1])


def baddbmm_of_one_batch(x, weight, bias):
    table = x.reshape(1, -1, x.shape[-1])
    return torch.baddbmm(bias, table, weight.T[None]).reshape(*x.shape[:-1], len(weight))


def inner_products(x, weight, bias):
    return torch.inner(x, weight) + bias


def called_layer(x, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=x.dtype)
    return torch.func.functional_call(layer, {"weight": weight, "bias": bias}, (x,))


def convolution_of_width_one(x, weight, bias):
    mapped = F.conv1d(x.reshape(-1, x.shape[-1], 1), weight.unsqueeze(-1), bias)
    return mapped.reshape(*x.shape[:-1], -1)


def outer_products_added_up(x, weight, bias):
    table = x.flatten(0, -2)
    products = (torch.outer(table[:, d], weight[:, d]) for d in range(x.shape[-1]))
    return (reduce(torch.add, products) + bias).unflatten(0, x.shape[:-1])


def added_in_place(x, weight, bias):
    mapped = x.matmul(weight.t())
    mapped += bias
    return mapped


STYLES = {
    "project": (
        at_sign,
        linear,
        linear_layer,
        einsum_with_dots,
        broadcast_and_sum,
        tensordot,
        one_feature_at_a_time,
        one_table_of_tokens,
        loops,
        columns_and_back,
        matrix_times_vectors,
        a_one_appended,
        double_precision_inside,
        from_the_bias_on,
        vmap_over_the_rows,
        addmm_of_a_table,
        baddbmm_of_one_batch,
        inner_products,
        called_layer,
        convolution_of_width_one,
        outer_products_added_up,
        added_in_place,
    ),
}
