"""What can be said of a result whose shape is wrong."""

from __future__ import annotations

import torch

from .places import an_argument_itself, axes_in_another_order
from .scene import Scene


def same_numbers_in_another_shape(scene: Scene) -> str | None:
    if scene.value.numel() != scene.expected.numel():
        return None
    if not scene.matches(scene.value.reshape(scene.expected.shape)):
        return None
    if scene.value.squeeze().shape == scene.expected.squeeze().shape:
        longer = scene.value.dim() > scene.expected.dim()
        extra = "an extra axis of size 1" if longer else "an axis of size 1 missing"
        return f"the numbers are right, but the result has {extra}."
    return "the numbers are right and in order, but the shape is not."


def one_axis_taken_together(scene: Scene) -> str | None:
    """Is it the right result, summed (or the like) along one axis, or one place of it?"""
    if scene.expected.dtype == torch.bool or scene.value.is_complex():
        return None
    expected, value = scene.expected.double(), scene.value.double().squeeze()
    for axis in range(expected.dim()):
        if expected.shape[axis] < 2:
            continue
        for words, taken in (
            ("summed over", expected.sum(axis)),
            ("averaged over", expected.mean(axis)),
            ("at the first place only of", expected.select(axis, 0)),
            ("at the last place only of", expected.select(axis, -1)),
            ("with only the largest kept along", expected.amax(axis)),
        ):
            if value.numel() > 1 and Scene(value, taken.squeeze(), *_rest(scene)).matches(value):
                return f"this is the right result {words} {scene.axis(axis)}."
    return None


def some_left_out_or_added(scene: Scene) -> str | None:
    """Same axes, and one of them too short or too long: are the others' numbers right?"""
    if scene.value.dim() != scene.expected.dim():
        return None
    pairs = zip(scene.value.shape, scene.expected.shape, strict=True)
    different = [axis for axis, (yours, right) in enumerate(pairs) if yours != right]
    if len(different) != 1:
        return None
    (axis,) = different
    yours, right = scene.value.shape[axis], scene.expected.shape[axis]
    begin = f"{scene.axis(axis)} has size {yours} where {right} is expected"
    common = min(yours, right)
    at_ends = (
        ("the last", 0, 0),
        ("the first", yours - common, right - common),
    )
    for end, here, there in at_ends:
        part = scene.value.narrow(axis, here, common)
        wanted = scene.expected.narrow(axis, there, common)
        if common and Scene(part, wanted, *_rest(scene)).matches(part):
            count = abs(yours - right)
            which = end if count == 1 else f"{end} {count}"
            verb = "is missing" if yours < right else "too many"
            if count > 1 and yours < right:
                verb = "are missing"
            return f"{begin}: {which} {verb}, the others are right."
    return None


def one_axis_of_another_size(scene: Scene) -> str | None:
    if scene.value.dim() != scene.expected.dim():
        return None
    pairs = enumerate(zip(scene.value.shape, scene.expected.shape, strict=True))
    wrong = [(axis, yours, right) for axis, (yours, right) in pairs if yours != right]
    return f"{_sizes(scene, wrong)}."


def _sizes(scene: Scene, wrong: list[tuple[int, int, int]]) -> str:
    told = [f"{scene.axis(axis)} has size {yours} where {right}" for axis, yours, right in wrong]
    return f"{', and '.join(told)} {_are(len(told))} expected"


def axes_read_off_the_sizes(scene: Scene) -> str | None:
    """ "your result has axes (B, L, E) where (B, L, S) is expected", where no two sizes agree."""
    letters = {size: letter for letter, size in scene.sizes.items() if size > 1}
    distinct = len(letters) == sum(size > 1 for size in scene.sizes.values())
    if not (scene.knows_axes and distinct and scene.value.dim()):
        return None
    if any(size != 1 and size not in letters for size in scene.value.shape):
        return None
    yours = [letters.get(size, "1") for size in scene.value.shape]
    named = [letter for letter in yours if letter != "1"]
    if yours == list(scene.letters) or len(set(named)) < len(named):
        return None
    return (
        f"your result has axes ({', '.join(yours)}) where ({', '.join(scene.letters)}) is expected."
    )


def another_number_of_axes(scene: Scene) -> str:
    yours, right = scene.value.dim(), scene.expected.dim()
    if not yours:
        return f"you return a single number where a tensor with {_axes(right)} is expected."
    if not right:
        return f"your result has {_axes(yours)} where a single number is expected."
    return f"your result has {_axes(yours)} where {right} {_are(right)} expected."


def _axes(count: int) -> str:
    return "one axis" if count == 1 else f"{count} axes"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _rest(scene: Scene) -> tuple:
    return scene.tolerance, scene.letters, scene.sizes, scene.arguments


TELLING = (
    axes_in_another_order,
    same_numbers_in_another_shape,
    an_argument_itself,
    one_axis_taken_together,
    some_left_out_or_added,
)
