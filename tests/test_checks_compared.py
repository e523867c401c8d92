"""The comparison of ways of checking: known cases come out as they must, and the page is fresh."""

import importlib
import sys
from pathlib import Path

import pytest
import torch

from course_utils.checking import wrong_function
from course_utils.exercises import IN_LESSONS, exercise

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "checks_compared.md"
ANEW = "docs/checks_compared.md is out of date: make compared"
QUICK = ("to_mha_mask", "scores_for_one_query")


@pytest.fixture(scope="module")
def benchmark():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        yield importlib.import_module("checks_compared")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def ways(benchmark):
    return sys.modules["ways_of_checking"]


def result(ways, name, mistake_name):
    row = exercise(name)
    mistake = next(mistake for mistake in row.mistakes if mistake.name == mistake_name)
    return ways.tried(row, wrong_function(row, mistake), {mistake_name})


def test_one_sentence_hides_a_mistake_across_the_batch(ways):
    found = result(ways, "raw_scores", "keys_of_the_first_sentence")
    assert not found.shape
    assert not found.square
    assert found.different
    assert found.checks
    assert found.named


def test_the_shape_tells_nothing_of_the_numbers(ways):
    found = result(ways, "attention", "not_scaled")
    assert not found.shape
    assert found.square
    assert found.named


def test_ordinary_numbers_hide_an_overflow(ways):
    found = result(ways, "softmax", "largest_not_subtracted")
    assert not found.shape
    assert not found.square
    assert not found.different
    assert found.named


def test_the_right_function_is_refused_by_none(ways):
    for name in ("softmax", "causal_mask", "attention_flop", "multi_head_attention"):
        row = exercise(name)
        found = ways.tried(row, row.reference)
        assert not any((found.shape, found.square, found.different, found.checks)), name


def test_a_way_that_cannot_be_used_is_left_out(ways, benchmark):
    row = exercise("make_qkv")
    found = ways.tried(row, row.reference)
    assert found.shape is False
    assert found.square is None
    assert found.different is None
    assert benchmark.share([found], "square") == "–"


@pytest.mark.parametrize("name", [name for name, row in IN_LESSONS.items() if not row.observe])
def test_the_inputs_are_as_the_page_says(ways, name):
    row = exercise(name)
    square, different = ways.ordinary(row, ways.SQUARE), ways.ordinary(row, ways.DIFFERENT)
    sizes = row.sizes(square)
    assert sizes.get("B", 1) == 1
    assert len({size for letter, size in sizes.items() if letter not in ("B", "D", "H")}) <= 1
    for arguments in (square, different):
        for argument in arguments:
            if isinstance(argument, torch.Tensor) and argument.dtype == torch.bool:
                assert argument[..., 0].all()
                assert not argument[..., -1].any()
    if name in ("multi_head_attention", "scaled_dot_product_attention"):
        kinds = [argument.dtype for argument in different if isinstance(argument, torch.Tensor)]
        assert torch.bool in kinds


def test_all_is_only_said_of_all(benchmark, ways):
    right, wrong = (ways.Result(*[flag] * 8) for flag in (True, False))
    assert benchmark.share([right] * 3000, "shape") == "100 %"
    assert benchmark.share([right] * 3000 + [wrong], "shape") == "99.9 %"
    assert benchmark.share([wrong] * 3000, "shape") == "0 %"


def test_the_layout_has_a_line_for_every_exercise_and_misconception(benchmark, ways):
    some = ways.Result(False, None, None, True, True, True, True, False)
    page = benchmark.page(
        [
            benchmark.Measured(
                name, [some] * len(row.mistakes), [some], [some, some], 1, [some] * 3
            )
            for name, row in IN_LESSONS.items()
        ]
    )
    assert f"{len(IN_LESSONS)} that are known to change nothing are left out" in page
    known = sum(len(row.mistakes) for row in IN_LESSONS.values())
    assert f"| known mistakes | {known} | 0 % | – | 100 % | 100 % | 100 % | 0 % |" in page
    for name, row in IN_LESSONS.items():
        assert f"| `{name}` | {len(row.mistakes)} | 0 % | – | 100 % | 100 % | 100 % |" in page
    for theme in benchmark.themes.THEMES:
        assert f"\n| {theme} | " in page


@pytest.mark.parametrize("name", QUICK)
def test_the_page_says_what_is_measured(benchmark, name):
    page = PAGE.read_text(encoding="utf-8")
    for cells in benchmark.of_exercise(benchmark.measure(name)):
        assert f"| {' | '.join(cells)} |" in page, ANEW


def test_the_page_has_tried_every_known_mistake():
    known = sum(len(row.mistakes) for row in IN_LESSONS.values())
    assert f"| known mistakes | {known} |" in PAGE.read_text(encoding="utf-8"), ANEW
    for name, row in IN_LESSONS.items():
        assert f"| `{name}` | {len(row.mistakes)} |" in PAGE.read_text(encoding="utf-8"), ANEW
