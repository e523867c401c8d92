from __future__ import annotations

import os
import subprocess
import sys

import pytest

from course_utils.__main__ import accepted_styles, main
from course_utils.exercises import EXERCISES


def test_the_matrix_has_every_mistake_sentence_and_style(capsys):
    assert main(["mistakes"]) == 0
    output = capsys.readouterr().out
    for row in EXERCISES.values():
        where = "homework" if row.is_homework else f"lesson {row.lesson}"
        assert f"{row.name} ({where}): {len(row.mistakes)} known mistakes" in output
        for mistake in row.mistakes:
            assert f"{mistake.name}" in output
            assert mistake.sentence in output
        for style in accepted_styles(row.lesson)[row.name]:
            assert f"✓ {style.__name__}\n" in output + "\n"


def test_one_exercise_can_be_asked_for(capsys):
    assert main(["mistakes", "softmax"]) == 0
    assert "raw_scores (lesson" not in capsys.readouterr().out


def test_the_pages_are_written_where_one_says(tmp_path):
    assert main(["mistakes", "--pages", str(tmp_path)]) == 0
    page = (tmp_path / "mistakes.md").read_text(encoding="utf-8")
    assert page.count("](mistakes/03_softmax.md#softmax)") == 1


def test_an_unknown_exercise_is_one_sentence(capsys):
    assert main(["mistakes", "sofmax"]) == 2
    assert "did you mean 'softmax'?" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("arguments", [[], ["mistakes", "softmax"]])
def test_it_runs_as_a_module_on_any_console(arguments, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "course_utils", *arguments],
        capture_output=True,
        encoding=encoding,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )
    assert done.returncode == (0 if arguments else 2), done.stderr
    assert "Traceback" not in done.stderr
