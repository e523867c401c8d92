"""Numbers and masks for the cases of exercises: the same in every session, or a secret's own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace

import torch

from ..checking import Case, Exercise

_SECRET: ContextVar[str] = ContextVar("secret", default="")


def generator(seed: int) -> torch.Generator:
    """A source of random numbers; inside `hidden`, of those that belong to its secret."""
    if secret := _SECRET.get():
        digest = hashlib.sha256(f"{secret}/{seed}".encode()).digest()
        seed = int.from_bytes(digest[:8], "little") % 2**63
    return torch.Generator().manual_seed(seed)


def hidden(exercise: Exercise, secret: str) -> Exercise:
    """The same exercise with cases that only those who know the secret can tell beforehand."""
    assert secret

    def cases() -> Sequence[Case]:
        token = _SECRET.set(f"{secret}/{exercise.name}")
        try:
            more = exercise.more_cases(generator(0)) if exercise.more_cases else ()
            return [*exercise.cases(), *more]
        finally:
            _SECRET.reset(token)

    return replace(exercise, cases=cases)


def whole(draw: torch.Generator, low: int, high: int, *shape: int) -> torch.Tensor:
    """Whole numbers from low to high, both included."""
    return torch.randint(low, high + 1, shape, generator=draw)


def table(draw: torch.Generator, rows: int, columns: int) -> torch.Tensor:
    """A boolean table, True in about three of five places."""
    return torch.rand(rows, columns, generator=draw) < 0.6


def drawing(seed: int) -> Callable[..., torch.Tensor]:
    """A function that draws normal tensors of a shape."""
    return normal_from(generator(seed))


def normal_from(draw: torch.Generator) -> Callable[..., torch.Tensor]:
    """The same, where something else is drawn from the generator too."""

    def normal(*shape, spread=1.0, dtype=torch.float32):
        return (spread * torch.randn(*shape, generator=draw)).to(dtype)

    return normal


def drawing_halves(seed: int) -> Callable[..., torch.Tensor]:
    """A function that draws numbers one can reckon with by hand: -2, -1.5 ... 2."""
    draw = generator(seed)
    return lambda *shape: torch.randint(-4, 5, shape, generator=draw) / 2


def bools(rows: str) -> torch.Tensor:
    """A boolean table written as "110 100": a row for each word."""
    return torch.tensor([[digit == "1" for digit in row] for row in rows.split()])
