"""A page for each student: what was right, what was not, and what to do next."""

from __future__ import annotations

from pathlib import Path

from ...exercises import EXERCISES
from .. import atomic
from ..assignment import Assignment
from ..results import GRADED, NEEDS_A_PERSON, UNMATCHED, Answer, Result, stem
from .paper import escape, page, prose, sentence

_NOT_GRADED = {
    "missing": "No notebook of yours was found. If you handed one in, tell your teacher when.",
    "unreadable": "Your file could not be read, so nothing in it was graded. Open it in Jupyter, "
    "save it, and ask your teacher how to hand it in again.",
    "failed": "Grading did not finish, and that is not your fault. Your teacher has been told.",
}
_SAID = {
    "not attempted": "not attempted",
    "error": "stopped with an error",
    "timeout": "took too long and was stopped: is there a loop that never ends, or one over every "
    "single number?",
    NEEDS_A_PERSON: "your teacher will look at this one",
}


def write(folder: Path, result: Result, assignment: Assignment) -> Path | None:
    """Write the page; nobody can be given that of an unmatched file."""
    if result.status == UNMATCHED:
        return None
    path = Path(folder) / page_of(result)
    return atomic.write(path, feedback(result, assignment))


def page_of(result: Result) -> str:
    return f"{stem(result.student, result.file, result.sha256)}.html"


def feedback(result: Result, assignment: Assignment) -> str:
    """Only what was written for the student: `feedback`, never `message`."""
    parts = [f"<h1>{escape(assignment.title)}</h1>", f'<p class="quiet">{escape(result.name)}</p>']
    if result.status == GRADED:
        parts.append(f'<p class="large">{result.points:g} of {result.of:g} points</p>')
        parts.append(_overall(result))
    else:
        reason = f" <b>{escape(sentence(result.reason))}</b>" if result.reason else ""
        words = _NOT_GRADED[result.status]
        parts.append(f'<div class="card wrong"><p>{words}{reason}</p></div>')
    parts.append(_file(result))
    if result.status == GRADED:
        order = [*assignment.points, *result.exercises]
        for name in dict.fromkeys(order):
            if name in result.exercises:
                parts.append(_exercise(name, result.exercises[name]))
    return page(f"{assignment.title}: {result.name}", "\n".join(filter(None, parts)))


def _overall(result: Result) -> str:
    if waiting := result.needs_a_person:
        some = ", ".join(f"<code>{escape(name)}</code>" for name in waiting)
        return f"<p>This may still change: your teacher will look at {some}.</p>"
    return ""


def _file(result: Result) -> str:
    said = []
    if result.file:
        late = " (after the due date)" if result.late else ""
        said.append(f"You handed in {escape(result.file)}{late}")
    if result.superseded:
        number = len(result.superseded)
        some = "One other file" if number == 1 else f"{number} other files"
        said.append(f"{some} of yours did not count: this one is newer, or came in time")
    notes = "".join(f"<li>{prose(sentence(one))}</li>" for one in result.remarks)
    notes = f"<p>While your notebook ran:</p><ul>{notes}</ul>" if notes else ""
    return (f'<p class="quiet">{"<br>".join(said)}</p>' if said else "") + notes


def _exercise(name: str, answer: Answer) -> str:
    full = answer.status == GRADED and answer.right == answer.groups
    look = "asked" if answer.status == NEEDS_A_PERSON else "right" if full else "wrong"
    points = "" if look == "asked" else f"{answer.points:g} of {answer.worth:g}"
    mark = {"right": "✓", "wrong": "✗", "asked": "·"}[look]
    mark = "·" if answer.status == "not attempted" else mark
    parts = [f"<h2><span>{mark} <code>{escape(name)}</code></span><span>{points}</span></h2>"]
    parts.append(f"<p>{_how(answer)}</p>")
    if answer.feedback.strip():
        parts.append(f'<p class="said">{prose(answer.feedback.strip())}</p>')
    parts += [f"<p>{prose(one)}</p>" for one in _mistakes(name, answer)]
    if look == "wrong":
        parts += _next(name)
    return f'<section class="card {look}">\n' + "\n".join(parts) + "\n</section>"


def _how(answer: Answer) -> str:
    if answer.status == GRADED and answer.right == answer.groups:
        return "Right for every kind of input."
    if answer.status == GRADED:
        kinds = "kind" if answer.groups == 1 else "kinds"
        return f"Right for {answer.right} of {answer.groups} {kinds} of input."
    said = _SAID[answer.status]
    return sentence(said)


def _mistakes(name: str, answer: Answer) -> list[str]:
    """The sentences of the named mistakes, unless the feedback says them already."""
    known = {one.name: one for one in EXERCISES[name].mistakes} if name in EXERCISES else {}
    told = " ".join(answer.feedback.split())
    found = [known[one] for one in answer.mistakes if one in known]
    return [
        f"{sentence(one.sentence)} {one.action}".strip()
        for one in found
        if one.sentence not in told
    ]


def _next(name: str) -> list[str]:
    if name not in EXERCISES:
        return []
    row = EXERCISES[name]
    first, *more = row.hints or ("",)
    parts = [f"<p><b>Next step:</b> {prose(first)}</p>"] if first else []
    if more:
        items = "".join(f"<li>{prose(one)}</li>" for one in more)
        parts.append(f"<details><summary>More hints</summary><ol>{items}</ol></details>")
    if not row.is_homework:
        number, _, topic = row.lesson.partition("_")
        parts.append(
            f'<p class="quiet">To read: lesson {int(number)}, {topic.replace("_", " ")} '
            f"(<code>notebooks/{row.lesson}.ipynb</code>).</p>"
        )
    return parts
