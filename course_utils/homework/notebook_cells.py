"""The code cells of a submission, read so that a small flaw in the file loses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .trouble import Trouble

LARGEST = 64 << 20  # bytes of a file; pictures in outputs make some notebooks large


def code_cells(path: Path) -> list[str]:
    """Their sources in order, whatever else the notebook holds; Trouble where it is none."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Trouble(f"{path.name} has {size >> 20} MB, more than a notebook may have.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = json.loads(text)
    except UnicodeDecodeError as error:
        raise Trouble(f"{path.name} is not UTF-8 text: {error.reason}.") from None
    except (ValueError, RecursionError) as error:
        what = "is empty" if not text.strip() else f"is no JSON ({str(error)[:100]})"
        raise Trouble(f"{path.name} {what}.") from None
    cells = _cells(content)
    if cells is None:
        raise Trouble(f"{path.name} is JSON, but no notebook: it has no list of cells.")
    return [_source(cell) for cell in cells if _is_code(cell)]


def _cells(content: Any) -> list | None:
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("cells"), list):
        return content["cells"]
    sheets = content.get("worksheets")  # nbformat 3 and before
    if not isinstance(sheets, list):
        return None
    sheets = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source.replace("\r\n", "\n") if isinstance(source, str) else ""
