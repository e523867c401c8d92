"""How many pictures a second the explorer draws while a slider moves, and how many bytes it is.

python benchmarks/explorer_frames.py
"""

import json
import statistics
import sys
from pathlib import Path

import torch
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the tests' own modules

import course_utils as cu
from course_utils.explorer.fragment import asset, script
from tests.browser import QUIET, found_browser

HEAD_DIM, FRAMES = 32, 120
# The slider moves in each frame; a frame is counted from one drawing to the next.
MOVE = """frames => new Promise(done => {
  const slider = document.querySelector("input[type=range]"), times = [], busy = [];
  const step = now => {
    times.push(now);
    if (times.length > frames) return done([times.slice(1).map((t, n) => t - times[n]), busy]);
    slider.value = Math.sin(times.length / 9);
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    busy.push(performance.now() - start);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


def size(explorer):
    """Bytes of one output in a notebook's file."""
    return len(json.dumps(explorer._repr_mimebundle_(), ensure_ascii=False).encode())


def main():
    torch.manual_seed(0)
    print(f"script {len(script('explorer'))} bytes, style {len(asset('explorer.css'))} bytes")
    query, key, value = (torch.randn(12, 16, HEAD_DIM) for _ in range(3))
    print(f"an output with 16 tokens, 12 heads: {size(cu.explore(query, key, value))} bytes")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_browser(), args=QUIET)
        print(f"Chromium {browser.version}, without a GPU; {FRAMES} frames, head size {HEAD_DIM}")
        for tokens in (8, 32, 64):
            query, key, value = (torch.randn(tokens, HEAD_DIM) for _ in range(3))
            explorer = cu.explore(query, key, value)
            page = browser.new_page(viewport={"width": 1100, "height": 1000})
            page.set_content(explorer.page())
            page.locator("canvas").nth(5).hover(position={"x": 60, "y": 60})
            apart, busy = page.evaluate(MOVE, FRAMES)
            print(
                f"{tokens:3} tokens: {1000 / statistics.mean(apart):3.0f} frames a second "
                f"(slowest {max(apart):.0f} ms), {statistics.median(busy):.1f} ms of script each, "
                f"{size(explorer)} bytes"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
