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
IN_LESSONS, PREDICTIONS = EXERCISES, MappingProxyType({{}})


def exercise(name):
    return find(name, EXERCISES, "exercise")


def run(name, attempt):
    return judge(exercise(name), attempt)


def run_prediction(name, answer):
    return judge_prediction(find(name, PREDICTIONS, "prediction"), answer)
'''
SOLUTION = '''\
"""Homework has no solutions to show."""


def solution(reference):
    return ""
'''
