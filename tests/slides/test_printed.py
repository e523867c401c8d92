"""What a lesson printed is read back as numbers, in plain units."""

import json

import pytest

from slides import printed as module
from slides.printed import printed

OUTPUT = """\
matmul float32   130 GFLOP/s
article 128: 1.0 MiB 256: 4.5 MiB
first  596 µs  1.61 ms 2 s
first  -0.5 [7]
"""


@pytest.fixture(autouse=True)
def lesson(tmp_path, monkeypatch):
    cell = {"outputs": [{"data": {}}, {"text": OUTPUT.splitlines(keepends=True)}]}
    (tmp_path / "01_topic.ipynb").write_text(json.dumps({"cells": [{}, cell]}), encoding="utf-8")
    monkeypatch.setattr(module, "NOTEBOOKS", tmp_path)
    module._lines.cache_clear()
    yield
    module._lines.cache_clear()


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("matmul float32", [[130e9]]),
        ("article", [[128, 1.0, 256, 4.5]]),
        ("first", [[596e-6, 1.61e-3, 2], [-0.5, 7]]),
        ("first .* ms", [[596e-6, 1.61e-3, 2]]),
    ],
)
def test_numbers_come_in_plain_units(line, numbers):
    assert printed("01_topic", line) == [pytest.approx(row) for row in numbers]


def test_a_line_that_is_gone_is_named():
    with pytest.raises(AssertionError, match="01_topic prints no line that begins with 'copy'"):
        printed("01_topic", "copy")
