"""Four ways of checking an exercise, and what each does with wrong and right functions."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the tests' own modules

from course_utils import run
from course_utils.catalogue import accepted_styles
from course_utils.checking import Case, Exercise, wrong_function
from course_utils.checking.calling import adapted
from course_utils.checking.outcome import observe
from tests.thorough.equivalent import EQUIVALENT
from tests.thorough.mutants import mutants

SEED = 0
LOOSE = 1e-5  # an absolute tolerance beside torch.allclose's relative one
PAIRS = 40  # at most so many of an exercise's pairs of mistakes are tried
SQUARE, DIFFERENT = "square", "different"
# In sentences that say only that something is wrong.
SAYS_LITTLE = (
    *("the numbers are not", "the shape is not right", "the result is not right"),
    *("the number is not right", "not as asked", "of the entries are right"),
)


def drawn(kind: torch.dtype, shape: Iterable[int], draw: torch.Generator) -> torch.Tensor:
    """torch.randn; or a mask that keeps each row's first place and hides its last one."""
    if kind != torch.bool:
        return torch.randn(tuple(shape), generator=draw).to(kind)
    mask = torch.rand(tuple(shape), generator=draw) < 0.5
    mask[..., 0], mask[..., -1] = True, False
    return mask


@cache
def ordinary(row: Exercise, sizes: str) -> tuple:
    """One input as one would write it: the sizes of the exercise's own case, fresh numbers.

    In the square one all sizes are equal, but the batch holds one sentence.
    """
    square = sizes == SQUARE
    cases = [case for case in row.prepared_cases if case.equal_sizes == square]
    draw = torch.Generator().manual_seed(SEED)
    size = row.sizes(cases[0].arguments)
    arguments = []
    for name, argument in zip(row.parameters, cases[0].arguments, strict=False):
        letters = row.axes.get(name, [])
        batched = square and letters[:1] in (["B"], ["..."])
        if isinstance(argument, torch.Tensor):
            if argument.is_floating_point() or argument.dtype == torch.bool:
                shape = (1, *argument.shape[1:]) if batched else argument.shape
                argument = drawn(argument.dtype, shape, draw)
                if len(letters) == 2 and letters[1] == "D":  # a layer's weight, as such begin
                    argument /= shape[1] ** 0.5
            elif batched:
                argument = argument[-1:]
        elif argument is None and letters:  # a mask that may be left out
            shape = [1 if square and x == "B" else size[x] for x in letters if x.isalpha()]
            argument = drawn(torch.bool, shape, draw)
        elif square and name == "batch":
            argument = 1
        arguments.append(argument)
    return tuple(arguments)


@cache
def truth(row: Exercise, sizes: str):
    torch.manual_seed(SEED)
    return row.reference(*ordinary(row, sizes))


def shapes(result):
    """The shape of a tensor, or those of several; None for anything else."""
    if isinstance(result, tuple | list):
        return [shapes(part) for part in result]
    return tuple(result.shape) if hasattr(result, "shape") else None


def returned(row: Exercise, attempt: Callable, sizes: str):
    """What the attempt gives for the ordinary input; None if it raises."""
    torch.manual_seed(SEED)
    case = Case("", ordinary(row, sizes))
    outcome = observe(replace(row, observe=None), adapted(row, attempt), case)
    return None if outcome.error else outcome.returned


def right_shape(row: Exercise, attempt: Callable) -> bool | None:
    if not has_shape(row):
        return None
    return shapes(returned(row, attempt, DIFFERENT)) == shapes(truth(row, DIFFERENT))


def has_shape(row: Exercise) -> bool:
    """Does the exercise's answer consist of tensors?"""
    return "Tensor" in str(row.reference.__annotations__["return"])


def close(row: Exercise, attempt: Callable, sizes: str) -> tuple[bool | None, bool | None]:
    """Same shape and torch.allclose, with its default tolerances and with a looser one.

    torch.equal for masks, and == for a number.
    """
    if row.observe:
        return None, None
    result, expected = returned(row, attempt, sizes), truth(row, sizes)
    try:
        if not isinstance(expected, torch.Tensor):
            return (bool(result == expected),) * 2
        if shapes(result) != shapes(expected):
            return False, False
        if not expected.is_floating_point():
            return (torch.equal(result, expected),) * 2
        return torch.allclose(result, expected), torch.allclose(result, expected, atol=LOOSE)
    except (TypeError, RuntimeError):  # no tensor, or one of another dtype
        return False, False


@dataclass(frozen=True)
class Result:
    """Which ways of checking rejected an attempt (None where one cannot), and what ours said."""

    shape: bool | None
    square: bool | None
    loose_square: bool | None
    different: bool | None
    loose_different: bool | None
    checks: bool
    named: bool
    described: bool


def tried(row: Exercise, attempt: Callable, names: set[str] | None = None) -> Result:
    """It counts as named if the check says just these names, or any where none are given."""
    others = (
        right_shape(row, attempt),
        *close(row, attempt, SQUARE),
        *close(row, attempt, DIFFERENT),
    )
    verdict = run(row.name, attempt)
    said = verdict.text.split("\n")[0]
    named = bool(verdict.mistakes) and names in (None, set(verdict.mistakes))
    silent = said.startswith("it raised") or any(words in said for words in SAYS_LITTLE)
    return Result(
        *(None if accepted is None else not accepted for accepted in others),
        checks=verdict.status != "correct",
        named=named,
        described=verdict.status == "wrong" and not named and not silent,
    )


def with_mistakes(row: Exercise) -> list[Result]:
    return [tried(row, wrong_function(row, m), {m.name}) for m in row.mistakes]


def with_two_mistakes(row: Exercise) -> list[Result]:
    """A sample, evenly spread over all pairs of mistakes in different parts."""
    in_parts = [m for m in row.mistakes if m.part and not m.alone]
    pairs = [(a, b) for a, b in combinations(in_parts, 2) if a.part != b.part]
    return [
        tried(row, wrong_function(row, *pair), {mistake.name for mistake in pair})
        for pair in pairs[:: math.ceil(len(pairs) / PAIRS) or 1]
    ]


def with_a_mutation(row: Exercise) -> tuple[list[Result], int]:
    """The results, and how many mutants were left out because they change nothing."""
    made = list(mutants(row))
    real = [mutant.function for mutant in made if mutant.change not in EQUIVALENT]
    return [tried(row, function) for function in real], len(made) - len(real)


def in_other_styles(row: Exercise) -> list[Result]:
    return [tried(row, style) for style in accepted_styles(row.lesson)[row.name]]
