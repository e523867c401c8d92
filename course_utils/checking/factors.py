"""A factor that differs from case to case, in words: what of the sizes is it?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from .comparison import number


def in_words(
    factors: Sequence[float], sizes: Sequence[Mapping[str, int]], *, constant: str = ""
) -> str:
    """ "0.378 (1/√E, with E = 7)", where one form fits all cases; `constant` is said of a number
    that is the same in all of them, though the sizes are not."""
    shown = number(factors[0])
    if len(factors) < 2:
        return shown
    letters = {letter: size for letter, size in sizes[0].items() if size > 1}
    fitting = [
        words
        for words, form in _forms(letters)
        if all(abs(f - form(s)) < 2e-3 * abs(f) for f, s in zip(factors, sizes, strict=True))
    ]
    if not fitting:
        same = max(factors) - min(factors) <= 1e-3 * abs(factors[0])
        return shown + constant if same else shown
    named = re.findall("[A-Z][a-z]*", fitting[0])
    used = [letter for letter in letters if letter in named]
    return f"{shown} ({fitting[0]}, with {' and '.join(f'{u} = {sizes[0][u]}' for u in used)})"


def _forms(sizes: Mapping[str, int]) -> Iterator[tuple[str, Callable[[Mapping[str, int]], float]]]:
    """Powers of one size, then of one size over another."""
    powers = (
        ("√{}", 0.5), ("1/√{}", -0.5), ("{}", 1.0), ("1/{}", -1.0), ("{0}·√{0}", 1.5),
        ("1/({0}·√{0})", -1.5), ("{}²", 2.0), ("1/{}²", -2.0), ("the fourth root of {}", 0.25),
    )  # fmt: skip
    for letter in sizes:
        for words, power in powers:
            yield words.format(letter), lambda s, a=letter, p=power: s[a] ** p
    for over in sizes:
        for under in sizes:
            if over != under:
                yield f"√({over}/{under})", lambda s, a=over, b=under: math.sqrt(s[a] / s[b])
                yield f"1/√({over}·{under})", lambda s, a=over, b=under: (s[a] * s[b]) ** -0.5
                yield f"{over}/{under}", lambda s, a=over, b=under: s[a] / s[b]
