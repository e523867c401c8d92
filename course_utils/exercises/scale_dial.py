"""The scale as a number that can be read off a wrong result, whatever it was made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from ..checking import Dial

RIGHT = "it should be times 1/√E"


def scale_dial(turned: Callable[[float], Callable], right: str = RIGHT) -> Dial:
    """For a whole attention: `turned(number)` multiplies its scores by that number."""
    words = f"it looks as if your softmax gets the scores times {{number}}; {right}."
    return Dial(turned, words)


def sizes_of_heads(x: torch.Tensor, num_heads: int) -> Mapping[str, int]:
    """The number of heads and their size, which no axis of x (..., D) has."""
    return {"H": num_heads, "E": x.shape[-1] // num_heads}
