"""A class of honest, hapless and hostile submissions: each gets what it earned, and no more."""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_utils.homework import results
from course_utils.homework.assignment import Assignment
from course_utils.homework.release import release
from tests.thorough.submissions import POINTS, submissions

TOML = "title = 'A class'\n[points]\n" + "".join(f"{n} = {w}\n" for n, w in POINTS.items())
PART = ("plain", "wrong_axis", "as_released", "raises", "malformed")  # for a run that is killed


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Everything a teacher has, and what was handed in."""
    place = tmp_path_factory.mktemp("class")
    (place / "secret.txt").write_text("the teacher's own line", "utf-8")
    (place / "hw.toml").write_text(TOML, "utf-8")
    (place / "out").mkdir()
    return place


@pytest.fixture(scope="module")
def everyone(place):
    with socket.create_server(("127.0.0.1", 0)) as server:
        teacher = {
            "secret": str(place / "secret.txt"),
            "roster": str(place / "roster.csv"),
            "results": str(place / "out"),
            "submissions": str(place / "in"),
            "tests": str(Path(__file__).parents[1]),
            "port": server.getsockname()[1],
        }
        blank = release(Assignment("hw", "A class", POINTS))
        yield submissions(blank, teacher)


def hand_in(everyone, place, folder):
    with open(place / "roster.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name"])
        for number, name in enumerate(everyone):
            writer.writerow([f"s{number:03}", name])
    for number, (name, one) in enumerate(everyone.items()):
        path = folder / (one.file.replace(name, f"s{number:03}") or f"s{number:03}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)


def command(place, folder, out, jobs=2):
    return [
        *(sys.executable, "-m", "course_utils", "homework", "grade", str(place / "hw.toml")),
        *(str(folder), "--roster", str(place / "roster.csv")),
        *("--secret", str(place / "secret.txt"), "--out", str(out), "--jobs", str(jobs)),
    ]


@pytest.fixture(scope="module")
def graded(everyone, place):
    hand_in(everyone, place, place / "in")
    environment = os.environ | {"TEACHER_TOKEN": "not for students"}
    done = subprocess.run(
        command(place, place / "in", place / "out"), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {one.name: one for one in results.read_all(place / "out/results")}


def test_each_submission_gets_what_it_earned(everyone, graded):
    assert graded.keys() == everyone.keys()
    assert len(everyone) >= 40
    wrong = {}
    for name, one in everyone.items():
        found = graded[name]
        if found.status != one.status:
            wrong[name] = found.status, found.reason
        for exercise, worth in POINTS.items() if one.status == "graded" else ():
            answer, share = found.exercises[exercise], one.shares[exercise]
            is_right = answer.points == share * worth if share >= 0 else answer.points < worth
            status = one.statuses.get(exercise, answer.status)
            if not is_right or answer.status != status:
                wrong[name, exercise] = answer
    assert not wrong


def test_nothing_of_a_submission_is_left(graded, place):
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            assert b"COURSE_SUBMISSION=" not in environment.read_bytes()
        except OSError:  # it has ended, or is somebody else's
            continue
    assert not (place / "out/planted").exists()
    assert not (place / "out/unpickled").exists()


def test_a_killed_run_goes_on(everyone, place, tmp_path):
    some = {name: everyone[name] for name in PART}
    folder = tmp_path / "in"
    hand_in(some, place, folder)
    undisturbed = tmp_path / "undisturbed"
    subprocess.run(command(place, folder, undisturbed), check=True, capture_output=True)
    out = tmp_path / "killed"
    run = subprocess.Popen(
        command(place, folder, out, 1), stderr=subprocess.DEVNULL, start_new_session=True
    )
    while len(list((out / "results").glob("s*.json"))) < 3:  # malformed's, and two more
        time.sleep(0.05)
        assert run.poll() is None
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    before = {path: path.stat().st_mtime_ns for path in (out / "results").glob("s*.json")}
    subprocess.run(command(place, folder, out), check=True, capture_output=True)
    graded_before = [path for path in before if results.read(path).status == "graded"]
    assert len(graded_before) >= 1
    assert all(path.stat().st_mtime_ns == before[path] for path in graded_before)

    def told(place):
        return [
            (one.student, one.status, one.points, one.exercises)
            for one in results.read_all(place / "results")
        ]

    assert told(out) == told(undisturbed)
