"""Every benchmark finds what it imports when it is started as CONTRIBUTING says."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
SCRIPTS = [
    path for path in sorted(BENCHMARKS.glob("*.py")) if "__main__" in path.read_text("utf-8")
]
# As `python benchmarks/NAME.py` does, its own folder is on the path, and the root is not.
LOAD = "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_path(sys.argv[2])"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_loads(script, tmp_path):
    command = [sys.executable, "-P", "-c", LOAD, BENCHMARKS, script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
