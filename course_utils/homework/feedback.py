"""What a student is told: the mistake in the checks' words, and no number of a hidden case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..checking import Exercise, Verdict

# What the engine names itself; its own sentences quote the case.
GENERAL = {
    "changes_its_input": "your function changes its input; a caller's tensor must stay as it was.",
    "changes_the_dtype": "the result has another dtype than expected.",
    "cuts_the_gradient": "the numbers are right, but no gradient flows back through them.",
    "returns_nothing": "your function returns nothing (None); is there a `return` missing?",
    "returns_no_tensor": "your function returns something else than an ordinary tensor.",
    "another_result_each_time": "the same input gives another result each time.",
    "makes_too_large_a_tensor": "right numbers, but more is held at a time than is allowed.",
    "ready_made": "right numbers, from a ready-made function; here each step is to be built.",
}
CASES_TOLD = 3


def feedback(
    exercise: Exercise, verdict: Verdict, right: Sequence[bool], raised: Iterable[str] = ()
) -> str:
    """One or two sentences, then in which cases it is wrong. `raised` are built-in exceptions.

    Empty where the status says it all: correct, not attempted.
    """
    if verdict.status in ("correct", "not attempted"):
        return ""
    known = {mistake.name: mistake for mistake in exercise.mistakes}
    told = []
    for name in verdict.mistakes:
        if name in known:
            told += [known[name].sentence, known[name].action]
        elif name in GENERAL:
            told.append(GENERAL[name])
    if raised and not told:
        told.append(f"It raised {' and '.join(sorted(raised))}.")
    told.append(_where(exercise, right))
    if not verdict.mistakes:
        told.append(exercise.action)
    return " ".join(filter(None, told))


def _where(exercise: Exercise, right: Sequence[bool]) -> str:
    cases = exercise.prepared_cases
    wrong = [c.when for c, good in zip(cases, right, strict=True) if not good] if right else []
    if not wrong:
        return ""
    wrong = list(dict.fromkeys(wrong))
    if len(wrong) == len(cases):
        return f"Wrong on all {len(cases)} kinds of input."
    more = f" (and {len(wrong) - CASES_TOLD} more)" if len(wrong) > CASES_TOLD else ""
    whens = "; ".join(f"when {when}" for when in wrong[:CASES_TOLD])
    return f"Wrong on {len(wrong)} of {len(cases)} kinds of input: {whens}{more}."
