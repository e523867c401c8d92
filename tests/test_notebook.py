"""What a learner sees when the cells of a lesson call check, predict, hint and the others."""

from __future__ import annotations

import matplotlib as mpl
import pytest
import torch

import course_utils as cu
from course_utils import notebook
from course_utils.exercises import EXERCISES, IN_LESSONS
from course_utils.progress import ENVIRONMENT_VARIABLE

mpl.use("Agg")


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "progress.json"))
    notebook._hints_given.clear()


@pytest.fixture
def displayed(monkeypatch):
    """Act as if in a notebook and collect what is displayed there."""
    shown = []
    monkeypatch.setattr(notebook, "get_ipython", lambda: object())
    monkeypatch.setattr(notebook, "display", lambda *things, **kind: shown.append((things, kind)))
    return shown


def softmax(x):
    return torch.softmax(x, dim=-1)


def test_check_goes_by_the_functions_own_name(capsys):
    cu.check(softmax)
    assert capsys.readouterr().out.startswith("✓ softmax: correct")


def test_check_takes_another_name_and_asks_when_there_is_none(capsys):
    cu.check(lambda x: x, name="softmax")
    assert "✗ softmax" in capsys.readouterr().out
    cu.check(torch.zeros(2))
    assert "Pass the function itself, without parentheses" in capsys.readouterr().out
    cu.check(torch.nn.Softmax(-1))
    assert 'check(attempt, name="softmax")' in capsys.readouterr().out


def test_an_unknown_exercise_is_one_line(capsys):
    def sofmax(x):
        return x

    cu.check(sofmax)
    assert "there is no exercise called 'sofmax'; did you mean 'softmax'?" in (
        capsys.readouterr().out
    )


def test_a_wrong_verdict_is_drawn_when_asked(displayed):
    cu.check(lambda x: x.softmax(1), name="softmax", show=True)
    verdict, figure = displayed
    assert verdict[0][0].mistakes == ("normalised_over_axis_1",)
    bundle = figure[0][0]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert figure[1]["metadata"]["image/png"]["alt"] == bundle["text/plain"]
    assert bundle["text/plain"].startswith("softmax: expected, yours and the difference")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda x: None or [],
        lambda x: x.to(torch.complex64) * 1j,
        lambda x: torch.zeros(1).expand(10**9),
        lambda x: x.relu().to_sparse(),
    ],
)
def test_what_cannot_be_drawn_is_not(attempt, displayed):
    cu.check(attempt, name="softmax", show=True)
    assert len(displayed) == 1
    cu.check(lambda *sizes: None or [], name="make_qkv", show=True)
    assert len(displayed) == 2


def test_figures_are_the_same_bytes_each_time(displayed):
    for _ in range(2):
        cu.show(cu.plots.heatmap(torch.eye(3)), alt="A diagonal.")
    assert displayed[0][0][0]["image/png"] == displayed[1][0][0]["image/png"]


def test_hints_come_one_by_one_and_end(capsys):
    hints = EXERCISES["softmax"].hints
    for number, text in enumerate(hints, 1):
        cu.hint("softmax")
        assert capsys.readouterr().out == f"Hint {number} of {len(hints)}: {text}\n"
    cu.hint(softmax)
    assert 'show_solution("softmax") shows one way' in capsys.readouterr().out


@pytest.mark.parametrize("function", [cu.hint, cu.show_solution, lambda n: cu.predict(n, 1)])
def test_unknown_names_are_one_line_everywhere(function, capsys):
    function("sofmaxx")
    output = capsys.readouterr().out
    assert output.startswith("there is no ")
    assert len(output.splitlines()) == 1


@pytest.mark.parametrize("name", IN_LESSONS)
def test_a_revealed_solution_runs_and_is_correct(name, capsys):
    cu.show_solution(name)
    namespace = {"cu": cu, "torch": torch}
    exec(capsys.readouterr().out, namespace)
    assert cu.run(name, namespace[name]).status == "correct"


def test_progress_counts_what_is_solved_over_all_lessons(capsys):
    cu.check(softmax)
    capsys.readouterr()
    cu.progress()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted({r.lesson for r in IN_LESSONS.values()})
    assert " 1 of  1 exercises" in lines[2]
    assert " 0 of  1 exercises" in lines[0]


def test_a_damaged_progress_file_is_said_and_checking_goes_on(tmp_path, capsys):
    (tmp_path / "progress.json").write_text("{", encoding="utf-8")
    cu.check(softmax)
    output = capsys.readouterr().out
    assert "progress.json could not be read; it is kept as progress.json.damaged." in output
    assert "✓ softmax" in output
