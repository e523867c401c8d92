"""A file that is there whole, or as it was before."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from .trouble import Trouble


def write(path: Path, content: str | bytes) -> Path:
    """Put the content there at once: a run that is killed leaves no half a file."""
    if isinstance(content, str):
        # A lone surrogate, which JSON can hold and UTF-8 cannot, stays readable as \ud800.
        content = content.encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise Trouble(
            f"{path} could not be written ({error.strerror or error}): nothing that was there is "
            "lost; make room or choose another folder, and give the same command again."
        ) from error
    return path


def _replace(path: Path, content: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # a temporary file is for its owner alone
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    # The new name itself is only on the disk when the folder is; Windows cannot open one.
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
