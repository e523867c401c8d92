"""The figures of the slides, a module for each deck."""
