"""What a result depends on besides the submission: the secret, the points, the course."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..checking import Exercise
from ..exercises import EXERCISES
from ..exercises.drawing import hidden
from .assignment import Assignment
from .trouble import Trouble

SHORTEST = 8  # characters of a secret
PACKAGE = Path(__file__).parents[1]
_ROOT = PACKAGE.parent
COURSE = _ROOT if (_ROOT / "pyproject.toml").is_file() else PACKAGE
"""All of the course that is on this machine; its tests hold right answers too."""


def secret_of(path: Path) -> str:
    """The secret in that file, from which the hidden cases are drawn."""
    if not path.is_file():
        raise Trouble(
            f"There is no secret {path}: write a line into it that no student can guess "
            '(python -c "import secrets; print(secrets.token_hex())").'
        )
    secret = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(secret) < SHORTEST:
        raise Trouble(f"The secret in {path} has {len(secret)} characters: give it {SHORTEST}.")
    return secret


def key_of(assignment: Assignment, secret: str) -> str:
    """With another key, a submission is graded again."""
    parts = repr(list(assignment.points.items())), repr(assignment.ready_made), _course()
    whole = "\n".join([assignment.name, hashlib.sha256(secret.encode()).hexdigest(), *parts])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@cache
def _course() -> str:
    """A digest of the package: another version may judge differently."""
    whole = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


@cache
def asked(names: tuple[str, ...], secret: str) -> Mapping[str, Exercise]:
    """The exercises with their hidden cases, made once in each process."""
    return {name: hidden(EXERCISES[name], secret) for name in names}
