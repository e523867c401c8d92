"""Homework: assigned, collected, graded, explained, handed on."""
