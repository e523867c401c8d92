"""The folders in which submissions run; one whose run was killed goes with the next run."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .sandbox.removal import remove

try:
    import fcntl
except ImportError:  # Windows, where nothing is graded
    fcntl = None

NAME, LOCK = "hw-", "course-homework.lock"  # short: the paths of sockets are


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A folder to be made, in one that goes at the end; this process holds its lock meanwhile."""
    with tempfile.TemporaryDirectory(prefix=NAME) as name:
        folder = Path(name)
        folder.chmod(0o711)  # a submission's own user must come through
        with open(folder / "new", "wb") as lock:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "new").rename(folder / LOCK)  # never there without being held
            yield folder / "work"


def remove_left_over() -> None:
    """The folders that this user's killed runs left: nobody holds their locks any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{NAME}*/{LOCK}"):
        with contextlib.suppress(OSError), open(path, "rb") as lock:
            if fcntl and path.parent.lstat().st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(path.parent)
