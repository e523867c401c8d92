"""What is telling about wrong weights."""

from __future__ import annotations

import torch

from ...checking.comparison import number


def about_the_rows(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    for remark in (row_sum, negative_share):
        if said := remark(expected, yours):
            return said
    return None


def row_sum(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    """Which row of the wrong weights does not sum to 1, and to what it sums."""
    wrong = ((yours.double().sum(-1) - 1).abs() > 1e-3) | yours.double().sum(-1).isnan()
    if not wrong.any():
        return None
    index = tuple(wrong.nonzero()[0].tolist())
    total = number(yours.double().sum(-1)[index].item())
    row = f"row {list(index)}" if index else "the row"
    return f"{row} of yours sums to {total}, it should sum to 1"


def negative_share(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    if not (yours < 0).any():
        return None
    return f"the smallest of yours is {number(yours.min().item())}, and no share is below 0"
