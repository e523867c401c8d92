"""A result file is whole or not there, and only a whole one of this key is done."""

import json
import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.homework import atomic, results
from course_utils.homework.results import Answer, Result
from course_utils.homework.roster import Student
from course_utils.homework.submissions import Submission
from course_utils.homework.trouble import Trouble

RESULT = Result(
    assignment="hw1",
    key="k1",
    student="s001",
    name="Jane Doé",
    status="graded",
    file="s001/hw1.ipynb",
    sha256="ab",
    superseded=("s001/old.ipynb",),
    exercises={
        "softmax": Answer(3, 2.25, "graded", 6, 8, None, ("axis_of_queries",), "text", "for you")
    },
    remarks=("cell 3 was stopped after 30 s",),
    points=2.25,
    of=3,
    seconds=4.1,
)
SUBMISSION = Submission(
    Student("s001", "Jane Doé"),
    "ready",
    "s001/hw1.ipynb",
    sha256="ab",
    superseded=("s001/old.ipynb",),
)
UNMATCHED = Result("hw1", "k1", "", "", "unmatched", file="x/who.ipynb", reason="nobody")


def test_a_result_comes_back_as_it_was(tmp_path):
    path = results.write(tmp_path / "new", RESULT)
    assert path == tmp_path / "new" / "s001.json" == results.path_of(tmp_path / "new", SUBMISSION)
    assert results.read(path) == RESULT
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["exercises"]["softmax"]["would_be"] is None
    assert [p.name for p in path.parent.iterdir()] == ["s001.json"]


def test_done_is_only_this_submission_under_this_key(tmp_path):
    assert not results.is_done(tmp_path, SUBMISSION, "k1")
    path = results.write(tmp_path, RESULT)
    assert results.is_done(tmp_path, SUBMISSION, "k1")
    assert not results.is_done(tmp_path, SUBMISSION, "k2")
    assert not results.is_done(tmp_path, replace(SUBMISSION, sha256="cd"), "k1")
    assert not results.is_done(tmp_path, replace(SUBMISSION, late=True), "k1")
    results.write(tmp_path, replace(RESULT, status="failed"))
    assert not results.is_done(tmp_path, SUBMISSION, "k1")
    results.write(tmp_path, UNMATCHED)
    unmatched = Submission(None, "unmatched", "x/who.ipynb")
    assert results.is_done(tmp_path, unmatched, "k1")
    results.write(tmp_path, RESULT)
    whole = path.read_bytes()
    for size in (0, 1, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:size])
        assert not results.is_done(tmp_path, SUBMISSION, "k1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "fine"}, "status is 'fine'"),
        ({"points": "3"}, "points is '3'"),
        ({"points": None}, "graded, and no points"),
        ({"late": 1}, "late is 1"),
        ({"superseded": "old"}, "superseded"),
        ({"student": ""}, "student must be empty"),
        ({"of": True}, "of is True"),
        ({"exercises": {"softmax": {"worth": 3}}}, "softmax: "),
    ],
)
def test_what_is_no_result_is_said(tmp_path, changes, words):
    path = results.write(tmp_path, RESULT)
    content = json.loads(path.read_bytes()) | changes
    assert words in results.fault(content)
    path.write_text(json.dumps(content))
    assert results.read(path) is None


def test_the_grader_cannot_write_nonsense(tmp_path):
    for answer in (Answer(3, 4), Answer(3, 1, right=2, groups=1), Answer(3, 1, "odd")):
        with pytest.raises(ValueError, match="is not valid: softmax"):
            results.write(tmp_path, replace(RESULT, exercises={"softmax": answer}))
    with pytest.raises(ValueError, match="JSON"):
        results.write(tmp_path, replace(RESULT, points=float("nan")))
    assert not list(tmp_path.iterdir())


@given(st.binary(max_size=60))
def test_any_file_is_a_result_or_none(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(content)
    assert results.read(path) is None


@given(student=st.text(min_size=1, max_size=200))
def test_any_id_names_a_file_in_the_folder(student):
    name = results.stem(student)
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith((".", "unmatched~"))
    assert len(name.encode()) < 140
    assert name == results.stem(student)


@given(text=st.text(st.characters(), max_size=30))
def test_any_text_comes_back(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp() / "texts"
    result = replace(RESULT, name=text, remarks=(text, "\ud800"))
    assert results.read(results.write(folder, result)) == result


def test_ids_that_would_be_one_file_are_two():
    names = ["a/b", "a%2Fb", "con", ".a", "%2Ea", "x" * 150, "x" * 151, "unmatched~1", "é", "e"]
    assert len({results.stem(name) for name in names}) == len(names)


def test_all_results_and_what_is_left_over(tmp_path):
    results.write(tmp_path, RESULT)
    unmatched = results.write(tmp_path, UNMATCHED)
    again = results.write(tmp_path, replace(UNMATCHED, file="s001/old.ipynb"))
    (tmp_path / "foreign.json").write_text("{}")
    assert results.read_all(tmp_path) == [RESULT, UNMATCHED]  # the other is Jane's by now
    left = results.left_over(tmp_path, [SUBMISSION])
    assert left == sorted([unmatched, again, tmp_path / "foreign.json"])


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = results.write(tmp_path, RESULT)

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match=r"No space left.*nothing that was there is lost"):
        results.write(tmp_path, replace(RESULT, points=1.0))
    assert results.read(path) == RESULT
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="could not be written"):
        atomic.write(tmp_path / "file" / "below", "")
