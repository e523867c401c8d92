"""Which misconceptions a class has: its mistakes counted, by theme and by sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ...exercises import EXERCISES
from ...exercises.themes import THEMES, of_theme
from .gradebook import Line

OTHER = "Other"


@dataclass(frozen=True)
class Told:
    """One sentence that the checks say, in which exercises, and to whom."""

    sentence: str
    exercises: tuple[str, ...]
    who: tuple[str, ...]


@dataclass(frozen=True)
class Misconception:
    """A theme, who has it, and the sentences of it, the most frequent first."""

    theme: str
    who: tuple[str, ...]
    told: tuple[Told, ...]


def misconceptions(lines: Iterable[Line]) -> list[Misconception]:
    """The most frequent first. A mistake may be in two themes; one in none is under "Other"."""
    where: dict[str, dict[str, tuple[dict, dict]]] = defaultdict(dict)
    for line in lines:
        key = line.id or line.result.file if line.result else ""
        for exercise, answer in line.result.exercises.items() if line.result else ():
            for mistake in answer.mistakes:
                for theme in _themes().get((exercise, mistake), (OTHER,)):
                    sentence = _sentence(exercise, mistake)
                    names, who = where[theme].setdefault(sentence, ({}, {}))
                    names[exercise] = None
                    who[key] = line.label
    found = []
    for theme, sentences in where.items():
        told = [
            Told(one, tuple(names), tuple(who.values())) for one, (names, who) in sentences.items()
        ]
        told.sort(key=lambda one: -len(one.who))
        everybody = {key: name for _, who in sentences.values() for key, name in who.items()}
        found.append(Misconception(theme, tuple(everybody.values()), tuple(told)))
    return sorted(found, key=lambda one: (one.theme == OTHER, -len(one.who)))


def _sentence(exercise: str, mistake: str) -> str:
    rows: Sequence = EXERCISES[exercise].mistakes if exercise in EXERCISES else ()
    known = next((one.sentence for one in rows if one.name == mistake), "")
    return known or mistake.replace("_", " ")


@cache
def _themes() -> dict[tuple[str, str], tuple[str, ...]]:
    """By exercise and name of a mistake: the themes that it belongs to."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for theme, pattern in THEMES.items():
        for row, mistakes in of_theme(pattern, EXERCISES).items():
            for mistake in mistakes:
                found[row.name, mistake.name].append(theme)
    return {key: tuple(dict.fromkeys(themes)) for key, themes in found.items()}
