"""Where pip may get the course from, over loopback: a wheel, a zip as GitHub serves it, git."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .environments import ROOT

COMMIT = "git -c user.name=course -c user.email=course@localhost commit --quiet -m course"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The address of each way, as COURSE_SOURCE takes it, while a server in this process runs."""
    tree = folder / "attention-main"
    _copy_what_git_would_hold(tree)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*pip, str(folder), str(tree)], check=True)
    shutil.rmtree(tree / "build", ignore_errors=True)
    shutil.make_archive(str(folder / "main"), "zip", folder, tree.name)
    for command in ("git init --quiet", "git add --all", COMMIT):
        subprocess.run(command.split(), cwd=tree, check=True)
    for command in (
        "git clone --quiet --bare attention-main course.git",
        "git -C course.git repack",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["git", "-C", "course.git", "update-server-info"], cwd=folder, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    (wheel,) = folder.glob("*.whl")
    try:
        yield {
            "wheel": f"{address}/{wheel.name}",
            "zip": f"{address}/main.zip",
            "git": f"git+{address}/course.git",
        }
    finally:
        server.shutdown()
        server.server_close()


def _copy_what_git_would_hold(tree: Path) -> None:
    """Changes that are not committed yet go with it."""
    ask = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
