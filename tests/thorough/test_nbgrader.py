"""A homework through nbgrader's own commands: its points are what was earned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from course_utils.exercises import EXERCISES
from course_utils.homework.assignment import read
from tests.answers import answers
from tests.homework.leaks import telling_lines

POINTS = read("hw1").points
SECOND = "title = 'A second one'\n[points]\ndot_product = 1\n"
COLUMNS = "def scores_for_one_query(query_vector, key):\n    return key.T @ query_vector\n"
NOISY = "def dot_product(a, b):\n    print('on stderr', file=sys.stderr)\n    return a @ b\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with two assignments, generated; and a home that nobody else uses."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    second = folder.with_name("second.toml")
    second.write_text(SECOND, "utf-8")
    for name in ("hw1", str(second)):
        command = ["-m", "course_utils", "homework", "handoff", "nbgrader", name, "--out", folder]
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
    for name in ("hw1", "second"):
        nbgrader(folder, "generate_assignment", name)
    return folder


def nbgrader(course, *command):
    """What it says; the exit code must be 0."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *map(str, command)],
        cwd=course,
        env=kept | {"HOME": str(course.parent), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def released(course):
    return json.loads((course / "release/hw1/hw1.ipynb").read_text("utf-8"))


def answered(course, sources):
    """The release with these sources in place of its cells', by their names."""
    notebook = released(course)
    for cell in notebook["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    return notebook


def as_jupyterlab_leaves_it(notebook):
    """Run and saved: with outputs, counts, times and what extensions write."""
    for number, cell in enumerate(notebook["cells"], 1):
        cell["metadata"] |= {"tags": [], "trusted": True, "slideshow": {"slide_type": ""}}
        if cell["cell_type"] == "code":
            text = {"name": "stderr", "output_type": "stream", "text": ["of an earlier run\n"]}
            cell |= {"execution_count": number, "outputs": [text]}
            cell["metadata"]["execution"] = {"iopub.execute_input": "2027-03-01T12:00:00.000000Z"}
    notebook["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook["metadata"]["language_info"] |= {"version": "3.12.1", "file_extension": ".py"}
    return notebook


def with_edited_checks(notebook):
    """Nothing answered, and each check says that all is well, for a hundred points."""
    for cell in notebook["cells"]:
        if cell["id"].endswith("-check"):
            cell["source"] = "print('all right')"
            cell["metadata"]["nbgrader"]["points"] = 100
    return notebook


@pytest.fixture(scope="module")
def graded(course):
    """The points of each student's exercises."""
    right = answers(POINTS)
    noisy = {"dot_product": f"import sys\n\n\n{NOISY}"}
    class_ = {
        "correct": answered(course, right),
        "empty": released(course),
        "one_wrong": answered(course, right | {"scores_for_one_query": COLUMNS}),
        "jupyterlab": as_jupyterlab_leaves_it(answered(course, right)),
        "edited": with_edited_checks(released(course)),
        "noisy": answered(course, right | noisy),
    }
    for student, notebook in class_.items():
        path = course / "submitted" / student / "hw1" / "hw1.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), "utf-8")
    nbgrader(course, "autograde", "hw1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
            return {
                one.student.id: {
                    grade.cell.name.removesuffix("-check"): (grade.score, grade.max_score)
                    for notebook in one.notebooks
                    for grade in notebook.grades
                }
                for one in book.assignment_submissions("hw1")
            }


def earned(*missing):
    return {name: (0 if name in missing else worth, worth) for name, worth in POINTS.items()}


def test_the_release_is_what_nbgrader_understands(course):
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = released(course)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nbformat

        MetadataValidator().validate_nb(nbformat.from_dict(notebook))
    roles = [cell["metadata"].get("nbgrader") for cell in notebook["cells"]]
    locked = [role["locked"] for role in roles if role]
    assert locked == [True, *[False, True] * len(POINTS)]
    assert (course / "release/second/second.ipynb").is_file()
    for cell in notebook["cells"]:
        if cell["id"] in POINTS:
            assert "".join(cell["source"]).rstrip().endswith("...")


def test_validate_tells_a_right_notebook_from_an_unanswered_one(course, tmp_path):
    said = nbgrader(course, "validate", "release/hw1/hw1.ipynb")
    assert f"VALIDATION FAILED ON {len(POINTS)} CELL(S)!" in said
    right = tmp_path / "hw1.ipynb"
    right.write_text(json.dumps(answered(course, answers(POINTS))), "utf-8")
    assert "Success! Your notebook passes all the tests." in nbgrader(course, "validate", right)


@pytest.mark.parametrize("student", ["correct", "jupyterlab", "noisy"])
def test_right_answers_get_all_points(student, graded):
    assert graded[student] == earned()


@pytest.mark.parametrize("student", ["empty", "edited"])
def test_without_answers_there_are_no_points(student, graded):
    assert graded[student] == earned(*POINTS)


def test_a_wrong_answer_loses_its_own_points_only(graded):
    assert graded["one_wrong"] == earned("scores_for_one_query")


def test_the_feedback_names_the_mistake_and_shows_no_answer(course, graded):
    nbgrader(course, "generate_feedback", "hw1")
    pages = {student: feedback(course, student) for student in graded}
    assert "✗ scores_for_one_query: " in pages["one_wrong"]
    assert "· softmax: not attempted yet." in pages["empty"]
    for name in POINTS:
        assert not [line for line in telling_lines(EXERCISES[name]) if line in pages["empty"]]


def feedback(course: Path, student: str) -> str:
    return (course / "feedback" / student / "hw1" / "hw1.html").read_text("utf-8")
