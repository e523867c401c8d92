"""`python start.py` as a learner meets it: lesson 1 runs in JupyterLab, in a real browser."""

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

import start

ROOT = Path(__file__).resolve().parents[1]
HERE_VERSION = platform.python_version()
LESSON = start.FIRST_LESSON
PATIENCE = 120  # seconds for one thing to happen, on a slow and busy machine
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def lacking(what):
    """Skip on somebody's machine; in CI nothing may be lacking."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(what)


@pytest.fixture
def executable():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        lacking("no Chromium or Chrome here; on Debian: sudo apt install chromium")
    if not start.is_ready(start.read_stamp(), start.fingerprint_of(HERE_VERSION), ["lab"]):
        lacking("start.py would have to install first: python start.py setup")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def folder(tmp_path):
    """A folder with nothing but lesson 1, as nobody has run it yet."""
    lesson = nbformat.read(ROOT / LESSON, as_version=4)
    for cell in lesson.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    (tmp_path / "course" / "notebooks").mkdir(parents=True)
    nbformat.write(lesson, tmp_path / "course" / LESSON)
    return tmp_path / "course"


@pytest.fixture
def address(executable, folder, tmp_path):
    """The address that start.py prints, with JupyterLab's files and settings all in `tmp_path`."""
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


def code_cells(folder):
    lesson = nbformat.read(folder / LESSON, as_version=4)
    return [cell for cell in lesson.cells if cell.cell_type == "code" and cell.source.strip()]


def run_all_cells(page, folder):
    """Run > Run All Cells; save until every cell of the file has been executed."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for _ in range(PATIENCE):
        page.wait_for_timeout(1000)
        page.keyboard.press("ControlOrMeta+s")
        if all(cell.execution_count for cell in code_cells(folder)):
            return
    pytest.fail(f"cells without a run: {sum(not c.execution_count for c in code_cells(folder))}")


def test_lesson_1_runs_in_jupyterlab(executable, address, folder, tmp_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(address)
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # the kernel answers
        run_all_cells(page, folder)
        page.screenshot(path=tmp_path / "lesson_1.png")
        assert page.locator(".jp-Dialog").count() == 0
        assert page.locator(".Toastify__toast").count() == 0  # no news, no updates, no warning
        browser.close()
    cells = code_cells(folder)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert any("not attempted" in str(output) for output in outputs)
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []
