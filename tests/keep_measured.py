"""Put back the committed outputs of measured cells: `python tests/keep_measured.py NOTEBOOK ...`

A cell with the tag "nbval-ignore-output" shows times, which differ from run to run. After a lesson
was run again, its outputs are the last commit's wherever its own code is still the same, so that
`make notebooks` changes nothing where nothing changed. New times: `make notebooks MEASURED=new`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TAG = "nbval-ignore-output"


def keep(now: dict, committed: dict) -> None:
    """Give the measured cells of `now` the outputs that the same cells have in `committed`."""
    before = {cell["id"]: cell for cell in committed["cells"]}
    for cell in now["cells"]:
        old = before.get(cell["id"])
        if is_measured(cell) and old and old["source"] == cell["source"] and old["outputs"]:
            cell["outputs"] = old["outputs"]


def is_measured(cell: dict) -> bool:
    return TAG in cell["metadata"].get("tags", [])


def main(paths: list[str]) -> None:
    for path in map(Path, paths):
        command = ["git", "show", f"HEAD:./{path.name}"]
        shown = subprocess.run(command, cwd=path.parent, capture_output=True, encoding="utf-8")
        if shown.returncode == 0:  # a new lesson is in no commit yet
            notebook = json.loads(path.read_text(encoding="utf-8"))
            keep(notebook, json.loads(shown.stdout))
            text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
