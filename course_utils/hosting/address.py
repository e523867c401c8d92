"""The address of the course's repository. It lives once, in pyproject.toml."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+")
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
EXAMPLE = "python -m course_utils retarget OWNER/REPO --ref main"


class NoAddress(ValueError):
    """What was asked for is not there: no address on GitHub, no lesson."""


@dataclass(frozen=True)
class Address:
    """A repository on GitHub and a branch, tag or commit of it; without a slug it is not hosted."""

    slug: str = ""
    ref: str = "main"

    def __post_init__(self) -> None:
        if self.slug and not SLUG.fullmatch(self.slug):
            raise NoAddress(f"{self.slug!r} is not of the form OWNER/REPO. Example: {EXAMPLE}")
        if not REF.fullmatch(self.ref):
            raise NoAddress(f"{self.ref!r} is no branch, tag or commit. Example: {EXAMPLE}")

    @property
    def archive(self) -> str:
        """What pip can install the package from; needs no git. Empty where it is not hosted."""
        return f"https://github.com/{self.slug}/archive/{self.ref}.zip" if self.slug else ""

    def in_colab(self, notebook: str) -> str:
        """Where Colab opens a lesson."""
        path = f"{self.slug}/blob/{self.ref}/notebooks/{notebook}"
        return f"https://colab.research.google.com/github/{path}"

    def in_binder(self, notebook: str) -> str:
        """Where Binder opens a lesson."""
        return f"https://mybinder.org/v2/gh/{self.slug}/{self.ref}?labpath=notebooks/{notebook}"


def here(environment: Mapping[str, str] = os.environ) -> Address:
    """The repository that a GitHub workflow runs in, a fork say."""
    slug = environment.get("GITHUB_REPOSITORY", "")
    if not slug:
        raise NoAddress(f"Say which repository: {EXAMPLE}")
    return Address(slug, environment.get("GITHUB_REF_NAME") or "main")


def read(root: Path) -> Address:
    """The address in this checkout's pyproject.toml."""
    course = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["course"]
    return Address(course["repository"], course["ref"])


def written(address: Address, pyproject: str) -> str:
    """The text of pyproject.toml with this address in it."""
    for key, value in (("repository", address.slug), ("ref", address.ref)):
        pyproject, count = re.subn(
            rf'^{key} = "[^"]*"', f'{key} = "{value}"', pyproject, flags=re.MULTILINE
        )
        assert count == 1, key
    return pyproject
