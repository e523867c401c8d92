"""What can be said of wrong numbers in the right shape."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from ..comparison import is_close, number
from ..factors import in_words
from .scene import Scene

NEARLY = 0.01
FUNCTIONS = {  # of the right number
    "the absolute value of": torch.abs,
    "0 where it should be negative, and else": torch.relu,
    "the square of": torch.square,
    "the square root of": torch.sqrt,
    "the exponential of": torch.exp,
    "the logarithm of": torch.log,
    "1 divided by": torch.reciprocal,
    "1 minus": lambda x: 1 - x,
    "a rounded form of": torch.round,
    "a whole number below": torch.floor,
    "the sigmoid of": torch.sigmoid,
    "the tanh of": torch.tanh,
}


def not_a_number(scene: Scene) -> str | None:
    nan = scene.value.isnan()
    if nan.any():
        if nan.all():
            where = "everywhere"
        elif nan.dim() and bool((nan.any(-1) == nan.all(-1)).all()):
            where = "in whole rows"
        else:
            where = "in some places"
        return f"your result holds NaN (not a number) {where}."
    if (scene.value.isinf() & ~scene.expected.isinf()).any():
        return "your result holds infinities where finite numbers belong."
    return None


def the_opposite(scene: Scene) -> str | None:
    if scene.expected.dtype == scene.value.dtype == torch.bool and scene.matches(~scene.value):
        return "each True of yours should be False, and each False True."
    return None


def nearly_right(scene: Scene) -> str | None:
    if not is_close(scene.value, scene.expected, NEARLY).all():
        return None
    error = (scene.value.double() - scene.expected.double()).abs()
    largest = number(error.nan_to_num().max().item())  # (inf - inf)
    return (
        f"close, but not close enough: the largest error is {largest}. "
        "Is something rounded, or added for safety that does not belong?"
    )


def factor_of(scene: Scene) -> float | None:
    """How many times the right result this is, if each number of it is so many times too large."""
    if scene.expected.dtype == torch.bool:
        return None
    value, expected = scene.value.double(), scene.expected.double()
    finite = torch.where(expected.isfinite(), expected, 0.0)
    largest = finite.abs().argmax() if expected.numel() else 0
    if value.numel() < 2 or 0 in (expected.flatten()[largest], value.flatten()[largest]):
        return None
    factor = (value.flatten()[largest] / expected.flatten()[largest]).item()
    return factor if scene.matches(value / factor) else None


def off_by_a_factor(scenes: Sequence[Scene]) -> str | None:
    """What the factor is of the sizes is said only where it is so in all scenes."""
    factors = [factor_of(scene) for scene in scenes]
    if None in factors or all(abs(factor - 1) < NEARLY for factor in factors):
        return None
    if all(abs(factor + 1) < 1e-3 for factor in factors):
        return "every number has the wrong sign."
    words = in_words(factors, [scene.sizes for scene in scenes])
    return f"every number is {words} times what it should be."


def rows_off_by_factors(scene: Scene) -> str | None:
    """Is each row (or column) a multiple of the right one?"""
    if scene.expected.dtype == torch.bool or scene.expected.dim() < 2:
        return None
    value, expected = scene.value.double(), scene.expected.double()
    for axis, name in ((-1, "row"), (-2, "column")):
        if expected.shape[axis] < 3:
            continue
        largest = expected.abs().argmax(axis, keepdim=True)
        factors = value.gather(axis, largest) / expected.gather(axis, largest)
        if scene.matches(value / factors):
            off = factors.flatten()[(factors.flatten() - 1).abs() > NEARLY]
            first = number(off[0].item())
            return (
                f"each {name} of yours is a multiple of the right one, one of them {first} times: "
                f"is something divided by the wrong sum, or not at all?"
            )
    return None


def off_by_a_constant(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool:
        return None
    shift = scene.value.double() - scene.expected.double()
    if shift.numel() < 2:
        return None
    if scene.matches(scene.value.double() - shift.flatten()[0]):
        return f"every number is too large by {number(shift.flatten()[0].item())}."
    for axis, name in ((-1, "row"), (-2, "column")):
        if shift.dim() >= -axis and shift.shape[axis] > 1:
            first = shift.narrow(axis, 0, 1)
            if scene.matches(scene.value.double() - first) and not scene.matches_somewhere():
                return f"within each {name} every number is off by the same amount."
    return None


def an_argument_besides(scene: Scene) -> str | None:
    """Is an argument added to the right result, or multiplied with it?"""
    if scene.expected.dtype == torch.bool:
        return None
    expected = scene.expected.double()
    for name, argument in scene.tensors():
        if argument.numel() < 2 or argument.is_complex():
            continue
        try:
            other = argument.double().broadcast_to(expected.shape)
        except RuntimeError:
            continue
        for words, made in (
            (f"{name} is added to the right result.", expected + other),
            (f"{name} is subtracted from the right result.", expected - other),
            (f"the right result is multiplied by {name}.", expected * other),
            (f"the right result is divided by {name}.", expected / other),
        ):
            if scene.came_from(made):
                return words
    return None


def a_function_of_it(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool or scene.expected.numel() < 2:
        return None
    for words, function in FUNCTIONS.items():
        if scene.came_from(function(scene.expected.double())):
            return f"every number is {words} what it should be."
    return None


def stops_at_a_limit(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool or not scene.matches_somewhere():
        return None
    low, high = scene.value.min().item(), scene.value.max().item()
    if not scene.came_from(scene.expected.double().clamp(low, high)):
        return None
    at_both = bool((scene.expected < low).any()) and bool((scene.expected > high).any())
    if at_both:
        return f"your numbers stop at {number(low)} and {number(high)}."
    return f"your numbers stop at {number(high if (scene.expected > high).any() else low)}."


def running_sums(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool:
        return None
    for axis in range(scene.expected.dim()):
        if scene.came_from(scene.expected.double().cumsum(axis)):
            return f"your numbers are the right ones added up along {scene.axis(axis)} (cumsum)."
    return None


def the_mean_everywhere(scene: Scene) -> str | None:
    if scene.expected.dtype == torch.bool:
        return None
    expected = scene.expected.double()
    for axis in range(expected.dim()):
        for words, one in (("mean", expected.mean(axis)), ("sum", expected.sum(axis))):
            if scene.came_from(one.unsqueeze(axis).expand_as(expected)):
                return f"each entry is the {words} of the right ones along {scene.axis(axis)}."
    return None


def all_the_same(scene: Scene) -> str | None:
    if scene.value.numel() > 1 and (scene.value == scene.value.flatten()[0]).all():
        return f"every entry of yours is {number(scene.value.flatten()[0].item())}."
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
