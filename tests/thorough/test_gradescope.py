"""The zip for Gradescope, unpacked and run as Gradescope does: its results.json, or none."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
import torch

from course_utils.homework.assignment import read
from course_utils.homework.handoff import gradescope
from course_utils.homework.key import asked
from course_utils.homework.release import release
from tests.answers import answers

POINTS = {"raw_scores": 1, "softmax": 2}
TOML = "title = 'Two'\n[points]\n" + "".join(f"{n} = {w}\n" for n, w in POINTS.items())
SECRET = "the teacher's own line"
COLUMNS = "def softmax(x):\n    return x.exp() / x.exp().sum(dim=-2, keepdim=True)\n"
# Its administrator may become another user, but may mount nothing.
AS_IN_A_CONTAINER = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
# gradescope-autograders.readthedocs.io/en/latest/specs: what there may be, and of which kind.
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
TOP = {"score", "execution_time", "output", "visibility", "stdout_visibility", "tests"}
OF_A_TEST = {"score", "max_score", "status", "name", "output", "visibility"}


@pytest.fixture(scope="module")
def open_folder():
    """One that other users may enter; pytest's own they may not."""
    with tempfile.TemporaryDirectory(prefix="gradescope-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def source(open_folder):
    """The zip, unpacked, and closed as setup.sh does it."""
    (open_folder / "two.toml").write_text(TOML, "utf-8")
    made = gradescope.autograder(
        read(str(open_folder / "two.toml")), SECRET, open_folder / "auto.zip"
    )
    unpacked = open_folder / "source"
    with zipfile.ZipFile(made) as archive:
        archive.extractall(unpacked)
    subprocess.run(["chmod", "-R", "go=", "assignment", "course"], cwd=unpacked, check=True)
    return unpacked


@pytest.fixture(scope="module")
def right(source):
    notebook = json.loads(release(read(str(source / "assignment/two.toml"))))
    sources = answers(POINTS)
    for cell in notebook["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    return json.dumps(notebook)


@pytest.fixture
def autograder(source, tmp_path):
    """Runs it on these files, in a folder as Gradescope's; what it printed and what it left."""

    def run(files, *, python=sys.executable, inside=(), rc=0):
        for name, text in files.items():
            (tmp_path / "submission").mkdir(exist_ok=True)
            (tmp_path / "submission" / name).write_text(text, "utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        ours = {
            "AUTOGRADER": str(tmp_path),
            "AUTOGRADER_SOURCE": str(source),
            "AUTOGRADER_PYTHON": str(python),
        }
        done = subprocess.run(
            [*inside, "bash", str(source / "run_autograder")],
            cwd=tmp_path,
            env=kept | ours,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (rc, ""), done.stdout
        left = tmp_path / "results" / "results.json"
        return done.stdout, json.loads(left.read_text("utf-8")) if left.exists() else None

    return run


def checked(result):
    """It is as Gradescope's page says, and holds no number of a hidden case."""
    assert set(result) <= TOP
    assert result["visibility"] in VISIBILITY
    assert result["stdout_visibility"] in VISIBILITY
    numbers = [result["score"]]
    for test in result["tests"]:
        assert set(test) <= OF_A_TEST
        assert test["visibility"] in VISIBILITY
        assert test["status"] in ("passed", "failed")
        numbers += [test["score"], test["max_score"]]
        assert 0 <= test["score"] <= test["max_score"]
    assert all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
    assert sum(test["score"] for test in result["tests"]) == result["score"]
    text = json.dumps(result)
    hidden = [
        f"{abs(number):.2f}"
        for exercise in asked(tuple(POINTS), SECRET).values()
        for case in exercise.prepared_cases
        for tensor in case.arguments
        if isinstance(tensor, torch.Tensor) and tensor.is_floating_point()
        for number in tensor.flatten()[:20].tolist()
        if not (8 * number).is_integer() and math.isfinite(number)
    ]
    assert len(hidden) > 100
    assert not [number for number in hidden if number in text]
    return result


def test_a_right_submission_gets_all_points(autograder, right):
    _, result = autograder({"two.ipynb": right})
    assert checked(result)["score"] == 3
    assert [test["name"] for test in result["tests"]] == [*POINTS]
    assert [test["status"] for test in result["tests"]] == ["passed", "passed"]
    assert result["output"] == "Graded."


def test_a_half_right_submission_is_told_its_mistake(autograder, right):
    last = {"cell_type": "code", "metadata": {}, "source": COLUMNS}
    notebook = json.loads(right)
    notebook["cells"].append(last)
    _, result = autograder({"any name.ipynb": json.dumps(notebook), "notes.txt": "hello"})
    scores, softmax = checked(result)["tests"]
    assert (scores["score"], scores["max_score"]) == (1, 1)
    assert 0 <= softmax["score"] < 2
    assert softmax["status"] == "failed"
    assert "axis" in softmax["output"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"notes.txt": "hello"}, "there is no notebook"),
        ({"two.ipynb": "\x00\x01 garbage"}, "the file is not a notebook"),
        ({"two.ipynb": ""}, "the file is empty"),
    ],
)
def test_what_cannot_be_read_says_why(files, reason, autograder):
    _, result = autograder(files)
    assert checked(result)["score"] == 0
    assert result["tests"] == []
    assert result["output"].startswith(f"Not graded: {reason}")


def test_where_the_grader_fails_there_is_no_result_and_the_teacher_reads_why(
    autograder, right, source, tmp_path
):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "results.json").write_text('{"score": 3}', "utf-8")
    secret = source / "assignment" / "secret.txt"
    secret.rename(source / "elsewhere")
    try:
        printed, result = autograder({"two.ipynb": right}, rc=2)
    finally:
        (source / "elsewhere").rename(secret)
    assert result is None
    assert printed.startswith("There is no secret ")


def test_in_a_container_it_runs_as_another_user_who_sees_no_secret(
    autograder, right, source, open_folder
):
    """There nothing can be mounted; that user must find Python and the work folder all the same."""
    python = python_for_everybody(open_folder / "venv")
    if os.geteuid() != 0 or not shutil.which("setpriv") or python is None:
        pytest.skip("needs root, setpriv, and a Python that other users may run")
    looks = (
        "import os, pathlib\n"
        "try:\n"
        f"    pathlib.Path({str(source)!r}, 'assignment', 'secret.txt').read_text()\n"
        "except PermissionError:\n"
        "    pass\n"
        "else:\n"
        "    del softmax\n"
    )
    notebook = json.loads(right)
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": looks})
    inside = {"python": python, "inside": AS_IN_A_CONTAINER}
    _, result = autograder({"two.ipynb": json.dumps(notebook)}, **inside)
    assert checked(result)["score"] == 3


def python_for_everybody(folder: Path) -> Path | None:
    """A virtual environment with this one's packages, in reach of other users too."""
    version = f"{sys.version_info[:2]}"
    for found in (sys.executable, "/usr/bin/python3"):
        real = Path(found).resolve()
        ask = [found, "-c", "import sys; print(sys.version_info[:2])"]
        if not (real.exists() and all(above.stat().st_mode & 0o001 for above in real.parents)):
            continue
        if subprocess.check_output(ask, text=True).strip() != version:
            continue
        subprocess.run([found, "-m", "venv", "--without-pip", str(folder)], check=True)
        (packages,) = folder.glob("lib/python3*/site-packages")
        here = next(path for path in sys.path if path.endswith("site-packages"))
        (packages / "all.pth").write_text(f"{here}\n", "utf-8")
        return folder / "bin" / "python"
    return None
