"""The exercises of lesson 8, in the lesson's order."""

from __future__ import annotations

from .flop_row import ATTENTION_FLOP
from .time_call_row import TIME_CALL

EXERCISES = [TIME_CALL, ATTENTION_FLOP]
