"""The files of a folder or of a zip, with nothing in them trusted."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath

from . import atomic
from .cells import LARGEST, TOO_LARGE
from .trouble import Trouble

MOST_FILES = 100_000
MOST_BYTES = 8_000_000_000  # of all notebooks of a zip together
_LEFT_OUT = {".ipynb_checkpoints", "__MACOSX"}


@dataclass(frozen=True)
class Found:
    """A file that was handed in: its name as given, where its bytes lie now, or why not.

    Files other than notebooks are only named.
    """

    name: str
    path: Path | None = None
    sha256: str = ""
    when: datetime | None = None
    reason: str = ""

    @property
    def is_notebook(self) -> bool:
        return self.name.casefold().endswith(".ipynb")


def files(
    source: str | Path, into: str | Path | None = None, zone: tzinfo | None = None
) -> list[Found]:
    """Every file in a folder or zip; the notebooks of a zip are copied to `into`, by their hash.

    The times in a zip have no zone: they are taken for times in `zone`.
    """
    source = Path(source)
    if source.is_dir():
        return list(_in_folder(source))
    if not source.exists():
        raise Trouble(f"There is nothing at {source}: give the folder or zip of the submissions.")
    if into is None:
        into = tempfile.mkdtemp(prefix="submissions-")
    return list(_in_zip(source, Path(into), zone))


def _wanted(parts: tuple[str, ...]) -> bool:
    return (
        not _LEFT_OUT & set(parts) and not parts[-1].startswith("._") and parts[-1] != ".DS_Store"
    )


def _in_folder(source: Path) -> Iterator[Found]:
    def trouble(error: OSError):
        raise Trouble(f"{error.filename} cannot be read: {error.strerror or error}.")

    for folder, folders, names in os.walk(source, onerror=trouble):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            relative = path.relative_to(source)
            if _wanted(relative.parts):
                yield _on_disk(path, relative.as_posix())


def _on_disk(path: Path, name: str) -> Found:
    if not name.casefold().endswith(".ipynb"):
        return Found(name)
    try:
        facts = path.lstat()
        when = datetime.fromtimestamp(facts.st_mtime).astimezone()
        if not stat.S_ISREG(facts.st_mode):
            return Found(name, when=when, reason="this is a link or a device, not a file")
        if facts.st_size > LARGEST:
            return Found(name, when=when, reason=TOO_LARGE)
        return Found(name, path, hashlib.sha256(path.read_bytes()).hexdigest(), when)
    except OSError as error:
        return Found(name, reason=f"the file cannot be read: {error.strerror or error}")


def _in_zip(source: Path, into: Path, zone: tzinfo | None) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise Trouble(f"{source} holds {len(entries)} files; {MOST_FILES} are the most.")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Trouble(f"{source} is encrypted: unpack it, and give the folder.")
            room = MOST_BYTES
            for entry in entries:
                name = _name(entry)
                parts = PurePosixPath(name).parts
                if entry.is_dir() or not parts or not _wanted(parts):
                    continue
                found = _entry(archive, entry, name, into, zone)
                room -= found.path.stat().st_size if found.path else 0
                if room < 0:
                    raise Trouble(f"{source} unpacks to more than {MOST_BYTES // 10**9} GB.")
                yield found
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise Trouble(
            f"{source} is not a folder and not a zip that can be read ({error}): load it down "
            "again, or unpack it and give the folder."
        ) from error


def _name(entry: zipfile.ZipInfo) -> str:
    """The name; some systems write UTF-8 and do not say so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, into: Path, zone: tzinfo | None
) -> Found:
    if not name.casefold().endswith(".ipynb"):
        return Found(name)
    try:
        when = datetime(*entry.date_time, tzinfo=zone)
        when = when if zone else when.astimezone()
    except (ValueError, OverflowError):  # a zip may hold month 0
        when = None
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Found(name, when=when, reason="this is a link, not a file")
    try:
        with archive.open(entry) as file:
            content = file.read(LARGEST + 1)  # what the zip says of its size may be a lie
    except Exception as error:  # broken bytes raise what each way of packing likes
        return Found(name, when=when, reason=f"the zip is damaged at this file: {error}")
    if len(content) > LARGEST:
        return Found(name, when=when, reason=TOO_LARGE)
    digest = hashlib.sha256(content).hexdigest()
    # Named by the content: no name in the zip can lead out of the folder.
    path = into / f"{digest}.ipynb"
    if not path.exists():
        atomic.write(path, content)
    return Found(name, path, digest, when)
