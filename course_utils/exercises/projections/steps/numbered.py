"""Tensors whose entries say where they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch


def numbered(*shape, dtype=torch.float32) -> torch.Tensor:
    """Entries that say where they stand: 213 is sentence 2, token 1, feature 3."""
    places = [torch.arange(size) for size in shape]
    grid = torch.meshgrid(*places, indexing="ij")
    hundreds = [10 ** (len(shape) - 1 - axis) for axis in range(len(shape))]
    return sum(g * h for g, h in zip(grid, hundreds, strict=True)).to(dtype)


def says_where(parts: str) -> Callable[[torch.Tensor, torch.Tensor], str | None]:
    """What is telling in the cases made of `numbered`: how to read their entries."""
    return partial(_if_numbered, parts)


def _if_numbered(parts: str, expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    return parts if torch.equal(expected, expected.round()) else None
