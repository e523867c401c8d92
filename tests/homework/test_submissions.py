"""What was handed in: every name an LMS writes, every way to break a file, nothing guessed."""

import json
import os
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.homework import cells, submissions
from course_utils.homework.cells import code_in
from course_utils.homework.file_names import parse
from course_utils.homework.joining import same_name
from course_utils.homework.roster import Student
from course_utils.homework.submissions import collect
from course_utils.homework.trouble import Trouble

JANE = Student("s001", "Jane Doe", "jane.doe@uni.edu")
RENE = Student("s002", "René O’Neil-Müller", "r.oneil@uni.edu")
JR = Student("s003", "Doe, Jr", "djr@uni.edu")
ODD = Student("s004", "=1+1")
CLASS = [JANE, RENE, JR, ODD]
DUE = datetime(2027, 1, 31, 23, 59, tzinfo=timezone(timedelta(hours=1)))


def notebook(source="x = 1"):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def put(folder, name, content=None, hours=-1.0):
    """A file in the folder, written so many hours after the due date."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook(name) if content is None else content)
    moment = DUE.timestamp() + 3600 * hours
    os.utime(path, (moment, moment))
    return path


def pack(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2027, 1, 30, 12, 0, 0)), content)
    return path


def only(collection, status):
    return [one for one in collection.submissions if one.status == status]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("doejane_12345_67890_hw1-1.ipynb", JANE),
        ("doejane_LATE_12345_67890_hw1.ipynb", JANE),
        ("oneilmullerrene_1_2_hw1.ipynb", RENE),
        ("doejr_1_2_hw1.ipynb", JR),
        ("Jane Doe_12345_assignsubmission_file_/hw1.ipynb", JANE),
        ("Jane Doe_12345_assignsubmission_file/hw1 (1).ipynb", JANE),
        ("RENE O'NEIL MÜLLER_1_assignsubmission_file_/a.ipynb", RENE),
        ("Jane Doe_12345_assignsubmission_file_hw1.ipynb", JANE),
        ("jane.doe.ipynb", JANE),
        ("Doe_Jane.ipynb", JANE),
        ("r.oneil@uni.edu.ipynb", RENE),
        ("René O´Neil Mueller.ipynb", RENE),
        ("s001.ipynb", JANE),
        ("S001 (2).ipynb", JANE),
        ("s001/hw1.ipynb", JANE),
        ("section B/s002/homework/hw1.ipynb", RENE),
        ("hw1_s001.ipynb", JANE),
        ("jane_doe_hw1-Copy1.ipynb", JANE),
        ("hw1-janedoe.ipynb", JANE),
        ("1+1.ipynb", ODD),
        # and these are not guessed
        ("doejanet_1_2_hw1.ipynb", None),
        ("jane.ipynb", None),
        ("hw1.ipynb", None),
        ("s001/jr doe.ipynb", None),
        ("s002_jane_doe.ipynb", None),
        ("doejane_1_2_jr doe.ipynb", JANE),  # who handed it in is what the LMS says
        ("smithbob_1_2_jane doe.ipynb", None),
        ("anon_1_2_jane doe.ipynb", JANE),
        ("Participant_77_assignsubmission_file_/hw1.ipynb", None),
    ],
)
def test_a_file_is_joined_by_its_name(tmp_path, name, whose):
    put(tmp_path, name)
    collection = collect(tmp_path, CLASS)
    (handed_in,) = [one for one in collection.submissions if one.status != "missing"]
    assert handed_in.student == whose
    assert handed_in.status == ("ready" if whose else "unmatched")
    assert len(only(collection, "missing")) == len(CLASS) - bool(whose)


def test_two_of_one_name_are_not_guessed_and_an_id_tells_them_apart(tmp_path):
    twins = [JANE, Student("s009", "Jane Doé")]
    put(tmp_path, "Jane Doe_1_assignsubmission_file_/hw1.ipynb")
    put(tmp_path, "Jane Doe_2_assignsubmission_file_/hw1_s009.ipynb")
    first, second, unmatched = collect(tmp_path, twins).submissions
    assert (first.status, second.status) == ("missing", "ready")
    assert "Jane Doe (s001), Jane Doé (s009)" in unmatched.reason


def test_the_number_of_canvas_is_no_id_of_another_student(tmp_path):
    students = [Student("12345", "Bob Ray"), Student("777", "Jane Doe")]
    put(tmp_path, "doejanemary_12345_67890_hw1.ipynb")
    assert [one.status for one in collect(tmp_path, students).submissions][-1] == "unmatched"
    known = [Student("b", "Bob Ray", columns={"canvas_id": "12345"})]
    assert collect(tmp_path, known).submissions[0].status == "ready"


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_joining_names_is_symmetric(one, other):
    assert same_name(one, other) == same_name(other, one)


@given(name=st.lists(st.text("abcdéüß", min_size=2, max_size=6), min_size=1, max_size=4))
def test_a_name_is_itself_in_capitals_and_turned_round(name):
    assert same_name(" ".join(name), " ".join(name).upper())
    assert same_name(" ".join(name), f"{name[-1]}, {' '.join(name[:-1])}")
    assert same_name(" ".join(name), "".join(name[-1:] + name[:-1]))


@given(st.text(max_size=60))
def test_any_file_name_is_read(name):
    assert parse(name).copy >= 0


def test_the_newest_in_time_counts(tmp_path):
    put(tmp_path, "s001/old.ipynb", hours=-5)
    put(tmp_path, "s001/new.ipynb", hours=-1)
    put(tmp_path, "s001/late.ipynb", hours=1)
    put(tmp_path, "s002/late.ipynb", hours=2)
    jane, rene, *_ = collect(tmp_path, CLASS, DUE).submissions
    assert (jane.file, jane.late) == ("s001/new.ipynb", False)
    assert jane.superseded == ("s001/old.ipynb", "s001/late.ipynb")
    assert (rene.file, rene.late) == ("s002/late.ipynb", True)
    assert not collect(tmp_path, CLASS).submissions[1].late


def test_at_equal_times_the_copy_number_then_the_name(tmp_path):
    for name in ("s001/hw1 (2).ipynb", "s001/hw1 (10).ipynb", "s001/hw1.ipynb"):
        put(tmp_path, name)
    for name in ("s002/a.ipynb", "s002/b.ipynb"):
        put(tmp_path, name)
    jane, rene, *_ = collect(tmp_path, CLASS, DUE).submissions
    assert (jane.file, rene.file) == ("s001/hw1 (10).ipynb", "s002/b.ipynb")


def test_canvas_says_what_is_late_and_which_is_newer(tmp_path):
    names = ("doejane_1_900_a.ipynb", "doejane_1_1000_b.ipynb", "doejane_LATE_1_1100_c.ipynb")
    path = pack(tmp_path / "all.zip", dict.fromkeys(names, notebook()))
    due = datetime(2020, 1, 1, tzinfo=UTC)  # before any time in the zip
    jane = collect(path, CLASS, due, tmp_path / "into").submissions[0]
    assert (jane.file, jane.late) == (names[1], False)


def test_the_times_in_a_zip_are_those_of_the_due_dates_zone(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, minute in (("s001.ipynb", 58), ("s002.ipynb", 59), ("s003.ipynb", 0)):
            moment = (2027, 1, 31, 23, minute, 0) if minute else (2027, 2, 1, 0, 0, 0)
            archive.writestr(zipfile.ZipInfo(name, moment), notebook(name))
    found = collect(path, CLASS, DUE, tmp_path / "into").submissions
    assert [one.late for one in found[:3]] == [False, False, True]


def test_times_of_a_copied_folder_make_nobody_late(tmp_path):
    for student in CLASS:
        put(tmp_path, f"{student.id}.ipynb", hours=50)
    collection = collect(tmp_path, CLASS, DUE)
    assert not any(one.late for one in collection.submissions)
    assert "nobody was marked late" in collection.notes[0]
    put(tmp_path, "s001.ipynb", hours=-1)
    assert [one.late for one in collect(tmp_path, CLASS, DUE).submissions] == [False, *[True] * 3]


def test_what_is_no_hand_in_is_left_out(tmp_path):
    put(tmp_path, "s001.ipynb")
    put(tmp_path, ".ipynb_checkpoints/s001-checkpoint.ipynb")
    put(tmp_path, "__MACOSX/._s001.ipynb")
    put(tmp_path, "._s001.ipynb")
    jane, *others = collect(tmp_path, CLASS).submissions
    assert jane.superseded == ()
    assert {one.status for one in others} == {"missing"}


def test_another_kind_of_file_is_told(tmp_path):
    put(tmp_path, "s001.ipynb")
    put(tmp_path, "s002/hw1.py", "x = 1")
    rene = collect(tmp_path, CLASS).submissions[1]
    assert (rene.status, rene.reason) == ("missing", "no notebook, but s002/hw1.py")


def test_unreadable_files_have_a_reason(tmp_path, monkeypatch):
    put(tmp_path, "s001.ipynb", "")
    put(tmp_path, "s002.ipynb", "{}")
    (tmp_path / "s003.ipynb").symlink_to(tmp_path / "s001.ipynb")
    put(tmp_path, "s004.ipynb", notebook("x" * 3000))
    monkeypatch.setattr("course_utils.homework.archive.LARGEST", 2000)
    found = collect(tmp_path, CLASS).submissions
    assert [one.status for one in found] == ["unreadable"] * 4
    words = ("is empty", "has no cells", "a link", "larger than 50 MB")
    assert all(word in one.reason for word, one in zip(words, found, strict=True))


def test_a_zip_cannot_write_elsewhere(tmp_path):
    files = {"../../s001.ipynb": notebook(), "/etc/s002.ipynb": notebook("y"), "a/s003.ipynb": "{"}
    path = pack(tmp_path / "all.zip", files)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("s004.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    found = collect(path, CLASS, into=tmp_path / "deep" / "into").submissions
    assert [one.status for one in found] == ["ready", "ready", "unreadable", "unreadable"]
    assert "link" in found[3].reason
    written = {p for p in tmp_path.rglob("*") if p.is_file()} - {path}
    assert all(p.parent == tmp_path / "deep" / "into" for p in written)
    again = collect(path, CLASS, into=tmp_path / "deep" / "into").submissions
    assert found == again


def test_names_in_a_zip_may_be_utf_8_that_says_nothing_of_it(tmp_path):
    path = pack(tmp_path / "all.zip", {"Ren_ O'Neil Muller.ipynb": notebook()})
    raw = path.read_bytes().replace(b"Ren_ O'Neil Muller", "René O'Neil Mulle".encode())
    assert b"Ren\xc3\xa9" in raw
    path.write_bytes(raw)
    student = Student("s1", "O'Neil Mulle, Rene")
    assert collect(path, [student], into=tmp_path / "i").submissions[0].status == "ready"


def test_a_bomb_is_unreadable_and_the_rest_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("course_utils.homework.archive.LARGEST", 10_000)
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s001.ipynb", b"0" * 10_000_000)
        archive.writestr("s002.ipynb", notebook())
    found = collect(path, CLASS, into=tmp_path / "into").submissions
    assert [one.status for one in found[:2]] == ["unreadable", "ready"]
    monkeypatch.setattr("course_utils.homework.archive.MOST_BYTES", 10)
    with pytest.raises(Trouble, match="unpacks to more"):
        collect(path, CLASS, into=tmp_path / "into")


def test_a_zip_that_cannot_be_read(tmp_path):
    path = pack(tmp_path / "all.zip", {"s001.ipynb": notebook(), "s002.ipynb": notebook("zzzz")})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Trouble, match="not a zip that can be read"):
        collect(path, CLASS, into=tmp_path / "into")
    encrypted = bytearray(whole)
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = encrypted.find(mark)
        encrypted[at + (8 if mark == b"PK\x01\x02" else 6)] |= 1
    path.write_bytes(encrypted)
    with pytest.raises(Trouble, match="is encrypted"):
        collect(path, CLASS, into=tmp_path / "into")
    path.write_bytes(whole.replace(b"zzzz", b"yyyy"))  # its checksum is another's
    found = collect(path, CLASS, into=tmp_path / "into").submissions
    assert [one.status for one in found[:2]] == ["ready", "unreadable"]
    assert "damaged" in found[1].reason


def test_nothing_to_collect(tmp_path):
    with pytest.raises(Trouble, match="There is nothing at"):
        collect(tmp_path / "none", CLASS)
    put(tmp_path, "s001.py", "")
    with pytest.raises(Trouble, match=r"There is no \.ipynb"):
        collect(tmp_path, CLASS)


@pytest.mark.parametrize(
    "content",
    [
        notebook("a\nb"),
        notebook(["a\n", "b"]),
        notebook(["a", "b"]),
        notebook("a\r\nb"),
        notebook("a\nb").replace('"nbformat": 4', '"nbformat": 99'),
        notebook("a\nb").replace('"cell_type": "code", "metadata": {}, ', ""),
        notebook("a\nb").encode("utf-8-sig"),
        notebook("a\nb").encode("utf-16"),
        notebook("a\nb").encode("utf-16-le"),
        json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}]}]}),
        json.dumps({"cells": [7, {"cell_type": "markdown"}, {"outputs": [], "source": "a\nb"}]}),
        notebook("a@b").replace("@", "\n"),
    ],
)
def test_the_code_of_a_mangled_notebook(content):
    code = code_in(content if isinstance(content, bytes) else content.encode())
    assert (code.cells, code.reason) == (("a\nb",), "")


def test_latin_1_is_read():
    content = json.dumps(json.loads(notebook("# é")), ensure_ascii=False).encode("latin-1")
    assert code_in(content).cells == ("# é",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "only blanks"),
        (b"\0" * 40, "only blanks"),
        (b"[]", "its JSON is a list"),
        (b"3", "its JSON is a number"),
        (b'{"a": 1}', "has no cells"),
        (notebook()[:-20].encode(), "breaks off in line 1"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b"PK\x03\x04\x00", "a zip"),
        (b'{\n<<<<<<< HEAD\n"cells": []}', "git merge"),
        (b"import torch\n", "it is not JSON from line 1, column 1 on"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 10_000, "it is not JSON"),
    ],
)
def test_what_is_no_notebook_has_a_reason(content, words):
    code = code_in(content)
    assert words in code.reason
    assert not code.cells


def test_a_file_that_is_too_large_or_not_there(tmp_path, monkeypatch):
    assert "cannot be read" in submissions.code_of(tmp_path).reason
    path = put(tmp_path, "a.ipynb")
    monkeypatch.setattr(cells, "LARGEST", 10)
    assert "larger than" in submissions.code_of(path).reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "source", "cell_type", "input", "outputs"]),
            some,
        )
    ),
    max_leaves=20,
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_give_cells_or_a_reason(content):
    code = code_in(content)
    assert all(isinstance(cell, str) and cell.encode() is not None for cell in code.cells)
    assert not (code.cells and code.reason)
