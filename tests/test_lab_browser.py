"""`python start.py` as a learner meets it: lesson 1 runs in JupyterLab, in a real browser."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from tests.browser import LESSON, QUIET, code_cells, open_notebook, run_all_cells

ROOT = Path(__file__).resolve().parents[1]


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


def test_lesson_1_runs_in_jupyterlab(chromium, address, folder, tmp_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        open_notebook(page, address)
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
