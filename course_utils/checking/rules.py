"""What can be said of a wrong tensor when no known mistake made it.

Each rule looks at a wrong value and returns one true sentence, or None when it has nothing to say.
`letters` are the axis letters of the expected tensor where they are known ("B", "L", "S").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import torch

from .comparison import is_close, number


@dataclass(frozen=True)
class Scene:
    """A wrong value beside the expected one, and what is known about both."""

    value: torch.Tensor
    expected: torch.Tensor
    tolerance: float
    letters: Sequence[str]
    sizes: Mapping[str, int]
    arguments: Mapping[str, object]

    def matches(self, candidate: torch.Tensor) -> bool:
        return candidate.shape == self.expected.shape and bool(
            is_close(candidate, self.expected, self.tolerance).all()
        )

    def axis(self, index: int) -> str:
        """How a learner would call this axis: "axis -1 (S)"."""
        name = f"axis {index - self.expected.dim()}"
        known = len(self.letters) == self.expected.dim() and "..." not in self.letters
        return f"{name} ({self.letters[index]})" if known else name


def says_what(scene: Scene) -> str | None:
    """The first rule that has something to say."""
    rules = RULES_FOR_VALUES if scene.value.shape == scene.expected.shape else RULES_FOR_SHAPES
    for rule in rules:
        sentence = rule(scene)
        if sentence:
            return sentence
    return None


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


def same_numbers_in_another_shape(scene: Scene) -> str | None:
    if scene.value.numel() != scene.expected.numel():
        return None
    if not scene.matches(scene.value.reshape(scene.expected.shape)):
        return None
    if scene.value.squeeze().shape == scene.expected.squeeze().shape:
        extra = (
            "an extra axis of size 1"
            if scene.value.dim() > scene.expected.dim()
            else ("an axis of size 1 missing")
        )
        return f"the numbers are right, but the result has {extra}."
    return "the numbers are right and in order, but the shape is not."


def not_a_number(scene: Scene) -> str | None:
    if scene.value.isnan().any():
        where = "everywhere" if scene.value.isnan().all() else "in some places"
        return f"your result holds NaN (not a number) {where}."
    if (scene.value.isinf() & ~scene.expected.isinf()).any():
        return "your result holds infinities where finite numbers belong."
    return None


def all_the_same(scene: Scene) -> str | None:
    if scene.value.numel() > 1 and (scene.value == scene.value.flatten()[0]).all():
        return f"every entry of yours is {number(scene.value.flatten()[0].item())}."
    return None


def the_opposite(scene: Scene) -> str | None:
    if scene.expected.dtype == scene.value.dtype == torch.bool and scene.matches(~scene.value):
        return "each True of yours should be False, and each False True."
    return None


def an_argument_itself(scene: Scene) -> str | None:
    for name, argument in scene.arguments.items():
        if (
            isinstance(argument, torch.Tensor)
            and argument.shape == scene.value.shape
            and bool(is_close(scene.value, argument, scene.tolerance).all())
        ):
            return f"you return {name} as it came."
    return None


def reversed_along_an_axis(scene: Scene) -> str | None:
    for axis in range(scene.value.dim()):
        if scene.matches(scene.value.flip(axis)):
            return f"the numbers are right, but in reverse order along {scene.axis(axis)}."
    return None


def off_by_a_factor(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool:
        return None
    value, expected = scene.value.double(), scene.expected.double()
    largest = expected.abs().argmax()
    if value.numel() < 2 or 0 in (expected.flatten()[largest], value.flatten()[largest]):
        return None
    factor = (value.flatten()[largest] / expected.flatten()[largest]).item()
    if not scene.matches(value / factor):
        return None
    if abs(factor + 1) < 1e-3:
        return "every number has the wrong sign."
    return f"every number is {_factor_in_words(factor, scene.sizes)} times what it should be."


def _factor_in_words(factor: float, sizes: Mapping[str, int]) -> str:
    """The factor, and what it is of a size, if just one size explains it."""
    fitting = [
        f"{words}, with {letter} = {size}"
        for letter, size in sizes.items()
        for words, candidate in (
            (f"√{letter}", math.sqrt(size)),
            (f"1/√{letter}", 1 / math.sqrt(size)),
            (f"{letter}", size),
            (f"1/{letter}", 1 / size),
        )
        if size > 1 and abs(factor / candidate - 1) < 1e-3
    ]
    return f"{number(factor)} ({fitting[0]})" if len(fitting) == 1 else number(factor)


def off_by_a_constant(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool:
        return None
    shift = scene.value.double() - scene.expected.double()
    if shift.numel() < 2:
        return None
    if scene.matches(scene.value.double() - shift.flatten()[0]):
        return f"every number is too large by {number(shift.flatten()[0].item())}."
    if shift.dim() and shift.shape[-1] > 1 and scene.matches(scene.value.double() - shift[..., :1]):
        return "within each row every number is off by the same amount."
    return None


def right_in_the_first_only(scene: Scene) -> str | None:
    close = is_close(scene.value, scene.expected, scene.tolerance)
    for axis in range(close.dim() - 1):
        first = close.select(axis, 0)
        rest = close.narrow(axis, 1, close.shape[axis] - 1)
        if first.all() and rest.numel() and not rest.all():
            return f"only the first entry along {scene.axis(axis)} is right."
    return None


def sums_to_one_elsewhere(scene: Scene) -> str | None:
    def sums_to_one(tensor: torch.Tensor, axis: int) -> bool:
        return bool(((tensor.double().sum(axis) - 1).abs() < 1e-3).all())

    if scene.value.dim() < 2 or not sums_to_one(scene.expected, -1):
        return None
    if sums_to_one(scene.value, -1):
        return "your rows do sum to 1, but the shares within a row are wrong."
    for axis in range(scene.value.dim() - 1):
        if sums_to_one(scene.value, axis):
            return f"your numbers sum to 1 along {scene.axis(axis)} instead of along the last axis."
    return "the rows of your result do not sum to 1."


def nearly_right(scene: Scene) -> str | None:
    if not is_close(scene.value, scene.expected, 1e-2).all():
        return None
    error = (scene.value.double() - scene.expected.double()).abs().max().item()
    return (
        f"close, but not close enough: the largest error is {number(error)}. "
        "Is something rounded, or added for safety that does not belong?"
    )


def right_in_part(scene: Scene) -> str | None:
    share = is_close(scene.value, scene.expected, scene.tolerance).double().mean().item()
    return f"{share:.0%} of the entries are right, the others are not." if share > 0.3 else None


RULES_FOR_SHAPES: tuple[Callable[[Scene], str | None], ...] = (
    axes_in_another_order,
    same_numbers_in_another_shape,
)
RULES_FOR_VALUES: tuple[Callable[[Scene], str | None], ...] = (
    not_a_number,
    the_opposite,
    nearly_right,
    axes_in_another_order,
    reversed_along_an_axis,
    off_by_a_factor,
    off_by_a_constant,
    all_the_same,
    an_argument_itself,
    right_in_the_first_only,
    sums_to_one_elsewhere,
    right_in_part,
)
