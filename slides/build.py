"""The decks as HTML and PDF in build/slides/: python -m slides.build, or python start.py slides.

The decks are written for Marp; its command line is pinned in package.json and runs offline.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from . import figures

HERE = Path(__file__).parent
OUT = HERE.parent / "build" / "slides"
MARP = HERE / "node_modules" / ".bin" / ("marp.cmd" if os.name == "nt" else "marp")
NODE = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
KINDS = {"html": ["--html"], "pdf": ["--html", "--pdf", "--pdf-notes"]}


class Lacking(Exception):
    """Something is not installed; the text says what to do."""


def decks(names: Sequence[str] = ()) -> list[Path]:
    """All decks, or those whose names begin so: 03, 03_softmax."""
    found = sorted(HERE.glob("[0-9][0-9]_*.md"))
    for name in names:
        if not any(deck.stem.startswith(name) for deck in found):
            known = ", ".join(deck.stem for deck in found)
            raise Lacking(f"There is no deck {name!r}: give one of {known}.")
    return [deck for deck in found if not names or deck.stem.startswith(tuple(names))]


def browser() -> str:
    """The Chromium or Chrome that draws PDF and pictures."""
    places = (os.environ.get("CHROME_PATH"), *map(shutil.which, BROWSERS))
    found = next(filter(None, places), None)
    if not found:
        raise Lacking(
            "The PDFs need Chromium or Chrome: on Debian or Ubuntu run 'sudo apt install "
            "chromium'; elsewhere say where it is in CHROME_PATH."
        )
    return found


def bring_marp() -> None:
    """Install the pinned Marp beside the decks, unless it is there."""
    npm = shutil.which("npm")
    if not npm:
        raise Lacking(
            f"The slides need Node.js {NODE} or newer, with npm: on Debian or Ubuntu run "
            "'sudo apt install nodejs npm', elsewhere see https://nodejs.org."
        )
    kept, asked = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if MARP.exists() and kept.exists() and kept.stat().st_mtime >= asked.stat().st_mtime:
        return
    print("Installing Marp (once, half a minute)", flush=True)
    done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=HERE, capture_output=True, text=True)
    if done.returncode:
        raise Lacking(f"npm could not install Marp: {(done.stderr or done.stdout).strip()[-500:]}")
    kept.touch()


def marp(deck: Path, options: Iterable[str], out: Path) -> None:
    """One run of Marp; raises Lacking with what it said."""
    command = [str(MARP), deck.name, "--theme", "theme.css", "--allow-local-files", "--no-stdin"]
    # Marp leaves the browser's profile behind; the folder's name is short for the browser's socket
    with tempfile.TemporaryDirectory(prefix="s", ignore_cleanup_errors=True) as temporary:
        places = dict.fromkeys(["TMPDIR", "TEMP", "TMP"], temporary)
        done = subprocess.run(
            [*command, *options, "-o", str(out)],
            cwd=HERE,
            env=os.environ | places | {"CHROME_PATH": browser()},
            capture_output=True,
            text=True,
        )
    if done.returncode or not out.parent.exists():
        raise Lacking(f"Marp could not build {deck.name}: {done.stderr.strip()[-500:]}")


def build(chosen: Sequence[Path], out: Path = OUT, kinds: Sequence[str] = tuple(KINDS)) -> None:
    """Write each deck as each kind, with the figures beside them."""
    bring_marp()
    out.mkdir(parents=True, exist_ok=True)
    figures.write()
    shutil.copytree(figures.FOLDER, out / figures.FOLDER.name, dirs_exist_ok=True)
    with tqdm(total=len(chosen) * len(kinds), unit="file", disable=None) as bar:
        for deck in chosen:
            for kind in kinds:
                bar.set_description(f"{deck.stem}.{kind}")
                marp(deck, KINDS[kind], out / f"{deck.stem}.{kind}")
                bar.update()


def main(arguments: Sequence[str]) -> int:
    about = "Build the slides as HTML and PDF in build/slides/."
    example = "example: python -m slides.build 03 04 --only html"
    parser = argparse.ArgumentParser(
        prog="python -m slides.build", description=about, epilog=example
    )
    parser.add_argument("decks", nargs="*", help="which ones: 03, or 03_softmax (all)")
    parser.add_argument("--only", choices=KINDS, help="one kind of file alone")
    chosen = parser.parse_args(arguments)
    try:
        build(decks(chosen.decks), kinds=[chosen.only] if chosen.only else list(KINDS))
    except (Lacking, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"The slides are in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
