"""From a notebook to shares, mistakes and words: what a teacher and a student get."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from course_utils.exercises import EXERCISES
from course_utils.homework.assignment import Assignment
from course_utils.homework.examine import examine
from course_utils.homework.ready_made import suspicions
from course_utils.homework.sandbox import Limits
from course_utils.homework.trouble import Trouble

NAMES = ("raw_scores", "softmax", "weighted_sum", "dot_product_attention", "scaled_scores")
IMPORTS = """import torch
import torch.nn.functional as F
import course_utils as cu
from course_utils import check, masked_softmax
"""
RIGHT = """def raw_scores(query, key):
    return query @ key.mT
"""


def examined(*cells, names=NAMES, ready_made=False, **limits):
    content = {
        "cells": [{"cell_type": "code", "source": cell} for cell in cells],
        **{"metadata": {}, "nbformat": 4, "nbformat_minor": 5},
    }
    assignment = Assignment("hw", "Homework", dict.fromkeys(names, 1), ready_made=ready_made)
    with tempfile.TemporaryDirectory(prefix="hw-", dir="/tmp") as folder:
        notebook = Path(folder) / "hw.ipynb"
        notebook.write_text(json.dumps(content), encoding="utf-8")
        exercises = {name: EXERCISES[name] for name in names}
        Path(folder).chmod(0o711)
        work = Path(folder) / "w"
        return examine(notebook, assignment, exercises, work, Limits(**limits))


def test_right_wrong_and_missing():
    found = examined(
        IMPORTS + RIGHT + "check(raw_scores)\n" + "print(cu.raw_scores)",
        "def softmax(x):\n    return x.softmax(-2)",
        "def weighted_sum(weights, value): ...",
        "def scaled_scores(query, key):\n    assert query.shape[0] != 1, query.sum()\n"
        "    return query @ key.mT / query.shape[-1] ** 0.5",
    )
    answers = found["answers"]
    right = answers["raw_scores"]
    assert (right["status"], right["correct"]) == ("graded", True)
    assert right["right"] == right["groups"] == len(EXERCISES["raw_scores"].prepared_cases)
    assert right["feedback"] == ""
    assert answers["softmax"]["mistakes"] == ["normalised_over_axis_minus_2"]
    assert "every column sums to 1" in answers["softmax"]["feedback"]
    assert answers["weighted_sum"]["status"] == "not attempted"
    assert answers["dot_product_attention"]["status"] == "not attempted"
    some = answers["scaled_scores"]
    assert some["status"] == "graded"
    assert 0 < some["right"] < some["groups"]
    assert "It raised AssertionError." in some["feedback"]
    assert "kinds of input: when" in some["feedback"]
    assert found["remarks"] == []


def test_what_looks_ready_made_waits_for_a_person():
    cells = [
        IMPORTS + "expected = F.scaled_dot_product_attention(*torch.ones(3, 1, 2, 2))",
        "def raw_scores(query, key):\n    expected = query @ key.mT\n    return expected",
        "from course_utils import softmax as s\nsoftmax = s",
        "def weighted_sum(weights, value):\n    return eval('weights @ value')",
        "hidden = getattr(F, 'scaled_dot_' + 'product_attention')\n"
        "def dot_product_attention(query, key, value):\n"
        "    return hidden(query, key, value, scale=1.0)",
    ]
    answers = examined(*cells)["answers"]
    assert answers["raw_scores"]["status"] == "graded"
    assert answers["raw_scores"]["correct"]
    for name in ("softmax", "weighted_sum", "dot_product_attention"):
        answer = answers[name]
        assert answer["status"] == "needs a person"
        assert answer["right"] == 0
        assert answer["would_be"] == answer["groups"]
        assert "Ready-made? It" in answer["message"]
    allowed = examined(*cells, ready_made=True)["answers"]
    assert all(allowed[name]["correct"] for name in NAMES[:4])


def test_what_does_not_end(monkeypatch):
    for module in ("checking.isolation", "homework.remote"):
        monkeypatch.setattr(f"course_utils.{module}.SECONDS", 5)
    found = examined(
        IMPORTS + RIGHT,
        "import os\nos._exit(1)",
        "def softmax(x):\n    while True: pass",
        "def weighted_sum(weights, value):\n    os._exit(0)",
        names=NAMES[:3],
    )
    answers = found["answers"]
    assert answers["raw_scores"]["correct"], answers["raw_scores"]
    assert answers["softmax"]["status"] == "timeout"
    assert answers["weighted_sum"]["status"] == "error"
    assert found["remarks"] == ["Its process ended in code cell 2."]


def test_an_answer_that_was_never_there_says_what_its_cell_raised():
    found = examined("import torch", "@only(3)\ndef softmax(x): return x", names=("softmax",))
    answer = found["answers"]["softmax"]
    assert answer["status"] == "error"
    assert answer["feedback"] == (
        "softmax is written in code cell 2, but is not there after the notebook has run: that cell "
        "stopped with NameError: name 'only' is not defined."
    )


def test_a_hidden_number_does_not_reach_the_student():
    leak = "def raw_scores(query, key):\n    n = float(query.flatten()[0])\n"
    leak += "    raise type(f'Leak{abs(n)}'.replace('.', '_'), (ValueError,), {})(str(n))"
    answer = examined("import torch", leak, names=("raw_scores",))["answers"]["raw_scores"]
    assert "Leak" in answer["message"]
    assert "Leak" not in answer["feedback"]
    assert "It raised ValueError." in answer["feedback"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("import torch.nn.functional as F\ndef a(q): return F.scaled_dot_product_attention(q)", 1),
        ("from torch.nn.functional import scaled_dot_product_attention as s\ndef a(q): s(q)", 1),
        ("def helper(q): return getattr(F, 'scaled_dot_product_attention')\na = helper", 1),
        ("class M:\n    def f(self): return nn.MultiheadAttention(2, 1)\ndef a(q): M().f()", 1),
        ("import course_utils as c\ndef a(q): return c.softmax(q)", 1),
        ("def a(q): return __import__('course_utils')", 1),
        ("a = lambda q: eval('q')", 1),
        ("def a(q): return getattr(F, 'scaled_dot_' + 'product_attention')(q)", 1),
        ("def a(q):\n    with torch._C.DisableTorchFunction(): return f(q)", 1),
        ("def a(q): return getattr(q, 'mT')", 0),
        ("from os import path\nfrom xformers.ops import b\ndef a(q): return b(q)", 1),
        ("def scaled_dot_product_attention(q): return q\na = scaled_dot_product_attention", 0),
        ("out = F.scaled_dot_product_attention(q)\ndef a(q):\n    out = q\n    return out", 0),
        ("out = F.scaled_dot_product_attention(q)\ndef a(out): return out", 0),
        ("def a(q): 'like F.scaled_dot_product_attention'; return torch.compile(q)", 0),
        ("this is no Python\ndef a(q): return cu\nimport course_utils as cu", 1),
        ("%%bash\ncourse_utils", 0),
        ("import numpy\nimport re\ndef a(q): return re.compile('q')", 0),
    ],
)
def test_suspicions(cell, found):
    assert bool(suspicions([cell], "a")) == bool(found)


def test_suspicions_of_vast_sources():
    assert suspicions(["x = 1\n" * 200_000], "a") == ["has more code than can be looked through"]
    assert suspicions(["x = 1\n" * 50_000] * 20, "a") == []  # one cell and its copies
    assert suspicions(["a = " + "(" * 5000 + ")" * 5000], "a") == []
    assert suspicions(["a = x" + ".y" * 3000], "a") == []


def test_a_file_that_is_no_notebook(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"")
    assignment = Assignment("small", "Small", {"softmax": 1})
    with pytest.raises(Trouble, match=r"a.ipynb: the file is empty"):
        examine(tmp_path / "a.ipynb", assignment, {}, tmp_path / "work")
