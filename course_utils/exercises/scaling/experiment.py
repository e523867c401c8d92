"""An experiment: how large is the variance of a dot product, and how sure can one be of it?"""

from __future__ import annotations

import math

import torch


def score_variance(head_dim: int, num_samples: int) -> tuple[float, float]:
    """The measured variance of scores of standard normal vectors, and its standard error."""
    query = torch.randn(num_samples, head_dim)
    key = torch.randn(num_samples, head_dim)
    squares = (query * key).sum(dim=-1) ** 2  # scores have mean 0: variance = mean square
    standard_error = squares.std() / math.sqrt(num_samples)
    return squares.mean().item(), standard_error.item()
