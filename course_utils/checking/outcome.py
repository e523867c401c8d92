"""What came of one call: a value, or the reason there is none, and what the call did besides."""

from __future__ import annotations

import dis
import traceback
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, CoroutineType
from typing import Any
from weakref import WeakKeyDictionary

import torch

from .elsewhere import is_elsewhere, origin
from .exercise import Case, Exercise
from .idle import only_returns_a_constant
from .isolation import SECONDS, TooLong, guarded, looked_at
from .returned import close, is_open, number, plain, without_subclass


@dataclass(frozen=True)
class Outcome:
    """`value` is what can be compared: a plain detached tensor or a mapping of features."""

    value: torch.Tensor | Mapping[str, Any] | None = None
    error: BaseException | None = None
    returned: Any = None
    changed: tuple[str, ...] = ()
    gradients: tuple[torch.Tensor | None, ...] | None = None


def copied(arguments: tuple, *, differentiable: bool = False) -> tuple:
    """Fresh copies with the same strides, so that nothing an attempt does to them is kept."""

    def copy(argument):
        if not isinstance(argument, torch.Tensor):
            return argument
        fresh = torch.empty_strided(
            argument.shape, argument.stride(), dtype=argument.dtype, device=argument.device
        ).copy_(argument)
        return fresh.requires_grad_(differentiable and fresh.is_floating_point())

    return tuple(copy(argument) for argument in arguments)


def observe(exercise: Exercise, function: Callable, case: Case) -> Outcome:
    """Call `function` on a copy of the case's arguments; all that it does is in the outcome."""
    arguments = copied(case.arguments)
    try:
        if exercise.observe:
            with guarded():
                return Outcome(value=exercise.observe(_tidied(function), *arguments))
        with guarded():
            returned = function(*arguments)
        # Looking at what came back is to call its methods, unless it is a tensor.
        with nullcontext() if type(returned) is torch.Tensor else guarded():
            close(returned)
            value = number(returned) if exercise.gives_number else plain(returned)
        if value is not None and value.is_meta:
            returned = value  # too large to keep one for each case
    except BaseException as error:
        return Outcome(error=error)
    changed = tuple(
        name
        for name, now, before in zip(exercise.parameters, arguments, case.arguments, strict=False)
        if isinstance(before, torch.Tensor) and not _identical(now, before)
    )
    return Outcome(value=value, returned=returned, changed=changed)


def observe_ours(exercise: Exercise, function: Callable, case: Case) -> Outcome:
    """The same of a function of our own: it comes back, and leaves torch as it is."""
    arguments = _kept_copies(case)
    try:
        if exercise.observe:
            return Outcome(value=exercise.observe(function, *arguments))
        returned = function(*arguments)
        return Outcome(number(returned) if exercise.gives_number else plain(returned))
    except Exception as error:
        return Outcome(error=error)


# Copies of each case's arguments for our own functions, with their versions when they were made.
_COPIES: WeakKeyDictionary[Case, tuple[tuple, list[int]]] = WeakKeyDictionary()


def _kept_copies(case: Case) -> tuple:
    """Copies of the case's arguments, made anew only where torch has written into them."""
    copies, versions = _COPIES.get(case, ((), None))
    if versions != _versions(copies):
        copies = copied(case.arguments)
        _COPIES[case] = copies, _versions(copies)
    return copies


def _versions(arguments: tuple) -> list[int]:
    """How often torch has written into each tensor, as it counts itself."""
    return [argument._version for argument in arguments if isinstance(argument, torch.Tensor)]


def _tidied(function: Callable) -> Callable:
    """The function, with its traces removed after each call, but for the numbers it drew."""

    def call(*arguments):
        with guarded(with_draws=False):
            returned = function(*arguments)
            if type(returned) is CoroutineType:
                close(returned)
            return returned

    return call


def with_gradients(exercise: Exercise, function: Callable, case: Case, outcome: Outcome) -> Outcome:
    """The outcome of another call, with the gradients of a fixed random mix of the output's
    entries.

    A gradient is None where the output does not depend on that argument by differentiable steps.
    """
    arguments = copied(case.arguments, differentiable=True)
    inputs = [a for a in arguments if isinstance(a, torch.Tensor) and a.requires_grad]
    try:
        with guarded():
            returned = function(*arguments)
        with guarded():  # a learner's own torch.autograd.Function is called here, too
            close(returned)
            again = replace(outcome, value=plain(returned), returned=returned)
            output = without_subclass(returned)
            if output is None or output.shape != outcome.value.shape:
                return again  # which is not what it returned the first time
            if not output.requires_grad:
                return replace(again, gradients=tuple(None for _ in inputs))
            weights = torch.randn(
                output.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64
            ).to(output.device, output.dtype)
            gradients = torch.autograd.grad((output * weights).sum(), inputs, allow_unused=True)
            read = tuple(g if g is None else plain(g.to_dense()) for g in gradients)
    except BaseException as error:
        return replace(outcome, error=error)
    return replace(again, gradients=read)


def is_stub(attempt: Any) -> bool:
    """Is this nothing yet: `...`, None, or a function whose body only returns a constant?

    Read off the bytecode, so that it works where the source is out of reach.
    """
    if attempt is None or attempt is ...:
        return True
    if is_elsewhere(attempt):
        return attempt.is_stub
    try:
        with looked_at(attempt):
            code = getattr(attempt, "__code__", None)
    except BaseException:  # an object that resists being looked at
        return False
    return type(code) is CodeType and only_returns_a_constant(code)


def left_open(outcome: Outcome) -> bool:
    """Did the call say itself that it is unfinished: NotImplementedError, or a `...` left in?"""
    if is_open(outcome.returned):
        return True
    if isinstance(outcome.error, NotImplementedError):
        return _raised_by_the_learner(outcome.error)
    return isinstance(outcome.error, TypeError | AttributeError) and "ellipsis" in _words(
        outcome.error
    )


def lacks_kernel(error: BaseException | None) -> bool:
    """Is this torch saying that it has an operation for other dtypes only? No learner's fault."""
    return isinstance(error, RuntimeError) and "not implemented for '" in _words(error)


def describe_error(error: BaseException) -> str:
    """One line: the exception's kind, its first line, and where in the learner's code."""
    if isinstance(error, TooLong):
        return f"it was stopped after {SECONDS:.0f} seconds; is there a loop without an end?"
    if isinstance(error, KeyboardInterrupt):
        return "it was interrupted before it came back."
    first_line = _words(error).strip().split("\n")[0][:200]
    kind = type(error).__name__
    line = _learners_line(error)
    where = f" (line {line} of its cell or file)" if line else ""
    text = f"it raised {kind}: {first_line}{where}" if first_line else f"it raised {kind}{where}"
    return text if text[-1] in ".?" else f"{text.rstrip('!')}."


def _words(error: BaseException) -> str:
    ours = type(error).__str__ in (BaseException.__str__, KeyError.__str__, OSError.__str__)
    try:
        with nullcontext() if ours else guarded():
            return str(error)
    except BaseException:  # an exception of the learner's own, with a broken __str__
        return ""


def _raised_by_the_learner(error: BaseException) -> bool:
    """Does the traceback end in a `raise` statement of the learner's, not inside torch?"""
    if there := origin(error):
        return there.by_a_raise
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    instruction = dis.opname[code.co_code[trace.tb_lasti]]
    in_torch = code.co_filename.startswith(str(Path(torch.__file__).parent))
    return instruction == "RAISE_VARARGS" and not in_torch


def _learners_line(error: BaseException) -> int | None:
    if there := origin(error):
        return there.line
    ours = str(Path(__file__).parents[1])
    frames = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(ours) and "site-packages" not in frame.filename
    ]
    return frames[0] if frames else None


def _identical(now: torch.Tensor, before: torch.Tensor) -> bool:
    now = without_subclass(now)  # (an attempt can also change the class of its input)
    if now is None or now.shape != before.shape or now.dtype != before.dtype:
        return False
    return torch.equal(now, before) or bool(
        ((now == before) | (now.isnan() & before.isnan())).all()
    )
