"""The predictions of lesson 1."""

PREDICTIONS = []
