"""The questions of lesson 9."""

from __future__ import annotations

PREDICTIONS = []
