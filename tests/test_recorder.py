from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import recorder
from course_utils.__main__ import main
from course_utils.contenders import Contest
from course_utils.timing import Cpu, Measurement, Missing, Recording, Roofs, Sweep

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "record.py"
ROOFS = Roofs({"float32": 75e9, "bfloat16": 150e9}, 1e10, 1e9)


@pytest.fixture
def one_small_contest(monkeypatch):
    small = Contest("small", num_heads=1, head_dim=16, lengths=(32,))
    monkeypatch.setattr(recorder, "contests", lambda device: [small])
    monkeypatch.setattr(recorder, "measure_roofs", lambda device, seconds: ROOFS)


def test_a_small_run_is_recorded(one_small_contest, tmp_path, capsys):
    path = tmp_path / "run.json"
    assert main(["record", "--out", str(path), "--seconds", "1", "--device", "cpu"]) == 0
    loaded = Recording.load(path)
    sweep = loaded.sweeps["small"]
    assert list(sweep) == [32]
    assert {"naive", "SDPA", "NumPy", "tiles"} <= set(sweep.names())
    assert all(isinstance(found, Measurement) for row in sweep.values() for found in row.values())
    assert loaded.backends["small"]["SDPA"] == "flash"
    assert loaded.backends["small"]["SDPA math"] == "math"
    assert loaded.facts["small"]["head_dim"] == 16
    assert loaded.device["threads"]
    assert f"{path}: 1 sweeps" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "{}/missing/run.json"], "there is no folder"),
        (["--out", "{}"], "is a folder; name a file"),
        (["--out", "{}/run.json", "--seconds", "0"], "must be above 0"),
        (["--out", "{}/run.json", "--threads", "0"], "must be above 0"),
        (["--out", "{}/run.json", "--only", "tiny"], "no contest 'tiny'"),
    ],
)
def test_what_cannot_be_is_one_sentence_before_anything_is_measured(
    arguments, words, tmp_path, one_small_contest, monkeypatch, capsys
):
    monkeypatch.setattr(recorder, "record", lambda *a, **k: pytest.fail("it measured"))
    filled = [argument.format(tmp_path) for argument in arguments]
    assert main(["record", *filled, "--device", "cpu"]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_impossible_rate_is_told_once_for_each_contest():
    contest = Contest("float32")
    fast, slow = Measurement((1e-6,)), Measurement((1e3,))
    row = {"too fast": fast, "slow": slow, "none": Missing("out of memory")}
    (told,) = recorder.impossible(contest, Sweep({1024: row, 2048: row}), ROOFS)
    assert told.startswith("impossible (and 1 more): float32, too fast, 1024 keys: ")
    assert recorder.impossible(contest, Sweep({1024: {"slow": slow}}), ROOFS) == []


def test_a_subject_that_is_missing_everywhere_has_no_backend():
    found = Sweep({64: {"naive": Missing("out of memory")}})
    assert recorder.what_ran(Contest("none"), found, Cpu()) == {}


def test_the_script_needs_neither_jupyter_nor_matplotlib(tmp_path):
    code = (
        "import runpy, sys\n"
        "sys.modules['IPython'] = sys.modules['matplotlib'] = None\n"
        f"sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
        f"sys.argv = ['record.py', '--out', {str(tmp_path / 'no' / 'run.json')!r}]\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "there is no folder" in done.stderr


def test_help_shows_an_example():
    done = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True)
    assert "example: python benchmarks/record.py --out" in done.stdout
