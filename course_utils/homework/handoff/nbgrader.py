"""A course folder for nbgrader 0.9, with the release as an assignment's source."""

from __future__ import annotations

from pathlib import Path

from .. import atomic
from ..assignment import Assignment
from ..trouble import Trouble

# Without ClearSolutions, which would put "YOUR CODE HERE" over each stub: there is no solution.
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "attention"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.ExecutePreprocessor.timeout = 60
"""


def course_folder(assignment: Assignment, notebook: str, out: Path) -> list[Path]:
    """Write the folder; a configuration that is there is left alone."""
    config = out / "nbgrader_config.py"
    source = out / "source" / assignment.name / f"{assignment.name}.ipynb"
    if config.exists() and config.read_text(encoding="utf-8") != CONFIG:
        raise Trouble(
            f"{config} is there and is another: take its GenerateAssignment.preprocessors over by "
            "hand, or give a new folder."
        )
    source.parent.mkdir(parents=True, exist_ok=True)
    return [atomic.write(config, CONFIG), atomic.write(source, notebook)]
