"""The exercises of lesson 9, in the lesson's order."""

from __future__ import annotations

EXERCISES = []
