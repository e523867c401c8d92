"""A wrong value beside the expected one, and what is known about both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch

from ..comparison import is_close


@dataclass(frozen=True)
class Scene:
    """`letters` are the axis letters of the expected tensor where they are known (B, L, S)."""

    value: torch.Tensor
    expected: torch.Tensor
    tolerance: float
    letters: Sequence[str]
    sizes: Mapping[str, int]
    arguments: Mapping[str, object]

    def matches(self, candidate: torch.Tensor) -> bool:
        """Is this candidate what is expected?"""
        return candidate.shape == self.expected.shape and bool(
            is_close(candidate, self.expected, self.tolerance).all()
        )

    def came_from(self, candidate: torch.Tensor) -> bool:
        """Is this candidate what came?"""
        return candidate.shape == self.value.shape and bool(
            is_close(self.value, candidate, self.tolerance).all()
        )

    def matches_somewhere(self) -> bool:
        """Is any entry right?"""
        return bool(is_close(self.value, self.expected, self.tolerance).any())

    @property
    def knows_axes(self) -> bool:
        return len(self.letters) == self.expected.dim() and "..." not in self.letters

    def axis(self, index: int) -> str:
        """How a learner would call this axis: "axis -1 (S)"."""
        name = f"axis {index - self.expected.dim()}"
        return f"{name} ({self.letters[index]})" if self.knows_axes else name

    def tensors(self) -> Iterator[tuple[str, torch.Tensor]]:
        """The arguments that are tensors, by name."""
        for name, argument in self.arguments.items():
            if isinstance(argument, torch.Tensor):
                yield name, argument
