"""What the checks say to every two mistakes at once: `python tests/thorough/pairs.py` lists it.

A pair is either named, both halves of it, or there is a reason why it cannot be: its results are
the same, on every input, as those of what is named instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from course_utils.checking import Exercise, Mistake, wrong_function
from course_utils.checking.judge import judge
from course_utils.checking.outcome import observe
from course_utils.checking.recognition import same_outcomes
from course_utils.checking.truth import is_right, truths
from course_utils.exercises import EXERCISES

PAGE = Path(__file__).parents[2] / "docs" / "pairs.md"
COMPOSED = (
    *("attention", "masked_softmax", "multi_head_attention"),
    *("scaled_dot_product_attention", "tiled_attention"),
)
CANCEL = "the two cancel: the result is right"
TEXT = """# Two mistakes at once

Written by `make pairs`; do not edit.

A wrong answer often holds two mistakes. The known mistakes of a composed exercise are settings of
its knobs (its parts: what the scores are divided by, along which axis the softmax runs, how the
mask is filled, ...), so the checks try one knob, then two. Below, for each composed exercise, are
all pairs of mistakes in different knobs: how many are named, both of them, and those that cannot
be told from something simpler, with the reason. Mistakes that are marked as rare are recognised
when they come alone, and are not looked for in pairs.
"""


@dataclass(frozen=True)
class Pair:
    """`reason` is None where both are named, else why not; `unexplained` where there is none."""

    mistakes: tuple[Mistake, Mistake]
    reason: str | None
    unexplained: bool = False

    @property
    def names(self) -> tuple[str, str]:
        return tuple(mistake.name for mistake in self.mistakes)


def in_parts(row: Exercise) -> list[tuple[Mistake, Mistake]]:
    """All pairs that the search looks for."""
    searched = [mistake for mistake in row.mistakes if mistake.part and not mistake.alone]
    return [(a, b) for a, b in combinations(searched, 2) if a.part != b.part]


def returns_wrongly(row: Exercise, pair: tuple[Mistake, Mistake]) -> bool:
    """Does it come back with something wrong in any case, instead of raising an error?"""
    function = wrong_function(row, *pair)
    outcomes = [observe(row, function, case) for case in row.prepared_cases]
    triples = zip(row.prepared_cases, truths(row), outcomes, strict=True)
    return any(o.error is None and not is_right(o.value, t, c) for c, t, o in triples)


def judged(row: Exercise) -> Iterator[Pair]:
    by_name = {mistake.name: mistake for mistake in row.mistakes}
    for pair in in_parts(row):
        verdict = judge(row, wrong_function(row, *pair))
        named = set(verdict.mistakes)
        if {mistake.name for mistake in pair} <= named:
            yield Pair(pair, None)
            continue
        if verdict.status == "correct":
            yield Pair(pair, CANCEL)
            continue
        instead = tuple(by_name[name] for name in verdict.mistakes if name in by_name)
        same, unexplained = bool(instead) and same_outcomes(row, pair, instead), False
        in_other_ways = range(1, len(row.ways) + 1) if instead else ()
        if same and named < {mistake.name for mistake in pair}:
            (hidden,) = {mistake.name for mistake in pair} - named
            reason = f"beside {instead[0].name}, {hidden} changes nothing"
        elif same:
            reason = f"the same results as {' and '.join(sorted(named))}"
        elif any(same_outcomes(row, pair, instead, way) for way in in_other_ways):
            reason = f"the same results as {' and '.join(sorted(named))}, done in another right way"
        elif not named and not returns_wrongly(row, pair):
            reason = "it raises an error wherever it is wrong: torch's own words are told"
        else:
            reason, unexplained = verdict.text.split("\n")[0], True
        yield Pair(pair, reason, unexplained)


def section(name: str, pairs: list[Pair]) -> str:
    untold = [pair for pair in pairs if pair.reason]
    rare = sum(mistake.alone for mistake in EXERCISES[name].mistakes)
    text = (
        f"\n## {name}\n\n{len(pairs)} pairs: {len(pairs) - len(untold)} named, both of them; "
        f"{len(untold)} that cannot be told from something simpler. "
        f"{rare} mistakes are marked as rare.\n"
    )
    if not untold:
        return text
    lines = sorted(f"| {' + '.join(pair.names)} | {pair.reason} |" for pair in untold)
    return text + "\n| pair | reason |\n| --- | --- |\n" + "\n".join(lines) + "\n"


def page() -> str:
    return TEXT + "".join(section(name, list(judged(EXERCISES[name]))) for name in COMPOSED)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
