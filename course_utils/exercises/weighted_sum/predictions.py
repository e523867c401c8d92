"""The predictions of lesson 4."""

PREDICTIONS = []
