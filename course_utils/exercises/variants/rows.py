"""The exercises for homework, from a mask to whole attentions."""

from __future__ import annotations

from .place_rows import LOCAL_WINDOW_MASK
from .weighing_rows import SIGMOID_ATTENTION, TEMPERATURE_ATTENTION

EXERCISES = [LOCAL_WINDOW_MASK, SIGMOID_ATTENTION, TEMPERATURE_ATTENTION]
