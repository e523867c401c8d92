"""A deck taken apart: its slides, with class, text, notes and pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECKS = sorted((ROOT / "slides").glob("[0-9][0-9]_*.md"))
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
SIZE = re.compile(r"^(w|h):\d+\s+")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((https?://[^)\s]+)\)")
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Slide:
    text: str
    """As it is seen: without directives and notes."""
    notes: str
    kind: str
    """Its class: opening, predict, answer, live, bug, closing; empty for an ordinary one."""

    @property
    def heading(self) -> str:
        return next(line[2:] for line in self.text.splitlines() if line.startswith("# "))

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Alternative text and place of each."""
        return [(SIZE.sub("", alt), place) for alt, place in PICTURE.findall(self.text)]

    @property
    def links(self) -> list[str]:
        return LINK.findall(self.text)

    @property
    def code(self) -> list[str]:
        return FENCE.findall(self.text)

    def noted(self, what: str) -> str:
        """A paragraph of the notes: what follows `Say:`, `Often wrong:` or `Board:`."""
        found = re.search(rf"^{what}:\s*(.+?)\s*(?:\n\n|\Z)", self.notes, re.MULTILINE | re.DOTALL)
        return found[1] if found else ""

    @property
    def minutes(self) -> float:
        found = re.match(r"(\d+) min\b", self.notes)
        return float(found[1]) if found else 0.0


def front_matter(deck: Path) -> dict[str, str]:
    head = deck.read_text(encoding="utf-8").split("---\n")[1]
    return dict(line.split(": ", 1) for line in head.strip().splitlines())


def slides(deck: Path) -> list[Slide]:
    body = deck.read_text(encoding="utf-8").split("---\n", 2)[2]
    return [_slide(part) for part in re.split(r"\n\n---\n", body)]


def _slide(part: str) -> Slide:
    comments = [comment.strip() for comment in COMMENT.findall(part)]
    kinds = [c.removeprefix("_class:").strip() for c in comments if c.startswith("_class:")]
    notes = [c for c in comments if not c.startswith("_")]
    return Slide(COMMENT.sub("", part).strip(), "\n\n".join(notes), " ".join(kinds))
