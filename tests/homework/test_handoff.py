"""What Gradescope and nbgrader are given is whole, closed where it must be, and tells the truth."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import zipfile

import pytest

from course_utils.__main__ import main
from course_utils.homework import results
from course_utils.homework.assignment import read
from course_utils.homework.handoff import gradescope, nbgrader
from course_utils.homework.results import Answer, Result
from course_utils.homework.trouble import Trouble

SECRET = "the teacher's own line"
# Stands for Python: says what it was asked for, and makes a .venv of itself.
PYTHON = """\
#!/usr/bin/env bash
echo "$(basename "$0") $*" >> "$LOG"
case "$*" in
  *ensurepip*) [ -e "$LOG.fits" ] ;;
  "-m venv "*) mkdir -p venv/bin && cp "$0" venv/bin/python ;;
esac
"""
APT = '#!/usr/bin/env bash\necho "apt-get $*" >> "$LOG"\n[ "$AFTER" = old ] || touch "$LOG.fits"\n'


@pytest.fixture(scope="module")
def autograder(tmp_path_factory):
    return gradescope.autograder(read("hw1"), SECRET, tmp_path_factory.mktemp("out") / "auto.zip")


@pytest.fixture
def unzipped(autograder, tmp_path):
    folder = tmp_path / "source"
    with zipfile.ZipFile(autograder) as archive:
        archive.extractall(folder)
    return folder


def answer(points, **more):
    return Answer(2, points, "graded", feedback="Some words.", **more)


def result(status=results.GRADED, **more):
    return Result("hw1", "", "submission", "submission", status, of=4, **more)


def test_the_zip_holds_all_that_grading_needs_and_nothing_left_over(autograder):
    with zipfile.ZipFile(autograder) as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        assert archive.read("assignment/hw1.toml").decode() == read("hw1").toml
        assert archive.read("assignment/secret.txt").decode().strip() == SECRET
        needed = archive.read("needed.txt").decode()
    assert {"setup.sh", "run_autograder"} <= {name for name in modes if "/" not in name}
    assert modes["run_autograder"] & stat.S_IXUSR
    course = {name for name in modes if name.startswith("course/course_utils/")}
    for name in ("course.mplstyle", "data/minilm_layer0.npz", "homework/sandbox/launch.py"):
        assert f"course/course_utils/{name}" in course
    assert not [name for name in modes if "__pycache__" in name or ".ipynb" in name]
    # The submissions run as another user.
    closed = course | {"assignment/secret.txt"}
    assert not [name for name in closed if modes[name] & (stat.S_IRWXG | stat.S_IRWXO)]
    assert {"torch", "nbclient"} <= {line.split(">")[0] for line in needed.split()}


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_bash_reads_the_scripts(script, unzipped):
    subprocess.run(["bash", "-n", unzipped / script], check=True)


@pytest.mark.parametrize("python", ["fits", "is brought", "is too old"])
def test_the_set_up_installs_what_is_needed_but_not_the_course(python, unzipped, tmp_path):
    log, stubs = tmp_path / "log", tmp_path / "stubs"
    stubs.mkdir()
    for name, text in (("python3", PYTHON), ("apt-get", APT)):
        (stubs / name).write_text(text, "utf-8")
        (stubs / name).chmod(0o755)
    if python == "fits":
        (tmp_path / "log.fits").touch()
    environment = {"PATH": f"{stubs}:{os.environ['PATH']}", "LOG": str(log)}
    environment["AFTER"] = "old" if python == "is too old" else "new"
    done = subprocess.run(
        ["bash", unzipped / "setup.sh"], env=environment, capture_output=True, text=True
    )
    said = log.read_text("utf-8")
    assert ("apt-get install" in said) == (python != "fits")
    if python == "is too old":
        assert done.returncode == 1
        assert "choose Ubuntu 24.04" in done.stderr
        return
    assert (done.returncode, done.stderr) == (0, "")
    assert "python -m pip install --quiet --requirement needed.txt --constraint const" in said
    assert "install --quiet ./course" not in said
    for name in ("assignment", "course", "course/course_utils/exercises"):
        assert stat.S_IMODE((unzipped / name).stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE((unzipped / "venv/bin/python").stat().st_mode) & 0o005 == 0o005


def test_what_gradescope_reads_of_a_graded_submission():
    exercises = {"right": answer(2.0), "half": answer(1.0)}
    told = gradescope.results_of(result(exercises=exercises, points=3.0, remarks=["Cell 2 ..."]))
    assert told["score"] == 3.0
    assert told["output"] == "Graded.\nCell 2 ..."
    assert told["stdout_visibility"] == "hidden"
    assert [test["status"] for test in told["tests"]] == ["passed", "failed"]
    assert told["tests"][1]["score"] == 1.0
    assert told["tests"][1]["max_score"] == 2


def test_where_a_person_must_look_it_says_so_and_what_it_may_be_worth():
    open_ = Answer(2, 0.0, results.NEEDS_A_PERSON, would_be=1.5)
    told = gradescope.results_of(result(exercises={"attention": open_}, points=0.0))
    assert "Your teacher will look at attention: it may be worth 1.5." in told["output"]


def test_what_cannot_be_read_is_told_with_the_reason(tmp_path):
    (tmp_path / "notes.txt").write_text("no notebook", "utf-8")
    found = gradescope.grade(read("hw1"), tmp_path, tmp_path / "secret.txt")
    told = gradescope.results_of(found)
    assert (told["score"], told["tests"]) == (0.0, [])
    assert told["output"] == "Not graded: there is no notebook (.ipynb) in it."


@pytest.fixture
def submission(tmp_path):
    folder = tmp_path / "submission"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    for name in ("hw1.ipynb", "newer.ipynb", ".ipynb_checkpoints/hw1.ipynb"):
        (folder / name).write_text(name, "utf-8")
    (folder / "linked").mkdir()
    (folder / "linked" / "hw1.ipynb").symlink_to(tmp_path / "secret.txt")
    os.utime(folder / "hw1.ipynb", (0, 0))
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    return folder


def graded_as(monkeypatch, status):
    """In place of grading: every submission gets this status; what was to be graded."""
    given = []

    def grade(assignment, source, students, secret, out, **_):
        given.extend(path.read_text("utf-8") for path in source.iterdir())
        (out / "results").mkdir(parents=True)
        results.write(out / "results", result(status, reason="no kernel", points=None))

    monkeypatch.setattr(gradescope.grading, "grade", grade)
    return given


def test_of_several_notebooks_the_one_with_the_assignments_name_counts(
    monkeypatch, submission, tmp_path
):
    given = graded_as(monkeypatch, results.UNREADABLE)
    gradescope.grade(read("hw1"), submission, tmp_path / "secret.txt")
    (submission / "hw1.ipynb").unlink()
    gradescope.grade(read("hw1"), submission, tmp_path / "secret.txt")
    assert given == ["hw1.ipynb", "newer.ipynb"]


def test_where_the_grader_fails_there_is_no_result_that_looks_like_a_zero(
    monkeypatch, submission, tmp_path, capsys
):
    graded_as(monkeypatch, results.FAILED)
    out = tmp_path / "results.json"
    command = ["homework", "gradescope", "hw1", "--secret", str(tmp_path / "secret.txt")]
    assert main([*command, "--submission", str(submission), "--out", str(out)]) == 2
    assert not out.exists()
    assert capsys.readouterr().err == "The grader failed: no kernel.\n"


def test_a_course_folder_takes_a_second_assignment(tmp_path):
    for name in ("hw1", "hw2"):
        written = nbgrader.course_folder(read(name), json.dumps({"cells": [name]}), tmp_path)
        assert written[1] == tmp_path / "source" / name / f"{name}.ipynb"
    assert len(list(tmp_path.glob("source/*/*.ipynb"))) == 2


def test_another_courses_configuration_is_left_alone(tmp_path):
    config = tmp_path / "nbgrader_config.py"
    config.write_text("c = get_config()\n", "utf-8")
    with pytest.raises(Trouble, match="GenerateAssignment"):
        nbgrader.course_folder(read("hw1"), "{}", tmp_path)
    assert config.read_text("utf-8") == "c = get_config()\n"
    assert not (tmp_path / "source").exists()


@pytest.mark.parametrize("system", ["gradescope", "nbgrader"])
def test_each_system_has_help_with_an_example(system, capsys):
    with pytest.raises(SystemExit):
        main(["homework", "handoff", system, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert f"example: python -m course_utils homework handoff {system} hw1" in said
