"""What can be wrong with one outcome, and which of several faults says most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from .exercise import Case
from .outcome import Outcome

CHANGES_ITS_INPUT = "changes_its_input"
CHANGES_THE_DTYPE = "changes_the_dtype"
CUTS_THE_GRADIENT = "cuts_the_gradient"
RETURNS_NOTHING = "returns_nothing"
RETURNS_NO_TENSOR = "returns_no_tensor"
READY_MADE = "ready_made"
OVERWRITTEN = "overwritten_in_place"
TOO_LARGE = "makes_too_large_a_tensor"

SIDE_EFFECTS = (CHANGES_THE_DTYPE, CHANGES_ITS_INPUT)  # told besides what else is wrong
GRADIENT_ROOM = 10  # a gradient passes through more rounding than a value does


@dataclass(frozen=True)
class Fault:
    """What is wrong with one outcome: `kind` is one of the names above, or "error", "shape",
    "values", "features", "gradient"."""

    kind: str
    case: Case
    truth: Outcome
    outcome: Outcome


def most_telling(faults: Sequence[Fault], first_case: Case) -> Fault:
    """The fault that shows best what is wrong with the result.

    Where ordinary input is right, the first case that is not. Otherwise numbers before crashes,
    and equal sizes, where accidents look like answers, last.
    """
    if faults[0].case is not first_case and faults[0].kind == "error":
        return faults[0]
    result = [fault for fault in faults if fault.kind in ("values", "shape", "features")]
    unequal = [fault for fault in result if not fault.case.equal_sizes]
    crashes = [fault for fault in faults if fault.kind == "error"]
    if result and result[0].kind == "features":  # where most things are not as asked
        return max(
            result, key=lambda f: sum(f.outcome.value.get(k) != v for k, v in f.truth.value.items())
        )
    return (unequal or result or crashes or faults)[0]


def with_side_effect(kind: str, faults: Sequence[Fault]) -> Fault | None:
    """The first fault that also changes the dtype, or an input (`kind`), whatever else it is."""
    for fault in faults:
        value = fault.outcome.value
        if kind == CHANGES_ITS_INPUT and fault.outcome.changed:
            return fault
        if (
            kind == CHANGES_THE_DTYPE
            and isinstance(value, torch.Tensor)
            and not fault.case.allows(value.dtype, fault.truth.value.dtype)
        ):
            return fault
    return None
