"""A notebook that holds the course's package and runs alone, without a network."""

from __future__ import annotations

import base64
import io
import json
import lzma
import string
import zipfile
from pathlib import Path

from .setup_cell import IMPORTS

PACKAGE = Path(__file__).parents[1]
MODEL = "minilm_layer0.npz"  # the real model's layer and sentences, most of it weights
ALPHABET = f"{string.digits}{string.ascii_letters.swapcase()}!#$%&()*+-;<=>?@^_`{{|}}~"  # base85
WIDTH = 500  # of its lines, which an editor must hold
LONG_AGO = (1980, 1, 1, 0, 0, 0)
CELL = """\
# @title Set-up: run this cell. It holds the course's package; nothing is downloaded.
import io
import lzma
import sys
import tempfile
import zipfile

import numpy

HELD = tempfile.TemporaryDirectory(prefix="course_")  # gone when the kernel stops
PACKED = (
{packed}
)
DIGIT = numpy.zeros(128, dtype=numpy.int64)  # as base64.b85decode, and faster
DIGIT[list(b"{alphabet}")] = range(85)
digits = DIGIT[numpy.frombuffer(PACKED.encode(), dtype=numpy.uint8)].reshape(-1, 5)
archive = lzma.decompress((digits @ 85 ** numpy.arange(4, -1, -1)).astype(">u4").tobytes())
zipfile.ZipFile(io.BytesIO(archive)).extractall(HELD.name)
del PACKED, DIGIT, digits, archive
sys.path.insert(0, HELD.name)
{imports}"""


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
    text = CELL.format(packed=packed(model), alphabet=ALPHABET, imports=IMPORTS)
    setup["source"] = text.splitlines(keepends=True)
    setup["metadata"] |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    return json.dumps(lesson, indent=1, ensure_ascii=False) + "\n"


def packed(model: str) -> str:
    """The package as text: its files in one archive, squeezed as a whole, in base 85.

    Of the real model it holds the "layer", or only its "sentences", or nothing.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_dir() or path.suffix in {".pyc", ".pyo"}:
                continue
            if path.name == MODEL and not model:
                continue
            name = path.relative_to(PACKAGE.parent).as_posix()
            content = path.read_bytes()
            if path.name == MODEL and model == "sentences":
                content = _without_weights(content)
            files.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    squeezed = lzma.compress(archive.getvalue(), preset=9)
    text = base64.b85encode(squeezed, pad=True).decode("ascii")  # whole groups of five
    lines = (text[start : start + WIDTH] for start in range(0, len(text), WIDTH))
    return "\n".join(f'    "{line}"' for line in lines)  # IPython reads many texts fastest


def _without_weights(npz: bytes) -> bytes:
    """The same arrays but for the layer's parameters."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz)) as whole, zipfile.ZipFile(kept, "w") as files:
        for name in whole.namelist():
            if not name.startswith(("w_", "b_")):
                files.writestr(zipfile.ZipInfo(name, LONG_AGO), whole.read(name))
    return kept.getvalue()
