"""For every test: a learner's own progress is neither seen nor changed, and no clock decides."""

import os
import tempfile
from pathlib import Path

import hypothesis

hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.load_profile("course")

# nbval starts its kernels with this environment, so set it here and not in a fixture.
_folder = tempfile.TemporaryDirectory(prefix="course-progress-")
os.environ["COURSE_PROGRESS_FILE"] = str(Path(_folder.name) / "progress.json")


def pytest_unconfigure():
    _folder.cleanup()
