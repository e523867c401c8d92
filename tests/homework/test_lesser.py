"""Grading without an administrator's rights: as right, and what is missing is said plainly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from course_utils.homework.sandbox.place import WORDS
from tests.homework import lesser

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only Linux's administrator can become somebody lesser",
)
GRADE = """
import json, sys
from pathlib import Path
from course_utils.homework import results
from course_utils.homework.assignment import Assignment
from course_utils.homework.grade import grade
from course_utils.homework.roster import Student

if __name__ == "__main__":
    place, asked = Path(sys.argv[1]), Assignment("a", "A", {"raw_scores": 1, "softmax": 2})
    students = [Student("s0", "Student")]
    done = grade(asked, place / "in", students, "a secret", place / "out", progress=False)
    (one,) = results.read_all(place / "out/results")
    print(json.dumps([one.points, one.reason, done.missing]))
"""
ASLEEP = f"77777.{os.getpid()}"  # seconds, and a name to find it by
CELLS = (
    "import subprocess\n"
    f"subprocess.run(['/bin/sh', '-c', 'env -i sleep {ASLEEP} & exit'], start_new_session=True)\n",
    "import torch\ndef raw_scores(query, key):\n    return query @ key.transpose(-2, -1)\n",
    "def softmax(x):\n    return x\n",
)


def graded_by(who):
    """Points, the reason for a failure, and what was missing."""
    with tempfile.TemporaryDirectory(prefix="lesser-", dir="/tmp") as name:
        place = Path(name)
        place.chmod(0o777)
        (place / "in").mkdir()
        cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in CELLS]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (place / "in/s0.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        (place / "grade.py").write_text(GRADE, encoding="utf-8")
        root = str(Path(__file__).parents[2])
        environment = os.environ | {"PYTHONPATH": root, "HOME": name, "TMPDIR": "/tmp"}
        command = [sys.executable, lesser.__file__, who, str(place / "grade.py"), name]
        run = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True)
        if "unshare: Operation not permitted" in run.stderr:
            pytest.skip("this administrator can give nobody another view of the files")
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("who", "unprotected"),
    [
        ("nobody", {"user"}),
        ("nobody without namespaces", {"network", "files", "disk", "processes", "user"}),
        ("root of a container", {"network", "files", "disk", "processes"}),
    ],
)
def test_who_may_do_less_grades_as_rightly(who, unprotected):
    points, reason, missing = graded_by(who)
    assert (points, reason) == (1, "")
    assert not [
        one for one in psutil.process_iter(["cmdline"]) if ASLEEP in (one.info["cmdline"] or ())
    ]
    told = {key for key, (_, no) in WORDS.items() for one in missing if one.startswith(no)}
    if who == "nobody" and "network" in told:
        pytest.skip("this kernel gives namespaces to administrators only")
    assert told == unprotected
    assert len(missing) == len(unprotected)
