"""Folders removed with whatever a submission left in them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove the folder, also where permissions or a last process stand against it."""
    keyword = {"onexc": _open_it} if sys.version_info >= (3, 12) else {"onerror": _open_it}
    for _ in range(3):  # a last process may have written while we were removing
        try:
            shutil.rmtree(folder, **keyword)
            return
        except FileNotFoundError:
            if not folder.exists():
                return
        except OSError:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def _open_it(function, path, error) -> None:
    parent = os.path.dirname(path)
    for locked in (parent, path):
        if not os.path.islink(locked):
            os.chmod(locked, stat.S_IRWXU)
    function(path)
