"""The predictions of lesson 2."""

PREDICTIONS = []
