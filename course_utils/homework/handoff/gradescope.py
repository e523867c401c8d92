"""An autograder for Gradescope: a zip with setup.sh and run_autograder, and its results.json."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import atomic, results
from .. import grade as grading
from ..assignment import Assignment
from ..key import PACKAGE, secret_of
from ..results import NEEDS_A_PERSON, Result
from ..roster import Student
from ..trouble import Trouble

ROOT = PACKAGE.parent
LONG_AGO = (1980, 1, 1, 0, 0, 0)
BESIDES = ("pyproject.toml", "README.md", "LICENSE")
# Both find their files by where they lie, so that they can be tried on any machine.
SETUP = """\
#!/usr/bin/env bash
# Once, when Gradescope builds its image: choose Ubuntu 24.04, for Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")"
if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
python3 -m venv venv
venv/bin/python -m pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu
venv/bin/python -m pip install --quiet './course[homework]'
chmod -R go= . # the submissions run as somebody else
"""
RUN = """\
#!/usr/bin/env bash
# For each submission: grades the notebook in submission/, writes results/results.json.
set -euo pipefail
root=${AUTOGRADER:-/autograder}
source=${AUTOGRADER_SOURCE:-$root/source}
mkdir -p "$root/results"
exec "${AUTOGRADER_PYTHON:-$source/venv/bin/python}" -m course_utils homework gradescope \\
  "$source/assignment/%(name)s.toml" --secret "$source/assignment/secret.txt" \\
  --submission "$root/submission" --out "$root/results/results.json"
"""


def autograder(assignment: Assignment, secret: str, out: Path) -> Path:
    """Write the zip that is given to Gradescope. It holds the secret: it is the teacher's own."""
    if not (ROOT / "pyproject.toml").is_file():
        raise Trouble(
            "The course's files are not here: run this in the folder of the whole course."
        )
    texts = {
        "setup.sh": SETUP,
        "run_autograder": RUN % {"name": assignment.name},
        f"assignment/{assignment.name}.toml": assignment.toml,
        "assignment/secret.txt": secret + "\n",
    }
    part = out.with_name(f"{out.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.external_attr = (0o755 if "/" not in name else 0o600) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            files.writestr(info, text)
        for path in _course():
            info = zipfile.ZipInfo(f"course/{path.relative_to(ROOT).as_posix()}", LONG_AGO)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            files.writestr(info, path.read_bytes())
    return part.replace(out)


def _course() -> Iterator[Path]:
    yield from (ROOT / name for name in BESIDES)
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def grade(assignment: Assignment, folder: Path, secret: Path) -> Result:
    """The result of the newest notebook in the folder of one submission."""
    student = Student("submission", "submission")
    found = [path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    with tempfile.TemporaryDirectory() as place:
        one = Path(place, "in", student.id, f"{assignment.name}.ipynb")
        one.parent.mkdir(parents=True)
        if found:
            shutil.copy(max(found, key=lambda path: path.stat().st_mtime), one)
        else:
            one.write_bytes(b"")
        out, undated = Path(place, "out"), replace(assignment, due=None)
        grading.grade(
            undated,
            Path(place, "in"),
            [student],
            secret_of(secret),
            out,
            hide=(secret,),
            progress=False,
        )
        (result,) = results.read_all(out / "results")
    return result if found else replace(result, reason="there is no notebook (.ipynb) in it")


def results_of(result: Result) -> dict[str, Any]:
    """What Gradescope reads of a graded submission: points and words for each exercise."""
    tests = [
        {
            "name": name,
            "score": answer.points,
            "max_score": answer.worth,
            "status": "passed" if answer.points == answer.worth else "failed",
            "output": answer.feedback,
            "visibility": "visible",
        }
        for name, answer in result.exercises.items()
    ]
    words = [result.reason, *result.remarks]
    if open_ := result.needs_a_person:
        words.append(f"A teacher will look at {', '.join(open_)}: {NEEDS_A_PERSON}.")
    return {
        "score": result.points or 0.0,
        "output": "\n".join(filter(None, words)) or "Graded.",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def write(result: Result, out: Path) -> None:
    atomic.write(out, json.dumps(results_of(result), indent=1, ensure_ascii=False) + "\n")
