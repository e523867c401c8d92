"""The code cells of a notebook, however mangled the file is. Nothing is run here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 50_000_000  # bytes of one notebook
TOO_LARGE = f"the file is larger than {LARGEST // 1_000_000} MB"


@dataclass(frozen=True)
class Code:
    """The sources of the code cells in their order; or why there are none, in words."""

    cells: tuple[str, ...] = ()
    reason: str = ""


def code_of(path: str | Path) -> Code:
    """The code cells of a notebook file."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        return Code(reason=f"the file cannot be read: {error.strerror or error}")
    return code_in(content)


def code_in(content: bytes) -> Code:
    """The code cells of a notebook's bytes: any nbformat, any of the usual encodings."""
    if len(content) > LARGEST:
        return Code(reason=TOO_LARGE)
    if not content.strip(b"\0 \t\r\n"):
        return Code(reason="the file is empty" if not content else "the file holds only blanks")
    text = _text(content)
    try:
        # Not strict: a raw tab or line end inside a text is no reason to lose a notebook.
        notebook = json.loads(text, strict=False)
    except RecursionError:
        return Code(reason="the file is not a notebook: its JSON is nested too deeply")
    except ValueError as error:
        return Code(reason=_not_json(text, error))
    return _from_json(notebook)


def _text(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        return content.decode("latin-1")  # takes any byte


def _not_json(text: str, error: ValueError) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if re.match(r"<(!doctype|html|\?xml)", start, re.IGNORECASE):
        return "the file is a web page, not a notebook: it was saved from the browser's view"
    if start.startswith("PK\x03\x04"):
        return "the file is a zip with the name of a notebook"
    if re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE):
        return "the file holds the marks of an unfinished git merge, and is not JSON"
    where = ""
    if isinstance(error, json.JSONDecodeError):
        where = f" from line {error.lineno}, column {error.colno} on"
        if error.pos >= len(text.rstrip()) - 1:
            return f"the file is not whole: its JSON breaks off in line {error.lineno}"
    return f"the file is not a notebook: it is not JSON{where}"


def _from_json(notebook: Any) -> Code:
    if not isinstance(notebook, dict):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(notebook), "a number")
        return Code(reason=f"the file is not a notebook: its JSON is {kind}")
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")  # nbformat 3
    if not isinstance(cells, list) and isinstance(sheets, list):
        of_sheets = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for some in of_sheets if isinstance(some, list) for cell in some]
    if not isinstance(cells, list):
        return Code(reason="the file is JSON, but not a notebook: it has no cells")
    return Code(tuple(_source(cell) for cell in cells if _is_code(cell)))


def _is_code(cell: Any) -> bool:
    if not isinstance(cell, dict):
        return False
    if isinstance(cell.get("cell_type"), str):
        return cell["cell_type"].strip().casefold() == "code"
    return any(key in cell for key in ("outputs", "execution_count", "input"))


def _source(cell: dict) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        # Some tools split a source and forget the line ends.
        cut = len(lines) > 1 and not any(re.search(r"[\r\n]", line) for line in lines)
        source = ("\n" if cut else "").join(lines)
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    # Half a character, which JSON can spell and no file can hold, becomes a question mark.
    return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
