"""What a learner reads as a solution: the reference's source, fit for a notebook."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu
from course_utils.exercises.solution import solution
from course_utils.masks import additive_mask, causal_mask


def undecided(scores: torch.Tensor, keep: torch.Tensor | None = None, bare=0, *, last: int = 1):
    return F.softmax(scores, -1) * math.pi + causal_mask(2, 2)


def many(
    first_of_many: torch.Tensor,
    second_of_many: torch.Tensor,
    third_of_many: torch.Tensor,
    fourth_of_many: torch.Tensor,
    fifth_of_many: torch.Tensor = None,
) -> torch.Tensor:
    """Names in a docstring stay: causal_mask."""
    return additive_mask


def test_annotations_go_defaults_stay_and_what_is_used_is_imported():
    assert solution(undecided) == (
        "import math\nimport torch.nn.functional as F\n\n\n"
        "def undecided(scores, keep=None, bare=0, *, last=1):\n"
        "    return F.softmax(scores, -1) * math.pi + cu.causal_mask(2, 2)\n"
    )


def test_a_long_signature_is_folded():
    assert solution(many) == (
        "def many(\n"
        "    first_of_many, second_of_many, third_of_many, fourth_of_many, fifth_of_many=None\n"
        "):\n"
        '    """Names in a docstring stay: causal_mask."""\n'
        "    return cu.additive_mask\n"
    )


def test_short_solutions_read_as_written():
    assert solution(cu.scaled_scores).splitlines()[:4] == [
        "import math",
        "",
        "",
        "def scaled_scores(query, key):",
    ]
    assert "import" not in solution(cu.softmax)
