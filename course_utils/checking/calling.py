"""How an attempt is called: by place, or by name where it knows all optional names."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import torch

from .exercise import Exercise


def adapted(exercise: Exercise, attempt: Callable) -> Callable:
    """The attempt as a function of all arguments by place, which is how cases hold them.

    Torch's own attention takes `scale` by name only, and has a parameter between the others.
    """
    if not _takes_names(exercise, attempt):
        return attempt
    required = len(exercise.parameters) - len(exercise.defaults)

    def by_name(*arguments):
        named = dict(zip(exercise.defaults, arguments[required:], strict=False))
        return attempt(*arguments[:required], **named)

    return by_name


def other_parameters(exercise: Exercise, attempt: Callable) -> str | None:
    """A sentence when the attempt cannot be called with the exercise's arguments at all."""
    signature = _signature(attempt)
    if signature is None:
        return None  # built into C: the call itself will tell
    by_name = exercise.defaults if _takes_names(exercise, attempt) else {}
    try:
        signature.bind(*[name for name in exercise.parameters if name not in by_name], **by_name)
    except TypeError:
        needed = ", ".join(exercise.parameters)
        return f"your function takes {signature}, but it is called as {exercise.name}({needed})."
    return None


def _takes_names(exercise: Exercise, attempt: Callable) -> bool:
    """Does the attempt know every parameter with a default by its name?"""
    if not exercise.defaults:
        return False
    signature = _signature(attempt)
    if signature is None:
        return True
    parameters = signature.parameters.values()
    kinds = {parameter.kind for parameter in parameters}
    if inspect.Parameter.VAR_KEYWORD in kinds:
        # With *args as well, places are as good as names, and safer: it may rename them.
        return inspect.Parameter.VAR_POSITIONAL not in kinds
    by_name = {
        parameter.name
        for parameter in parameters
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    }
    return exercise.defaults.keys() <= by_name


def _signature(attempt: Callable) -> inspect.Signature | None:
    if isinstance(attempt, torch.nn.Module):
        attempt = attempt.forward  # calling the module itself takes anything
    try:
        return inspect.signature(attempt)
    except (TypeError, ValueError):
        return None
