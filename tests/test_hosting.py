"""Where the course is hosted, what repeats it, and notebooks that stand alone."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.__main__ import main
from course_utils.hosting import Address, NoAddress, bundle, differing, retarget, setup_cell
from course_utils.hosting.address import here, read
from course_utils.hosting.commands import COMMANDS
from course_utils.packing import unpacked

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
ACME = Address("acme/attention", "v2")
lessons = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def copy(tmp_path):
    """The files of a checkout that hold the address or a copy of it, and two lessons."""
    for name in ("pyproject.toml", "README.md", "README.zh.md"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS[:2]:
        shutil.copy(path, tmp_path / "notebooks")
    return tmp_path


def sources(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


def test_every_copy_here_is_what_pyproject_says(capsys):
    assert differing(ROOT) == []
    assert main(["retarget", "--check"]) == 0


def test_where_it_is_hosted_stands_in_badges_and_set_up_cells(copy):
    assert len(retarget(copy, ACME)) == 5
    assert read(copy) == ACME
    assert differing(copy) == []
    colab = "(https://colab.research.google.com/github/acme/attention/blob/v2/notebooks/"
    binder = "https://mybinder.org/v2/gh/acme/attention/v2?labpath=notebooks/01_tensors.ipynb"
    for page in ("README.md", "README.zh.md"):
        text = (copy / page).read_text("utf-8")
        assert text.count(f"[![Open in Colab]({BADGE})]{colab}01_tensors.ipynb)") == 1
        assert text.count(f"({binder})") == 1
        for path in NOTEBOOKS:
            assert text.count(f"(notebooks/{path.name}) · [Colab]{colab}{path.name}) |") == 1
    for path in (copy / "notebooks").iterdir():
        opening, setup, *_ = sources(path)
        assert opening.count(f"{colab}{path.name})") == 1
        assert '"https://github.com/acme/attention/archive/v2.zip"' in setup


def test_written_twice_it_stays_and_taken_back_not_a_byte_is_left(copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    now = read(copy)
    retarget(copy, ACME)
    assert retarget(copy, ACME) == []
    retarget(copy, Address("other/fork"))
    retarget(copy, now)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("name", "left_behind"),
    [
        ("README.md", "blob/v2"),
        ("README.zh.md", "acme/attention/v2"),
        ("notebooks/02_scores.ipynb", "blob/v2"),
        ("notebooks/02_scores.ipynb", "archive/v2"),
    ],
)
def test_a_copy_left_behind_is_found(copy, name, left_behind):
    retarget(copy, ACME)
    text = (copy / name).read_text("utf-8")
    assert left_behind in text
    (copy / name).write_text(text.replace(left_behind, left_behind[:-1] + "1"), "utf-8")
    assert differing(copy) == [copy / name]


@pytest.mark.parametrize(
    ("slug", "ref"), [("attention", "main"), ("a/b/c", "main"), ("a b/c", "main"), ("a/b", '"')]
)
def test_what_is_no_address_is_told_so(slug, ref, capsys):
    with pytest.raises(NoAddress, match="Example: python -m course_utils retarget OWNER/REPO"):
        Address(slug, ref)
    assert main(["retarget", slug, "--ref", ref]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert differing(ROOT) == []


def test_a_forks_workflow_knows_its_own_address():
    environment = {"GITHUB_REPOSITORY": "fork/attention", "GITHUB_REF_NAME": "mine"}
    assert here(environment) == Address("fork/attention", "mine")
    with pytest.raises(NoAddress, match="Say which repository"):
        here({})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"example: python -m course_utils {command}" in capsys.readouterr().out


def test_a_set_up_cell_stays_within_the_width_of_all_code():
    far = Address("an-organisation/its-course-on-attention", "2027.1")
    assert max(map(len, setup_cell(far).splitlines())) <= 100


@lessons
def test_no_other_cell_needs_what_the_set_up_cell_imports_for_itself(path):
    """A bundle's set-up cell imports other things."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    _, *others = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    nodes = [node for source in others for node in ast.walk(ast.parse(source))]
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert used & {"Path", "importlib", "os", "subprocess", "sys"} <= imported


def run_set_up(cell, folder, **environment):
    """The finding part of the cell, by a Python that has only stand-ins of the other packages."""
    site = folder / "site"
    for name in ("matplotlib", "numpy", "psutil", "torch", "tqdm"):
        (site / name).mkdir(parents=True, exist_ok=True)
    alone = folder / "lesson"
    alone.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-S", "-c", cell.split("import torch\n")[0]],
        capture_output=True,
        text=True,
        cwd=alone,
        env=os.environ | {"PYTHONPATH": str(site)} | environment,
    )


def test_a_folder_above_the_notebook_is_used(tmp_path):
    (tmp_path / "course_utils").mkdir()
    assert run_set_up(setup_cell(Address()), tmp_path).returncode == 0


def test_a_copy_that_knows_no_address_says_what_helps(tmp_path):
    done = run_set_up(setup_cell(Address()), tmp_path)
    assert done.returncode == 1
    assert "This notebook needs course_utils. Not in a folder above" in done.stderr
    assert "does not know from where" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_pip_said_is_told(tmp_path):
    nowhere = str(tmp_path / "nothing.whl")
    done = run_set_up(setup_cell(ACME), tmp_path, COURSE_SOURCE=nowhere)
    assert f"pip install {nowhere} said: " in done.stderr
    assert "ERROR: " in done.stderr
    assert "Traceback" not in done.stderr


@lessons
def test_a_bundle_is_the_same_each_time_and_not_large(path):
    text = bundle(path)
    assert text == bundle(path)
    assert len(text.encode()) < (4e6 if path.stem == "07_projections" else 1e6)
    notebook = json.loads(text)
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    assert [cell["id"] for cell in notebook["cells"]] == [
        cell["id"] for cell in json.loads(path.read_text("utf-8"))["cells"]
    ]


@lessons
def test_a_bundle_leaves_the_words_and_the_makers_out(path):
    cells = json.loads(bundle(path))["cells"]
    setup = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    files = unpacked(setup)
    assert "course_utils/words.py" in files
    assert "course_utils/data/minilm_words.npz" not in files
    assert not [name for name in files if "make_minilm" in name]


def test_a_bundles_first_cell_brings_the_package(tmp_path):
    cells = json.loads(bundle(NOTEBOOKS[2]))["cells"]
    setup = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    asks = "\nprint(cu.__file__.startswith(HELD.name), cu.softmax(torch.zeros(1, 2)).tolist())"
    (tmp_path / "cell.py").write_text(setup + asks, "utf-8")
    done = subprocess.run(
        [sys.executable, "cell.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.stdout == "True [[0.5, 0.5]]\n", done.stderr


def test_bundles_are_written_where_one_says(tmp_path, capsys):
    assert main(["bundle", "03", "--out", str(tmp_path / "new")]) == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["03_softmax.ipynb"]
    assert main(["bundle", "77", "--out", str(tmp_path)]) == 2
    assert "There is no lesson '77'" in capsys.readouterr().err
