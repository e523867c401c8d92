"""Lesson 9: its exercises, their known mistakes, its predictions."""

from .predictions import PREDICTIONS
from .rows import EXERCISES

__all__ = ["EXERCISES", "PREDICTIONS"]
