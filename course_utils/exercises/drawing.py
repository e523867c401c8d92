"""Numbers and masks for the cases of exercises, the same ones in every session."""

from __future__ import annotations

from collections.abc import Callable

import torch


def drawing(seed: int) -> Callable[..., torch.Tensor]:
    """A function that draws normal tensors of a shape."""
    return normal_from(torch.Generator().manual_seed(seed))


def normal_from(draw: torch.Generator) -> Callable[..., torch.Tensor]:
    """The same, where something else is drawn from the generator too."""

    def normal(*shape, spread=1.0, dtype=torch.float32):
        return (spread * torch.randn(*shape, generator=draw)).to(dtype)

    return normal


def drawing_halves(seed: int) -> Callable[..., torch.Tensor]:
    """A function that draws numbers one can reckon with by hand: -2, -1.5 ... 2."""
    draw = torch.Generator().manual_seed(seed)
    return lambda *shape: torch.randint(-4, 5, shape, generator=draw) / 2


def bools(rows: str) -> torch.Tensor:
    """A boolean table written as "110 100": a row for each word."""
    return torch.tensor([[digit == "1" for digit in row] for row in rows.split()])
