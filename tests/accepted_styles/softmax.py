"""Right ways to write the exercises of lesson 3, each of which the check must accept."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def by_hand(x):
    e = torch.exp(x - x.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)


def torchs_own(x):
    return F.softmax(x, dim=-1)


def through_logsumexp(x):
    return torch.exp(x - torch.logsumexp(x, dim=-1, keepdim=True))


def exponential_of_log_softmax(x):
    return x.log_softmax(-1).exp()


def sum_by_einsum(x):
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / torch.einsum("...k->...", e).unsqueeze(-1)


def loop_over_rows(x):
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        e = torch.exp(row - max(row))
        rows.append(e / sum(e))
    return torch.stack(rows).reshape(x.shape)


def another_constant_subtracted(x):
    e = (x - x.amax(-1, keepdim=True) + 1).exp()
    return e / e.sum(-1, keepdim=True)


def maximum_detached(x):
    e = torch.exp(x - x.detach().amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def double_precision_inside(x):
    return torch.softmax(x.double(), -1).to(x.dtype)


def in_place_on_its_own(x):
    e = x - x.amax(-1, keepdim=True)
    e = e.exp_()
    return e.div(e.sum(-1, keepdim=True))


STYLES = {
    "softmax": (
        by_hand,
        torchs_own,
        through_logsumexp,
        exponential_of_log_softmax,
        sum_by_einsum,
        loop_over_rows,
        another_constant_subtracted,
        maximum_detached,
        double_precision_inside,
        in_place_on_its_own,
    ),
}
