"""Sessions for tests: in a folder with a short path, and with a look at what they leave behind."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from course_utils.homework.sandbox import Limits, Session

LIMITS = Limits(cell_seconds=2)
IMPORTS = "import os, sys, time, torch"


@contextlib.contextmanager
def session(*cells, limits=LIMITS, hide=()):
    """Afterwards no process and no file of it may be left."""
    with tempfile.TemporaryDirectory(prefix="hw-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        work = Path(folder) / "w"
        running = Session([IMPORTS, *cells], work, limits, hide)
        with running:
            yield running
        assert not work.exists()
        assert not running.place._processes()
        assert not [line for line in running.remarks if "could not be ended" in line]
    assert not [name for name in os.listdir("/dev/shm") if running.place.mark in name]
