"""One page for the teacher: what to look at, how it went, and what the class has not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import mean, median

from ..assignment import Assignment
from ..results import FAILED, MISSING, NEEDS_A_PERSON, UNMATCHED, UNREADABLE, Answer
from .figures import points
from .gradebook import NOT_YET, Line
from .misconceptions import misconceptions
from .paper import bar, escape, page, prose, sentence
from .similarity import Pair

Links = Callable[[Line], Sequence[tuple[str, str]]]
_FOLDED = 12  # names, from which on a list is folded
_MOST_PAIRS = 60
_LOOK = "look"


def summary(
    lines: Sequence[Line],
    assignment: Assignment,
    links: Links = lambda line: (),
    pairs: Sequence[Pair] | None = None,
    same: Sequence[Sequence[str]] = (),
    people: Mapping[str, Line] | None = None,
    notes: Iterable[str] = (),
) -> str:
    """`links(line)` are texts and addresses of what there is to open about a line; `pairs` and
    `same` (the same file) hold keys of `people`; no `pairs` at all: nothing was compared."""
    parts = [
        f"<h1>{escape(assignment.title)}</h1>",
        f'<p class="quiet">{escape(assignment.name)} · {_due(assignment)}</p>',
        _tiles(lines),
        *(f"<p>{prose(note)}</p>" for note in notes),
        _look(lines, links),
        _missing(lines),
        _distribution(lines, assignment),
        _exercises(lines, assignment),
        _misconceptions(lines),
        _similar(pairs, same, people or {}, links),
    ]
    return page(f"{assignment.title}: summary", "\n".join(filter(None, parts)))


def _due(assignment: Assignment) -> str:
    return f"due {assignment.due:%Y-%m-%d %H:%M %z}" if assignment.due else "no due date"


def _waiting(line: Line) -> list[tuple[str, Answer]]:
    answers = line.result.exercises.items() if line.result else ()
    return [(name, one) for name, one in answers if one.status == NEEDS_A_PERSON]


def _tiles(lines: Sequence[Line]) -> str:
    roster = sum(1 for line in lines if line.student)
    counts = [
        (f"graded, of {roster}", sum(line.graded for line in lines), "points"),
        ("need a person", sum(bool(_waiting(line)) for line in lines), _LOOK),
        *(
            (word, sum(line.status == word for line in lines), _LOOK)
            for word in (UNMATCHED, UNREADABLE, FAILED)
        ),
        (MISSING, sum(line.status == MISSING for line in lines), MISSING),
        (NOT_YET, sum(line.status == NOT_YET for line in lines), MISSING),
        ("late", sum(bool(line.result and line.result.late) for line in lines), MISSING),
    ]
    items = []
    for words, count, anchor in counts:
        if count or words == MISSING or anchor == "points":
            label = f'<a href="#{anchor}">{words}</a>' if count else words
            items.append(f"<li><b>{count}</b>{label}</li>")
    return f'<ul class="tiles">{"".join(items)}</ul>'


def _look(lines: Sequence[Line], links: Links) -> str:
    rows = []
    for line in lines:
        result = line.result
        if result and not line.student and line.status != UNMATCHED:
            rows.append((line, "is not on the roster."))
        if line.status in (UNMATCHED, UNREADABLE, FAILED):
            rows.append((line, sentence(f"{line.status}: {result.reason}")))
        for name, answer in _waiting(line):
            would = "" if answer.would_be is None else f" It would be {answer.would_be:g}"
            would += f" of {answer.worth:g} points." if would else ""
            rows.append((line, f"`{name}` needs a person. {sentence(answer.message)}{would}"))
    if not rows:
        return f'<h2 id="{_LOOK}">To look at</h2><p>Nothing waits for you.</p>'
    body = "".join(
        f"<tr><td>{escape(line.label)}</td><td>{prose(words)}{_linked(links(line))}</td></tr>"
        for line, words in rows
    )
    return (
        f'<h2 id="{_LOOK}">To look at</h2><table><thead><tr><th>who</th><th>what</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _linked(links: Sequence[tuple[str, str]]) -> str:
    some = " · ".join(f'<a href="{escape(address)}">{escape(text)}</a>' for text, address in links)
    return f"<br>{some}" if some else ""


def _missing(lines: Sequence[Line]) -> str:
    late = [line for line in lines if line.result and line.result.late]
    kinds = {
        "Nothing handed in": [line for line in lines if line.status == MISSING],
        "Not graded yet": [line for line in lines if line.status == NOT_YET],
        "Handed in after the due date": late,
    }
    parts = []
    for title, found in kinds.items():
        if found:
            some = [
                line.label
                + (f" ({line.result.reason})" if line.result and line.result.reason else "")
                for line in found
            ]
            parts.append(f"<h2>{title}</h2>{_names(some)}")
    return f'<div id="{MISSING}">{"".join(parts)}</div>' if parts else ""


def _names(names: Sequence[str]) -> str:
    text = escape(", ".join(names))
    if len(names) < _FOLDED:
        return f"<p>{text}</p>"
    return f"<details><summary>{len(names)} students</summary><p>{text}</p></details>"


def _distribution(lines: Sequence[Line], assignment: Assignment) -> str:
    values = [line.points for line in lines if line.graded]
    if not values:
        return '<h2 id="points">Points</h2><p>Nothing is graded yet.</p>'
    words = (
        f"Median {median(values):g}, mean {mean(values):.3g} of {assignment.total:g}; "
        f"from {min(values):g} to {max(values):g}."
    )
    if any(_waiting(line) for line in lines):
        words += " What waits for a person counts here as it stands."
    return f'<h2 id="points">Points</h2><p>{words}</p>{points(values, assignment.total)}'


def _exercises(lines: Sequence[Line], assignment: Assignment) -> str:
    answers = {name: [] for name in assignment.points}
    for line in lines:
        if line.graded:
            for name, answer in line.result.exercises.items():
                answers.setdefault(name, []).append(answer)
    rows = []
    for name, some in answers.items():
        if some:
            share = mean(one.points / one.worth if one.worth else 0.0 for one in some)
            tried = [one for one in some if one.status != "not attempted"]
            full = sum(one.points >= one.worth for one in some)
            rows.append((share, name, len(tried), full, len(some)))
    told = [
        f"<section><h3><code>{escape(name)}</code>: {100 * share:.0f} % of its points</h3>"
        f'{bar(share)}<p class="quiet">{full} of {of} all right, {of - tried} not tried</p>'
        "</section>"
        for share, name, tried, full, of in sorted(rows)
    ]
    return "\n".join(["<h2>Exercises, the hardest first</h2>", *told]) if told else ""


def _misconceptions(lines: Sequence[Line]) -> str:
    found = misconceptions(lines)
    title = "<h2>Misconceptions, the most frequent first</h2>"
    if not found:
        return f"{title}<p>The checks recognised no known mistake.</p>"
    most = max(len(one.who) for one in found)
    parts = [
        title,
        '<p class="quiet">How many students the checks told these sentences, grouped as on the '
        "course's pages about mistakes. One sentence may stand in two groups.</p>",
    ]
    for one in found:
        told = "".join(
            f"<li><b>{len(some.who)}</b> × {prose(some.sentence)} "
            f'<span class="quiet">{escape(", ".join(some.exercises))}</span></li>'
            for some in one.told
        )
        parts.append(
            f"<section><h3>{escape(one.theme)}: {_students(len(one.who))}</h3>"
            f"{bar(len(one.who) / most)}<ul>{told}</ul>"
            f"<details><summary>Who</summary><p>{escape(', '.join(one.who))}</p></details>"
            "</section>"
        )
    return "\n".join(parts)


def _students(number: int) -> str:
    return f"{number} student" if number == 1 else f"{number} students"


def _similar(
    pairs: Sequence[Pair] | None,
    same: Sequence[Sequence[str]],
    people: Mapping[str, Line],
    links: Links,
) -> str:
    title = "<h2>To look at side by side</h2>"
    if pairs is None:
        return f"{title}<p>The submissions' code was not at hand, and nothing was compared.</p>"
    if not pairs and not same:
        return f"{title}<p>No two submissions share code that is rare in this class.</p>"

    def named(keys: Iterable[str]) -> str:
        return ", ".join(_opened(people[key], links) if key in people else key for key in keys)

    items = [f"<li>{named(group)}: the same file, byte for byte</li>" for group in same]
    items += [
        f"<li>{named((one.first, one.second))}: {len(one.exercises)} of {one.of} answers "
        f"({escape(', '.join(one.exercises))}), {100 * one.score:.0f} % of what is rare in them"
        "</li>"
        for one in pairs[:_MOST_PAIRS]
    ]
    left = len(pairs) - _MOST_PAIRS
    return (
        f'{title}<p class="quiet">These share code that few others wrote, names and layout aside. '
        "There are honest ways to that: a pair that learns together, a page that both read. Look "
        f"at them before you think anything of it.</p><ul>{''.join(items)}</ul>"
        + (f"<p>And {left} more pairs.</p>" if left > 0 else "")
    )


def _opened(line: Line, links: Links) -> str:
    """The name, with the first of its links."""
    for _, address in links(line)[:1]:
        return f'<a href="{escape(address)}">{escape(line.label)}</a>'
    return escape(line.label)
