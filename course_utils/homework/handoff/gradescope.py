"""An autograder for Gradescope: a zip with setup.sh and run_autograder, and its results.json."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import atomic, results
from .. import grade as grading
from ..assignment import Assignment
from ..key import PACKAGE, secret_of
from ..results import Answer, Result
from ..roster import Student
from ..trouble import Trouble

ROOT = PACKAGE.parent
LONG_AGO = (1980, 1, 1, 0, 0, 0)
CONSTRAINTS = "requirements.txt"  # the tested versions
CLOSED = ("assignment/", "course/")
# Both scripts find their files by where they lie, so that they can be tried on any machine.
SETUP = """\
#!/usr/bin/env bash
# Once, when Gradescope builds its image. The course itself is not installed, and closed to others:
# the submissions, which run as another user, shall not find its answers and the secret.
set -euo pipefail
cd "$(dirname "$0")"
fits() { python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; }
if ! fits 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
if ! fits; then
  echo "The course needs Python 3.11 or newer: choose Ubuntu 24.04 for this autograder." >&2
  exit 1
fi
python3 -m venv venv
venv/bin/python -m pip install --quiet --requirement needed.txt --constraint constraints.txt \\
  --extra-index-url https://download.pytorch.org/whl/cpu
chmod -R go= assignment course
"""
RUN = """\
#!/usr/bin/env bash
# For each submission: grades the notebook in submission/, writes results/results.json.
set -euo pipefail
exec 2>&1 # what is printed is kept for the teacher
root=${AUTOGRADER:-/autograder}
source=${AUTOGRADER_SOURCE:-$root/source}
# Where the grader itself fails there is no results.json: Gradescope then says so, to student and
# teacher, and gives no grade. A zero would look like one that the student earned.
rm -f "$root/results/results.json"
cd "$source/course"
exec "${AUTOGRADER_PYTHON:-$source/venv/bin/python}" -m course_utils homework gradescope \\
  "$source/assignment/%(name)s.toml" --secret "$source/assignment/secret.txt" \\
  --submission "$root/submission" --out "$root/results/results.json"
"""


def autograder(assignment: Assignment, secret: str, out: Path) -> Path:
    """Write the zip that is given to Gradescope. It holds the secret: it is the teacher's own."""
    if not (ROOT / CONSTRAINTS).is_file():
        raise Trouble(
            "The course's files are not here: run this in the folder of the whole course."
        )
    return atomic.write(out, _zipped(dict(_files(assignment, secret))))


def _files(assignment: Assignment, secret: str) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", SETUP.encode()
    yield "run_autograder", (RUN % {"name": assignment.name}).encode()
    yield "needed.txt", "\n".join([*_needed(), ""]).encode()
    yield "constraints.txt", (ROOT / CONSTRAINTS).read_bytes()
    yield f"assignment/{assignment.name}.toml", assignment.toml.encode()
    yield "assignment/secret.txt", f"{secret}\n".encode()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"course/{path.relative_to(ROOT).as_posix()}", path.read_bytes()


def _needed() -> list[str]:
    """What the course and its extra `homework` ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"] + project["optional-dependencies"]["homework"]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o600 if name.startswith(CLOSED) else 0o755) << 16
            written.writestr(info, content)
    return archive.getvalue()


def grade(assignment: Assignment, folder: Path, secret: Path) -> Result:
    """The result of the notebook in the folder of one submission.

    Raises Trouble where it is the grader that failed.
    """
    student = Student("submission", "submission")
    notebook = _notebook(assignment, folder)
    if notebook is None:
        reason = "there is no notebook (.ipynb) in it"
        return Result(assignment.name, "", student.id, student.name, results.MISSING, reason=reason)
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place, "in"), Path(place, "out")
        source.mkdir()
        shutil.copy(notebook, source / f"{student.id}.ipynb")
        # Gradescope knows itself what is late.
        undated, key = replace(assignment, due=None), secret_of(secret)
        grading.grade(undated, source, [student], key, out, hide=[secret], progress=False)
        (result,) = results.read_all(out / "results")
    if result.status == results.FAILED:
        raise Trouble(f"The grader failed: {result.reason}.")
    return result


def _notebook(assignment: Assignment, folder: Path) -> Path | None:
    """The one with the assignment's name, else the newest."""
    found = [
        path
        for path in sorted(folder.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts and path.is_file() and not path.is_symlink()
    ]

    def rank(path: Path) -> tuple[bool, float]:
        return path.stem == assignment.name, path.stat().st_mtime

    return max(found, key=rank, default=None)


def results_of(result: Result) -> dict[str, Any]:
    """What Gradescope reads of a submission: points and words for each exercise."""
    tests = [
        {
            "name": name,
            "score": answer.points,
            "max_score": answer.worth,
            "status": "passed" if answer.points == answer.worth else "failed",
            "output": answer.feedback or _in_a_word(answer),
            "visibility": "visible",
        }
        for name, answer in result.exercises.items()
    ]
    words = [
        f"Your teacher will look at {name}: it may be worth {result.exercises[name].would_be:g}."
        for name in result.needs_a_person
    ]
    done = "Graded." if result.status == results.GRADED else f"Not graded: {result.reason}."
    return {
        "score": result.points or 0.0,
        "output": "\n".join([done, *result.remarks, *words]),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _in_a_word(answer: Answer) -> str:
    return "correct." if answer.points == answer.worth else f"{answer.status}."


def write(result: Result, out: Path) -> None:
    text = json.dumps(results_of(result), indent=1, ensure_ascii=False, allow_nan=False)
    atomic.write(out, f"{text}\n")
