"""What a check answers, and how a learner sees it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

CORRECT = "correct"
WRONG = "wrong"
NOT_ATTEMPTED = "not attempted"

_MARKS = {CORRECT: "✓", WRONG: "✗", NOT_ATTEMPTED: "·"}
# Okabe-Ito green and vermilion: told apart by colour-blind readers, and by their marks.
_COLOURS = {CORRECT: "#009E73", WRONG: "#D55E00", NOT_ATTEMPTED: "#888888"}


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer of a check.

    `status` is "correct", "wrong" or "not attempted"; `message` is the text a learner sees;
    `mistakes` are the names of the recognised mistakes (none, one or several); `expected`
    and `yours` are the tensors behind a wrong verdict, where there are any.
    """

    name: str
    status: str
    text: str
    mistakes: tuple[str, ...] = ()
    seen_in: tuple[str, ...] = ()
    expected: Any = None
    yours: Any = None

    @property
    def message(self) -> str:
        lines = [f"{_MARKS[self.status]} {self.name}: {self.text}"]
        if self.seen_in:
            lines.append("You are in good company: " + ", ".join(self.seen_in[:2]))
        return "\n  ".join(lines)

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        body = html.escape(f"{_MARKS[self.status]} {self.name}: {self.text}")
        if self.seen_in:
            links = ", ".join(
                f'<a href="{html.escape(address(place))}">{html.escape(place)}</a>'
                for place in self.seen_in[:2]
            )
            body += f"\n  You are in good company: {links}"
        return (
            f'<pre style="border-left: 4px solid {_COLOURS[self.status]}; padding: 0.4em 0.8em; '
            "margin: 0; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; "
            f'line-height: 1.5">{body}</pre>'
        )


def address(place: str) -> str:
    """The web address of "owner/repository#12" (an issue or pull request); others as they are."""
    if place.startswith("http") or "#" not in place:
        return place if place.startswith("http") else f"https://github.com/{place}"
    repository, number = place.split("#", 1)
    return f"https://github.com/{repository}/issues/{number}"
