"""What the pages show in a line: the mistakes of an exercise that are told the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from ..checking import Exercise, Mistake
from ..exercises import IN_LESSONS

FEW = 3


@dataclass(eq=False)
class Entry:
    """Stands where its words come up first; exercises after that refer to it."""

    row: Exercise
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        return self.mistakes[0].sentence

    @property
    def action(self) -> str:
        return self.mistakes[0].action

    @property
    def part(self) -> str | None:
        return self.mistakes[0].part

    @property
    def seen_in(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place for m in self.mistakes for place in m.seen_in))

    @property
    def name(self) -> str:
        """In words, so that a browser can break it into lines."""
        names = [mistake.name.replace("_", " ") for mistake in self.mistakes]
        if len(names) > FEW:
            return f"{names[0]} (and {len(names) - 1} like it)"
        return "; ".join(names)

    @property
    def anchor(self) -> str:
        return f"{self.row.name}-{self.mistakes[0].name}"

    @property
    def link(self) -> str:
        """From one page in docs/mistakes/ to the line on another."""
        name = self.mistakes[0].name.replace("_", " ")
        return f"[{name}]({self.row.lesson}.md#{self.anchor})"


@cache
def _entries() -> dict[tuple[str, str], Entry]:
    entries: dict[tuple[str, str], Entry] = {}
    for row in IN_LESSONS.values():
        for mistake in row.mistakes:
            entry = entries.setdefault((mistake.sentence, mistake.action), Entry(row))
            if entry.row is row:
                entry.mistakes.append(mistake)
    return entries


def all_entries() -> list[Entry]:
    return list(_entries().values())


def entries_of(mistakes: Iterable[Mistake]) -> list[Entry]:
    """The lines that these mistakes are told in, each once."""
    found = (_entries()[mistake.sentence, mistake.action] for mistake in mistakes)
    return list(dict.fromkeys(found))
