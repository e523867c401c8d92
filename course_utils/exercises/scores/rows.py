"""The exercises of lesson 2."""

EXERCISES = []
