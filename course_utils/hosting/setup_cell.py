"""The first cell of every notebook, which finds or installs the course's package."""

from __future__ import annotations

from .address import Address

IMPORTS = """\
import torch

import course_utils as cu
from course_utils import check, hint, plots, predict, progress, show, show_solution"""
FINDS = """\
# @title Set-up: the course's package, from a folder above, or installed, or to be installed
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

SOURCE = "{source}"  # for pip
SOURCE = os.environ.get("COURSE_SOURCE", SOURCE)
sys.path[:0] = [str(folder) for folder in Path.cwd().parents if (folder / "course_utils").is_dir()]
pip = "pip was not asked, because this copy of the notebook does not know from where"
if SOURCE and not importlib.util.find_spec("course_utils"):
    call = [sys.executable, "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    call += ["--quiet", "--retries=1", SOURCE]
    done = subprocess.run(call, capture_output=True, text=True)
    pip = f"pip install {{SOURCE}} said: {{done.stderr.strip()[-300:] or 'done'}}"
    importlib.invalidate_caches()
needed = ["course_utils", "matplotlib", "numpy", "psutil", "torch", "tqdm"]
if missing := [name for name in needed if not importlib.util.find_spec(name)]:
    raise SystemExit(
        f"This notebook needs {{', '.join(missing)}}. Not in a folder above {{Path.cwd()}}, nor "
        f"installed; {{pip}}. What helps: for course_utils, open the notebook inside the whole "
        "course, or ask for it as a bundle, which needs no network; another package, install as "
        "its own page says. Then run this cell again."
    )
"""


def setup_cell(address: Address) -> str:
    """The cell's source, for a course that is hosted there."""
    return FINDS.format(source=address.archive) + IMPORTS
