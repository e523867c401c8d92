"""Known mistakes in the work of one of attention's two products: a size missing, doubled, swapped.

Each is made, with its sentence, from the product, the size and what happened to it.
"""

from __future__ import annotations

from collections.abc import Callable

from ...checking import MistakeList
from .flop_parts import MIXING, SCORES, SIZES, work

PRODUCTS = {"scores": SCORES, "mixing": MIXING}
NAMES = {"scores": "the scores", "mixing": "the weighted sum"}


flop_term_mistakes = MistakeList()


def _known(part: str, name: str, sentence: str, product: Callable) -> None:
    def mistake(**sizes):
        return product(**sizes)

    mistake.__name__ = f"{name}_in_the_{'scores' if part == 'scores' else 'weighted_sum'}"
    mistake.__doc__ = f"in the work of {NAMES[part]}, {sentence}"
    flop_term_mistakes(part=part)(mistake)


def _replaced(factors: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in factors)


for part, right in PRODUCTS.items():
    shape = "(L, E) times (E, S)" if part == "scores" else "(L, S) times (S, Ev)"
    ask = f"\n\nFor one head it is {shape}. Which three sizes make its work?"
    for size in right:
        others = tuple(name for name in right if name != size)
        _known(part, f"{size}_missing", f"{size} is missing.{ask}", work(others))
    for size in SIZES:
        twice = f"{size} is in it twice." if size in right else f"{size} is one size too many."
        _known(part, f"{size}_too_often", twice + ask, work((*right, size)))
    for size in right[2:]:
        for other in SIZES[2:]:
            wrong = work(_replaced(right, size, other))
            # What both products with one size would be has a name of its own.
            if other != size and {size, other} != {"head_dim", "value_dim"}:
                words = f"{other} stands where {size} belongs.{ask}"
                _known(part, f"{other}_for_{size}", words, wrong)
    half = "a multiplication and the addition after it are two FLOP; you count one."
    _known(part, "one_operation_a_step", half, work(right, 1))
    double = "you count four FLOP for a step: one multiplication and one addition are two."
    _known(part, "four_operations_a_step", double, work(right, 4))
