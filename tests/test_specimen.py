"""Lesson 7's "find the four bugs": the function that is shown, and every way to mend part of it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import nbformat
import pytest
import torch

import course_utils as cu

LESSON = Path(__file__).parents[1] / "notebooks" / "07_projections.ipynb"
BUGS = {  # the name of each, its line, and the line mended
    "keys_reshaped_and_not_transposed": (
        "heads.reshape(batch, num_heads, head_dim, length)",
        "heads.transpose(-2, -1)",
    ),
    "scaled_by_the_whole_width": ("math.sqrt(embed_dim)", "math.sqrt(head_dim)"),
    "padding_not_hidden": ("-1e-12", "-math.inf"),
    "softmax_over_the_heads": ("dim=1", "dim=-1"),
}


def shown_in_the_lesson():
    cells = nbformat.read(LESSON, as_version=4).cells
    (source,) = (cell.source for cell in cells if "def tutorial_attention" in cell.source)
    return source


def mended(*names):
    source = shown_in_the_lesson()
    for name in names:
        bug, right = BUGS[name]
        assert source.count(bug) == 1
        source = source.replace(bug, right)
    namespace = {"torch": torch}
    exec(source, namespace)
    return namespace["tutorial_attention"]


def test_the_function_as_shown_has_all_four_bugs_and_all_are_named():
    verdict = cu.run("repaired_attention", mended())
    assert set(verdict.mistakes) == set(BUGS)
    assert verdict.message.startswith("✗ repaired_attention: four things: ")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_bugs_that_are_left_are_named_and_no_others(count):
    for done in combinations(BUGS, count):
        verdict = cu.run("repaired_attention", mended(*done))
        assert set(verdict.mistakes) == set(BUGS) - set(done)


def test_with_all_four_mended_it_is_right():
    assert cu.run("repaired_attention", mended(*BUGS)).status == "correct"
