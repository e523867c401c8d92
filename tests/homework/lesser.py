"""Somebody who may do less than an administrator: `python lesser.py WHO script arguments`.

Python and the course are put within their reach, should they lie in a closed folder.
"""

from __future__ import annotations

import os
import sys

from course_utils.homework.sandbox import namespaces
from course_utils.homework.sandbox.place import COURSE, _interpreter

NOBODY = 65534
DROP_FROM_ALL_TO_COME, SYSTEM_ADMINISTRATION = 24, 21


def open_the_way() -> None:
    """In a view of the files of our own, folders closed to others hold what is needed only."""
    namespaces._unshare(namespaces._NEW_FILES)
    namespaces._mount(None, "/", None, namespaces._RECURSIVE | namespaces._PRIVATE)
    kept = {path: os.open(path, os.O_PATH) for path in [*_interpreter(), str(COURSE.parent)]}
    for top in {closed for path in kept if (closed := namespaces._closed(path))}:
        namespaces._new_folder(top, 0o755, 1 << 20)
        for path, descriptor in kept.items():
            if path.startswith(f"{top}/"):
                namespaces._put_back(path, descriptor)


def become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def become_nobody_without_namespaces() -> None:
    """Linux gives none to who sees another root than the others."""
    namespaces._mount("/", "/mnt", None, namespaces._BIND | namespaces._RECURSIVE)
    os.chroot("/mnt")
    os.chdir("/")
    become_nobody()


def become_root_of_a_container() -> None:
    namespaces._libc.prctl(DROP_FROM_ALL_TO_COME, SYSTEM_ADMINISTRATION, 0, 0, 0)


WHO = {
    "nobody": become_nobody,
    "nobody without namespaces": become_nobody_without_namespaces,
    "root of a container": become_root_of_a_container,
}

if __name__ == "__main__":
    open_the_way()
    WHO[sys.argv[1]]()
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
