"""explore(query, key, value): attention, step by step, to be touched."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from .fragment import fragment, page
from .payload import STEPS, Start, check_text, compute, numbers_text, settings_text
from .picture import picture, smaller
from .tensors import read_mask, read_names, read_scale, read_tensors


@dataclass(frozen=True, repr=False)
class Explorer:
    """An explorer to be displayed: `html` is the whole of it, `png` a picture, `alt` its words."""

    html: str
    png: bytes
    alt: str
    title: str

    def page(self) -> str:
        """Return a whole HTML document, for a file."""
        return page(self.html, self.title or "Attention explorer")

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        """Return what a notebook shows: the page, or the picture, or the words."""
        shown = {
            "text/html": self.html,
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": self.alt,
        }
        return shown, {"image/png": {"alt": self.alt}}


def explore(
    query: Any,
    key: Any,
    value: Any,
    *,
    tokens: Any = None,
    key_tokens: Any = None,
    scale: float | None = None,
    attn_mask: Any = None,
    step: str = "output",
    title: str = "",
) -> Explorer:
    """Show attention over (L, E), (S, E), (S, Ev) as a machine that computes while you look.

    The tensors may have an axis of heads in front. `tokens` names the queries, `key_tokens` the
    keys (the same, unless given, where there are as many). `scale` multiplies the scores and is
    1 / sqrt(E) unless given; `attn_mask` is boolean, (L, S), True = may attend. `step` is where the
    machine stands at first: "scores", "scaled", "masked", "weights" or "output".
    """
    tensors = read_tensors(query, key, value)
    num_queries, num_keys = tensors.query.shape[-2], tensors.key.shape[-2]
    if step not in STEPS:
        raise ValueError(f"explore has no step {step!r}; it has {', '.join(STEPS)}.")
    if key_tokens is None and num_queries == num_keys:
        key_tokens = tokens
    names = read_names("tokens", tokens, num_queries, "q")
    key_names = read_names("key_tokens", key_tokens, num_keys, "k")
    keep = read_mask(attn_mask, num_queries, num_keys)
    scale = read_scale(scale)
    rows = None if keep is None else ["".join("01"[bit] for bit in row) for row in keep.tolist()]
    title = str(title).encode("utf-8", "replace").decode("utf-8")
    start = Start(names, key_names, scale, rows, step, title)
    computed = compute(tensors, scale, keep)
    png = picture(tensors, start, computed)
    alt = _alt(start, tensors.query.shape[0])
    parts = settings_text(tensors, start), numbers_text(tensors), check_text(tensors, computed)
    return Explorer(fragment(*parts, smaller(png), alt), png, alt, title)


def _alt(start: Start, heads: int) -> str:
    """What is to be seen, for those who see no picture."""
    named = f"Attention explorer, {start.title}" if start.title else "Attention explorer"
    many = f", {heads} heads" if heads > 1 else ""
    return (
        f"{named}{many}: queries {', '.join(start.tokens)}; keys {', '.join(start.key_tokens)}; "
        f"shown up to the {start.step}. Where scripts run, every number tells how it came about."
    )
