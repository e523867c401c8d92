"""The exercises for homework, from a mask to whole attentions."""

from __future__ import annotations

from .place_rows import ALIBI_BIAS, LOCAL_WINDOW_MASK, ROTARY_SCORES
from .weighing_rows import SIGMOID_ATTENTION, TEMPERATURE_ATTENTION

EXERCISES = [
    LOCAL_WINDOW_MASK,
    SIGMOID_ATTENTION,
    ALIBI_BIAS,
    TEMPERATURE_ATTENTION,
    ROTARY_SCORES,
]
