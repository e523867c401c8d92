"""A notebook that holds the course's package and runs alone, without a network."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from ..packing import LONG_AGO, holding_cell
from .setup_cell import IMPORTS

PACKAGE = Path(__file__).parents[1]
MODEL = "minilm_layer0.npz"  # the real model's layer and sentences, most of it weights
WORDS = "minilm_words.npz"  # for sentences of one's own, which no lesson makes


def bundle(notebook: Path) -> str:
    """The text of the notebook with the package in its first code cell and no outputs.

    The same package and notebook give the same bytes.
    """
    lesson = json.loads(notebook.read_text(encoding="utf-8"))
    cells = lesson["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    asked = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    setup = next(cell for cell in cells if cell["cell_type"] == "code")
    setup["source"] = holding_cell(course(asked), IMPORTS).splitlines(keepends=True)
    setup["metadata"] |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    return json.dumps(lesson, indent=1, ensure_ascii=False) + "\n"


def course(asked: str) -> dict[str, bytes]:
    """The package's files; of those in data/ only what the code of these cells asks for."""
    files = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_dir() or path.suffix in {".pyc", ".pyo"}:
            continue
        content = _data(path, asked) if path.parent.name == "data" else path.read_bytes()
        if content is not None:
            files[path.relative_to(PACKAGE.parent).as_posix()] = content
    return files


def _data(path: Path, asked: str) -> bytes | None:
    """A file of data/, or the part of it that is asked for, or None."""
    if path.name == MODEL and "real_layer" not in asked:
        return _without_weights(path.read_bytes()) if "real_sentence" in asked else None
    if path.suffix == ".gz" and "load_recording" not in asked:
        return None
    is_maker = path.suffix == ".py"
    return None if is_maker or path.name == WORDS else path.read_bytes()


def _without_weights(npz: bytes) -> bytes:
    """The same arrays but for the layer's parameters."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz)) as whole, zipfile.ZipFile(kept, "w") as files:
        for name in whole.namelist():
            if not name.startswith(("w_", "b_")):
                files.writestr(zipfile.ZipInfo(name, LONG_AGO), whole.read(name))
    return kept.getvalue()
