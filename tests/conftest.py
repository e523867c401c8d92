"""A real browser, and JupyterLab as start.py opens it."""

import os
import platform
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import start
from tests.browser import PATIENCE, found_browser, free_port, lacking

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium or Chrome."""
    found = found_browser()
    if found is None:
        lacking("no Chromium or Chrome here; on Debian: sudo apt install chromium")
    return found


@pytest.fixture
def address(chromium, folder, tmp_path):
    """The address that start.py prints for `folder`, JupyterLab's own files all in `tmp_path`."""
    if not start.is_ready(
        start.read_stamp(), start.fingerprint_of(platform.python_version()), ["lab"]
    ):
        lacking("start.py would have to install first: python start.py setup")
    names = ("JUPYTER_CONFIG", "JUPYTER_DATA", "JUPYTER_RUNTIME", "IPYTHON")
    names += ("JUPYTERLAB_SETTINGS", "JUPYTERLAB_WORKSPACES")
    own = {name + ("DIR" if name == "IPYTHON" else "_DIR"): str(tmp_path / name) for name in names}
    command = [sys.executable, str(ROOT / "start.py"), "--no-browser"]
    command += ["--port", str(free_port()), "--", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        command,
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, found = [], threading.Event()

    def listen():
        for line in server.stdout:
            said.append(line)
            if "token=" in line:
                found.set()
        found.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        found.wait(5 * PATIENCE)
        match = re.search(r"http://localhost\S+token=\S+", "".join(said))
        assert match, "".join(said)
        yield match[0]
    finally:
        server.terminate()
        server.wait(PATIENCE)
        listener.join(PATIENCE)
        server.stdout.close()
