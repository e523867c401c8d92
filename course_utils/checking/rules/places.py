"""What can be said of right numbers in wrong places, and of where the wrong numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import torch

from ..comparison import is_close
from .scene import Scene

FEW = 4  # places that are worth listing


def axes_in_another_order(scene: Scene) -> str | None:
    if scene.value.dim() != scene.expected.dim() or scene.value.dim() > 5:
        return None
    for order in permutations(range(scene.value.dim())):
        if list(order) != sorted(order) and scene.matches(scene.value.permute(order)):
            if len(scene.letters) != len(order):
                return "the numbers are right, but the axes are in another order."
            yours = [""] * len(order)
            for target, source in enumerate(order):
                yours[source] = scene.letters[target]
            right = ", ".join(scene.letters)
            return (
                f"the numbers are right, but your axes are ({', '.join(yours)}) "
                f"where ({right}) is expected."
            )
    return None


def reversed_along_an_axis(scene: Scene) -> str | None:
    for axis in range(scene.value.dim()):
        if scene.matches(scene.value.flip(axis)):
            return f"the numbers are right, but in reverse order along {scene.axis(axis)}."
    return None


def shifted_along_an_axis(scene: Scene) -> str | None:
    for axis in range(scene.value.dim()):
        for places in range(1, min(scene.value.shape[axis], 4)):
            for step in (places, -places):
                if scene.matches(scene.value.roll(-step, axis)):
                    far = "one place" if places == 1 else f"{places} places"
                    return (
                        f"the numbers are right, but moved by {far} "
                        f"{'on' if step > 0 else 'back'} along {scene.axis(axis)}."
                    )
    return None


def read_in_another_order(scene: Scene) -> str | None:
    """Right numbers, in memory's order of a permuted tensor: a view where a transpose belongs."""
    dims = scene.expected.dim()
    if scene.expected.dtype == torch.bool or not 2 <= dims <= 5:
        return None
    for order in permutations(range(dims)):
        shuffled = scene.expected.permute(order).reshape(scene.expected.shape)
        if list(order) != sorted(order) and scene.came_from(shuffled):
            return (
                "the numbers are right, but in wrong places: somewhere a view or reshape cuts the "
                "axes in an order in which they do not lie."
            )
    return None


def the_same_numbers_elsewhere(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool or scene.value.numel() < 4:
        return None
    value, expected = scene.value.double(), scene.expected.double()
    for axis in range(value.dim()):
        if expected.shape[axis] > 2 and bool(
            is_close(value.sort(axis).values, expected.sort(axis).values, scene.tolerance).all()
        ):
            return f"the right numbers, but in another order along {scene.axis(axis)}."
    everywhere = (t.flatten().sort().values for t in (value, expected))
    if bool(is_close(*everywhere, scene.tolerance).all()):
        return "the right numbers, but in other places."
    return None


def an_argument_itself(scene: Scene) -> str | None:
    for name, argument in scene.tensors():
        if argument.numel() > 1 and scene.came_from(argument):
            return f"you return {name} as it came."
    return None


def right_where_kept(scene: Scene) -> str | None:
    """Is it right wherever a boolean argument is True, or wherever it is False?"""
    wrong = ~is_close(scene.value, scene.expected, scene.tolerance)
    for name, mask in scene.tensors():
        if mask.dtype != torch.bool or mask.all() or not mask.any():
            continue
        try:
            spread = mask.broadcast_to(wrong.shape)
        except RuntimeError:
            continue
        empty_rows = ~spread.any(dim=-1, keepdim=True) & torch.ones_like(wrong)
        for there, words in (
            (empty_rows, f"only rows in which {name} is False throughout are wrong."),
            (~spread, f"right wherever {name} is True, wrong where it is False."),
            (spread, f"right wherever {name} is False, wrong where it is True."),
        ):
            if there.any() and not (wrong & ~there).any() and wrong[there].double().mean() > 0.5:
                return words
    return None


def wrong_around_the_diagonal(scene: Scene) -> str | None:
    wrong = ~is_close(scene.value, scene.expected, scene.tolerance)
    if wrong.dim() < 2 or min(wrong.shape[-2:]) < 2:
        return None
    rows, columns = (torch.arange(size) for size in wrong.shape[-2:])
    distance = columns - rows[:, None]
    for there, words in (
        (distance == 0, "on the diagonal"),
        (distance > 0, "above the diagonal"),
        (distance < 0, "below the diagonal"),
        (distance >= 0, "on the diagonal and above it"),
        (distance <= 0, "on the diagonal and below it"),
    ):
        if not (wrong & ~there).any() and wrong[..., there].all():
            return f"your entries are wrong {words}, and right elsewhere."
    return None


def wrong_in_some_places(scene: Scene) -> str | None:
    """Along which axis can the wrong entries be told by their place?"""
    wrong = ~is_close(scene.value, scene.expected, scene.tolerance)
    best: tuple[float, str] | None = None
    for axis in range(wrong.dim()):
        size = wrong.shape[axis]
        others = [other for other in range(wrong.dim()) if other != axis]
        is_wrong = wrong.any(dim=others) if others else wrong
        places = is_wrong.nonzero().flatten().tolist()
        if len(places) < size:
            sentence = f"along {scene.axis(axis)} {_places(places, size)}."
            if best is None or len(places) / size < best[0]:
                best = len(places) / size, sentence
    return best[1] if best else None


def _places(wrong: Sequence[int], size: int) -> str:
    """Which of the places 0 ... size - 1 are wrong, in words."""
    if wrong == list(range(1, size)):
        return "only the first entry is right"
    if wrong == list(range(size - 1)):
        return "only the last entry is right"
    if len(wrong) == 1:
        (place,) = wrong
        named = {0: "the first entry", size - 1: "the last entry"}
        return f"only {named.get(place, f'entry {place}')} is wrong"
    if wrong == list(range(wrong[0], size)):
        return f"everything from entry {wrong[0]} on is wrong, what comes before is right"
    if wrong == list(range(len(wrong))):
        return f"the first {len(wrong)} entries are wrong, the others right"
    right = [place for place in range(size) if place not in wrong]
    if len(wrong) <= FEW:
        return f"only the entries {_listed(wrong)} are wrong"
    if len(right) <= FEW:
        entries = "entry" if len(right) == 1 else "the entries"
        return f"all but {entries} {_listed(right)} are wrong"
    return f"{len(wrong)} of the {size} entries are wrong, the first of them entry {wrong[0]}"


def _listed(places: Sequence[int]) -> str:
    *others, last = map(str, places)
    return f"{', '.join(others)} and {last}" if others else last


def the_same_along_an_axis(scene: Scene) -> str | None:
    """Does the result not change along an axis, where it should?"""
    for axis in range(scene.value.dim()):
        if scene.value.shape[axis] < 2:
            continue
        first = scene.value.narrow(axis, 0, 1).expand_as(scene.value)
        wanted = scene.expected.narrow(axis, 0, 1).expand_as(scene.expected)
        if scene.came_from(first) and not scene.matches(wanted):
            return f"your numbers are the same at every place along {scene.axis(axis)}."
    return None
