"""What the lessons attend over: a toy sentence one can follow by hand, and a real model's layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


@dataclass(frozen=True)
class ToySentence:
    """Four words, each described by which of three features it has."""

    tokens: tuple[str, ...]
    features: tuple[str, ...]
    vectors: Float[Tensor, "tokens features"]


def toy_sentence() -> ToySentence:
    """The sentence of every lesson: entries are 0 or 1, so a dot product counts shared features."""
    return ToySentence(
        tokens=("the", "cat", "drinks", "milk"),
        features=("animal", "action", "food"),
        vectors=torch.tensor(
            [
                [0.0, 0.0, 0.0],
                [1.0, 1.0, 0.0],
                [1.0, 1.0, 1.0],
                [0.0, 0.0, 1.0],
            ]
        ),
    )
