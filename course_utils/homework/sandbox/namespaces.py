"""Linux's own walls: a process sees other files, processes and networks than its parent.

Standard library only: `launch.py`, which uses it, runs before anything else is there.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

_NEW_FILES, _NEW_IPC, _NEW_USER = 0x00020000, 0x08000000, 0x10000000
_NEW_PROCESSES, _NEW_NETWORK = 0x20000000, 0x40000000
_NO_SUID, _NO_DEVICES, _NO_EXEC, _BIND, _RECURSIVE, _PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_MOUNT_SETATTR = 442  # the same number on all processors
_HERE, _ALL_BELOW, _READ_ONLY = -100, 0x8000, 1
_PARENT_DEATH, _ADOPT_ORPHANS, _NO_NEW_PRIVILEGES = 1, 36, 38

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def separate(config: dict, as_root: bool) -> dict[str, str | None]:
    """Leave the grader's namespaces. What cannot be left is told, with the reason."""
    if _libc is None:
        reason = f"not possible on {sys.platform}"
        return dict.fromkeys(("network", "files", "disk", "processes"), reason)
    report: dict[str, str | None] = {}
    if not as_root:
        _try(report, "user namespace", _new_user)
    _try(report, "network", lambda: _unshare(_NEW_NETWORK))
    _try(report, "processes", lambda: _unshare(_NEW_PROCESSES))
    _try(report, "files", lambda: _other_files(config, as_root))
    with contextlib.suppress(OSError):
        _unshare(_NEW_IPC)
    report["disk"] = report["files"]
    report.pop("user namespace", None)
    return report


def _try(report: dict[str, str | None], what: str, do) -> None:
    try:
        do()
        report[what] = None
    except OSError as error:
        report[what] = error.strerror or type(error).__name__


def _call(name: str, *arguments) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _unshare(kind: int) -> None:
    _call("unshare", kind)


def _new_user() -> None:
    user, group = os.getuid(), os.getgid()
    _unshare(_NEW_USER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _other_files(config: dict, as_root: bool) -> None:
    """The same files, but read-only, and without those to be hidden."""
    _unshare(_NEW_FILES)
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    kept = {path: os.open(path, os.O_PATH) for path in config["keep"] if os.path.exists(path)}
    work = config["work"]
    kept[work] = os.open(work, os.O_PATH)
    _set_read_only("/")
    hidden = {os.path.realpath(path) for path in config["hide"]}
    hidden |= set(config["fresh"])
    if as_root:  # the interpreter must be in reach of another user
        hidden |= {top for path in kept if (top := _closed(path))}
    placed = set()
    for path in sorted(hidden, key=lambda p: p.count("/")):
        if os.path.isfile(path):
            _mount("/dev/null", path, None, _BIND)
        elif os.path.isdir(path) and path != "/":
            is_fresh = path in config["fresh"]
            _new_folder(path, *((0o1777, 256 << 20) if is_fresh else (0o755, 1 << 20)))
            for inner, descriptor in kept.items():
                if inner.startswith(f"{path}/"):
                    _put_back(inner, descriptor)
                    placed.add(inner)
    if work not in placed:
        _put_back(work, kept[work])
    for path, size in config["writable"].items():
        _new_folder(path, 0o777, size)
    for descriptor in kept.values():
        os.close(descriptor)


def _new_folder(path: str, mode: int, size: int) -> None:
    """In memory, for so many bytes, and a file for each 16 KB of them: an empty one costs 1."""
    limits = f"mode={mode:o},size={size},nr_inodes={size >> 14}"
    _mount("tmpfs", path, "tmpfs", _NO_SUID | _NO_DEVICES, limits)


def _put_back(path: str, descriptor: int) -> None:
    if not os.path.exists(path):
        above = os.umask(0o022)
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            os.makedirs(path)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(path).touch()
        os.umask(above)
    _mount(f"/proc/self/fd/{descriptor}", path, None, _BIND | _RECURSIVE)


def _closed(path: str) -> str | None:
    """The topmost folder above this path that other users may not enter."""
    above = list(reversed(Path(os.path.realpath(path)).parents))
    return next((str(p) for p in above if not p.stat().st_mode & 0o001), None)


def _set_read_only(path: str) -> None:
    """The folder, and all that is mounted below."""
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY | _NO_SUID, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    arguments = (_HERE, path.encode(), _ALL_BELOW, ctypes.byref(attributes), size)
    _call("syscall", ctypes.c_long(_MOUNT_SETATTR), *arguments)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    texts = [None if t is None else t.encode() for t in (source, target, kind)]
    _call("mount", *texts, ctypes.c_ulong(flags), data.encode() or None)


def fresh_proc(missing: str | None) -> str | None:
    """In the first process of a new namespace: show this namespace's processes only."""
    if missing is None:
        try:
            _mount("proc", "/proc", "proc", _NO_SUID | _NO_DEVICES | _NO_EXEC)
        except OSError as error:
            return f"they can be listed, not touched ({error.strerror})"
    return missing


def die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PARENT_DEATH, 9, 0, 0, 0)


def adopt_orphans() -> None:
    """Whatever descends from this process goes on descending from it."""
    if _libc is not None:
        _libc.prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def end_children() -> None:
    """Kill this process's children, and theirs, where they have no namespace that ends them."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    with contextlib.suppress(OSError):
        while left := children.read_text().split():
            for process in left:
                os.kill(int(process), signal.SIGKILL)
            os.waitpid(-1, 0)


def no_new_privileges() -> None:
    if _libc is not None:
        _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        # (Changing the user forgets it.)
        die_with_parent()
