"""A program of its own: takes away what a learner's process must not have, then starts it.

`python -I -S launch.py config.json`. It stays as that process's parent, and ends with it. What the
machine does not allow is left out, and said in the report.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import namespaces

Report = dict[str, str | None]  # what is protected, and why it is not


def main(config: dict) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the kernel, which is in our group
    grader = os.getppid()
    as_root = os.geteuid() == 0
    # Opened now: by their paths, the new namespace does not let them be changed.
    work = os.open(config["work"], os.O_RDONLY)
    config["own"].append(os.open(config["connection"], os.O_RDONLY))
    namespaces.adopt_orphans()
    report = namespaces.separate(config, as_root)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _become(config, as_root, report, theirs)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        told = pipe.read()  # until it has become the kernel
    _tell(json.loads(told or "{}") | {"launcher": str(os.getpid()), "kernel": str(child)}, work)
    return _wait(child, grader)


def _tell(report: Report, folder: int) -> None:
    """Write the report into the folder, whole or not at all."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with open(os.open("report.new", flags, 0o644, dir_fd=folder), "w", encoding="utf-8") as file:
        json.dump(report, file)
    os.rename("report.new", "report.json", src_dir_fd=folder, dst_dir_fd=folder)


def _wait(child: int, grader: int) -> int:
    """The kernel's exit code; where the grader is gone, the kernel goes too."""
    while True:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended == child:
            namespaces.end_children()
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        if os.getppid() != grader:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.1)


def _become(config: dict, as_root: bool, report: Report, pipe: int) -> None:
    try:
        os.set_inheritable(pipe, False)
        namespaces.die_with_parent()
        report["processes"] = namespaces.fresh_proc(report.get("processes"))
        report["memory"] = _limited(config["limits"], as_root)
        report["user"] = (
            _another_user(config, report) if as_root else "no administrator runs the grader"
        )
        namespaces.no_new_privileges()
        os.chdir(config["home"])
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.write(pipe, json.dumps(report).encode())
        os.execve(config["argv"][0], config["argv"], config["environment"])
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"launch: {type(error).__name__}: {error}\n".encode())
        os._exit(97)


def _limited(limits: dict[str, int], as_root: bool) -> str | None:
    """Limits that the system keeps, each as far as it knows it."""
    missing = []
    for name, most in limits.items():
        if name == "NPROC" and not as_root:
            most += _tasks_of(os.getuid())
        kind = getattr(resource, f"RLIMIT_{name}", None)
        try:
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError, TypeError):
            missing.append(name)
    return f"the system has no limit on {', '.join(missing)}" if missing else None


def _tasks_of(user: int) -> int:
    """How many threads this user has, who shares the limit with the submission."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == user:
                count += len(os.listdir(folder / "task"))
    return count


def _another_user(config: dict, report: Report) -> str | None:
    os.umask(0o077)
    for user in config["users"]:
        try:
            for path in config["own"]:
                os.chown(path, user, user)
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:
            continue
        report["uid"] = str(user)
        return None
    return "the system has no other user to give"


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
