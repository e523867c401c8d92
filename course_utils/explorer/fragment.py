"""The explorer as HTML: a picture, the numbers in attributes, and the script that replaces it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path

_SCRIPTS = ("compute.js", "paint.js", "words.js", "view.js")
GENERATOR = "course_utils explore"
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{generator}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body {{ margin: 0; padding: 12px; font-family: system-ui, sans-serif }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111 }} }}</style>
</head>
<body>
{fragment}
</body>
</html>
"""


def fragment(settings: str, numbers: str, check: str, webp: bytes, alt: str) -> str:
    """A piece of HTML that needs nothing else; it is the same bytes for the same arguments."""
    name = f"explorer-{hashlib.sha256(settings.encode()).hexdigest()[:12]}"
    shown = base64.b64encode(webp).decode("ascii")
    # MathJax, which a notebook lets loose on outputs, leaves elements with these classes alone.
    return (
        f'<div id="{name}" class="attention-explorer tex2jax_ignore mathjax_ignore" '
        f'data-settings="{html.escape(settings)}" data-numbers="{numbers}" data-check="{check}">\n'
        f'<img src="data:image/webp;base64,{shown}" alt="{html.escape(alt)}" '
        'style="max-width: 100%">\n'
        f"</div>\n<style>\n{asset('explorer.css')}</style>\n<script>\n{script(name)}</script>"
    )


def page(fragment: str, title: str) -> str:
    """A whole HTML document around a fragment; it may load nothing from anywhere."""
    return _PAGE.format(generator=GENERATOR, title=html.escape(title), fragment=fragment)


def script(name: str) -> str:
    """The script as one function that leaves no name behind; it starts the elements `name`."""
    parts = "".join(map(asset, _SCRIPTS))
    return f'(() => {{\n"use strict";\n{parts}startAll("{name}");\n}})();\n'


@cache
def asset(name: str) -> str:
    """One of the files beside this one, without its indentation and most of its comments."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
