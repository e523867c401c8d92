"""The exercises of lesson 5, in the lesson's order."""

from __future__ import annotations

from .attention_row import ATTENTION
from .half_row import SCORES_IN_FLOAT32
from .scores_rows import SCALED_SCORES
from .variance_row import SCORE_VARIANCE

EXERCISES = [SCALED_SCORES, ATTENTION, SCORE_VARIANCE, SCORES_IN_FLOAT32]
