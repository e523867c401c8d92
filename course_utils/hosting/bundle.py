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
    model = "layer" if "real_layer" in asked else "sentences" if "real_sentence" in asked else ""
    setup = next(cell for cell in cells if cell["cell_type"] == "code")
    setup["source"] = holding_cell(course(model), IMPORTS).splitlines(keepends=True)
    setup["metadata"] |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    return json.dumps(lesson, indent=1, ensure_ascii=False) + "\n"


def course(model: str) -> dict[str, bytes]:
    """The package's files; of the real model the "layer", or only its "sentences", or nothing."""
    files = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_dir() or path.suffix in {".pyc", ".pyo"}:
            continue
        if path.name == WORDS or (path.name == MODEL and not model):
            continue
        content = path.read_bytes()
        if path.name == MODEL and model == "sentences":
            content = _without_weights(content)
        files[path.relative_to(PACKAGE.parent).as_posix()] = content
    return files


def _without_weights(npz: bytes) -> bytes:
    """The same arrays but for the layer's parameters."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz)) as whole, zipfile.ZipFile(kept, "w") as files:
        for name in whole.namelist():
            if not name.startswith(("w_", "b_")):
                files.writestr(zipfile.ZipInfo(name, LONG_AGO), whole.read(name))
    return kept.getvalue()
