"""A release runs alone, checks as the lessons do, and holds no solution and no hidden case."""

from __future__ import annotations

import inspect
import io
import json
import os
import subprocess
import sys
from functools import cache

import nbformat
import numpy
import pytest

from course_utils.checking import wrong_function
from course_utils.exercises import EXERCISES
from course_utils.exercises.solution import solution
from course_utils.homework.assignment import FOLDER, Assignment, read
from course_utils.homework.package import NO_COURSE, for_homework
from course_utils.homework.release import release
from course_utils.homework.task import task
from tests.homework.leaks import files, lines_of, telling_lines

# Small rows, one of each kind: tensors with evidence, features, and a device that travels along.
ASKED = {"dot_product": 1, "softmax": 2.5, "expand_key_mask": 1, "time_call": 2}
SMALL = Assignment("small", "Small homework", ASKED, introduction="A trial.")
ANSWERS = ("attention.py", "masks.py", "multihead.py", "tiled.py", "variants.py", "call.py")
RUNNER = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=100, kernel_name="python3", allow_errors=True).execute()
nbformat.write(notebook, sys.argv[1])
"""


@cache
def released():
    return release(SMALL)


def cells(text):
    return json.loads(text)["cells"]


@cache
def inside():
    return files(released())


def run(folder, changes, **variables):
    """What each code cell shows, in an empty folder and with hardly an environment variable."""
    notebook = json.loads(released())
    for cell in notebook["cells"]:
        cell["source"] = changes.get(cell["id"], cell["source"])
    (folder / "small.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, "small.ipynb"],
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ran = nbformat.read(folder / "small.ipynb", as_version=4).cells
    return {cell.id: cell.outputs for cell in ran if cell.cell_type == "code"}


def shown(outputs):
    return "".join(o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs)


def errors(outputs):
    return [o for cell in outputs.values() for o in cell if o.output_type == "error"]


def test_no_line_of_an_answer_or_of_a_mistake_is_in_it():
    text = "\n".join(content.decode("utf-8", "replace") for content in inside().values())
    lines = {line for name in ASKED for line in telling_lines(EXERCISES[name])}
    assert len(lines) > 100
    assert not [line for line in lines if line in text]


def test_the_leak_test_would_find_a_leak():
    lines = lines_of(EXERCISES["softmax"].reference)
    assert "shifted = x - x.amax(dim=-1, keepdim=True)" in lines


def test_no_module_with_answers_is_in_it():
    names = [name for name in inside() if name.endswith(".py")]
    assert not [name for name in names if name.split("/")[-1] in ANSWERS or "mistakes" in name]
    of_exercises = {n.removeprefix("course_utils/exercises/") for n in names if "/exercises/" in n}
    assert of_exercises == {
        *("__init__.py", "solution.py", "softmax/__init__.py", "softmax/evidence.py"),
        *("gpu_timing/__init__.py", "gpu_timing/observation.py"),
    }
    for name in names:
        if name.endswith("/__init__.py") and not name.startswith("course_utils/checking"):
            assert b"reference" not in inside()[name]
    assert not [name for name in inside() if "homework" in name or "data/" in name]


def test_only_the_public_cases_are_in_it():
    """Cases drawn elsewhere, with another seed, share no numbers with it."""
    row = EXERCISES["softmax"]
    numbers = numpy.load(io.BytesIO(inside()["course_utils/exercises/softmax.sealed/float32.npy"]))
    there = set(numpy.round(numbers.astype(float), 6).tolist())
    public = row.prepared_cases[0].arguments[0]
    assert set(numpy.round(public.double().flatten().tolist(), 6).tolist()) <= there
    hidden = numpy.random.RandomState(20271).standard_normal(public.shape).astype("float32")
    expected = row.reference(public.new_tensor(hidden)).double().flatten().tolist()
    assert not there & set(numpy.round(expected, 6).tolist())
    assert not there & set(numpy.round(hidden.astype(float).ravel(), 6).tolist())


def test_it_is_a_valid_notebook_and_the_same_each_time():
    one = Assignment("one", "One", {"dot_product": 1})
    assert release(one) == release(one)
    nbformat.validate(nbformat.reads(released(), as_version=4))
    for cell in cells(released()):
        assert cell.get("outputs", []) == []
        assert "show_solution(" not in "".join(cell["source"]) or cell["id"] == "set-up"
    assert json.loads(released())["metadata"]["kernelspec"]["name"] == "python3"


def test_it_carries_the_metadata_of_nbgrader():
    roles = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]
        for cell in cells(released())
        if cell["cell_type"] == "code"
    }
    assert list(roles) == ["set-up", *(f"{n}{end}" for n in ASKED for end in ("", "-check"))]
    for grade_id, role in roles.items():
        assert (role["schema_version"], role["task"], role["cell_type"]) == (3, False, "code")
        assert role["solution"] == (grade_id in ASKED)
        assert role["locked"] != role["solution"]
        assert role["grade"] == grade_id.endswith("-check")
        assert role.get("points") == ASKED.get(grade_id.removesuffix("-check") * role["grade"])


def test_the_opening_tells_what_and_when_and_how():
    text = inside()["cell title"].decode()
    for words in ("# Small homework", "A trial.", "6.5 points", "`small.ipynb`", 'hint("dot_pro'):
        assert words in text
    heading = inside()["cell softmax-task"].decode()
    assert heading.startswith("## `softmax` (2.5 points)\n\n●●○ · 10 minutes\n\n`softmax(x)`: (...")
    assert "Useful: `x.amax" in heading


@pytest.mark.parametrize("name", [path.stem for path in FOLDER.glob("*.toml")])
def test_every_assignments_tasks_have_words_and_a_stub(name):
    for asked in read(name).points:
        put = task(EXERCISES[asked])
        assert f"def {asked}(" in put.stub
        assert put.stub.rstrip().endswith("...")
        for word in ("cu.", "lesson", "show_solution", "hint("):
            assert word not in put.words


def test_unsolved_it_runs_alone_with_calm_lines(tmp_path):
    outputs = run(tmp_path, {})
    assert errors(outputs) == []
    assert outputs["set-up"] == []
    for name in ASKED:
        assert shown(outputs[f"{name}-check"]).startswith(f"· {name}: not attempted yet.")


def test_solved_it_says_correct_and_a_mistake_is_named(tmp_path):
    mistake = next(m for m in EXERCISES["softmax"].mistakes if m.name == "softplus_instead_of_exp")
    pasted = inspect.getsource(wrong_function(EXERCISES["softmax"], mistake))
    helper = "def over_its_sum(p):\n    return p / p.sum(dim=-1, keepdim=True)\n\n\n"
    pasted = helper + pasted.split("\n", 1)[1].replace(mistake.name, "softmax")
    changes = {name: solution(EXERCISES[name].reference) for name in ASKED} | {"softmax": pasted}
    changes["time_call-check"] = "".join(
        [
            'check(time_call, name="time_call")\n',
            'show_solution("softmax")\nhint("softmax")\nprogress()\n',
            "import course_utils as cu\nprint(hasattr(cu, 'softmax'))",
        ]
    )
    outputs = run(tmp_path, changes)
    assert errors(outputs) == []
    for name in set(ASKED) - {"softmax"}:
        assert shown(outputs[f"{name}-check"]).startswith(f"✓ {name}: correct, on all")
    assert shown(outputs["softmax-check"]).startswith(f"✗ softmax: {mistake.sentence}")
    rest = shown(outputs["time_call-check"])
    assert "softmax is homework, so its solution is not shown" in rest
    assert "Hint 1 of 3: Two steps" in rest
    assert "homework            3 of  4 exercises\nFalse\n" in rest


def test_for_nbgrader_only_a_right_answer_passes(tmp_path):
    """A warning, which nbgrader takes for a failure, does not count; another's function neither."""
    warning = (
        "def dot_product(a, b):\n    import warnings\n\n    warnings.warn('!')\n    return a @ b"
    )
    changes = {"dot_product": warning, "softmax": "softmax = dot_product", "time_call": "1"}
    changes["time_call-check"] = "check(3)"
    outputs = run(tmp_path, changes, NBGRADER_EXECUTION="autograde")
    assert [o.output_type for o in outputs["dot_product-check"] if o.get("name") == "stderr"] == []
    assert [o.ename for o in errors(outputs)] == ["NotCorrect"] * 3
    assert not errors({"": outputs["dot_product-check"]})


def test_a_hint_that_names_the_lessons_package_says_that_it_is_not_here():
    hints = EXERCISES["dot_product_attention"].hints
    kept = for_homework(EXERCISES["dot_product_attention"]).hints
    assert [hint.endswith(NO_COURSE) for hint in kept] == ["cu." in hint for hint in hints]
    assert any("cu." in hint for hint in hints)


def test_a_hint_that_holds_a_line_of_the_answer_is_left_out():
    assert len(for_homework(EXERCISES["time_call"]).hints) == len(EXERCISES["time_call"].hints) - 1
