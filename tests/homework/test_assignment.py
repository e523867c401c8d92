"""What an assignment's TOML may say, and the sentence where it says something else."""

from __future__ import annotations

import pytest

from course_utils.exercises import EXERCISES
from course_utils.homework.assignment import FOLDER, read
from course_utils.homework.trouble import Trouble

GOOD = 'title = "A"\n[points]\nsoftmax = 2\n'


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_the_assignments_here_can_be_read(path):
    assignment = read(path.stem)
    assert assignment.points.keys() <= EXERCISES.keys()
    assert assignment.total == sum(assignment.points.values()) > 10
    assert not assignment.ready_made


def test_the_last_assignment_asks_for_what_no_lesson_solves():
    assert all(EXERCISES[name].is_homework for name in read("hw4").points)


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("ready_made = true\ndue = 2027-03-31T23:59:00+02:00\n" + GOOD, "utf-8")
    assignment = read(str(path))
    assert (assignment.name, assignment.ready_made, assignment.total) == ("mine", True, 2)
    assert assignment.due.isoformat() == "2027-03-31T23:59:00+02:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "is not TOML"),
        ("topic = 3\n" + GOOD, "has a key 'topic', which means nothing: use title, introduction"),
        ("title = 3\n[points]\nsoftmax = 2\n", "title is 3; it must be a text in quotes"),
        ('title = "A"\n', "has no points: write a table"),
        ("[points]\nsoftmax = 2\n", "has no title: write a text in quotes"),
        ('title = "A"\n[points]\nsoftmx = 2\n', "softmx.*did you mean 'softmax'"),
        ('title = "A"\n[points]\nsoftmax = 0\n', "softmax is worth 0; it must be a number above 0"),
        ('title = "A"\n[points]\nsoftmax = true\n', "softmax is worth True"),
        ('title = "A"\n[points]\nsoftmax = nan\n', "softmax is worth nan"),
        (
            "due = 2027-03-31T23:59:00\n" + GOOD,
            "due is .*; it must be a date and time with its zone",
        ),
        ('ready_made = "no"\n' + GOOD, "ready_made is 'no'; it must be true or false"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(tmp_path, text, words):
    path = tmp_path / "hw.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Trouble, match=words) as told:
        read(str(path))
    assert "\n" not in str(told.value)


def test_an_unknown_name():
    with pytest.raises(Trouble, match=r"There is no assignment 'hw77': give one of hw1, hw2"):
        read("hw77")
