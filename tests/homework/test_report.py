"""From result files to tables and pages: safe, whole, and nothing for the wrong eyes."""

import csv
import io
import random
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.exercises import EXERCISES
from course_utils.homework import assignment as assignments
from course_utils.homework import report, results
from course_utils.homework.report import figures, grades
from course_utils.homework.report.feedback import feedback
from course_utils.homework.report.gradebook import Line, gradebook
from course_utils.homework.report.misconceptions import OTHER, misconceptions
from course_utils.homework.report.paper import page, prose
from course_utils.homework.report.summary import summary
from course_utils.homework.results import Answer, Result
from course_utils.homework.roster import Student
from course_utils.homework.submissions import Submission
from course_utils.homework.trouble import Trouble

HW1 = assignments.read("hw1")
FIRST = ["Ada", "Björn", "Chloë", "Dilnoza", "Émile", "Fatima", "Gül", "Hana", "Ivo", "Jiří"]
LAST = ["O’Neil", "Núñez", "van der Berg", "<b>Tag</b>"]
HIDDEN = "the teacher alone may read this"


def answer(name, worth, luck):
    """One of the ways in which an exercise goes."""
    groups = 8
    if luck.random() < 0.5:
        return Answer(worth, worth, "graded", groups, groups, message=HIDDEN)
    status = luck.choice(["graded"] * 7 + ["not attempted", "error", "timeout", "needs a person"])
    if status == "needs a person":
        return Answer(worth, 0, status, 8, 8, worth, message=f"calls F.softmax; {HIDDEN}")
    if status != "graded":
        said = {"error": "✗ It raised `ValueError`: <shapes> do not fit.", "timeout": ""}
        return Answer(worth, 0, status, 0, groups, feedback=said.get(status, ""))
    mistake = luck.choice(EXERCISES[name].mistakes[:4])
    right = luck.randrange(groups)
    said = f"✗ {name}: {mistake.sentence}" if luck.random() < 0.5 else "✗ Row 0 sums to 0.62."
    points = worth * right / groups
    return Answer(worth, points, "graded", right, groups, None, (mistake.name,), said, HIDDEN)


def fake_class(folder, size=40):
    """A roster, the notebooks, and a result file for nearly each of them."""
    luck = random.Random(1)
    names = [f"{first} {last}" for last in LAST for first in FIRST][:size]
    names[3], names[4] = "Doe, Jr", "=1+1"
    students = [
        Student(f"s{number:03}", name, f"s{number:03}@uni.edu", {"section": "AB"[number % 2]})
        for number, name in enumerate(names)
    ]
    submissions = []
    for number, student in enumerate(students):
        answers = {name: answer(name, worth, luck) for name, worth in HW1.points.items()}
        result = Result(
            *("hw1", "k", student.id, student.name, "graded"),
            file=f"{student.name}_{number}_assignsubmission_file_/hw1.ipynb",
            sha256=f"{number:064}" if number != 9 else f"{8:064}",
            late=number == 7,
            superseded=("hw1 (1).ipynb",) if number == 7 else (),
            exercises=answers,
            remarks=("cell 3 was stopped after 30 s",) if number == 8 else (),
            points=sum(one.points for one in answers.values()),
            of=HW1.total,
            seconds=4.0,
        )
        empty = replace(result, exercises={}, points=None, remarks=(), sha256="")
        if number in (11, 12):
            result = replace(empty, status="missing", file="")
            result = replace(result, reason="no notebook, but hw1.py" if number == 12 else "")
        elif number == 13:
            result = replace(empty, status="unreadable", reason="the file is empty")
        elif number == 14:
            result = replace(empty, status="failed", reason="the kernel did not start")
        path = folder / "submissions" / f"{student.id}.ipynb"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(notebook_of(number if number != 21 else 20))
        submissions.append(Submission(student, "ready", result.file, path, result.sha256))
        if number != 15:
            results.write(folder / "results", result)
    unmatched = Result("hw1", "k", "", "", "unmatched", "who <i>?.ipynb", "ff", reason="nobody's")
    results.write(folder / "results", replace(unmatched, of=12.0))
    return students, submissions


def notebook_of(number):
    luck = random.Random(number)
    lines = [
        f"    x = x {luck.choice('+-*/')} x.{luck.choice(WORDS)}() {luck.choice('+-*/')} {number}"
        for number in luck.sample(range(100), 15)
    ]
    code = "\\n".join(["def softmax(x):", *lines, "    return x"])
    return f'{{"cells": [{{"cell_type": "code", "source": "{code}"}}]}}'


WORDS = ["exp", "sin", "cos", "tan", "abs", "log", "sqrt", "neg"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    students, submissions = fake_class(folder)
    out = folder / "out dir"
    written = report.write(
        folder / "results", out, HW1, students, submissions, canvas=True, moodle=True
    )
    return out, students, written


def read(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_grades_in_the_order_of_the_roster(made):
    out, students, _ = made
    assert (out / "grades.csv").read_bytes().startswith(b'\xef\xbb\xbf"id","name"')
    head, *rows = read(out / "grades.csv")
    assert head == [
        *("id", "name", "status", "points", "of", *HW1.points),
        *("needs_a_person", "late", "remarks"),
    ]
    assert [row[0] for row in rows] == [*(one.id for one in students), ""]
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_id["s003"]["name"] == "Doe, Jr"
    assert by_id["s004"]["name"] == "'=1+1"
    assert (by_id["s007"]["late"], by_id["s008"]["late"]) == ("late", "")
    assert by_id["s008"]["remarks"] == "cell 3 was stopped after 30 s"
    for name, status in (
        ("s011", "missing"),
        ("s013", "unreadable"),
        ("s014", "failed"),
        ("s015", "not graded yet"),
    ):
        assert (by_id[name]["status"], by_id[name]["points"]) == (status, "")  # and no zero
    assert rows[-1][2] == "unmatched"
    assert rows[-1][-1] == "nobody's: who <i>?.ipynb; nobody's"
    total = sum(float(by_id["s000"][name]) for name in HW1.points)
    assert float(by_id["s000"]["points"]) == pytest.approx(total)


def test_canvas_and_moodle(made):
    out, students, _ = made
    waiting = {row[0] for row in read(out / "grades.csv") if row[-3] not in ("", "needs_a_person")}
    assert waiting
    head, possible, *rows = read(out / "canvas.csv")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "hw1"]
    assert (possible[0], possible[-1]) == ("    Points Possible", "12")
    assert [row[2] for row in rows] == [one.id for one in students]
    assert all(row[-1] == "" for row in rows if row[2] in waiting)
    assert rows[1][3:5] == ["s001@uni.edu", "B"]
    head, *rows = read(out / "moodle.csv")
    assert head[:5] == ["Identifier", "Full name", "ID number", "Email address", "Grade"]
    assert rows[0][0] == "Participant 0"
    assert all(row[4] == "" for row in rows if row[2] in waiting)
    text = (out / "moodle.csv").read_text("utf-8-sig")
    assert HIDDEN not in text
    assert "<shapes>" not in text


@given(st.text(max_size=30) | st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_any_cell_survives_and_is_no_formula(cell):
    (row,) = csv.reader(io.StringIO(grades.table([[cell, "x"]])[1:], newline=""))
    if isinstance(cell, str):
        assert grades.plain(row[0]) == cell
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))
    else:
        assert float(row[0]) == pytest.approx(cell, abs=1e-5)


class Tags(HTMLParser):
    """Which elements a page has, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.attributes = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_page_stands_alone(made):
    _, students, written = made
    pages = [path for path in written if path.suffix == ".html"]
    assert len(pages) == 1 + len(students) - 1  # nobody's file has none, nor has who is not graded
    for path in pages:
        text = path.read_text(encoding="utf-8")
        tags = Tags(text)
        assert {"script", "link", "iframe", "b>"}.isdisjoint(tags.seen)
        for name, value in tags.attributes:
            assert not name.startswith("on")
            if name in ("href", "src"):
                assert not re.match(r"(https?:)?//", value)
            if name == "href" and not value.startswith("#"):
                assert path.parent.joinpath(value.replace("%20", " ")).exists(), value
        assert "<b>Tag" not in text
        assert tags.seen.count("img") == sum(name == "alt" for name, _ in tags.attributes)


def test_a_student_reads_their_mistakes_and_nothing_hidden(made):
    out, _, _ = made
    texts = [path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()]
    assert not any(HIDDEN in text for text in texts)
    row = EXERCISES["softmax"]
    first = row.mistakes[0]
    wrong = Answer(3, 1.5, "graded", 4, 8, mistakes=(first.name, "unknown"), feedback="✗ <i> `x`")
    result = Result("hw1", "k", "s", "Jane", "graded", exercises={"softmax": wrong}, points=1.5)
    text = feedback(result, HW1)
    assert "✗ &lt;i&gt; <code>x</code>" in text
    assert "Right for 4 of 8 kinds of input." in text
    assert prose(first.sentence[1:]) in text
    assert prose(row.hints[0]) in text
    assert "notebooks/03_softmax.ipynb" in text
    variant = feedback(replace(result, exercises={"alibi_bias": wrong}), HW1)
    assert "Next step" in variant
    assert "To read" not in variant  # no lesson asks it
    told = replace(wrong, feedback=f"✗ softmax: {first.sentence}")
    text = feedback(replace(result, exercises={"softmax": told}), HW1)
    assert text.count(prose(first.sentence)) == 1
    waits = Answer(3, 0, "needs a person", 8, 8, 3, message=HIDDEN)
    text = feedback(replace(result, exercises={"softmax": waits, "gone": wrong}), HW1)
    assert "your teacher will look at <code>softmax</code>" in text
    assert HIDDEN not in text


@pytest.mark.parametrize(
    ("status", "words"),
    [("missing", "was found"), ("unreadable", "The file is empty."), ("failed", "not your fault")],
)
def test_what_was_not_graded_is_no_zero(status, words):
    result = Result("hw1", "k", "s", "Jane", status, reason="the file is empty")
    text = feedback(result, HW1)
    assert words in text
    assert "0 of" not in text


def test_the_summary_says_what_to_look_at(made):
    out, _, written = made
    assert written[0] == out / "summary.html"
    text = written[0].read_text(encoding="utf-8")
    assert "who &lt;i&gt;?.ipynb" in text
    assert "the kernel did not start" in text
    assert "needs a person. Calls F.softmax" in text
    assert "../results/s013.json" in text
    assert 'href="../submissions/s013.ipynb"' in text
    assert "no notebook, but hw1.py" in text
    plain = re.sub("<[^>]+>", "", text)
    assert "Ivo O’Neil, Jiří O’Neil: the same file, byte for byte" in plain
    assert "Ada van der Berg, Björn van der Berg: 1 of 1 answers (softmax), 100 %" in plain
    assert "cheat" not in text.lower()
    assert "plagiar" not in text.lower()


def test_misconceptions_are_counted_by_student():
    def line(number, **mistakes):
        answers = {name: Answer(1, 0, mistakes=(one,)) for name, one in mistakes.items()}
        result = Result("hw1", "k", f"s{number}", "Jane", "graded", exercises=answers, points=0)
        return Line(None, result)

    axis = next(one for one in EXERCISES["softmax"].mistakes if "normalised" in one.name)
    lines = [line(n, softmax=axis.name) for n in range(3)]
    lines += [line(9, softmax="never_heard_of", gone="a_thing"), Line(Student("x", "X"), None)]
    first, *_, last = misconceptions(lines)
    assert first.theme == "Softmax along the wrong axis"
    assert len(first.who) == 3  # of one name, and three people
    assert (first.told[0].sentence, first.told[0].exercises) == (axis.sentence, ("softmax",))
    assert (last.theme, last.who) == (OTHER, ("Jane",))
    assert {one.sentence for one in last.told} == {"never heard of", "a thing"}


def test_an_empty_class_has_a_summary():
    lines = gradebook([Student("s1", "Jane")], [])
    text = summary(lines, HW1)
    for words in ("Nothing is graded yet", "Nothing waits for you", "nothing was compared"):
        assert words in text
    assert "No two submissions share code" in summary(lines, HW1, pairs=[])


def test_no_results_is_one_sentence(tmp_path):
    with pytest.raises(Trouble, match=r"no result of hw1 in .*: grade the submissions first"):
        report.write(tmp_path, tmp_path / "out", HW1, [])


def test_a_student_who_left_the_roster_is_told(tmp_path):
    result = Result("hw1", "k", "gone", "Jane", "graded", points=1, of=12)
    assert gradebook([], [result]) == [Line(None, result)]
    assert "is not on the roster" in summary(gradebook([], [result]), HW1)


@pytest.mark.parametrize(
    ("values", "total", "words"),
    [
        ([0, 12, 12, 3.5], 12, "1 with 0 to 1, 1 with 3 to 4, 2 with 11 to 12"),
        ([0.5], 0.5, "1 with 0 to 1"),
        ([100, 55], 100, "1 with 50 to 60, 1 with 90 to 100"),
        ([2.5], 2.5, "1 with 2 to 3"),
    ],
)
def test_the_figure_is_also_told_in_words(values, total, words):
    picture = figures.points(values, total)
    assert words in picture
    assert picture == figures.points(values, total)


@given(st.text(max_size=40))
def test_any_text_stays_text(text):
    assert Tags(page("t", f"<p>{prose(text)}</p>")).seen.count("code") == len(
        re.findall(r"`[^`\n]+`", text)
    )
