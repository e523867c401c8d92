from __future__ import annotations

import pytest

from course_utils.exercises import EXERCISES
from tests.thorough.pairs import COMPOSED, PAGE, in_parts, judged, page


