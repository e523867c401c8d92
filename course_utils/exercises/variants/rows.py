"""The exercises for homework, from a mask to whole attentions."""

from __future__ import annotations

from .place_rows import LOCAL_WINDOW_MASK

EXERCISES = [LOCAL_WINDOW_MASK]
