"""`python -m course_utils explore`: the real layer's attention for a sentence of one's own."""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from ..inputs import real_layer
from ..multihead import project, split_heads
from ..words import LONGEST, embed, known_words, tokenize
from .explorer import explore
from .fragment import GENERATOR

EXAMPLE = 'example: python -m course_utils explore --text "The cat drinks milk."'
MODEL = "first attention layer of all-MiniLM-L6-v2"
# Pages that a learner saved say GENERATOR alone, and are not overwritten.
OURS = f"python -m {GENERATOR}"


def add_command(commands) -> None:
    """To the subcommands of an argparse parser."""
    parser = commands.add_parser(
        "explore",
        help="look at a real model's attention for a sentence of your own, in the browser",
        epilog=EXAMPLE,
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--text", metavar="SENTENCE", help=f"English, at most {LONGEST} of the known words"
    )
    asked.add_argument("--words", action="store_true", help="only print the known words")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("attention.html"),
        metavar="FILE",
        help="the page to write (attention.html)",
    )
    parser.add_argument("--no-browser", action="store_true", help="write the page, do not open it")


def run(chosen: argparse.Namespace) -> int:
    """Write and open the page, or print the words; gives the exit status."""
    try:
        if chosen.words:
            print(in_columns(known_words(), shutil.get_terminal_size().columns))
            return 0
        check_out(chosen.out)
        tokens = tokenize(chosen.text)
        page = page_of(chosen.text, tokens)
        chosen.out.write_text(page, encoding="utf-8", newline="\n")
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        where = error.filename or chosen.out
        print(f"explore: {where} cannot be read or written: {error.strerror}", file=sys.stderr)
        return 2
    except (RuntimeError, ValueError) as error:
        print(f"explore: {error}", file=sys.stderr)
        return 2
    path = chosen.out.resolve()
    print(f"{path}: {len(tokens)} tokens, {path.stat().st_size / 1000:.0f} kB")
    if not chosen.no_browser and not webbrowser.open(path.as_uri()):
        print("No browser was found here: open that file yourself.")
    return 0


def page_of(text: str, tokens: Sequence[str]) -> str:
    """Return a whole HTML page: the attention of all heads over the tokens of the text."""
    layer = real_layer()
    vectors = embed(tokens)  # (L, D)
    query, key, value = (
        split_heads(project(vectors, weight, bias), layer.num_heads)  # (H, L, E)
        for weight, bias in (
            (layer.w_query, layer.b_query),
            (layer.w_key, layer.b_key),
            (layer.w_value, layer.b_value),
        )
    )
    title = f"{' '.join(text.split())} · {MODEL}"
    page = explore(query, key, value, tokens=tokens, title=title).page()
    return page.replace(GENERATOR, OURS, 1)


def check_out(path: Path) -> None:
    """Refuse, before anything is computed, a place where no page of ours may be written."""
    if path.is_dir():
        raise ValueError(f"--out {path} is a folder; name a file in it.")
    if path.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"--out {path}: for a browser the name must end with .html.")
    if not path.parent.is_dir():
        raise ValueError(f"--out {path}: there is no folder {path.parent}.")
    if path.exists() and not _is_ours(path):
        raise ValueError(
            f"{path} is there already, and this command did not write it; "
            "name another file with --out."
        )


def in_columns(words: Sequence[str], width: int) -> str:
    """Return the words in columns, to be read downwards, each line at most `width` wide."""
    cell = max(map(len, words)) + 2
    rows = math.ceil(len(words) / max(1, width // cell))
    lines = (words[row::rows] for row in range(rows))
    return "\n".join("".join(word.ljust(cell) for word in line).rstrip() for line in lines)


def _is_ours(path: Path) -> bool:
    head = path.read_bytes()[:1000]
    return f'<meta name="generator" content="{OURS}">'.encode() in head
