"""The roster: what teachers export, and what is wrong with it in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.homework import roster
from course_utils.homework.roster import Student
from course_utils.homework.trouble import Trouble

PLAIN = "id,name\ns1,Jane Doe\ns2,Bob Ray\n"


def read(folder, content):
    path = folder / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return roster.read(path)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        "\n" + PLAIN + "\n,\n",
        "ID, Name ,,\ns1,Jane Doe,,\n s2 , Bob Ray\n",
        '"id","name"\n"s1","Jane Doe"\n"s2","Bob Ray"',
        "group,name,id\n7,Jane Doe,s1\n,Bob Ray,s2\n",
    ],
)
def test_a_roster_is_read_however_it_was_saved(tmp_path, content):
    assert read(tmp_path, content) == [Student("s1", "Jane Doe"), Student("s2", "Bob Ray")]


def test_other_columns_are_kept(tmp_path):
    text = 'id;name;E-Mail;email;section\n7;"Doe; Jr";x;jd@uni.edu;B\n'
    (student,) = read(tmp_path, text)
    assert (student.name, student.email, student.section) == ("Doe; Jr", "jd@uni.edu", "B")
    assert student.columns["e-mail"] == "x"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("id,name\n", "names columns and no student"),
        ("student,name\ns1,Jane\n", "line 1: there is no column 'id'"),
        ("\nid,mail\ns1,Jane\n", "line 2: there is no column 'name'"),
        ("id,name,id\n1,2,3\n", "two columns are called 'id'"),
        (PLAIN + "S1,Eve\n", "line 4: the id 'S1' is already in line 2"),
        (PLAIN + ",Eve\n", "line 4: the id is empty"),
        (PLAIN + "s3,\n", "line 4: the name is empty"),
        ("id,name\ns1,Doe, Jr\n", "line 2: there are 3 cells below 2 columns"),
        ("sep=,\nid,name\ns1,Doe, Jr\n", "line 3"),
        ('id,name\ns1,"Jane\n', "line 2: this is not CSV"),
        (b"PK\x03\x04rest", "is a workbook"),
        (b"id,name\ns1,J\xe9r\xf4me\n", "line 2: this is not UTF-8"),
        (b"id,name\ns1,a\0b\n", "line 2: this is not a CSV file"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path, content, words):
    with pytest.raises(Trouble) as caught:
        read(tmp_path, content)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_roster(tmp_path):
    with pytest.raises(Trouble, match="There is no roster"):
        roster.read(tmp_path / "none.csv")
    with pytest.raises(Trouble, match="cannot be read"):
        roster.read(tmp_path)


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_students_or_one_sentence(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    try:
        students = read(folder, b"id,name\n" + content)
    except Trouble:
        return
    assert students
