"""Markdown as GitHub reads it: escaped text, tables, headings' anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def text(sentence: str) -> str:
    """The sentence for a table's cell: nothing in it is taken for markup, but `code` stays code."""
    pieces = re.split(r"(`[^`]*`)", sentence)
    for place, piece in enumerate(pieces):
        if not piece.startswith("`"):
            piece = re.sub(r"([\\*~$])", r"\\\1", piece).replace("<", "&lt;")
            piece = re.sub(r"__+|(?<!\w)_|_(?!\w)", lambda found: "\\_" * len(found[0]), piece)
        pieces[place] = piece.replace("|", r"\|")
    return "".join(pieces)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("  |", " |") for line in lines)


def count(number: int, noun: str) -> str:
    """ "1 mistake", "2 mistakes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def slug(heading: str) -> str:
    """What links to a heading call it."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")
