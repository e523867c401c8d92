"""A class is graded: all of it, once, whatever becomes of the processes."""

from __future__ import annotations

import csv
import gc
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from course_utils.__main__ import main
from course_utils.homework import grade as grading
from course_utils.homework import results
from course_utils.homework.assignment import Assignment
from course_utils.homework.grade import Shard, Task, grade
from course_utils.homework.key import key_of, secret_of
from course_utils.homework.processes import ENDED, in_processes
from course_utils.homework.results import Result
from course_utils.homework.roster import Student
from course_utils.homework.sandbox import Limits, Session
from course_utils.homework.sandbox.kernel import Kernel
from course_utils.homework.submissions import Submission
from course_utils.homework.trouble import Trouble

SMALL = Assignment("small", "Small", {"raw_scores": 1, "expand_key_mask": 2})
RIGHT = "def raw_scores(query, key):\n    return query @ key.transpose(-2, -1)\n"
MASK = "def expand_key_mask(keep):\n    return keep[:, None, None]\n"
STUDENTS = [Student(f"s{number}", f"Student {number}") for number in range(4)]


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def doubled_or_dead(number):
    if number < 0:
        os._exit(1)
    return 2 * number


def test_a_process_that_dies_takes_only_its_own_task_along():
    done, failed = {}, {}
    in_processes(doubled_or_dead, [1, -1, 2, -2, 3], 2, done.__setitem__, failed.__setitem__)
    assert done == {1: 2, 2: 4, 3: 6}
    assert failed == {-1: ENDED, -2: ENDED}
    in_processes(doubled_or_dead, [], 2, done.__setitem__, failed.__setitem__)


@pytest.mark.parametrize("problem", [Trouble("the disk is full"), KeyboardInterrupt()])
def test_a_problem_with_a_result_stops_everything(problem):
    kept = []

    def done(task, _):
        kept.append(task)
        if len(kept) == 2:
            raise problem

    with pytest.raises(type(problem)):
        in_processes(doubled_or_dead, range(10), 1, done, done)
    assert len(kept) == 2


def test_shards_share_the_class_out():
    parts = [Shard.read(f"{number}/3") for number in (1, 2, 3)]
    everyone = [Submission(Student(f"s{number}", "x"), "ready") for number in range(50)]
    everyone += [Submission(None, "unmatched", f"odd{number}.ipynb") for number in range(9)]
    for one in everyone:
        assert sum(part.has(one) for part in parts) == 1
    assert all(any(part.has(one) for one in everyone) for part in parts)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "a/b", "1/2/3", "-1/2"])
def test_what_is_no_shard_is_told_so(text):
    with pytest.raises(Trouble, match=r"A shard is written 1/4, 2/4, 3/4, 4/4; this is"):
        Shard.read(text)


def test_the_secret(tmp_path):
    path = tmp_path / "secret.txt"
    with pytest.raises(Trouble, match=r"There is no secret .*: write a line into it"):
        secret_of(path)
    path.write_text("short\n", encoding="utf-8")
    with pytest.raises(Trouble, match="has 5 characters: give it 8"):
        secret_of(path)
    path.write_text("long enough\n", encoding="utf-8")
    assert secret_of(path) == "long enough"


def test_the_key_knows_what_results_depend_on():
    keys = {
        key_of(SMALL, "one secret"),
        key_of(SMALL, "another secret"),
        key_of(replace(SMALL, points={"raw_scores": 1}), "one secret"),
        key_of(replace(SMALL, ready_made=True), "one secret"),
        key_of(replace(SMALL, name="other"), "one secret"),
    }
    assert len(keys) == 5
    assert key_of(replace(SMALL, title="Spring"), "one secret") in keys


def pretended(task):
    """In the place of grade_one."""
    if "die" in Path(task.path).read_text(encoding="utf-8"):
        os._exit(1)
    return replace(task.blank, status=results.GRADED, points=1.0), ("nothing is walled off.",)


@pytest.fixture
def handed_in(tmp_path, monkeypatch):
    monkeypatch.setattr(grading, "grade_one", pretended)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "s0.ipynb").write_text(notebook(RIGHT), encoding="utf-8")
    (folder / "s1.ipynb").write_text(notebook("die"), encoding="utf-8")
    (folder / "s2.ipynb").write_text("{", encoding="utf-8")
    return folder


def graded(folder, out, **options):
    return grade(SMALL, folder, STUDENTS, "one secret", out, progress=False, **options)


def statuses(out):
    return {one.student: one.status for one in results.read_all(out / "results")}


def test_everyone_has_a_result_and_what_failed_is_tried_again(handed_in, tmp_path):
    found = graded(handed_in, tmp_path / "out")
    assert (found.now, found.before, found.missing) == (2, 0, ("nothing is walled off.",))
    assert statuses(tmp_path / "out") == {
        "s0": "graded",
        "s1": "failed",
        "s2": "unreadable",
        "s3": "missing",
    }
    (handed_in / "s1.ipynb").write_text(notebook(RIGHT), encoding="utf-8")
    before = (tmp_path / "out/results/s0.json").stat().st_mtime_ns
    found = graded(handed_in, tmp_path / "out")
    assert (found.now, found.before) == (1, 1)
    assert statuses(tmp_path / "out")["s1"] == "graded"
    assert (tmp_path / "out/results/s0.json").stat().st_mtime_ns == before


def test_shards_together_are_the_class(handed_in, tmp_path):
    for number in (1, 2):
        graded(handed_in, tmp_path / "out", shard=Shard(number, 2))
    assert statuses(tmp_path / "out").keys() == {"s0", "s1", "s2", "s3"}


def test_a_teacher_grades_and_grades_again(tmp_path, capsys):
    """All of it, for real: kernels, hidden cases, pages."""
    (tmp_path / "in").mkdir()
    answers = {"s0": (RIGHT, MASK), "s1": (RIGHT.replace("-2, -1", "-1, 0"), MASK), "s2": ("...",)}
    for student, sources in answers.items():
        (tmp_path / f"in/{student}.ipynb").write_text(notebook("import torch", *sources), "utf-8")
    (tmp_path / "roster.csv").write_text('id,name\ns0,"Doe, Jr"\ns1,=1+1\ns2,C\ns3,D\n', "utf-8")
    (tmp_path / "secret.txt").write_text("a line of my own", "utf-8")
    (tmp_path / "small.toml").write_text(
        'title = "Small"\n[points]\nraw_scores = 1\nexpand_key_mask = 2\n', "utf-8"
    )
    command = [
        *("homework", "grade", str(tmp_path / "small.toml"), str(tmp_path / "in")),
        *("--roster", str(tmp_path / "roster.csv"), "--secret", str(tmp_path / "secret.txt")),
        *("--out", str(tmp_path / "out"), "--jobs", "2"),
    ]
    assert main(command) == 0
    assert "3 graded now, 0 before." in capsys.readouterr().out
    text = (tmp_path / "out/grades.csv").read_text("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(text.splitlines())}
    assert [row["status"] for row in rows.values()] == ["graded"] * 3 + ["missing"]
    assert [row["points"] for row in rows.values()] == ["3", "2", "0", ""]
    assert rows["s0"]["name"] == "Doe, Jr"
    assert rows["s1"]["name"] != "=1+1"
    assert (tmp_path / "out/summary.html").exists()
    assert len(list((tmp_path / "out/feedback").iterdir())) >= 3
    assert main(command) == 0
    assert "0 graded now, 3 before." in capsys.readouterr().out


def kept():
    return [one for one in gc.get_objects() if type(one) in (Kernel, Session)]


def test_nothing_of_a_submission_stays_in_memory(tmp_path):
    (tmp_path / "s0.ipynb").write_text(notebook("import torch", RIGHT, MASK), "utf-8")
    blank = Result("small", "key", "s0", "Student 0", "failed")
    task = Task(SMALL, tmp_path / "s0.ipynb", blank, "one secret", Limits(), ())
    before = kept()  # other tests' sessions, which their fixtures hold
    assert grading.grade_one(task)[0].points == 3
    assert [one for one in kept() if not any(one is other for other in before)] == []


@pytest.mark.parametrize("step", ["release", "grade", "report"])
def test_every_step_shows_an_example(step, capsys):
    with pytest.raises(SystemExit):
        main(["homework", step, "--help"])
    assert f"example: python -m course_utils homework {step} hw1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"hw1": "hw77"}, "There is no assignment 'hw77'"),
        ({"roster.csv": "nobody.csv"}, "There is no roster"),
        ({"secret.txt": "nothing.txt"}, "There is no secret"),
        ({"in": "nowhere"}, "nowhere"),
        ({"1": "0"}, "--jobs says how many at once"),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path, monkeypatch, capsys, changed, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/s0.ipynb").write_text(notebook(RIGHT), "utf-8")
    (tmp_path / "roster.csv").write_text("id,name\ns0,A\n", "utf-8")
    (tmp_path / "secret.txt").write_text("a line of my own", "utf-8")
    words_of_it = ["hw1", "in", "--roster", "roster.csv", "--secret", "secret.txt", "--out", "out"]
    command = [changed.get(word, word) for word in [*words_of_it, "--jobs", "1"]]
    assert main(["homework", "grade", *command]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    assert told.count("\n") == 1
