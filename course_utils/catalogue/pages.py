"""docs/mistakes.md and docs/mistakes/: what can go wrong, as pages for learners and teachers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..checking import Exercise
from ..checking.verdict import address
from ..exercises import IN_LESSONS
from ..exercises.themes import THEMES, of_theme
from .entry import Entry, all_entries, entries_of
from .general import said
from .markup import count, slug, table, text
from .matrix import accepted_styles

MADE_BY = "<!-- Made by `make docs` from course_utils/exercises: change it there. -->"
INTRODUCTION = """
Each exercise of this course has a check, and the check knows what people get wrong in it. These
pages list all of that: for each mistake its name, the sentence that a learner reads, the question
asked with it, and where it happened to somebody else. No code is shown, neither wrong nor right.

**How a check finds a mistake.** A known mistake is a small wrong function. The check calls the
learner's function on a dozen inputs, compares the results with the right ones, and where they
differ, with those of each wrong function. What comes out the same on every input is the same
mistake, however it was written. Many exercises consist of parts; mistakes in two different parts
are recognised together, and both are named. When no known mistake fits, general rules [describe
the difference](#when-no-known-mistake-fits).

**In class.** Show the sentence, and ask for the code that earns it. Or show a question, and ask
what it is after. Or take a [misconception](mistakes/by_misconception.md) and follow it through
the lessons: the wrong axis, say, from softmax to a whole layer. Learners can read here what else
could have happened; who has not done an exercise yet should not begin with its list.

`python -m course_utils mistakes softmax` prints the same on the console, with the accepted
styles.
"""


def pages() -> dict[str, str]:
    """Every page by its path below docs/."""
    lessons = sorted({row.lesson for row in IN_LESSONS.values()})
    return {
        "mistakes.md": _overview(lessons),
        "mistakes/by_misconception.md": _by_misconception(),
        **{f"mistakes/{lesson}.md": _lesson(lesson) for lesson in lessons},
    }


def write(folder: Path) -> None:
    """Write every page, and remove those of lessons that are no more."""
    made = {folder / path: page for path, page in pages().items()}
    (folder / "mistakes").mkdir(parents=True, exist_ok=True)
    for path in set((folder / "mistakes").glob("*.md")) - made.keys():
        path.unlink()
    for path, page in made.items():
        path.write_text(page, encoding="utf-8", newline="\n")


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs) + "\n"


def _overview(lessons: list[str]) -> str:
    rows = IN_LESSONS.values()
    styles = {row: len(accepted_styles(row.lesson).get(row.name, ())) for row in rows}
    known = sum(len(row.mistakes) for row in rows)
    lines = [
        (
            f"[{lesson[:2]}](mistakes/{lesson}.md)",
            f"[`{row.name}`](mistakes/{lesson}.md#{row.name})",
            str(len(row.mistakes)),
            str(len(entries_of(row.mistakes))),
            str(styles[row]),
            ", ".join(dict.fromkeys(f"`{m.part}`" for m in row.mistakes if m.part)),
        )
        for lesson in lessons
        for row in rows
        if row.lesson == lesson
    ]
    rules = [(text(done), f"`{name}`", text(sentence)) for done, name, sentence in said()]
    return _joined(
        MADE_BY,
        "# What can go wrong",
        INTRODUCTION,
        "## The exercises",
        f"{len(rows)} exercises and {known} known mistakes, told in {len(all_entries())} different "
        "sentences: an exercise that is made of earlier ones inherits their mistakes, and some "
        f"mistakes come in several forms. {sum(styles.values())} right functions, the accepted "
        "styles, must pass.",
        table(
            ("lesson", "exercise", "known mistakes", "sentences", "accepted styles", "parts"), lines
        ),
        "## When no known mistake fits",
        "Then the check looks at the result itself. A right function was changed in each of these "
        "ways, and this is the first line of what was said of it, with the table of known mistakes "
        "left out. A line with shapes and numbers follows, and a question.",
        table(("what was done", "to", "what the learner reads"), rules),
    )


def _lesson(lesson: str) -> str:
    rows = [row for row in IN_LESSONS.values() if row.lesson == lesson]
    contents = [
        f"* [`{row.name}`](#{row.name}): {count(len(row.mistakes), 'mistake')}" for row in rows
    ]
    number, topic = lesson.split("_", 1)
    return _joined(
        MADE_BY,
        f"# What can go wrong in lesson {number}, {topic.replace('_', ' ')}",
        f"[The lesson](../../notebooks/{lesson}.ipynb) · [all lessons](../mistakes.md) · "
        "[by misconception](by_misconception.md)",
        "\n".join(contents),
        *(paragraph for row in rows for paragraph in _exercise(row)),
    )


def _exercise(row: Exercise) -> Iterator[str]:
    styles = len(accepted_styles(row.lesson).get(row.name, ()))
    parts = Counter(mistake.part for mistake in row.mistakes)
    told = [f"`{part}` ({number})" for part, number in parts.items() if part]
    yield f"## `{row.name}`"
    introduction = (
        f"{count(len(row.mistakes), 'known mistake')}, {count(styles, 'accepted style')}."
    )
    if told:
        whole = f", and {parts[None]} in the whole" if parts[None] else ""
        introduction += f" The mistakes are in the parts {', '.join(told)}{whole}."
        if row.together > 1 and len(told) > 1:
            introduction += " Two in different parts are recognised at once."
    yield introduction
    yield f"Where a line has no question of its own, it is: *{text(row.action)}*"
    entries = entries_of(row.mistakes)
    own = [entry for entry in entries if entry.row is row]
    if own:
        in_order = sorted(own, key=lambda entry: list(parts).index(entry.part))  # stable
        head = ("mistake", "in", "what the learner reads", "and is asked", "seen in")
        yield table(head, map(_line, in_order))
    for other in dict.fromkeys(entry.row for entry in entries if entry.row is not row):
        links = [entry.link for entry in entries if entry.row is other]
        same = f"{len(links)} more, with the same words as in <code>{other.name}</code>"
        yield f"<details><summary>{same}</summary>\n\n{', '.join(links)}\n\n</details>"


def _line(entry: Entry) -> tuple[str, ...]:
    return (
        f'<a id="{entry.anchor}"></a>{entry.name}',
        f"`{entry.part}`" if entry.part else "",
        text(entry.sentence),
        text(entry.action),
        ", ".join(f"[{text(place)}]({address(place)})" for place in entry.seen_in),
    )


def _by_misconception() -> str:
    paragraphs, told = [], set()
    for theme, pattern in THEMES.items():
        lines, again = [], []
        for row, mistakes in of_theme(pattern, IN_LESSONS).items():
            entries = entries_of(mistakes)
            told.update(entries)
            own = [entry.link for entry in entries if entry.row is row]
            link = f"[`{row.name}`]({row.lesson}.md#{row.name})"
            if own:
                lines.append(f"* {link}: {', '.join(own)}")
            if len(own) < len(entries):
                again.append(f"{link} ({len(entries) - len(own)})")
        if again:
            lines.append(f"* and, as in those before them: {', '.join(again)}")
        paragraphs += [f"## {theme}", "\n".join(lines)]
    number = len(all_entries())
    return _joined(
        MADE_BY,
        "# What can go wrong, by misconception",
        "[All lessons](../mistakes.md)",
        "The same misconception comes back from exercise to exercise. Here the mistakes are sorted "
        f"by words in their names, so one may stand in two places, and {number - len(told)} of "
        f"{number} stand in none. Each leads to its sentence.",
        "\n".join(f"* [{theme}](#{slug(theme)})" for theme in THEMES),
        *paragraphs,
    )
