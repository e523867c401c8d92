"""The exercises for homework, from a mask to whole attentions."""

from __future__ import annotations

from .place_rows import ALIBI_BIAS, LOCAL_WINDOW_MASK, ROTARY_SCORES
from .softmax_rows import COSINE_ATTENTION, SINK_ATTENTION, TOP_K_ATTENTION
from .weighing_rows import SIGMOID_ATTENTION, TEMPERATURE_ATTENTION

EXERCISES = [
    LOCAL_WINDOW_MASK,
    SIGMOID_ATTENTION,
    ALIBI_BIAS,
    TEMPERATURE_ATTENTION,
    TOP_K_ATTENTION,
    ROTARY_SCORES,
    COSINE_ATTENTION,
    SINK_ATTENTION,
]
