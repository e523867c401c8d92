"""One sentence about random tensors that no known mistake made: what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .observation import BETWEEN, CALLED_TWICE, DIFFERENT


def what_differs(expected: Mapping[str, str], yours: Mapping[str, str]) -> str | None:
    """The most telling of the features that differ, in words."""
    differing = {name: yours[name] for name in expected if yours[name] != expected[name]}
    return next(_sentences(differing, expected), None)


def _sentences(differing: Mapping[str, str], expected: Mapping[str, str]) -> Iterator[str]:
    if "returns" in differing:
        yield f"your function returns {differing['returns']}; query, key and value are asked."
    if shapes := [name for name in differing if name.startswith("shape of ")]:
        # "shape of key (B, S, E)" -> "key should be (B, S, E)"
        named = [name.removeprefix("shape of ").split(" ", 1) for name in shapes]
        asked = ", ".join(f"{tensor} should be {letters}" for tensor, letters in named)
        yield f"{'a shape is' if len(shapes) == 1 else 'shapes are'} not right: {asked}."
    if "dtype" in differing:
        yield f"the dtype is {differing['dtype']}; float32 is asked for all three."
    if CALLED_TWICE in differing:
        yield f"two calls give {differing[CALLED_TWICE]}; each call is to draw new ones."
    if numbers := [name for name in ("mean", "std", BETWEEN) if name in differing]:
        seen = ", ".join(f"{name} {differing[name]}" for name in numbers)
        asked = ", ".join(expected[name].removeprefix("about ") for name in numbers)
        yield f"your numbers are no standard normal: {seen}, where {asked} would do."
    if DIFFERENT in differing:
        yield "some of your numbers are equal: were they rounded, cut off, or set to 0?"
    if "independent" in differing:
        where = differing["independent"].removeprefix("not ")
        yield f"your numbers are not drawn one by one: they depend on each other {where}."
