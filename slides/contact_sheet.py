"""All slides of a deck on one picture, to look at together: python -m slides.contact_sheet 03"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps
from tqdm import tqdm

from .build import OUT, Lacking, bring_marp, decks, marp

COLUMNS, WIDTH, GAP = 3, 640, 12


def pages(deck: Path, out: Path) -> list[Path]:
    """A picture of each slide."""
    folder = out / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{deck.stem}.*.png"):
        old.unlink()
    marp(deck, ["--html", "--images", "png"], folder / f"{deck.stem}.png")
    return sorted(folder.glob(f"{deck.stem}.*.png"))


def sheet(pictures: Sequence[Path]) -> Image.Image:
    """The pictures in rows."""
    small = [ImageOps.contain(Image.open(path).convert("RGB"), (WIDTH, WIDTH)) for path in pictures]
    height = small[0].height
    rows = -(-len(small) // COLUMNS)
    size = COLUMNS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP
    whole = Image.new("RGB", size, "#888888")
    for place, one in enumerate(small):
        row, column = divmod(place, COLUMNS)
        whole.paste(one, (GAP + column * (WIDTH + GAP), GAP + row * (height + GAP)))
    return whole


def main(names: Sequence[str]) -> int:
    try:
        bring_marp()
        for deck in tqdm(decks(names), unit="deck", disable=None):
            sheet(pages(deck, OUT)).save(OUT / f"{deck.stem}.png")
    except (Lacking, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"The contact sheets are in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
