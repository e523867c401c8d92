"""Attention as a machine one can touch: a picture that comes alive wherever scripts run."""

from .explorer import Explorer, explore

__all__ = ["Explorer", "explore"]
