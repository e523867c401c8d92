"""Every lesson and every homework runs alone, as in Colab, and nothing else changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import datetime
from functools import cache
from importlib.metadata import distributions
from itertools import chain
from pathlib import Path

import nbformat
import pytest

from course_utils.exercises import EXERCISES
from course_utils.exercises.solution import solution
from course_utils.homework.assignment import FOLDER, read
from course_utils.homework.release import release
from course_utils.hosting import Address, bundle, setup_cell
from tests.answers import answers
from tests.test_notebooks import answered, calls, code_cells, exercise_checked, stub_of

from .environments import ROOT, copied, python

HERE = Path(__file__).parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ASSIGNMENTS = sorted(path.stem for path in FOLDER.glob("*.toml"))
lessons = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


@pytest.fixture(scope="session")
def released():
    """Makes the students' notebook of an assignment, each once."""
    return cache(lambda name: release(read(name)))


@pytest.fixture
def place():
    """Makes a fresh copy of an environment, with Colab's own module; gone after the test."""
    copies = []

    def make(environment, network=True):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        copy = copied(environment, f"{environment.name}-{worker}-{len(copies)}")
        copies.append(copy)
        (site(copy) / "google" / "colab").mkdir(parents=True, exist_ok=True)
        (site(copy) / "google" / "colab" / "__init__.py").touch()
        if not network:
            shutil.copy(HERE / "no_network.py", site(copy))
            (site(copy) / "no_network.pth").write_text("import no_network\n", encoding="utf-8")
        return copy

    yield make
    for copy in copies:
        shutil.rmtree(copy)


def site(environment):
    (found,) = environment.glob("lib/python3*/site-packages")
    return found


def installed(environment):
    found = distributions(path=[str(site(environment))])
    return {distribution.name: distribution.version for distribution in found}


def run(environment, folder, text, **variables):
    """The notebook's code cells, run in an empty folder with hardly an environment variable."""
    lesson, home = folder / "content", folder / "home"
    lesson.mkdir()
    home.mkdir()
    (lesson / "lesson.ipynb").write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    variables |= {"COURSE_TIMING_BUDGET": "0.1", "LANG": "C.UTF-8", "HOME": str(home)}
    path = os.pathsep.join([str(environment / "bin"), "/usr/local/bin", "/usr/bin", "/bin"])
    done = subprocess.run(
        [python(environment), str(HERE / "runner.py"), "lesson.ipynb", str(folder / "done.ipynb")],
        cwd=lesson,
        env=kept | variables | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert (folder / "done.ipynb").exists(), done.stderr
    _, *cells = code_cells(nbformat.read(folder / "done.ipynb", as_version=4))
    return cells


def complaints(cells):
    """What a learner who changed nothing should not see."""
    outputs = chain.from_iterable(cell.get("outputs", ()) for cell in cells)
    return [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


def seconds(first, last):
    def at(cell, event):
        return datetime.fromisoformat(cell.metadata.execution[event].replace("Z", "+00:00"))

    return (at(last, "iopub.status.idle") - at(first, "iopub.status.busy")).total_seconds()


@lessons
@pytest.mark.parametrize("way", ["wheel", "zip", "git", "bundle"])
def test_a_lesson_alone_in_colab(lesson, way, colab, addresses, place, tmp_path, record_property):
    alone = way == "bundle"
    environment = place(colab, network=not alone)
    before = installed(environment)
    source = {} if alone else {"COURSE_SOURCE": addresses[way]}
    text = bundle(lesson) if alone else lesson.read_text(encoding="utf-8")
    cells = run(environment, tmp_path, text, **source)
    assert complaints(cells) == []
    brought = {} if alone else {"course-utils": installed(environment)["course-utils"]}
    assert installed(environment) == before | brought
    assert not (site(environment) / "tried_to_reach.txt").exists()
    record_property("way", way)
    record_property("lesson", lesson.stem)
    record_property("set-up", seconds(cells[0], cells[0]))
    record_property("whole", seconds(cells[0], cells[-1]))


def test_without_a_network_one_message_says_what_helps(colab, place, tmp_path):
    hosted = json.loads(LESSONS[0].read_text(encoding="utf-8"))
    hosted["cells"][1]["source"] = setup_cell(Address("acme/attention"))
    environment = place(colab, network=False)
    before = installed(environment)
    first, *_ = run(environment, tmp_path, json.dumps(hosted))
    (error,) = [output for output in first.outputs if output.output_type == "error"]
    assert error.ename == "SystemExit"
    assert error.evalue.startswith("This notebook needs course_utils. Not in a folder above ")
    assert "pip install https://github.com/acme/attention/archive/main.zip said: " in error.evalue
    assert "as a bundle, which needs no network" in error.evalue
    assert installed(environment) == before
    assert "github.com by" in (site(environment) / "tried_to_reach.txt").read_text("utf-8")


@lessons
def test_a_solved_lesson_with_the_oldest_packages(lesson, oldest, place, tmp_path):
    """Every check runs, and says correct."""
    notebook = nbformat.reads(bundle(lesson), as_version=4)
    for cell in code_cells(notebook)[1:]:
        name = stub_of(cell)
        cell.source = solution(EXERCISES[name].reference) if name else answered(cell.source)
    cells = run(place(oldest, network=False), tmp_path, nbformat.writes(notebook))
    assert complaints(cells) == []
    for cell in cells:
        asked = len(calls(cell.source, "predict")) + bool(exercise_checked(cell.source))
        if asked:
            assert verdicts([cell]) == ["✓"] * asked


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_answered_homework_alone_in_colab(name, released, colab, place, tmp_path):
    notebook = nbformat.reads(released(name), as_version=4)
    written = answers(read(name).points)
    for cell in code_cells(notebook):
        cell.source = written.get(cell.id, cell.source)
    cells = run_alone(place(colab, network=False), tmp_path, nbformat.writes(notebook))
    assert verdicts(cells) == ["✓"] * len(written)


def test_an_unanswered_homework_alone_in_colab(released, colab, place, tmp_path):
    cells = run_alone(place(colab, network=False), tmp_path, released("hw1"))
    assert verdicts(cells) == ["·"] * len(read("hw1").points)


def run_alone(environment, folder, text):
    """It shows no error, and brings and fetches nothing."""
    before = installed(environment)
    cells = run(environment, folder, text)
    assert complaints(cells) == []
    assert installed(environment) == before
    assert not (site(environment) / "tried_to_reach.txt").exists()
    return cells


def verdicts(cells):
    """The mark of what each check says."""
    shown = (output.data for cell in cells for output in cell.outputs if "data" in output)
    return [data["text/plain"][0] for data in shown if "text/html" in data]


def test_the_packages_own_tests_with_the_oldest_packages(oldest):
    """Those of the functions, of the engine and of what learners call."""
    old_news = ["-W", "ignore::DeprecationWarning"]  # what old packages use of newer ones
    names = [
        "attention",
        "hosting",
        "inputs",
        "masks",
        "multihead",
        "notebook",
        "progress",
        "tiled",
    ]
    tests = ["tests/checking", "tests/test_plots.py", *(f"tests/test_{n}.py" for n in names)]
    done = subprocess.run(
        [python(oldest), "-m", "pytest", "-q", *old_news, *tests],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:]
