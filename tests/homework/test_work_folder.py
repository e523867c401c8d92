"""The folders in which submissions run: none stays for long, whatever was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from course_utils.homework import work_folder
from course_utils.homework.assignment import Assignment
from course_utils.homework.grade import grade

pytestmark = pytest.mark.skipif(os.name != "posix", reason="grading needs Linux or macOS")
AT_WORK = """
import pathlib, time
from course_utils.homework.work_folder import work_folder
with work_folder() as work:
    work.mkdir()
    (work / "copied.py").touch()
    work.chmod(0)
    print(work, flush=True)
    time.sleep(99)
"""
GRADING = """
import os, time
from course_utils.homework.processes import in_processes

def work(task):
    print(os.getpid(), flush=True)
    time.sleep(99)

if __name__ == "__main__":
    in_processes(work, [1], 1, print, print)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def killed(*command):
    """What it printed first, and how to kill it."""
    run = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    return run.stdout.readline().strip(), run


def test_a_folder_goes_at_its_end(temporary):
    with work_folder.work_folder() as work:
        work.mkdir()
        work_folder.remove_left_over()
        assert work.exists()
    assert not list(temporary.iterdir())


def test_what_a_killed_run_left_goes_with_the_next_one_that_lives_stays(temporary, tmp_path):
    runs = [killed("-c", AT_WORK) for _ in range(2)]
    (dead, first), (alive, second) = [(Path(said), run) for said, run in runs]
    foreign = temporary / "hw-of-somebody-else"
    foreign.mkdir()
    try:
        first.kill()
        first.wait()
        assert dead.exists()
        handed_in, out = tmp_path / "in", tmp_path / "out"
        handed_in.mkdir()
        (handed_in / "nobody.ipynb").touch()
        grade(Assignment("a", "A", {"softmax": 1}), handed_in, [], "secret", out, progress=False)
        assert not dead.parent.exists()
        assert alive.exists()
        assert foreign.exists()
    finally:
        for run in (first, second):
            run.kill()
            run.communicate()


def test_a_process_ends_with_the_run_that_was_killed(tmp_path):
    (tmp_path / "run.py").write_text(GRADING, encoding="utf-8")
    said, run = killed(str(tmp_path / "run.py"))
    run.kill()
    run.wait()
    end = time.monotonic() + 10
    while time.monotonic() < end and is_there(int(said)):
        time.sleep(0.05)
    there = is_there(int(said))
    if there:
        os.kill(int(said), signal.SIGKILL)
    run.communicate()
    assert not there


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
