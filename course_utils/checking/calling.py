"""How an attempt is called: by place, or by name where it knows all optional names."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch

from .description import a_kind
from .exercise import Exercise
from .isolation import guarded, looked_at

LONGEST = 120  # characters of a signature that are shown


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


def no_function(exercise: Exercise, attempt: Any) -> str | None:
    """Two sentences about something that cannot be called: what it is, and what to pass."""
    if callable(attempt):
        return None
    what = f"the function itself is checked, and this is {a_kind(attempt)}."
    if type(attempt) is str:
        return f"{what}\n  Leave out the quotes: check({exercise.name})."
    return f"{what}\n  Leave out the parentheses: check({exercise.name})."


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
        if issubclass(type(attempt), type):
            return f"this is a class; pass an object made with it, to be called with ({needed})."
        shown = _shown(signature)
        return f"your function takes {shown}, but it is called as {exercise.name}({needed})."
    return None


def _shown(signature: inspect.Signature) -> str:
    """Its parameters; without defaults where these cannot be told, or not in short."""
    try:
        with guarded():
            text = str(signature)
        if len(text) <= LONGEST:
            return text
    except BaseException:  # a default that resists being shown
        pass
    return f"({', '.join(list(signature.parameters)[:10])})"


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
    try:
        with looked_at(attempt):
            if issubclass(type(attempt), torch.nn.Module):
                attempt = attempt.forward  # calling the module itself takes anything
            return inspect.signature(attempt)
    except BaseException:  # none is known, or it resists being looked at
        return None
