"""The questions of lesson 8."""

from __future__ import annotations

PREDICTIONS = []
