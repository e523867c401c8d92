"""Each deck is a talk: a question, pictures, predictions, a bug, an end; its numbers are true."""

from __future__ import annotations

import importlib
import json
import re
import sys
from functools import cache
from itertools import pairwise

import pytest

from course_utils.exercises import IN_LESSONS
from slides import drawings, figures

from .deck import DECKS, ROOT, front_matter, slides

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
COURSE = "00_course"
OF_LESSONS = [deck for deck in DECKS if deck.stem != COURSE]
KINDS = {"", "opening", "predict", "answer", "live", "bug", "closing"}
NUMBER = re.compile(r"(?<![\w.#])[−-]?\d+\.\d+(?![\w.]*\d)")
each = pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.stem)
each_lessons = pytest.mark.parametrize("deck", OF_LESSONS, ids=lambda deck: deck.stem)


def test_there_is_a_deck_for_each_lesson():
    assert [deck.stem for deck in DECKS] == [COURSE, *LESSONS]


@each
def test_the_front_matter(deck):
    front = front_matter(deck)
    assert front.pop("footer").startswith(f'"{deck.stem[:2]} ')
    assert front == {"marp": "true", "theme": "course", "math": "mathjax", "paginate": "true"}


@each
def test_a_deck_is_a_talk(deck):
    kinds = [slide.kind for slide in slides(deck)]
    assert set(kinds) <= KINDS
    assert kinds[0] == "opening"
    assert "?" in slides(deck)[0].heading
    assert kinds[-1] == "closing"
    answered = [after for kind, after in pairwise(kinds) if kind == "predict"]
    assert set(answered) <= {"answer"}
    assert kinds.count("answer") == len(answered)
    if deck.stem == COURSE:
        assert len(kinds) == 10
        return
    assert 15 <= len(kinds) <= 25
    assert len(answered) >= 2
    assert "live" in kinds
    assert "bug" in kinds
    assert 45 <= sum(slide.minutes for slide in slides(deck)) <= 60
    assert "You can now" in slides(deck)[-1].heading


@each
def test_every_slide_has_notes(deck):
    for slide in slides(deck):
        assert slide.minutes, slide.heading
        for what in ("Say", "Often wrong", "Board"):
            assert slide.noted(what), f"{slide.heading}: {what}"


@each_lessons
def test_what_is_often_wrong_is_in_the_checks_words(deck):
    rows = [row for row in IN_LESSONS.values() if row.lesson == deck.stem]
    known = {mistake.sentence for row in rows for mistake in row.mistakes}
    noted = " ".join(slide.noted("Often wrong") for slide in slides(deck))
    quoted = re.findall(r'"([^"]{30,}\.)"', noted)
    assert set(quoted) <= known
    assert len(set(quoted)) >= 5


@each_lessons
def test_a_live_slide_names_a_cell_of_the_notebook(deck):
    cells = [source for source, _ in _cells(deck.stem)]
    for slide in slides(deck):
        if slide.kind == "live":
            assert slide.code, slide.heading
            first = slide.code[0].splitlines()[0]
            assert any(first in cell for cell in cells), first


@each_lessons
def test_a_story_is_linked_and_is_the_lessons(deck):
    told = _text(deck.stem)
    for slide in slides(deck):
        if slide.kind == "bug":
            assert slide.links, slide.heading
            assert all(link in told for link in slide.links), slide.links


@each
def test_pictures_are_there_and_described(deck):
    drawn = {f"figures/{path.name}" for path in figures.FOLDER.glob("*.svg")}
    for slide in slides(deck):
        for alt, place in slide.pictures:
            assert place in drawn
            assert len(alt.split()) >= 5, place


def test_no_figure_is_left_unused():
    used = {place for deck in DECKS for slide in slides(deck) for _, place in slide.pictures}
    assert {f"figures/{path.name}" for path in figures.FOLDER.glob("*.svg")} == used


@each
def test_every_number_is_the_lessons_or_computed(deck):
    told = _normal(_text(deck.stem)) if deck.stem in LESSONS else ""
    computed = _computed(deck.stem)
    for shown, value in computed.items():
        decimals = len(shown.split(".")[1]) if "." in shown else 0
        assert f"{value:.{decimals}f}" == _normal(shown), (shown, value)
    for slide in slides(deck):
        for number in map(_normal, NUMBER.findall(f"{slide.text}\n{slide.notes}")):
            at_an_end = re.search(rf"(?<![\d.]){re.escape(number.lstrip('-'))}(?!\d)", told)
            assert at_an_end or number in map(_normal, computed), f"{slide.heading}: {number}"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a last digit may be another")
def test_figures_are_fresh(tmp_path):
    written = {path.name: path.read_bytes() for path in figures.write(tmp_path)}
    kept = {path.name: path.read_bytes() for path in figures.FOLDER.glob("*.svg")}
    assert written.keys() == kept.keys()
    stale = [name for name in kept if kept[name] != written[name]]
    assert not stale, "run: make slides"


def _computed(deck):
    """What the deck's module of drawings says of numbers that the lesson does not show."""
    module = importlib.import_module(f"{drawings.__name__}.{deck[3:]}")
    return getattr(module, "NUMBERS", {})


@cache
def _cells(lesson):
    """Source and printed output of each cell."""
    path = ROOT / "notebooks" / f"{lesson}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [("".join(cell["source"]), _printed(cell)) for cell in cells]


def _printed(cell):
    parts = []
    for output in cell.get("outputs", []):
        parts += output.get("text", [])
        parts += output.get("data", {}).get("text/plain", [])
    return "".join(parts)


def _text(lesson):
    return "\n".join(part for cell in _cells(lesson) for part in cell)


def _normal(text):
    return text.replace("−", "-")
