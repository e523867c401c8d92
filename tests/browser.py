"""What tests in a real browser share: where it is, how it starts, how a notebook is run in it."""

import os
import shutil
import socket

import nbformat
import pytest

import start

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


def found_browser():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def lacking(what):
    """Skip on somebody's machine; in CI nothing may be lacking."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(what)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def code_cells(folder):
    lesson = nbformat.read(folder / LESSON, as_version=4)
    return [cell for cell in lesson.cells if cell.cell_type == "code" and cell.source.strip()]


def open_notebook(page, address):
    """Go to the notebook that start.py opens, and wait until its kernel answers."""
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


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


def what_hides(canvas, position):
    """The class of the element that lies over a canvas's point, or None if it can be seen."""
    return canvas.evaluate(
        """(canvas, { x, y }) => {
          const box = canvas.getBoundingClientRect();
          const found = document.elementFromPoint(box.left + x, box.top + y);
          return found === canvas ? null : found ? found.className : "the window's edge";
        }""",
        position,
    )
