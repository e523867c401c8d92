"""What a release has in the place of the course's front door, table and solutions."""

from __future__ import annotations

IMPORTS = """\
import torch

from course_utils import check, hint, progress, show_solution"""
FRONT_DOOR = '''\
"""The checks of this homework."""

from . import plots
from .exercises import run
from .notebook import check, hint, progress, show, show_solution

__all__ = ["check", "hint", "plots", "progress", "run", "show", "show_solution"]

plots.use_style()
'''
TABLE = '''\
"""The exercises of this homework. Their checks are sealed: results, and no solution."""

from pathlib import Path
from types import MappingProxyType

from ..checking import judge, judge_prediction
from ..checking.lookup import UnknownName, find
from ..checking.sealed import unsealed

FOLDER = Path(__file__).parent
NAMES = {names}
EXERCISES = MappingProxyType(
    {{name: unsealed((FOLDER / f"{{name}}.sealed").read_bytes()) for name in NAMES}}
)
PREDICTIONS = MappingProxyType({{}})


def exercise(name):
    return find(name, EXERCISES, "exercise")


def run(name, attempt):
    return judge(exercise(name), attempt)


def run_prediction(name, answer):
    return judge_prediction(find(name, PREDICTIONS, "prediction"), answer)
'''
SOLUTION = '''\
"""Homework has no solutions to show."""

TEXT = (
    "This is homework: no solution is in this notebook. hint(...) helps, and so does the line that "
    "check prints; when both are used up, ask."
)
LAST_RESORT = "This is homework, so no solution follows: read what check says, or ask."


def solution(reference):
    return TEXT
'''
