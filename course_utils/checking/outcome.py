"""What came of one call: a value, or the reason there is none, and what the call did besides."""

from __future__ import annotations

import dis
import traceback
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from .exercise import Case, Exercise
from .isolation import SECONDS, TooLong, guarded

LARGEST = 10_000_000  # entries; far more than any case has


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


def observe(
    exercise: Exercise, function: Callable, case: Case, *, trusted: bool = False
) -> Outcome:
    """Call `function` on a copy of the case's arguments; whatever it does ends up in the outcome.

    Our own functions are `trusted` to come back and to leave torch as it is.
    """
    arguments = copied(case.arguments)
    try:
        with nullcontext() if trusted else guarded():
            if exercise.observe:
                return Outcome(value=exercise.observe(function, *arguments))
            returned = function(*arguments)
            # Both may call methods of a learner's own class.
            value = _number(returned) if exercise.gives_number else _plain(returned)
    except BaseException as error:
        if trusted and not isinstance(error, Exception):
            raise  # somebody pressed Stop: nothing of this may be kept
        return Outcome(error=error)
    changed = tuple(
        name
        for name, now, before in zip(exercise.parameters, arguments, case.arguments, strict=False)
        if isinstance(now, torch.Tensor) and not _identical(now, before)
    )
    return Outcome(value=value, returned=returned, changed=changed)


def with_gradients(exercise: Exercise, function: Callable, case: Case, outcome: Outcome) -> Outcome:
    """The same outcome, with the gradients of a fixed random mix of the output's entries.

    A gradient is None where the output does not depend on that argument by differentiable steps.
    """
    arguments = copied(case.arguments, differentiable=True)
    inputs = [a for a in arguments if isinstance(a, torch.Tensor) and a.requires_grad]
    try:
        with guarded():
            value = function(*arguments)
            if not value.requires_grad:
                return replace(outcome, gradients=tuple(None for _ in inputs))
            weights = torch.randn(
                value.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64
            ).to(value.device, value.dtype)
            gradients = torch.autograd.grad((value * weights).sum(), inputs, allow_unused=True)
    except BaseException as error:
        return replace(outcome, error=error)
    return replace(outcome, gradients=gradients)


def is_stub(attempt: Any) -> bool:
    """Is this nothing yet: `...`, None, or a function whose body only returns a constant?

    Read off the bytecode, so that it works where the source is out of reach.
    """
    if attempt is None or attempt is ...:
        return True
    code = getattr(attempt, "__code__", None)
    if code is None:
        return False
    idle = {
        "RESUME",
        "NOP",
        "POP_TOP",
        "LOAD_CONST",
        "RETURN_CONST",
        "RETURN_VALUE",
        "COPY_FREE_VARS",
    }
    constants = {
        instruction.argval
        for instruction in dis.get_instructions(code)
        if "CONST" in instruction.opname and instruction.argval.__hash__
    }
    return all(
        instruction.opname in idle for instruction in dis.get_instructions(code)
    ) and constants <= {None, ...}


def left_open(outcome: Outcome) -> bool:
    """Did the call say itself that it is unfinished: NotImplementedError, or a `...` left in?"""
    returned = outcome.returned
    parts = returned if isinstance(returned, tuple | list) else [returned]
    if any(part is ... or part is NotImplemented for part in parts):
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
    return f"it raised {kind}: {first_line}{where}" if first_line else f"it raised {kind}{where}"


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # an exception of the learner's own, with a broken __str__
        return ""


def _raised_by_the_learner(error: BaseException) -> bool:
    """Does the traceback end in a `raise` statement of the learner's, not inside torch?"""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    instruction = dis.opname[code.co_code[trace.tb_lasti]]
    in_torch = code.co_filename.startswith(str(Path(torch.__file__).parent))
    return instruction == "RAISE_VARARGS" and not in_torch


def _learners_line(error: BaseException) -> int | None:
    ours = str(Path(__file__).parents[1])
    frames = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(ours) and "site-packages" not in frame.filename
    ]
    return frames[0] if frames else None


def _plain(returned: Any) -> torch.Tensor | None:
    """The tensor in what came back, free of its graph and of any subclass; None if it is none."""
    if not isinstance(returned, torch.Tensor) or not holds_numbers(returned):
        return None
    if returned.numel() > LARGEST:  # its shape says enough
        return torch.empty(returned.shape, dtype=returned.dtype, device="meta")
    try:
        with torch._C.DisableTorchFunctionSubclass():
            return returned.detach().as_subclass(torch.Tensor).cpu().clone()
    except Exception:
        return None


def _number(returned: Any) -> torch.Tensor | None:
    """One number, however it came, in float64; None if it is none. True is no number."""
    if isinstance(returned, bool | str) or returned is None:
        return None
    try:
        return torch.tensor(float(returned), dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None


def holds_numbers(tensor: torch.Tensor) -> bool:
    """An ordinary tensor: not a sparse one, nor one on the device "meta" with only a shape."""
    return tensor.layout == torch.strided and tensor.device.type != "meta"


def _identical(now: torch.Tensor, before: torch.Tensor) -> bool:
    if now.shape != before.shape or now.dtype != before.dtype:
        return False
    return torch.equal(now, before) or bool(
        ((now == before) | (now.isnan() & before.isnan())).all()
    )
