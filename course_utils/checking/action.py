"""What to do about a fault that no known mistake explains."""

from __future__ import annotations

import re

from .fault import (
    CHANGES_ITS_INPUT,
    CHANGES_THE_DTYPE,
    CUTS_THE_GRADIENT,
    OVERWRITTEN,
    RETURNS_NO_TENSOR,
    RETURNS_NOTHING,
    Fault,
)
from .outcome import describe_error

ACTIONS = {
    "shape": "Print the shape after each step: where does it part from the expected one?",
    CHANGES_ITS_INPUT: "Make a new tensor (x = x - m) where you change one in place (x -= m).",
    CHANGES_THE_DTYPE: "Print the dtype after each step. torch.zeros(...), torch.ones(...) and "
    "torch.tensor(0.0) start as float32 unless they are given one.",
    "gradient": "Does one of your steps leave torch's graph (.detach(), .data, no_grad), or pass "
    "through a NaN that is only covered up later?",
    CUTS_THE_GRADIENT: "Stay with torch's own operations from input to output.",
    RETURNS_NOTHING: "End the function with `return` and the result.",
    RETURNS_NO_TENSOR: "Stay with torch's own operations and return what they give.",
}

ON_ERRORS = {  # by words of the message
    "NoneType": "Something is None there: an argument left at its default, or the result of a "
    "function without a return?",
    "Boolean value of Tensor": "An `if` needs one True or False, and a tensor holds many. To ask "
    "whether there is a mask at all, write `is not None`.",
    "got float|not float|'float' object cannot be": "A size must be a whole number, and / gives "
    "a float: // divides and stays whole.",
    "modified by an inplace operation": "Where you write into a result (x[...] = 0), make a new "
    "one instead: torch.where or masked_fill.",
    "dtype|scalar type|without overflow": "Print the dtypes just before that line: which one is "
    "not what you think?",
    "(?i)shape|size|dimension|must match|[0-9]D tensor|index": "Print the shapes just before that "
    "line: which one is not what you think?",
}


def general_action(fault: Fault) -> str | None:
    """One thing to do, or None where the exercise's own action says more."""
    if fault.kind not in ("error", OVERWRITTEN):
        return ACTIONS.get(fault.kind)
    words = describe_error(fault.outcome.error)
    fitting = (action for telling, action in ON_ERRORS.items() if re.search(telling, words))
    return next(fitting, None)
