"""The folder in which one submission runs: what is put there, and that nothing of it stays."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from .family import processes_of
from .limits import Limits

COURSE = Path(__file__).parents[2]
HERE = Path(__file__).parent
# What learners may import: the course without its exercises, its checks and its answers to them.
OPEN = ("masks.py", "attention.py", "multihead.py", "tiled.py", "inputs.py", "course.mplstyle")
OPEN_FOLDERS = ("timing", "plots", "data")
OURS = (
    "agent.py",
    "boot.py",
    "boot_words.py",
    "salvage.py",
    "seen.py",
    "surroundings.py",
    "things.py",
    "wire.py",
)
# Where a teacher may keep something, or a service listens.
PRIVATE = ("~", "/home", "/root", "/mnt", "/media", "/run", "/srv")
FRESH = ("/tmp", "/var/tmp", "/dev/shm")

WORDS = {
    "network": ("The network is cut.", "The network could not be cut"),
    "files": (
        "Your files are out of sight, and all others are read-only.",
        "Your files could not be put out of sight",
    ),
    "disk": ("The disk cannot be filled.", "The disk can be filled"),
    "processes": (
        "Other processes are out of sight, and its own all end with it.",
        "Other processes could not be put out of sight",
    ),
    "user": ("It runs as a user of its own.", "It runs as you, not as a user of its own"),
    "memory": (
        "Memory, processes, files and processor time are limited.",
        "Not everything could be limited",
    ),
}

_numbers = itertools.count()


class Place:
    """`work` is emptied and removed at the end; only short paths, for they hold sockets."""

    def __init__(self, work: Path, limits: Limits, hide: Iterable[str | Path] = ()) -> None:
        self.work, self.limits = work.resolve(), limits
        self.home, self.run = self.work / "home", self.work / "run"
        self.address = str(self.run / "agent")
        if len(str(self.run)) > 80:
            raise ValueError(f"the path of the work folder is too long for sockets: {self.run}")
        self.mark = f"course-{os.getpid()}-{next(_numbers)}-{os.urandom(4).hex()}"
        self.hide = [str(Path(path).resolve()) for path in hide]
        self.report: dict[str, str | None] = {}
        for folder in (self.home, self.run):
            folder.mkdir(parents=True)
        self.work.chmod(0o755)
        _copy_the_course(self.work / "course_utils")

    def command(self, connection_file: str) -> list[str]:
        """What starts the kernel in here."""
        boot = "import sys; sys.path.insert(0, sys.argv[1]); "
        boot += "from course_utils.homework.sandbox.boot import main; main(*sys.argv[2:])"
        environment = {
            **{"HOME": str(self.home), "TMPDIR": str(self.home), "PATH": os.defpath},
            **{"LANG": "C.UTF-8", "MPLBACKEND": "agg", "PIP_NO_INDEX": "1"},
            **{"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            **{"IPYTHONDIR": str(self.home / ".ipython"), "COURSE_SUBMISSION": self.mark},
        }
        number = 300_000_000 + os.getpid() * 64 + next(_numbers) % 64
        config = {
            "argv": [sys.executable, "-c", boot, str(self.work), connection_file, self.address],
            "environment": environment,
            "work": str(self.work),
            "home": str(self.home),
            "writable": {str(self.home): self.limits.home_bytes, str(self.run): 1 << 20},
            "own": [str(self.home), str(self.run)],
            "connection": connection_file,
            "keep": _interpreter(),
            "hide": [*self.hide, *map(os.path.expanduser, PRIVATE)],
            "fresh": [path for path in FRESH if os.path.isdir(path)],
            "users": [number, 20_000 + number % 40_000],
            "limits": self.limits.of_the_system(),
        }
        file = self.work / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        return [sys.executable, "-I", "-S", str(HERE / "launch.py"), str(file)]

    def read_report(self) -> None:
        file = self.work / "report.json"
        if file.exists():
            self.report = json.loads(file.read_text(encoding="utf-8"))

    def told(self, *, protected: bool) -> list[str]:
        """In plain sentences: what is protected here, or what is not and why."""
        if protected:
            return [yes for key, (yes, _) in WORDS.items() if self.report.get(key, "") is None]
        return [
            f"{no} ({self.report.get(key) or 'not tried'})."
            for key, (_, no) in WORDS.items()
            if self.report.get(key, "") is not None
        ]

    def end_all(self) -> bool:
        """Kill whatever still runs of the submission; False if something did not end."""
        end = time.monotonic() + 10
        while left := self._processes():
            if time.monotonic() > end:
                return False
            _signal(left, signal.SIGKILL)
            time.sleep(0.01)
        return True

    def end_others(self) -> bool:
        """Kill what runs of the submission besides its kernel; False if that goes on forking."""
        for _ in range(3):
            stopped: set[int] = set()
            # Stopped first: who is killed makes room for another fork, who is stopped does not.
            while left := self._others() - stopped:
                _signal(left, signal.SIGSTOP)
                stopped |= left
            if not stopped:
                return True
            _signal(stopped, signal.SIGKILL)
            time.sleep(0.05)
        return False

    def _others(self) -> set[int]:
        return self._processes() - {int(self.report.get("kernel") or 0)}

    def _processes(self) -> set[int]:
        return processes_of(self.mark, self.report.get("uid"), self.report.get("launcher"))


def _copy_the_course(to: Path) -> None:
    """The open part of the course, and our own few modules under their names."""
    for folder in ("checking", "homework/sandbox"):
        (to / folder).mkdir(parents=True)
    shutil.copy(HERE / "stand_in.py", to / "__init__.py")
    for name in ("checking", "homework", "homework/sandbox"):
        (to / name / "__init__.py").touch()
    for name in OPEN:
        shutil.copy(COURSE / name, to / name)
    for name in OPEN_FOLDERS:
        shutil.copytree(COURSE / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(COURSE / "checking" / "idle.py", to / "checking" / "idle.py")
    for name in OURS:
        shutil.copy(HERE / name, to / "homework" / "sandbox" / name)
    for path in (to, *to.rglob("*")):
        path.chmod(0o755)  # another user reads them, whoever may read the originals


def _interpreter() -> list[str]:
    """The folders without which Python and its packages do not run."""
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    folders |= {os.path.dirname(os.path.realpath(sys.executable))}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    folders |= {os.path.realpath(folder) for folder in folders}
    system = ("/", "/usr", "/usr/bin", "/bin", "/usr/local", "/usr/local/bin")
    return sorted(f for f in folders if f not in system and os.path.isdir(f))


def _signal(processes: Iterable[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
