"""Exercises for homework: no lesson asks them, and their solutions are not shown."""

from .rows import EXERCISES

__all__ = ["EXERCISES"]
