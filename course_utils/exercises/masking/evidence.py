"""What is telling about wrong weights, and about a wrong additive mask."""

from __future__ import annotations

import torch

from ...checking.comparison import number


def about_the_rows(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    """Weight at hidden keys, or a row that sums to something else than it should."""
    leaked = torch.where(expected == 0, yours.double(), 0.0).sum(-1)
    if (leaked > 1e-3).any():
        index = (leaked > 1e-3).flatten().nonzero()[0].item()
        share = number(leaked.flatten()[index].item())
        return f"keys that are hidden get {share} of a row in yours"
    off = (yours.double().sum(-1) - expected.double().sum(-1)).abs() > 1e-3
    if not off.any():
        return None
    index = tuple(off.nonzero()[0].tolist())
    mine, right = (number(t.double().sum(-1)[index].item()) for t in (yours, expected))
    return f"row {list(index)} of yours sums to {mine}, it should sum to {right}"


def what_stands_where(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    """Which numbers of a wrong additive mask stand at kept places and which at hidden ones."""

    def numbers(places):
        found = sorted({number(value) for value in yours[places].tolist()})
        return " and ".join(found) if 0 < len(found) < 3 else None

    kept, hidden = numbers(expected == 0), numbers(expected != 0)
    if yours.dtype == torch.bool or not (kept and hidden):
        return None
    return f"where keep is True yours holds {kept}, where it is False {hidden}"
