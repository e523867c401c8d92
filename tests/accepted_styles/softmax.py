"""Right ways to write the exercises of lesson 3, each of which the check must accept."""

from __future__ import annotations

import functools
import math

import torch
import torch.nn.functional as F


def by_hand(x):
    e = torch.exp(x - x.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)


def torchs_own(x):
    return F.softmax(x, dim=-1)


def torchs_own_with_dtype(x):
    return F.softmax(x, dim=x.dim() - 1, dtype=torch.float32 if x.dtype.itemsize < 8 else None).to(
        x.dtype
    )


def torchs_module(x):
    return torch.nn.Softmax(dim=-1)(x)


def softmin_of_the_negative(x):
    return F.softmin(-x, dim=-1)


def through_logsumexp(x):
    return torch.exp(x - torch.logsumexp(x, dim=-1, keepdim=True))


def exponential_of_log_softmax(x):
    return x.log_softmax(-1).exp()


def own_logsumexp(x):
    largest = x.amax(-1, keepdim=True)
    return (x - largest - (x - largest).exp().sum(-1, keepdim=True).log()).exp()


def gradient_of_logsumexp(x):
    return torch.func.grad(lambda t: t.logsumexp(-1).sum())(x)


def sum_by_einsum(x):
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / torch.einsum("...k->...", e).unsqueeze(-1)


def sum_by_matrix_product(x):
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / (e @ torch.ones(x.shape[-1], 1, dtype=x.dtype))


def sum_by_cumsum(x):
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.cumsum(-1)[..., -1:]


def length_by_the_1_norm(x):
    return F.normalize((x - x.amax(-1, keepdim=True)).exp(), p=1, dim=-1)


def axes_back_by_unsqueeze(x):
    e = torch.exp(x - x.max(-1)[0].unsqueeze(-1))
    return torch.div(e, torch.sum(e, -1)[..., None])


def axes_back_by_expand(x):
    largest = x.max(-1, keepdim=True)[0].expand_as(x)
    e = torch.exp(x - largest)
    return e * e.sum(-1, keepdim=True).expand_as(e).reciprocal()


def last_axis_first(x):
    e = torch.exp(x.movedim(-1, 0) - x.amax(-1))
    return (e / e.sum(0)).movedim(0, -1)


def through_the_transpose(x):
    x = x.mT if x.dim() > 1 else x.unsqueeze(-1)
    e = (x - x.amax(-2, keepdim=True)).exp()
    shares = e / e.sum(-2, keepdim=True)
    return shares.mT if x.shape[-1] != 1 or x.dim() > 2 else shares.squeeze(-1)


def loop_over_rows(x):
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        e = torch.exp(row - max(row))
        rows.append(e / sum(e))
    return torch.stack(rows).reshape(x.shape)


def loop_over_keys(x):
    largest = x[..., 0]
    for j in range(1, x.shape[-1]):
        largest = torch.maximum(largest, x[..., j])
    total = 0
    for j in range(x.shape[-1]):
        total = total + (x[..., j] - largest).exp()
    return torch.stack([(x[..., j] - largest).exp() / total for j in range(x.shape[-1])], dim=-1)


def loop_over_single_numbers(x):
    flat = x.reshape(-1, x.shape[-1])
    out = torch.empty_like(flat)
    for i in range(flat.shape[0]):
        top = max(flat[i].tolist())
        total = sum(torch.exp(flat[i, j] - top) for j in range(flat.shape[1]))
        for j in range(flat.shape[1]):
            out[i, j] = torch.exp(flat[i, j] - top) / total
    return out.reshape(x.shape)


def axis_by_axis(x):
    if x.dim() > 1:
        return torch.stack([axis_by_axis(part) for part in x])
    e = torch.exp(x - x.max())
    return e / e.sum()


def one_row_vmapped(x):
    def one_row(row):
        e = torch.exp(row - row.max())
        return e / e.sum()

    return torch.vmap(one_row)(x.reshape(-1, x.shape[-1])).reshape(x.shape)


def sum_kept_in_one_pass(x):
    largest, total = x[..., :1], torch.ones_like(x[..., :1])
    for j in range(1, x.shape[-1]):
        now = torch.maximum(largest, x[..., j : j + 1])
        total = total * (largest - now).exp() + (x[..., j : j + 1] - now).exp()
        largest = now
    return (x - largest).exp() / total


def sorted_and_put_back(x):
    ordered, places = x.sort(dim=-1, descending=True)
    e = (ordered - ordered[..., :1]).exp()
    return torch.zeros_like(x).scatter(-1, places, e / e.sum(-1, keepdim=True))


def another_constant_subtracted(x):
    e = (x - x.amax(-1, keepdim=True) + 1).exp()
    return e / e.sum(-1, keepdim=True)


def with_a_tiny_epsilon(x):
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / (e.sum(-1, keepdim=True) + 1e-6)


def powers_of_two_of_scaled_scores(x):
    e = torch.exp2((x - x.amax(-1, keepdim=True)) * math.log2(math.e))
    return e / e.sum(-1, keepdim=True)


def powers_of_e(x):
    e = math.e ** (x - x.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def maximum_detached(x):
    e = torch.exp(x - x.detach().amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def double_precision_inside(x):
    return torch.softmax(x.double(), -1).to(x.dtype)


def naive_beyond_the_range(x):
    x64 = x.double()
    x64 = x64 - x64.max(-1, keepdim=True)[0]
    return (x64.exp() / x64.exp().sum(-1, keepdim=True)).type_as(x)


def in_place_on_its_own(x):
    e = x - x.amax(-1, keepdim=True)
    e = e.exp_()
    return e.div(e.sum(-1, keepdim=True))


def in_place_on_a_clone(x):
    e = x.clone()
    e -= x.amax(-1, keepdim=True)
    return torch.exp(e) / torch.exp(e).sum(-1, keepdim=True)


def logaddexp_over_the_keys(x):
    return (x - functools.reduce(torch.logaddexp, x.unbind(-1)).unsqueeze(-1)).exp()


def largest_by_topk(x):
    exponentials = (x - x.topk(1, dim=-1).values).exp()
    return exponentials / exponentials.sum(-1, keepdim=True)


STYLES = {
    "softmax": (
        by_hand,
        torchs_own,
        torchs_own_with_dtype,
        torchs_module,
        softmin_of_the_negative,
        through_logsumexp,
        exponential_of_log_softmax,
        own_logsumexp,
        gradient_of_logsumexp,
        sum_by_einsum,
        sum_by_matrix_product,
        sum_by_cumsum,
        length_by_the_1_norm,
        axes_back_by_unsqueeze,
        axes_back_by_expand,
        last_axis_first,
        through_the_transpose,
        loop_over_rows,
        loop_over_keys,
        loop_over_single_numbers,
        axis_by_axis,
        one_row_vmapped,
        sum_kept_in_one_pass,
        sorted_and_put_back,
        another_constant_subtracted,
        with_a_tiny_epsilon,
        powers_of_two_of_scaled_scores,
        powers_of_e,
        maximum_detached,
        double_precision_inside,
        naive_beyond_the_range,
        in_place_on_its_own,
        in_place_on_a_clone,
        logaddexp_over_the_keys,
        largest_by_topk,
    ),
}
