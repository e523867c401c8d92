"""Every lesson: fit to be shown as committed, reproducible, and solvable."""

from __future__ import annotations

import ast
import base64
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy
import pytest
from nbclient import NotebookClient
from PIL import Image

from course_utils.exercises import EXERCISES, PREDICTIONS
from course_utils.exercises.solution import solution
from tests.keep_measured import is_measured, keep

NOTEBOOKS = sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb"))
lessons = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_lessons_with_one_set_up_cell():
    assert len(NOTEBOOKS) >= 4
    set_up = {code_cells(read(path))[0].source for path in NOTEBOOKS}
    assert len(set_up) == 1


@lessons
def test_it_is_a_valid_executed_notebook_without_leftovers(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert path.stat().st_size < 2_000_000
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code_cells(notebook):
        assert cell.source.strip(), "an empty code cell"
        assert not cell.source.rstrip().endswith(";")
        for output in cell.outputs:
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output


@lessons
def test_it_names_no_place_of_the_machine_it_was_made_on(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w/.])/(home|Users|root|tmp|work|opt)/", text)
    assert not re.search(r" at 0x[0-9a-f]{6,}", text)


@lessons
def test_every_picture_has_a_text_for_those_who_cannot_see_it(path):
    notebook = read(path)
    pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert "![](" not in cell.source
            assert "<img" not in cell.source or "alt=" in cell.source
            continue
        assert "plt." not in cell.source, "pictures are drawn by course_utils.plots"
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                pictures += 1
                assert len(output.metadata["image/png"]["alt"]) > 20
    assert pictures >= 3


@lessons
def test_it_opens_with_what_a_learner_needs_to_know(path):
    first = read(path).cells[0].source
    number = path.stem[:2]
    assert re.match(rf"# {number} \S", first)
    assert "After this lesson you can" in first
    assert re.search(r"\*\*Time:\*\* about \d+ minutes", first)
    assert "**Needs:**" in first


def calls(source, name):
    """The calls of that function in a cell, in order."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [node for node in nodes if getattr(node.func, "id", None) == name]


def exercise_checked(source):
    """The exercise a cell checks, or None; check(other, name=...) demonstrates a wrong answer."""
    names = [call.args[0].id for call in calls(source, "check") if not call.keywords]
    return names[0] if names else None


@lessons
def test_stubs_checks_and_questions_are_those_of_the_table(path):
    """Every exercise and prediction of the lesson's rows is asked, and no other."""
    sources = [cell.source for cell in code_cells(read(path))]
    checked = [name for name in map(exercise_checked, sources) if name]
    asked = {call.args[0].value for source in sources for call in calls(source, "predict")}
    assert checked == [row.name for row in EXERCISES.values() if row.lesson == path.stem]
    assert asked == {row.name for row in PREDICTIONS.values() if row.lesson == path.stem}


@lessons
def test_each_exercise_says_how_hard_and_how_long_its_row_says(path):
    text = "\n\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    said = re.findall(r"^### Exercise: `(\w+)`\n+([●○]{3}) · (\d+) minutes", text, re.MULTILINE)
    assert said == [
        (row.name, "●" * row.difficulty + "○" * (3 - row.difficulty), str(row.minutes))
        for row in EXERCISES.values()
        if row.lesson == path.stem
    ]


def stub_of(cell):
    """The name of the exercise whose stub this cell is, or None."""
    tree = ast.parse(cell.source).body
    if len(tree) == 1 and isinstance(tree[0], ast.FunctionDef) and tree[0].name in EXERCISES:
        function = tree[0]
        assert [ast.unparse(line) for line in function.body[1:]] == ["..."]
        assert ast.get_docstring(function)
        return function.name
    return None


@lessons
def test_with_every_stub_solved_every_check_says_correct(path, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS_FILE", str(tmp_path / "progress.json"))
    monkeypatch.setenv("COURSE_TIMING_BUDGET", "0.1")  # nbval runs it at full length
    notebook = read(path)
    solved = 0
    for cell in code_cells(notebook):
        name = stub_of(cell)
        if name:
            cell.source = solution(EXERCISES[name].reference)
            solved += 1
        else:
            cell.source = answered(cell.source)
    assert solved == sum(row.lesson == path.stem for row in EXERCISES.values())
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}}).execute()
    for cell in code_cells(notebook):
        asked = len(calls(cell.source, "predict")) + bool(exercise_checked(cell.source))
        html = [output.data for output in cell.outputs if "text/html" in output.get("data", {})]
        answers = [data["text/plain"] for data in html]
        if asked:
            assert len(answers) == asked
            assert all(answer.startswith("✓") for answer in answers), answers


def answered(source):
    """The cell with the right answer in place of each prediction's dots."""
    for call in reversed(calls(source, "predict")):
        start, end = (call.args[1].lineno, call.args[1].col_offset), call.args[1].end_col_offset
        assert call.args[1].end_lineno == start[0], "an answer to be typed fits in a line"
        lines = source.splitlines()
        line = lines[start[0] - 1].encode()
        truth = f'course_utils.exercises.PREDICTIONS["{call.args[0].value}"].answer()'.encode()
        lines[start[0] - 1] = (line[: start[1]] + truth + line[end:]).decode()
        source = "\n".join(lines)
    return f"import course_utils.exercises\n{source}"


@lessons
def test_running_it_again_leaves_it_as_it_was(path, tmp_path):
    again = tmp_path / path.name
    again.write_bytes(path.read_bytes())
    progress = {"COURSE_PROGRESS_FILE": str(tmp_path / "progress.json")}
    environment = os.environ | progress | {"COURSE_TIMING_BUDGET": "0.1"}
    convert = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--inplace"]
    execute = ["--execute", "--ExecutePreprocessor.record_timing=False"]
    # A kernel may send one cell's text in pieces; how many is chance, so they are joined after.
    for options in (execute, ["--coalesce-streams"]):
        subprocess.run(
            [*convert, *options, "--log-level=ERROR", str(again)], check=True, env=environment
        )
    assert_same(without_measured(again), without_measured(path))


def without_measured(path):
    """A lesson's text, less what an honest run may change: times, and the version of Python."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in filter(is_measured, notebook["cells"]):
        cell["outputs"] = []
    del notebook["metadata"]["language_info"]["version"]
    return json.dumps(notebook, indent=1)


# A picture, wherever it stands, and the numbers of an explorer.
PICTURE = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/=]*|(?<=image/webp;base64,)[A-Za-z0-9+/=]*")
NUMBERS = re.compile(r'(?<=data-numbers=\\")[A-Za-z0-9+/=]*|(?<=data-check=\\")[A-Za-z0-9+/=]*')


def assert_same(again, before):
    """The same text; where they differ, pictures that look the same and numbers that are close.

    One processor and the next round differently, and a training run adds that up: a curve moves by
    a thousandth of a pixel. On one machine the bytes are the same.
    """
    assert blank(again) == blank(before)
    for pattern, read_it, most in ((PICTURE, read_picture, 8), (NUMBERS, read_numbers, 1e-5)):
        for one, other in zip(pattern.findall(again), pattern.findall(before), strict=True):
            if one != other:
                new, old = read_it(one), read_it(other)
                assert new.shape == old.shape
                assert numpy.abs(new - old).max() <= most


def blank(text):
    return PICTURE.sub("PICTURE", NUMBERS.sub("NUMBERS", text))


def read_picture(encoded):
    return numpy.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA"), "i2")


def read_numbers(encoded):
    return numpy.frombuffer(base64.b64decode(encoded), "<f4")


def picture(levels, kind="png"):
    file = io.BytesIO()
    Image.fromarray(numpy.array(levels, "u1")).save(file, kind, lossless=True)
    return base64.b64encode(file.getvalue()).decode()


def numbers(*values):
    return f'data-numbers=\\"{base64.b64encode(numpy.array(values, "<f4").tobytes()).decode()}\\"'


def test_only_what_nobody_sees_may_differ_between_processors():
    page, nearly = [[0, 255], [128, 7]], [[0, 255], [130, 7]]
    assert_same(f"a {picture(page)}", f"a {picture(nearly)}")
    assert_same(*(f'"data:image/webp;base64,{picture(each, "webp")}"' for each in (page, nearly)))
    assert_same(numbers(1, 2), numbers(1, 2.000001))
    for again, before in (
        (picture(page), picture([[0, 255], [100, 7]])),
        (picture(page), picture([[0, 255]])),
        (picture(page), ""),
        (numbers(1, 2), numbers(1, 2.001)),
        (numbers(1, 2), numbers(1)),
        ("a", "b"),
    ):
        with pytest.raises(AssertionError):
            assert_same(again, before)


def measured_cell(source, text):
    metadata = {"tags": ["nbval-ignore-output"]}
    return {"id": "a", "cell_type": "code", "metadata": metadata, "source": source, "outputs": text}


def test_measured_cells_keep_their_times_until_their_code_changes():
    committed = {"cells": [measured_cell(["time()"], ["3 ms"])]}
    again = {"cells": [measured_cell(["time()"], ["4 ms"])]}
    keep(again, committed)
    assert again == committed
    changed = {"cells": [measured_cell(["time(2)"], ["8 ms"])]}
    keep(changed, committed)
    assert changed["cells"][0]["outputs"] == ["8 ms"]
