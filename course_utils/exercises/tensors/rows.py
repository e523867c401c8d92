"""The exercises of lesson 1."""

EXERCISES = []
