"""A page of HTML that needs nothing else: read on a screen, a phone and paper, light and dark."""

from __future__ import annotations

import re
from html import escape

__all__ = ["bar", "escape", "page", "prose", "sentence"]

_STYLE = """
:root { color-scheme: light dark; --ink: #222; --quiet: #5f5f5f; --line: #d8d8d8; --paper: #fff;
  --card: #f6f6f4; --blue: #0072b2; --green: #007a58; --orange: #b84e00; --link: #005f96; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --quiet: #a9a9a9; --line: #444;
  --paper: #161616; --card: #212121; --blue: #56b4e9; --green: #35c79a; --orange: #f0955c;
  --link: #7cc4f0; } }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #bbb;
  --paper: #fff; --card: #fff; --blue: #0072b2; --green: #007a58; --orange: #b84e00;
  --link: #000; } section { break-inside: avoid; }
  details::details-content { content-visibility: visible; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 46rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p, ul, ol { margin: .4rem 0; }
ul { padding-left: 1.2rem; }
a { color: var(--link); }
code { font-size: .92em; }
.quiet { color: var(--quiet); }
.large { font-size: 1.9rem; font-weight: 600; line-height: 1.2; margin: .6rem 0 .2rem; }
.card { background: var(--card); border: 1px solid var(--line); border-left-width: 5px;
  border-radius: 6px; padding: .7rem 1rem; margin: 1rem 0; }
.card h2 { margin: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; }
.right { border-left-color: var(--green); } .wrong { border-left-color: var(--orange); }
.asked { border-left-color: var(--blue); }
.said { white-space: pre-wrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
td:first-child { min-width: 6.5rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.track, .bar { display: block; height: .55rem; border-radius: 2px; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.track { background: var(--line); margin: .25rem 0; }
.bar { background: var(--blue); min-width: 1px; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; margin: 1rem 0; list-style: none; }
.tiles li { border: 1px solid var(--line); background: var(--card); border-radius: 6px;
  padding: .4rem .9rem; min-width: 6.5rem; }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; }
img { display: block; max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
summary { cursor: pointer; }
"""
_HEAD = (
    '<meta charset="utf-8">\n'
    # Even if something slips through the escaping: no script, nothing from the network.
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="robots" content="noindex">\n'
)


def page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{_HEAD}<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def prose(text: str) -> str:
    """Text for a page: nothing in it is taken for markup, but `code` is shown as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))


def bar(share: float) -> str:
    """A bar as long as the share, 0 to 1; the number must stand beside it."""
    inner = f'<span class="bar" style="width: {100 * share:.0f}%"></span>'
    return f'<span class="track" aria-hidden="true">{inner}</span>'


def sentence(text: str) -> str:
    """With a capital, and with something at its end."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".?!:" else ".")
