"""A package inside a notebook: its files as text, and the cell that unpacks them."""

from __future__ import annotations

import base64
import io
import lzma
import string
import zipfile
from collections.abc import Mapping

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


def holding_cell(files: Mapping[str, bytes], imports: str) -> str:
    """The source of a cell that holds these files, and then imports from them."""
    return CELL.format(packed=packed(files), alphabet=ALPHABET, imports=imports)


def packed(files: Mapping[str, bytes]) -> str:
    """The files as text: in one archive, squeezed as a whole, in base 85.

    The same files give the same text.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in files.items():
            written.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    squeezed = lzma.compress(archive.getvalue(), preset=9)
    text = base64.b85encode(squeezed, pad=True).decode("ascii")  # whole groups of five
    lines = (text[start : start + WIDTH] for start in range(0, len(text), WIDTH))
    return "\n".join(f'    "{line}"' for line in lines)  # IPython reads many texts fastest


def unpacked(cell: str) -> dict[str, bytes]:
    """The files that such a cell holds."""
    lines = [line.strip() for line in cell.splitlines()]
    start = lines.index("PACKED = (")
    text = "".join(line[1:-1] for line in lines[start + 1 : lines.index(")", start)])
    with zipfile.ZipFile(io.BytesIO(lzma.decompress(base64.b85decode(text)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
