"""Homework: assigned, collected, graded, explained, handed on."""

from .commands import add_commands, run

__all__ = ["add_commands", "run"]
