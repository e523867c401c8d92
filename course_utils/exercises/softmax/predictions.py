"""The predictions of lesson 3."""

from __future__ import annotations

from ...checking import Prediction

PREDICTIONS: list[Prediction] = []
