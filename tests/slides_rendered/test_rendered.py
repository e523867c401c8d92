"""The built slides in a browser: nothing overflows, no picture is missing, text can be read."""

from __future__ import annotations

import contextlib
import http.server
import os
import re
import tempfile
import threading
import zlib
from functools import partial

import matplotlib.pyplot as plt
import pytest
from playwright.sync_api import sync_playwright

from slides import figures
from slides.build import KINDS, Lacking, browser, build, decks, marp
from tests.slides.deck import slides

SMALLEST = 18  # pixels of 720: the back row
IN_A_FIGURE = 14
QUIET = ["--no-sandbox", "--disable-gpu"]
MEASURE = """() => [...document.querySelectorAll('section')].map(section => {
  const inside = section.getBoundingClientRect(), scale = inside.width / 1280;
  const style = getComputedStyle(section), bottom = inside.bottom - 50 * scale;
  const parts = [...section.querySelectorAll(':scope > *, :scope .beside > * > *')]
    .filter(part => part.tagName !== 'FOOTER');
  const images = [...section.querySelectorAll('img')];
  const meet = (text, image) => {
    const one = text.getBoundingClientRect(), other = image.getBoundingClientRect();
    return Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > scale
      && Math.min(one.right, other.right) - Math.max(one.left, other.left) > scale;
  };
  const small = [...section.querySelectorAll('p, li, td, th, code, h1, h2')]
    .filter(part => part.textContent.trim())
    .map(part => parseFloat(getComputedStyle(part).fontSize));
  return {
    overflow: section.scrollHeight - section.clientHeight,
    sideways: section.scrollWidth - section.clientWidth,
    below: parts.filter(part => part.getBoundingClientRect().bottom > bottom + 1)
      .map(part => part.textContent.slice(0, 60) || part.innerHTML.slice(0, 60)),
    beside: parts.filter(part => part.getBoundingClientRect().right > inside.right - 40 * scale)
      .map(part => part.textContent.slice(0, 60)),
    wide: [...section.querySelectorAll('pre')]
      .filter(pre => pre.scrollWidth > pre.clientWidth + 1).map(pre => pre.textContent),
    covered: [...section.querySelectorAll('h1, p, ul, ol, table, pre')]
      .filter(text => text.textContent.trim() && images.some(image => meet(text, image)))
      .map(text => text.textContent.slice(0, 60)),
    images: images.map(image => ({
      source: image.getAttribute('src'), alt: image.alt, natural: image.naturalWidth,
      width: image.getBoundingClientRect().width / scale,
    })),
    smallest: Math.min(...small),
  };
})"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("slides")
    try:
        build(decks(), out)
    except Lacking as what:
        pytest.fail(str(what))
    return out


@pytest.fixture(scope="module")
def measured(built):
    """What the browser finds of each slide, by deck; and what it asked for."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    found, asked, errors = {}, set(), []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=QUIET)
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.on("request", lambda request: asked.add(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.emulate_media(media="print")  # all slides at once
        for deck in decks():
            page.goto(f"{home}/{deck.stem}.html")
            page.wait_for_function("[...document.images].every(image => image.complete)")
            found[deck.stem] = page.evaluate(MEASURE)
        chromium.close()
    server.shutdown()
    server.server_close()
    assert errors == []
    assert not [url for url in asked if not url.startswith((home, "data:"))]
    return found


each = pytest.mark.parametrize("deck", decks(), ids=lambda deck: deck.stem)


@each
def test_nothing_overflows(deck, measured):
    assert len(measured[deck.stem]) == len(slides(deck))
    for number, slide in enumerate(measured[deck.stem], 1):
        assert slide["overflow"] <= 1, number
        assert slide["sideways"] <= 1, number
        assert slide["below"] == [], number
        assert slide["beside"] == [], number
        assert slide["wide"] == [], number
        assert slide["covered"] == [], number


@each
def test_pictures_are_there_and_have_an_alternative(deck, measured):
    for number, slide in enumerate(measured[deck.stem], 1):
        for image in slide["images"]:
            assert image["natural"] > 0, (number, image)
            assert image["alt"].strip(), (number, image)


@each
def test_text_can_be_read_from_the_back(deck, measured, sizes):
    for number, slide in enumerate(measured[deck.stem], 1):
        assert slide["smallest"] >= SMALLEST, number
        for image in slide["images"]:
            points, width = sizes[image["source"].split("/")[-1]]
            pixels = points / 72 * image["width"] / width
            assert pixels >= IN_A_FIGURE, (number, image["source"], pixels)


@pytest.fixture(scope="module")
def sizes():
    """Of each figure, the smallest text in points and the width in inches."""
    found = {}
    for name, draw in figures.all_drawings():
        for stem, one in figures.drawn(name, draw).items():
            found[f"{stem}.svg"] = figures.smallest_text(one), one.get_figwidth()
            plt.close(one)
    return found


@each
def test_the_pdf_has_a_note_on_each_page(deck, built):
    pdf = (built / f"{deck.stem}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    notes = sum(part.count(b"/Subtype /Text") for part in [pdf, *unpacked(pdf)])
    assert notes == len(slides(deck))


@pytest.mark.usefixtures("built")  # Marp is there
def test_marp_leaves_nothing_in_the_temporary_folder(tmp_path, monkeypatch):
    with tempfile.TemporaryDirectory() as temporary:  # tmp_path is too long for a browser's socket
        monkeypatch.setattr(tempfile, "tempdir", temporary)
        for name in ("TMPDIR", "TEMP", "TMP"):
            monkeypatch.setenv(name, temporary)
        marp(decks(["00"])[0], KINDS["pdf"], tmp_path / "deck.pdf")
        assert os.listdir(temporary) == []


def unpacked(pdf):
    """What its streams hold, pictures aside."""
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)
