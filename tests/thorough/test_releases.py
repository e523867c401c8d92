"""Each assignment's release holds no answer, no mistake's code and no case that a secret draws."""

from __future__ import annotations

import pytest

from course_utils.exercises import EXERCISES
from course_utils.homework.assignment import FOLDER, read
from course_utils.homework.key import asked
from course_utils.homework.release import release
from tests.homework.leaks import files, rows_of_numbers, telling_lines


@pytest.mark.parametrize("assignment", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_nothing_that_only_a_teacher_may_know_is_in_it(assignment):
    points = read(assignment).points
    inside = b"\n".join(files(release(read(assignment))).values())
    drawn = asked(tuple(points), "known to the teacher alone")
    all_lines, all_hidden = set(), set()
    for name in points:
        lines = telling_lines(EXERCISES[name])
        assert not [line for line in lines if line.encode() in inside]
        public = rows_of_numbers(EXERCISES[name].prepared_cases)
        hidden = rows_of_numbers(drawn[name].prepared_cases) - public
        assert all(row in inside for row in public)  # so that a hidden one would be found
        assert not any(row in inside for row in hidden)
        all_lines |= lines
        all_hidden |= hidden
    assert len(all_lines) > 250
    assert len(all_hidden) > 50
