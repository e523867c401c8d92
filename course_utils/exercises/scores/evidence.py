"""What is telling about a wrong table of scores."""

from __future__ import annotations

import torch


def negatives_missing(expected: torch.Tensor, yours: torch.Tensor) -> str | None:
    """Is a wrong table without negative numbers where some are expected?"""
    if (expected < 0).any() and not (yours < 0).any():
        return "none of yours is negative, and some scores should be"
    return None
