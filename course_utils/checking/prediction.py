"""Questions whose answer is a value: numbers worked out by hand, a shape, or a choice."""

from __future__ import annotations

import ast
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch

from .comparison import number
from .description import a_kind
from .isolation import guarded
from .returned import plain
from .verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict

MANY = 10_000  # numbers; far more than anybody types


@dataclass(frozen=True)
class Prediction:
    """A question in a lesson, answered by `predict(name, answer)`.

    Either `answer()` computes the right numbers (a number, list, tuple or tensor) and `wrong`
    pairs likely wrong numbers, computed too, with the sentence each deserves; or `choices` maps
    every choice ("a", "b", ...) to its explanation and `answer()` is the right letter.
    `explanation` is what a right answer reads. `rounding` is how far a number may be off.
    """

    name: str
    lesson: str
    answer: Callable[[], Any]
    explanation: str
    wrong: tuple[tuple[Callable[[], Any], str], ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    rounding: float = 0.006
    nudge: str = "Work it out once more, step by step."


def judge_prediction(prediction: Prediction, answer: Any) -> Verdict:
    """The verdict on an answer. Never raises for anything that was typed as one."""
    if answer is None or answer is ... or _holds_gap(answer):
        text = "not answered yet. Put your answer in place of the dots and run the cell again."
        return Verdict(prediction.name, NOT_ATTEMPTED, text)
    examine = _judge_choice if prediction.choices else _judge_numbers
    return examine(prediction, answer)


def _holds_gap(answer: Any, depth: int = 4) -> bool:
    if type(answer) not in (list, tuple) or not depth:
        return False
    return any(part is ... or _holds_gap(part, depth - 1) for part in answer)


def _judge_choice(prediction: Prediction, answer: Any) -> Verdict:
    by_any_case = {choice.lower(): choice for choice in prediction.choices}
    letter = by_any_case.get(answer.strip().lower()) if type(answer) is str else None
    if letter is None:
        offered = ", ".join(f'"{choice}"' for choice in prediction.choices)
        return Verdict(
            prediction.name, WRONG, f"answer with one of {offered}; this is {_shown(answer)}."
        )
    explanation = prediction.choices[letter]
    if letter == prediction.answer():
        return Verdict(prediction.name, CORRECT, f"right. {explanation}")
    return Verdict(prediction.name, WRONG, f'not "{letter}". {explanation}', (f"chose_{letter}",))


def _judge_numbers(prediction: Prediction, answer: Any) -> Verdict:
    expected = torch.as_tensor(prediction.answer(), dtype=torch.float64)
    given = _read(answer)
    if given is None:
        text = f"{_form(prediction.answer())} is expected; this is {_shown(answer)}."
        if type(answer) is str and (quoted := _read(_unquoted(answer))) is not None:
            text = "this is text. Leave out the quotes, so that it is a number to Python, too."
            if quoted.dim():
                text = "this is text. Leave out the quotes, so that Python sees the numbers in it."
        return Verdict(prediction.name, WRONG, text)
    if _equal(given, expected, prediction.rounding):
        return Verdict(prediction.name, CORRECT, f"right. {prediction.explanation}")
    for wrong, sentence in prediction.wrong:
        if _equal(given, torch.as_tensor(wrong(), dtype=torch.float64), prediction.rounding):
            return Verdict(prediction.name, WRONG, sentence, ("foreseen",))
    if given.shape != expected.shape:
        text = f"{_form(prediction.answer())} is expected; yours is {_form(given, answer)}."
        return Verdict(prediction.name, WRONG, text)
    text = f"{_how_far(given, expected, prediction.rounding)} {prediction.nudge}"
    return Verdict(prediction.name, WRONG, text)


def _equal(given: torch.Tensor, expected: torch.Tensor, rounding: float) -> bool:
    if given.shape != expected.shape:
        return False
    return bool(((given == expected) | ((given - expected).abs() <= rounding)).all())  # -inf, too


def _how_far(given: torch.Tensor, expected: torch.Tensor, rounding: float) -> str:
    if given.numel() == 1:
        return f"{number(given.item())} is not it."
    right = int((given - expected).abs().le(rounding).sum())
    return f"{right} of your {given.numel()} numbers {'is' if right == 1 else 'are'} right."


def _read(answer: Any) -> torch.Tensor | None:
    """The numbers typed as an answer; None where there are none, or far too many."""
    try:
        with guarded():
            if isinstance(answer, torch.Tensor):
                # (One on the device "meta" has a shape and no numbers.)
                return None if answer.numel() > MANY else plain(answer.cpu().to_dense().double())
            if isinstance(answer, numpy.ndarray):
                answer = numpy.array(answer, order="C")  # torch reads no negative strides
                return None if answer.size > MANY else torch.as_tensor(answer).double()
            numbers = torch.as_tensor(answer, dtype=torch.float64)
            return None if numbers.numel() > MANY else numbers
    except BaseException:  # whatever was typed, it is no number
        return None


def _unquoted(text: str) -> Any:
    try:
        return ast.literal_eval(text.strip()) if len(text) < 1000 else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _shown(answer: Any) -> str:
    try:
        with guarded():
            if isinstance(answer, torch.Tensor | numpy.ndarray):
                return f"{a_kind(answer)} of shape {tuple(answer.shape)}"
            return " ".join(reprlib.repr(answer).split())
    except BaseException:
        return a_kind(answer)


def _form(numbers: Any, typed: Any = None) -> str:
    """What an answer looks like without its numbers: "an answer like [_, _]"."""
    brackets = numbers if typed is None else typed
    blanks = torch.zeros(torch.as_tensor(numbers).shape).int()
    if not blanks.dim():
        return "a single number"
    text = str(tuple(blanks.tolist()) if isinstance(brackets, tuple) else blanks.tolist())
    return f"an answer like {text.replace('0', '_'):.60}"
