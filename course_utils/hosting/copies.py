"""The copies of the address: badges and set-up cells, written from it and held to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from .address import Address, read, written
from .setup_cell import setup_cell

COLAB = "https://colab.research.google.com/assets/colab-badge.svg"
BINDER = "https://mybinder.org/badge_logo.svg"
PAGES = ("README.md", "README.zh.md")
# A line of badges of its own, with the empty line before it.
BADGE = rf"\[!\[[^\]\n]*\]\((?:{re.escape(COLAB)}|{re.escape(BINDER)})\)\]\([^)\n]*\)"
LINE = re.compile(rf"\n\n{BADGE}(?: {BADGE})*(?=\n|$)")
# A lesson in the table of lessons, and the link beside it.
ROW = re.compile(r"(\| \[[^\]\n]+\]\(notebooks/([^)\n]+)\))(?: · \[Colab\]\([^)\n]*\))?")


def retarget(root: Path, address: Address) -> list[Path]:
    """Write the address and every copy of it; the files that changed."""
    changed = _differing(root, address)
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(changed)


def differing(root: Path) -> list[Path]:
    """The files in which a copy is not what pyproject.toml says."""
    return list(_differing(root, read(root)))


def _differing(root: Path, address: Address) -> dict[Path, str]:
    found = {}
    for path, text in _texts(root, address):
        if path.read_text(encoding="utf-8") != text:
            found[path] = text
    return found


def _texts(root: Path, address: Address) -> Iterator[tuple[Path, str]]:
    """Every file that holds the address or a copy, as it should be."""
    project = root / "pyproject.toml"
    yield project, written(address, project.read_text(encoding="utf-8"))
    for page in PAGES:
        if (root / page).exists():
            yield root / page, _page((root / page).read_text(encoding="utf-8"), address)
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        yield path, _lesson(path, address)


def _page(text: str, address: Address) -> str:
    def row(found: re.Match) -> str:
        link = f" · [Colab]({address.in_colab(found[2])})" if address.slug else ""
        return found[1] + link

    first = "01_tensors.ipynb"
    binder = f" [![Open in Binder]({BINDER})]({address.in_binder(first)})"
    return _with_badges(ROW.sub(row, text), address, _colab(address, first) + binder)


def _colab(address: Address, notebook: str) -> str:
    return f"[![Open in Colab]({COLAB})]({address.in_colab(notebook)})"


def _with_badges(text: str, address: Address, badges: str) -> str:
    """Those badges below the title, or none where there is no address to point at."""
    title, rest = LINE.sub("", text).split("\n", 1)
    return f"{title}\n\n{badges}\n{rest}" if address.slug else f"{title}\n{rest}"


def _lesson(path: Path, address: Address) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    opening, setup = notebook["cells"][:2]
    for cell, text in (
        (opening, _with_badges("".join(opening["source"]), address, _colab(address, path.name))),
        (setup, setup_cell(address)),
    ):
        cell["source"] = text.splitlines(keepends=True)
    setup["metadata"]["cellView"] = "form"  # Colab shows the title and folds the rest
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
