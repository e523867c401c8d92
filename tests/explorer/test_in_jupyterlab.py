"""The explorer where learners meet it: JupyterLab, trusted or not, exported HTML, strict nbval."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect, sync_playwright
from torch.testing import assert_close

from course_utils import causal_mask, explore, toy_sentence
from tests.browser import LESSON, PATIENCE, QUIET, open_notebook, run_all_cells, what_hides

ROOT = Path(__file__).resolve().parents[2]
EXPLORE = """\
import course_utils as cu

toy = cu.toy_sentence()
cu.explore(toy.vectors, toy.vectors, toy.vectors, tokens=toy.tokens, title="a toy")"""
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def small_notebook():
    notebook = new_notebook(cells=[new_markdown_cell("# A toy"), new_code_cell(EXPLORE)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    return notebook


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "course" / LESSON
    path.parent.mkdir(parents=True)
    nbformat.write(small_notebook(), path)
    return tmp_path / "course"


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The small notebook, run, in a file."""
    path = tmp_path_factory.mktemp("executed") / "toy.ipynb"
    notebook = small_notebook()
    NotebookClient(notebook, timeout=PATIENCE).execute(env=ENVIRONMENT)
    nbformat.write(notebook, path)
    return path


def expected(keep=None):
    x = toy_sentence().vectors.double()
    return torch.nn.functional.scaled_dot_product_attention(x, x, x, attn_mask=keep)


def output_of(page):
    numbers = page.locator(".attention-explorer").evaluate("root => root.explorer.numbers.output")
    return torch.tensor(numbers, dtype=torch.float64).view(4, 3)


def both_in_sight(root, canvas, i, j):
    """A score, and the words on how it comes about."""
    spot = root.evaluate(f"root => root.explorer.place('scores', {i}, {j})")
    expect(root.locator(".ae-sentence")).to_be_in_viewport(ratio=1)
    return what_hides(canvas, spot) is None


def test_it_lives_in_jupyterlab_and_is_a_picture_where_untrusted(
    chromium, address, folder, tmp_path
):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 1300})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        open_notebook(page, address)
        run_all_cells(page, folder)
        root = page.locator(".attention-explorer")
        canvas = root.locator("canvas").nth(2)
        canvas.wait_for()
        assert_close(output_of(page), expected(), rtol=1e-6, atol=1e-6)
        # hover
        canvas.scroll_into_view_if_needed()
        canvas.hover(position=root.evaluate("root => root.explorer.place('scores', 1, 2)"))
        assert "query cat, key drinks: score 2 = 1×1 + 1×1 + 0×1." in root.inner_text()
        # keyboard: JupyterLab must not take the keys
        canvas.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        assert "query the, key milk" in root.inner_text()
        page.set_viewport_size({"width": 1400, "height": 650})
        page.wait_for_timeout(1000)  # JupyterLab lays itself out again, and scrolls
        for key, place in (("Control+End", (3, 3)), ("Control+Home", (0, 0))):
            page.keyboard.press(key)
            assert both_in_sight(root, canvas, *place), key
        page.set_viewport_size({"width": 1400, "height": 1300})
        before = page.locator(".jp-Cell").count()
        for key in ("Home", "Enter"):  # masks the first query's first key
            page.keyboard.press(key)
        assert page.locator(".jp-Cell").count() == before
        keep = torch.ones(4, 4, dtype=torch.bool)
        keep[0, 0] = False
        assert_close(output_of(page), expected(keep), rtol=1e-6, atol=1e-6)
        # the mask by its control
        root.get_by_role("combobox", name="mask").select_option("causal")
        assert_close(output_of(page), expected(causal_mask(4, 4)), rtol=1e-6, atol=1e-6)
        page.screenshot(path=tmp_path / "explorer.png")
        assert errors == []

        # Somebody else's notebook: not signed here, so nothing in it may run.
        foreign = nbformat.read(folder / LESSON, as_version=4)
        foreign.cells[0].source = "# Somebody else's"
        for cell in foreign.cells:
            cell.metadata.pop("trusted", None)
        nbformat.write(foreign, folder / "foreign.ipynb")
        base = address.split("/lab")[0]
        token = address.split("token=")[1]
        page.goto(f"{base}/lab/workspaces/other/tree/foreign.ipynb?token={token}")
        image = page.locator(".jp-OutputArea-output img")
        image.wait_for()
        assert image.evaluate("image => image.complete && image.naturalWidth") > 400
        assert "Attention explorer" in image.get_attribute("alt")
        assert page.locator(".jp-OutputArea-output canvas").count() == 0
        page.screenshot(path=tmp_path / "untrusted.png")
        browser.close()


def test_it_lives_in_exported_html_offline(chromium, executed, tmp_path):
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--log-level=ERROR"]
    subprocess.run([*export, f"--output-dir={tmp_path}", str(executed)], check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.goto((tmp_path / "toy.html").as_uri(), wait_until="domcontentloaded")
        page.locator(".attention-explorer canvas").first.wait_for()
        assert_close(output_of(page), expected(), rtol=1e-6, atol=1e-6)
        page.locator(".attention-explorer").get_by_role("combobox", name="mask").select_option(
            "causal"
        )
        assert_close(output_of(page), expected(causal_mask(4, 4)), rtol=1e-6, atol=1e-6)
        page.screenshot(path=tmp_path / "exported.png")
        root, canvas = page.locator(".attention-explorer"), page.locator("canvas").nth(2)
        page.set_viewport_size({"width": 1200, "height": 560})
        canvas.focus()
        page.keyboard.press("Control+End")
        assert both_in_sight(root, canvas, 3, 3)
        browser.close()


def strict(notebook):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests" / "nbval_sanitize.cfg")]
    return subprocess.run(
        [*command, notebook.name],
        cwd=notebook.parent,
        env=ENVIRONMENT,
        text=True,
        capture_output=True,
    )


def test_strict_nbval_passes(executed):
    assert strict(executed).returncode == 0


@pytest.mark.parametrize(
    ("was", "would_be", "passes"),
    [
        ('data-check="A', 'data-check="B', True),  # another processor's last digit
        ("data:image/webp;base64,U", "data:image/webp;base64,V", True),  # another pixel
        ("&quot;cat&quot;", "&quot;dog&quot;", False),
        ('"use strict"', '"use sloppy"', False),
    ],
)
def test_nbval_forgives_numbers_and_picture_and_nothing_else(
    executed, tmp_path, was, would_be, passes
):
    notebook = nbformat.read(executed, as_version=4)
    shown = notebook.cells[1].outputs[0].data
    assert was in shown["text/html"]
    shown["text/html"] = shown["text/html"].replace(was, would_be)
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    run = strict(tmp_path / "changed.ipynb")
    assert (run.returncode == 0) == passes, run.stdout


def test_what_a_notebook_stores_is_the_explorer_s_own_bundle(executed):
    toy = toy_sentence().vectors
    made = explore(toy, toy, toy, tokens=toy_sentence().tokens, title="a toy")
    data, metadata = made._repr_mimebundle_()
    stored = nbformat.read(executed, as_version=4).cells[1].outputs[0]
    assert stored.data["text/html"] == data["text/html"]
    assert stored.data["image/png"].strip() == data["image/png"]
    assert stored.metadata == metadata
