"""What an exercise is made of: a reference, cases, and the mistakes it can name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import torch

from .dial import Dial

# Rows, cases and mistakes are equal only to themselves (eq=False), and so can key a cache.

ORDINARY = 2e-5  # relative to the largest expected entry; right styles differ by up to 3e-7
HALF = 8e-3  # float16 rounds every intermediate step
BFLOAT16 = 6e-2  # bfloat16 keeps three binary digits fewer

HOMEWORK = "homework"  # the `lesson` of an exercise that no lesson asks


@dataclass(frozen=True, eq=False)
class Case:
    """One set of arguments. `when` ends the sentence "your answer is wrong when ..."."""

    when: str
    arguments: tuple
    tolerance: float = ORDINARY
    gradient: bool = False
    equal_sizes: bool = False
    """All sizes equal, so that a wrong formula does not crash and its output is a fingerprint."""
    too_large: Callable[[torch.Size], bool] | None = None
    """Is this a shape that no floating tensor made on the way may have? (See `Exercise`.)"""

    def allows(self, yours: torch.dtype, expected: torch.dtype) -> bool:
        """May a result have this dtype? In half precision a wider one is no mistake."""
        return yours == expected or (self.in_half_precision and yours == torch.float32)

    @property
    def in_half_precision(self) -> bool:
        return self.tolerance in (HALF, BFLOAT16)


@dataclass(frozen=True, eq=False)
class Mistake:
    """A known-wrong implementation: its name says the mistake, its docstring tells the learner."""

    function: Callable
    part: str | None = None
    seen_in: tuple[str, ...] = ()
    alone: bool = False
    """Too rare to be looked for together with mistakes in other parts."""

    @property
    def name(self) -> str:
        return self.function.__name__

    def made_by(self, function: Callable, **changes) -> Mistake:
        """The same mistake, as a function of other arguments."""
        function.__name__, function.__doc__ = self.name, self.function.__doc__
        return replace(self, function=function, **changes)

    @cached_property
    def _paragraphs(self) -> list[str]:
        text = inspect.getdoc(self.function)
        assert text, f"the mistake {self.name} has no docstring: what should the learner read?"
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]

    @property
    def sentence(self) -> str:
        return self._paragraphs[0]

    @property
    def action(self) -> str:
        """The second paragraph of the docstring: one thing to do or ask oneself, or nothing."""
        return self._paragraphs[1] if len(self._paragraphs) > 1 else ""


class MistakeList(list):
    """The known mistakes of one exercise; `@mistakes(...)` above a function adds it.

    `part` names the part of the exercise that the function replaces (see `Exercise.build`);
    without it the function replaces the whole. `seen_in` are issue threads or pages where the
    mistake happened: "owner/repository#12" or an address. A mistake that is `alone` is never
    looked for together with another, which keeps the search short.
    """

    def __call__(
        self, *seen_in: str, part: str | None = None, alone: bool = False
    ) -> Callable[[Callable], Callable]:
        def add(function: Callable) -> Callable:
            self.append(Mistake(function, part, seen_in, alone))
            return function

        return add


@dataclass(frozen=True, eq=False)
class Exercise:
    """One row of the table: everything the check of one function needs.

    `build(**parts)` returns the function made of the given parts, each of which defaults to the
    right one; it lets two mistakes in different parts be recognised together. `ways` are other
    right parts, by name, beside which a mistake looks different: it is looked for with each.

    `observe` turns a function and arguments into what is compared: a tensor, or a mapping of named
    features where the value itself is free (random numbers, measured times). `evidence(expected,
    yours)` may add what is telling about a wrong result ("row 0 sums to 0.62"). `ask(call)` calls
    an attempt that no known mistake explains, with inputs of its own, and gives a sentence or None.
    `ready_made` names torch functions (how their names begin) that do the whole exercise and are
    not accepted as its answer, with the sentence to say. Up to `together` mistakes, in different
    parts, are named at once. `dial` is a number inside the exercise that is read off wrong results.
    `too_large` is said of a right answer on whose way a tensor of a shape is made that the case
    does not allow.

    Where not `in_place`, the gradient is part of what is asked, and overwriting a result that torch
    needs on its way back is wrong. `sizes_besides` gives the sizes, by letter, that no axis of an
    argument has (heads, say). `more_cases` draws further ones, for a homework's hidden cases, where
    nothing in those of `cases` is drawn. `task` puts in words (Markdown) what no lesson puts. A
    sealed exercise has a `record` (see `Record`) of what its reference and its mistakes make, and
    not them themselves.
    """

    reference: Callable
    lesson: str
    cases: Callable[[], Sequence[Case]]
    mistakes: Sequence[Mistake]
    hints: tuple[str, ...]
    action: str
    difficulty: int = 1
    minutes: int = 5
    build: Callable[..., Callable] | None = None
    observe: Callable[..., Any] | None = None
    evidence: Callable[[torch.Tensor, torch.Tensor], str | None] | None = None
    ask: Callable[[Callable], str | None] | None = None
    ready_made: Mapping[str, str] = field(default_factory=dict)
    together: int = 2
    ways: Sequence[Mapping[str, Callable]] = ()
    dial: Dial | None = None
    in_place: bool = True
    sizes_besides: Callable[..., Mapping[str, int]] | None = None
    too_large: str = ""
    more_cases: Callable[[torch.Generator], Sequence[Case]] | None = None
    task: str = ""
    record: Any = None

    @property
    def name(self) -> str:
        return self.reference.__name__

    @property
    def is_homework(self) -> bool:
        """Does it stand in no lesson? Then its solution is not shown."""
        return self.lesson == HOMEWORK

    @cached_property
    def parameters(self) -> list[str]:
        return list(inspect.signature(self.reference).parameters)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The parameters that may be left out, with what they are then."""
        parameters = inspect.signature(self.reference).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    @property
    def gives_number(self) -> bool:
        """Is the answer one number, which may come as Python's, NumPy's or a tensor?"""
        return self.reference.__annotations__.get("return") in ("int", "float", int, float)

    @cached_property
    def prepared_cases(self) -> tuple[Case, ...]:
        return tuple(self.cases())

    @cached_property
    def axes(self) -> dict[str, list[str]]:
        """Axis letters of each tensor parameter and of "return", read off the annotations."""
        found = {
            name: re.search(r"""['"]([^'"]*)['"]""", str(annotation))
            for name, annotation in self.reference.__annotations__.items()
        }
        return {name: match[1].split() for name, match in found.items() if match}

    def sizes(self, arguments: Sequence) -> dict[str, int]:
        """The size of each axis letter in these arguments, e.g. {"B": 2, "L": 3}."""
        sizes: dict[str, int] = {}
        for name, argument in zip(self.parameters, arguments, strict=False):
            letters = self.axes.get(name, [])
            if isinstance(argument, torch.Tensor):
                # From the right, so that a leading "..." of any length does not matter.
                for letter, size in zip(reversed(letters), reversed(argument.shape), strict=False):
                    if letter.isalpha():
                        sizes.setdefault(letter, size)
        return sizes | (self.sizes_besides(*arguments) if self.sizes_besides else {})
