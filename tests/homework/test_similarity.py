"""Near-identical submissions: found in another dress, and not where all write alike."""

import inspect
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.attention import softmax
from course_utils.homework.report import similarity
from course_utils.homework.report.normal_form import form_of_reference, forms
from course_utils.homework.report.similarity import pairs, same_files
from course_utils.homework.results import Answer, Result

ASKED = ["raw_scores", "softmax", "weighted_sum", "attention"]
HEAD = "import torch\nimport torch.nn.functional as F"
SOFTMAX = """
def softmax(x):
    shifted = x - x.amax(-1, keepdim=True)
    exponents = shifted.exp()
    return exponents / exponents.sum(-1, keepdim=True)
"""
DRESSED = '''
%matplotlib inline
def softmax(scores):
    """Mine alone."""
    # the largest first
    moved = (scores
             - scores.amax(-1, keepdim=True))
    e: "Tensor" = moved.exp()

    return e / e.sum(-1, keepdim = True)
'''


def form(*cells):
    return forms(cells, ["softmax"]).get("softmax")


def test_names_comments_layout_and_place_do_not_matter():
    assert form(SOFTMAX) == form("import os", "x = 1\n" + DRESSED)
    assert form(SOFTMAX) != form(SOFTMAX.replace("sum(-1", "sum(-2"))
    assert form(SOFTMAX, DRESSED.replace("sum(-1", "sum(-2")) != form(SOFTMAX)  # the last counts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "import torch.nn.functional as F\ndef softmax(x):\n    return F.softmax(x, -1)",
            "import torch\ndef softmax(y):\n    return torch.nn.functional.softmax(y, -1)",
        ),
        (
            "from torch import exp\ndef softmax(x):\n    return exp(x)",
            "import torch as t\ndef softmax(x):\n    return t.exp(x)",
        ),
        ("softmax = lambda x: x.exp()", "def softmax(z): return z.exp()"),
        (
            "def e(x): return x.exp()\ndef softmax(x): return e(x) / 2",
            "def of(y):\n    return y.exp()\n\ndef softmax(x): return of(x) / 2",
        ),
        (
            "if True:\n    def softmax(x): return x.exp()",
            "%%time\n!pip install torch\ndef softmax(x): return x.exp()",
        ),
    ],
)
def test_ways_to_say_the_same(one, other):
    assert form(one) == form(other) is not None


@pytest.mark.parametrize(
    "cell",
    [
        "def softmax(x):\n    ...",
        'def softmax(x):\n    """Text."""\n    ...',
        "def softmax(x):\n    raise NotImplementedError",
        "def softmax(x):\n    pass\n    return None",
        "def softmax(x:",
        "def other(x): return x",
        "x = 1\0",
        "(" * 5000,
    ],
)
def test_a_stub_or_no_python_has_no_form(cell):
    assert form(cell) is None


def test_functions_that_call_each_other_and_deep_brackets_end():
    assert form(
        "def a(x): return softmax(b(x))\ndef b(x): return a(x)\ndef softmax(x): return a(x)"
    )
    form("def softmax(x): return " + "-" * 3000 + "x")
    form("def softmax(x): return x" + ".a" * 3000)


@given(st.text(max_size=200))
def test_any_cell_is_taken(cell):
    form(cell, "def softmax(x):\n" + cell)


def made_up(seed, length=6):
    """Answers that nobody else gives: a walk through odd arithmetic."""
    choose = random.Random(seed)

    def function(name):
        lines = [f"def {name}(x, y):", "    z = x"]
        for _ in range(length):
            method = choose.choice(["exp", "log", "sin", "abs", "cos", "tanh", "sqrt"])
            operator = choose.choice("+-*/")
            lines.append(f"    z = z {operator} y.{method}() {operator} {choose.randint(2, 99)}")
        return "\n".join([*lines, "    return z"])

    return [HEAD, *map(function, ASKED)]


def renamed(cells):
    return [cells[0], *("# my own\n" + c.replace("z", "mine") for c in reversed(cells[1:]))]


def test_a_copy_in_another_dress_is_found_among_others():
    codes = {f"s{number}": made_up(number) for number in range(30)}
    codes["copy"] = renamed(codes["s7"])
    (found,) = pairs(codes.items(), ASKED)
    assert (found.first, found.second) == ("copy", "s7")
    assert (found.score, found.exercises, found.of) == (1.0, tuple(ASKED), 4)


def test_a_copy_with_a_line_changed_is_found_too():
    codes = {f"s{number}": made_up(number) for number in range(30)}
    codes["copy"] = [
        cell.replace("    return", "    z = z + 0\n    return") for cell in codes["s7"]
    ]
    (found,) = pairs(codes.items(), ASKED)
    assert (found.first, found.second) == ("copy", "s7")
    assert 0.7 < found.score < 1


def test_what_everybody_writes_does_not_count():
    plain = [HEAD, SOFTMAX, "def weighted_sum(w, v): return w @ v"]
    codes = {f"s{number}": plain for number in range(30)}
    assert pairs(codes.items(), ASKED) == []
    # and beside it only what is rare does
    codes = {name: [*plain, made_up(number, 20)[-1]] for number, name in enumerate(codes)}
    codes["s5"] = codes["s6"]
    (found,) = pairs(codes.items(), ASKED)
    assert (found.first, found.second, found.exercises) == ("s5", "s6", ("attention",))


def test_one_short_answer_in_common_is_no_reason_to_look():
    codes = {f"s{number}": made_up(number) for number in range(30)}
    for name in ("s1", "s2"):
        codes[name] = [*codes[name], "def weighted_sum(w, v):\n    return torch.matmul(w, v) + 0"]
    assert pairs(codes.items(), ASKED) == []


def test_the_courses_own_answer_is_everybodys():
    codes = {f"s{number}": made_up(number) for number in range(30)}

    for name in ("s1", "s2"):
        codes[name] = [*codes[name], inspect.getsource(softmax)]  # as show_solution does
    assert pairs(codes.items(), ["softmax"]) == []


def test_only_an_answer_that_is_shown_is_everybodys():
    assert form_of_reference("softmax")
    assert form_of_reference("alibi_bias") == form_of_reference("unknown") == ()


def test_nobody_and_one():
    assert pairs([], ASKED) == []
    assert pairs([("a", made_up(1))], ASKED) == []
    assert pairs([("a", made_up(1)), ("b", [])], []) == []


def test_a_thousand_are_compared():
    codes = {f"s{number}": made_up(number % 400) for number in range(1000)}
    found = pairs(codes.items(), ASKED)
    assert len(found) == 200 * 3 + 200  # 200 of three alike, 200 of two


def test_a_large_notebook_is_clipped(monkeypatch):
    monkeypatch.setattr("course_utils.homework.report.normal_form.LARGEST", 300)
    assert form(SOFTMAX, "x = 1\n" * 100, "def softmax(x): return 1 + x") == form(SOFTMAX)


def test_the_same_file_handed_in_by_two():
    def result(student, digest, status="graded"):
        answers = {"softmax": Answer(1, 0, status)}
        return Result("hw1", "k", student, student, "graded", "f", digest, exercises=answers)

    one, other, alone = result("a", "1"), result("b", "1"), result("c", "2")
    untouched = [result(name, "3", "not attempted") for name in "de"]
    unmatched = Result("hw1", "k", "", "", "unmatched", "f", "2")
    found = same_files([one, other, alone, *untouched, unmatched])
    assert found == [(one, other), (alone, unmatched)]
    assert similarity.same_files([]) == []
