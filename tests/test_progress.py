from __future__ import annotations

import json

import pytest

from course_utils.progress import ENVIRONMENT_VARIABLE, FILE_NAME, Progress


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_solved_is_kept(folder):
    Progress.load().add("softmax")
    Progress.load().add("raw_scores")
    assert Progress.load().solved == {"softmax", "raw_scores"}
    assert json.loads((folder / FILE_NAME).read_text(encoding="utf-8")) == {
        "solved": ["raw_scores", "softmax"]
    }


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"solved": [1]}', '{"solved": {}}', "\x00", "ÿ", "[" * 200_000]
)
def test_a_damaged_file_is_set_aside_with_a_word(folder, content):
    (folder / FILE_NAME).write_bytes(content.encode("latin-1"))
    progress = Progress.load()
    assert progress.solved == set()
    assert progress.remark == (
        "course_progress.json could not be read; it is kept as course_progress.json.damaged."
    )
    assert (folder / f"{FILE_NAME}.damaged").read_bytes() == content.encode("latin-1")
    progress.add("softmax")
    assert Progress.load().solved == {"softmax"}


def test_a_place_that_cannot_be_written_is_told_and_not_fatal(folder, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(folder / "missing" / "file.json"))
    progress = Progress.load()
    progress.add("softmax")
    assert progress.remark.startswith("Your progress could not be saved:")


def test_what_could_not_be_read_is_not_written_over(folder, monkeypatch):
    Progress.load().add("softmax")

    def refuse(*arguments, **options):
        raise PermissionError("in use")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.read_text", refuse)
        Progress.load().add("raw_scores")
    assert Progress.load().solved == {"softmax"}


def test_a_folder_in_its_place_is_told_and_not_fatal(folder):
    (folder / FILE_NAME).mkdir()
    assert Progress.load().remark.startswith("Your progress could not be read:")
