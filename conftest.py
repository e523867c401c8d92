"""For every test: a learner's own progress is neither seen nor changed."""

import os
import tempfile
from pathlib import Path

# nbval starts its kernels with this environment, so set it here and not in a fixture.
_folder = tempfile.TemporaryDirectory(prefix="course-progress-")
os.environ["COURSE_PROGRESS_FILE"] = str(Path(_folder.name) / "progress.json")


def pytest_unconfigure():
    _folder.cleanup()
