"""What a learner has solved, kept in a small file in the working folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "course_progress.json"
# Another place for the file; tests and the re-execution of notebooks must not touch a learner's.
ENVIRONMENT_VARIABLE = "COURSE_PROGRESS_FILE"


@dataclass
class Progress:
    """The names of solved exercises and answered predictions.

    Reading and writing never fail: what went wrong is told in `remark`, for the learner.
    """

    path: Path
    solved: set[str] = field(default_factory=set)
    remark: str = ""
    unread: bool = False
    """Something is in the file's place that could not be read: it must not be written over."""

    @classmethod
    def load(cls) -> Progress:
        """Read the file; a damaged one is renamed and a new one begun."""
        progress = cls(Path(os.environ.get(ENVIRONMENT_VARIABLE) or FILE_NAME))
        try:
            progress.solved = _names(json.loads(progress.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            pass
        except OSError as error:
            progress.unread, progress.remark = True, f"Your progress could not be read: {error}."
        except (ValueError, RecursionError):
            progress._set_aside()
        return progress

    def add(self, name: str) -> None:
        """Note that `name` is solved, and write the file."""
        if name in self.solved or self.unread:
            return
        self.solved.add(name)
        text = json.dumps({"solved": sorted(self.solved)}, indent=1) + "\n"
        try:
            # Written beside and then renamed, so that an interruption leaves the old file whole.
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self.path)
        except OSError as error:
            self.remark = f"Your progress could not be saved: {error}."

    def _set_aside(self) -> None:
        aside = self.path.with_name(self.path.name + ".damaged")
        try:
            self.path.replace(aside)
            self.remark = f"{self.path.name} could not be read; it is kept as {aside.name}."
        except OSError as error:
            self.unread = True
            self.remark = f"{self.path.name} could not be read, nor set aside: {error}."


def _names(content: object) -> set[str]:
    if not isinstance(content, dict) or not isinstance(content.get("solved"), list):
        raise ValueError("not a progress file")
    if not all(isinstance(name, str) for name in content["solved"]):
        raise ValueError("not a progress file")
    return set(content["solved"])
