"""The copies of the address: badges and set-up cells, written from it and held to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from .address import Address, read, written
from .setup_cell import setup_cell

BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
WORDS = {"README.md": "Open in Colab", "README.zh.md": "在 Colab 中打开"}
# A line of our own, with the empty line before it.
LINE = re.compile(r"\n\n\[!\[[^\]\n]*\]\(" + re.escape(BADGE) + r"\)\]\([^)\n]*\)(?=\n|$)")


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
    for page, words in WORDS.items():
        if (root / page).exists():
            text = (root / page).read_text(encoding="utf-8")
            yield root / page, _with_badge(text, address, "01_tensors.ipynb", words)
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        yield path, _lesson(path, address)


def _with_badge(text: str, address: Address, notebook: str, words: str = "Open in Colab") -> str:
    """A badge below the title, or none where there is no address to point at."""
    title, rest = LINE.sub("", text).split("\n", 1)
    badge = f"\n\n[![{words}]({BADGE})]({address.in_colab(notebook)})" if address.slug else ""
    return f"{title}{badge}\n{rest}"


def _lesson(path: Path, address: Address) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    opening, setup = notebook["cells"][:2]
    for cell, text in (
        (opening, _with_badge("".join(opening["source"]), address, path.name)),
        (setup, setup_cell(address)),
    ):
        cell["source"] = text.splitlines(keepends=True)
    setup["metadata"]["cellView"] = "form"  # Colab shows the title and folds the rest
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
