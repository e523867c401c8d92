"""`python -m course_utils retarget` and `bundle`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .address import EXAMPLE, Address, NoAddress, here, read
from .bundle import bundle
from .copies import differing, retarget

COMMANDS = ("retarget", "bundle")
ROOT = Path(__file__).parents[2]  # of a checkout


def add_commands(commands) -> None:
    """To the subcommands of an argparse parser."""
    target = commands.add_parser(
        "retarget",
        help="say where the course is hosted: in pyproject.toml, badges and set-up cells",
        epilog=f"example: {EXAMPLE}",
    )
    target.add_argument(
        "repository", nargs="?", metavar="OWNER/REPO", help="in a GitHub workflow: its own"
    )
    target.add_argument("--ref", metavar="REF", help="a branch, tag or commit (main)")
    target.add_argument("--nowhere", action="store_true", help="it is not hosted: no badges")
    target.add_argument("--check", action="store_true", help="only look whether all copies agree")
    alone = commands.add_parser(
        "bundle",
        help="write notebooks that hold the course's package: they run alone, with no network",
        epilog="example: python -m course_utils bundle 03 --out handouts",
    )
    alone.add_argument("lesson", nargs="*", help="01, 02, ... (all lessons)")
    alone.add_argument("--out", type=Path, required=True, metavar="FOLDER")


def run(chosen: argparse.Namespace, root: Path = ROOT) -> int:
    try:
        if not (root / "notebooks").is_dir():
            raise NoAddress("The lessons are not here: run this in the folder of the whole course.")
        return _bundle(chosen, root) if chosen.command == "bundle" else _retarget(chosen, root)
    except BrokenPipeError:
        raise  # the reader has seen enough
    except (NoAddress, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _retarget(chosen: argparse.Namespace, root: Path) -> int:
    if chosen.check:
        now = read(root)
        wrong = differing(root)
        for path in wrong:
            print(f"{path.relative_to(root)} is not what pyproject.toml says")
        again = f"{now.slug} --ref {now.ref}" if now.slug else "--nowhere"
        if wrong:
            print(f"To write it: python -m course_utils retarget {again}", file=sys.stderr)
        return int(bool(wrong))
    if chosen.nowhere:
        address = Address()
    elif chosen.repository:
        address = Address(chosen.repository, chosen.ref or "main")
    else:
        address = here()
    for path in retarget(root, address):
        print(f"{path.relative_to(root)} written")
    return 0


def _bundle(chosen: argparse.Namespace, root: Path) -> int:
    lessons = {path.name[:2]: path for path in sorted((root / "notebooks").glob("*.ipynb"))}
    for number in chosen.lesson:
        if number not in lessons:
            raise NoAddress(f"There is no lesson {number!r}; there are {', '.join(lessons)}.")
    chosen.out.mkdir(parents=True, exist_ok=True)
    for number in chosen.lesson or lessons:
        path = chosen.out / lessons[number].name
        path.write_text(bundle(lessons[number]), encoding="utf-8", newline="\n")
        print(f"{path}  {path.stat().st_size / 1e6:.2f} MB")
    return 0
