"""What checks catch, side by side: `python benchmarks/checks_compared.py [exercise ...]`.

Every known mistake, a sample of pairs of them, every mechanical mutant of the references and every
accepted style of every exercise in a lesson, against the ways in ways_of_checking.py. Writes
docs/checks_compared.md in some minutes; for the exercises named, prints their lines instead.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import torch
from ways_of_checking import (
    PAIRS,
    Result,
    in_other_styles,
    with_a_mutation,
    with_mistakes,
    with_two_mistakes,
)

from course_utils.catalogue import markup
from course_utils.checking import isolation
from course_utils.exercises import EXERCISES, IN_LESSONS, themes

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks_compared.md"
SECONDS = 3.0  # until a loop without an end is stopped; a mutant may be one
PATIENCE = 60.0  # a style may be the first to use torch.func, which then takes its time to load
WAYS = ("shape", "square", "different", "checks", "named")
LOOSE = ("loose_square", "loose_different")
HEAD = ("(a) shape", "(b) square", "(c) different", "(d) these checks")


@dataclass(frozen=True)
class Measured:
    """All results of one exercise, those of its known mistakes in their order."""

    name: str
    mistakes: list[Result]
    pairs: list[Result]
    mutants: list[Result]
    left_out: int  # mutants that change nothing
    styles: list[Result]


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    before = isolation.SECONDS
    isolation.SECONDS = seconds
    try:
        yield
    finally:
        isolation.SECONDS = before


def measure(name: str) -> Measured:
    row = EXERCISES[name]
    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the attempts'
        with stopped_after(PATIENCE):
            styles = in_other_styles(row)
        with stopped_after(SECONDS):
            mistakes, pairs = with_mistakes(row), with_two_mistakes(row)
            return Measured(name, mistakes, pairs, *with_a_mutation(row), styles)


def share(results: Iterable[Result], way: str) -> str:
    """ "63.2 %" of those where this way of checking can be used; 100 only if it is all of them."""
    flags = [flag for result in results if (flag := getattr(result, way)) is not None]
    return f"{math.floor(1000 * sum(flags) / len(flags)) / 10:g} %" if flags else "–"


def line(name: str, results: Iterable[Result], ways: Sequence[str] = WAYS) -> tuple[str, ...]:
    results = list(results)
    return (name, str(len(results)), *(share(results, way) for way in ways))


def of_exercise(measured: Measured) -> list[tuple[str, ...]]:
    """An exercise's lines in the tables of the page: mistakes, mutants, right implementations."""
    name = f"`{measured.name}`"
    return [
        line(name, measured.mistakes),
        line(name, measured.mutants, (*WAYS, "described")),
        line(name, measured.styles, WAYS[:4]),
    ]


ABOUT = """
# What checks catch, side by side

The same wrong functions, given to four ways of checking an exercise:

* **(a) shape**: it runs, and what it returns has the right shape. One input, all sizes different.
* **(b) square**: the same shape, and `torch.allclose` to the right result, on one input of one
  sentence (batch 1) whose other sizes are all equal.
* **(c) different**: the same, on one input whose sizes all differ.
* **(d) these checks**: `course_utils.run`, which also names the mistake.

(a) to (c) are what one finds in notebooks and homework. They are done as well as they can be done
in one line: `torch.allclose` has its default tolerances, broadcasting does not help a wrong
shape, booleans are compared with `torch.equal` and one number with `==`, an exception counts as a
rejection, and so does another dtype. The sizes are those of the exercise's own first case, or of
its case with equal sizes. The numbers are `torch.randn`, seeded; a layer's weights are divided by
the square root of their width, as layers begin; a mask is random, and keeps the first key of each
row and hides the last one, so no row is hidden whole. A mask that may be left out is given.

Not every way can be used everywhere. Random or measured answers (`make_qkv`, `score_variance`,
`time_call`) have no one right value, so (b) and (c) leave them out; where the answer is no
tensor, (a) does. A dash stands there, and the shares of the whole do not count it.
"""
SELECTED = """
The known mistakes are in this table *because* (d) knows them: that (d) rejects and names them all
is so by construction, and tested. What they show is (a), (b) and (c). Many of them do harm only
where (b) and (c) do not look: large numbers, a row without keys, half precision, the gradient. One
that an exercise inherits from its steps counts there again.

A pair is two known mistakes of one exercise in different parts. (d) looks for pairs, and one counts
as named when both are.

The mutants are independent evidence: a program made them from the course's own functions, each
with one operator, axis, constant, operand or call changed, and nobody wrote a sentence for them.
{left_out} that are known to change nothing are left out. There "named" means that a known
mistake, or two, was recognised, and "described" that a rule said what is wrong with the result.
The rest were rejected with the exception they raised, or with no more than the first wrong
number. Of each exercise {pairs} pairs at most were tried, evenly spread.
"""
RIGHT = """
A check that refuses a right answer is as bad as one that accepts a wrong one. These are the
accepted styles of the tests: right functions written in many ways. Those that (b) or (c) refuse
differ from the reference by rounding: the default tolerances of `torch.allclose` are tight where a
result is close to 0, which also adds to what (b) and (c) reject above. The accepted styles are as
much a part of our tests as the mistakes, so the last column, too, is so by construction.

Many courses set `atol` for that reason. With `atol=1e-5`, (b) and (c) reject:
"""


def page(measured: Sequence[Measured]) -> str:
    """docs/checks_compared.md."""
    known = [result for one in measured for result in one.mistakes]
    pairs = [result for one in measured for result in one.pairs]
    mutants = [result for one in measured for result in one.mutants]
    styles = [result for one in measured for result in one.styles]
    ways = (*WAYS, "described")
    parts = [of_exercise(one) for one in measured]
    return (
        "\n\n".join(
            text.strip()
            for text in (
                "<!-- Made by `make compared`: change benchmarks/checks_compared.py. -->",
                ABOUT,
                "## Wrong functions rejected",
                markup.table(
                    ("", "tried", *HEAD, "(d) names it", "(d) describes it"),
                    (
                        line("known mistakes", known, ways),
                        line("two known mistakes at once", pairs, ways),
                        line("mechanical mutants", mutants, ways),
                    ),
                ),
                SELECTED.format(left_out=sum(one.left_out for one in measured), pairs=PAIRS),
                "## Right functions refused",
                markup.table(("", "tried", *HEAD), [line("accepted styles", styles, WAYS[:4])]),
                RIGHT,
                markup.table(
                    ("", "tried", *HEAD[1:3]),
                    (
                        line("known mistakes", known, LOOSE),
                        line("mechanical mutants", mutants, LOOSE),
                        line("accepted styles", styles, LOOSE),
                    ),
                ),
                "## Known mistakes rejected, by misconception",
                "Sorted as in [the list of mistakes](mistakes/by_misconception.md).",
                markup.table(("", "tried", *HEAD[:3]), list(by_theme(measured))),
                "## Known mistakes rejected, by exercise",
                markup.table(("exercise", "tried", *HEAD, "(d) names it"), [p[0] for p in parts]),
                "## Mechanical mutants rejected, by exercise",
                markup.table(
                    ("exercise", "tried", *HEAD, "(d) names it", "(d) describes it"),
                    [p[1] for p in parts],
                ),
                "## Right functions refused, by exercise",
                markup.table(("exercise", "tried", *HEAD), [p[2] for p in parts]),
            )
        )
        + "\n"
    )


def by_theme(measured: Sequence[Measured]) -> Iterator[tuple[str, ...]]:
    results = {
        (one.name, mistake): result  # an exercise may have another's mistakes
        for one in measured
        for mistake, result in zip(IN_LESSONS[one.name].mistakes, one.mistakes, strict=True)
    }
    for theme, pattern in themes.THEMES.items():
        found = themes.of_theme(pattern, IN_LESSONS)
        yield line(theme, [results[row.name, m] for row, ms in found.items() for m in ms], WAYS[:3])


def main(names: list[str]) -> int:
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        measured = []
        for one in processes.map(measure, names or IN_LESSONS):
            measured.append(one)
            for cells in of_exercise(one):
                print(" | ".join(cells), flush=True)
    if not names:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(measured), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
