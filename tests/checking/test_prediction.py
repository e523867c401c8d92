from __future__ import annotations

import math

import numpy
import pytest
import torch

from course_utils.checking import Prediction, judge_prediction

SHARES = Prediction(
    name="shares",
    lesson="00_test",
    answer=lambda: torch.softmax(torch.tensor([2.0, 1.0, 3.0]), 0),
    explanation="They sum to 1.",
    wrong=((lambda: torch.tensor([2.0, 1.0, 3.0]) / 6, "you left out exp."),),
)
SHAPE = Prediction("shape", "00_test", lambda: (2, 3, 5), "Batch first.")
CHOICE = Prediction(
    name="which",
    lesson="00_test",
    answer=lambda: "b",
    explanation="",
    choices={"a": "No: the queries.", "b": "Yes: the keys."},
)


@pytest.mark.parametrize(
    "answer",
    [
        [0.24, 0.09, 0.67],
        (0.245, 0.09, 0.665),
        torch.tensor([0.24, 0.09, 0.67]),
        numpy.array([0.24, 0.09, 0.67]),
        numpy.array([0.67, 0.09, 0.24])[::-1],
        torch.tensor([0.24, 0.09, 0.67], requires_grad=True),
    ],
)
def test_right_numbers_may_be_rounded_and_of_any_kind(answer):
    verdict = judge_prediction(SHARES, answer)
    assert (verdict.status, verdict.message) == ("correct", "✓ shares: right. They sum to 1.")


@pytest.mark.parametrize("answer", [..., None, [0.24, ..., 0.67], [[...]]])
def test_dots_are_not_an_answer_yet(answer):
    assert judge_prediction(SHARES, answer).status == "not attempted"


def test_a_foreseen_wrong_answer_gets_its_sentence():
    verdict = judge_prediction(SHARES, [0.33, 0.17, 0.5])
    assert (verdict.status, verdict.mistakes) == ("wrong", ("foreseen",))
    assert verdict.message == "✗ shares: you left out exp."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([0.24, 0.09, 0.5], "2 of your 3 numbers are right."),
        ([0.24, 0.09], "an answer like [_, _, _] is expected; yours is an answer like [_, _]."),
        ("dunno", "an answer like [_, _, _] is expected; this is 'dunno'."),
        (object, "an answer like [_, _, _] is expected; this is "),
        ([[1, 2], [3]], "an answer like [_, _, _] is expected; this is "),
        (float("nan"), "is expected; yours is a single number."),
        ([float("nan")] * 3, "0 of your 3 numbers are right."),
    ],
)
def test_other_answers_are_told_how_far_they_are(answer, words):
    verdict = judge_prediction(SHARES, answer)
    assert verdict.status == "wrong"
    assert words in verdict.message


@pytest.mark.parametrize("answer", [torch.Size([2, 3, 5]), (2, 3, 5), [2, 3, 5]])
def test_a_shape_is_an_answer(answer):
    assert judge_prediction(SHAPE, answer).status == "correct"


class Unspeakable:
    def __repr__(self):
        raise RuntimeError


endless = []
endless.append(endless)


@pytest.mark.parametrize("answer", [10**400, endless, Unspeakable(), "x" * 1000, print])
@pytest.mark.parametrize("prediction", [SHARES, CHOICE])
def test_whatever_is_typed_gets_a_short_answer(prediction, answer):
    verdict = judge_prediction(prediction, answer)
    assert verdict.status == "wrong"
    assert len(verdict.message) < 120


def test_a_tuple_is_asked_for_with_its_own_brackets():
    words = "✗ shape: an answer like (_, _, _) is expected; yours is an answer like [_, _]."
    assert judge_prediction(SHAPE, [2, 3]).message == words
    one = Prediction("one", "00_test", lambda: (4,), "")
    assert judge_prediction(one, 4).message.startswith("✗ one: an answer like (_,) is expected")


def test_a_single_number():
    single = Prediction("one", "00_test", lambda: 2, "")
    assert judge_prediction(single, 2).status == "correct"
    assert judge_prediction(single, 3).message.startswith("✗ one: 3 is not it.")
    assert judge_prediction(single, numpy.array(2.0)).status == "correct"


def test_minus_infinity_is_a_number():
    hidden = Prediction("hidden", "00_test", lambda: [2.0, -math.inf], "")
    assert judge_prediction(hidden, [2, -math.inf]).status == "correct"
    assert judge_prediction(hidden, [2, math.inf]).status == "wrong"


@pytest.mark.parametrize("answer", ["b", "B", " b "])
def test_the_right_choice_is_explained(answer):
    assert judge_prediction(CHOICE, answer).message == "✓ which: right. Yes: the keys."


def test_choices_may_be_capitals():
    axis = Prediction("axis", "00_test", lambda: "Ev", "", choices={"S": "No.", "Ev": "Yes."})
    assert judge_prediction(axis, "ev").status == judge_prediction(axis, "Ev").status == "correct"
    assert judge_prediction(axis, "s").message == '✗ axis: not "S". No.'


def test_a_wrong_choice_is_explained():
    verdict = judge_prediction(CHOICE, "a")
    assert verdict.message == '✗ which: not "a". No: the queries.'


@pytest.mark.parametrize("answer", ["c", 2, "", ["a"]])
def test_something_else_than_a_choice_is_told_the_choices(answer):
    assert 'answer with one of "a", "b"' in judge_prediction(CHOICE, answer).message


@pytest.mark.parametrize("text", ["0.245", " 2 ", "[0.24, 0.09, 0.67]", "(2, 3, 5)"])
def test_numbers_in_quotes_are_told_to_leave_them_out(text):
    assert "this is text. Leave out the quotes" in judge_prediction(SHARES, text).message


class Resisting(list):
    def __len__(self):
        raise KeyboardInterrupt

    def __iter__(self):
        raise SystemExit

    def __repr__(self):
        raise GeneratorExit


class Text(str):
    def strip(self, *characters):
        raise SystemExit


NONSENSE = [
    *({}, {"a": 1}, set(), {1, 2}, [], [[]], [[], [1]], (), b"3", "", "x", "1e999", "9" * 5000),
    *(True, 1j, float("inf"), -0.0, 10**5000, range(3), iter([1]), (x for x in (1, 2))),
    *(Resisting([1.0]), Text("b"), object, type, print, ..., None, NotImplemented, [None], [{}]),
    *(numpy.zeros(0), numpy.zeros((100, 200)), numpy.array(["a"]), numpy.array([None, 1])),
    *(numpy.broadcast_to(1.0, (10**6, 10**6)), numpy.float16(2), numpy.datetime64("NaT")),
    *(torch.zeros(0), torch.zeros(1).expand(10**12), torch.zeros(3, device="meta")),
    *(torch.zeros(3, dtype=torch.complex64), torch.zeros(3).to_sparse(), torch.tensor(True)),
    torch.tensor([torch.nan] * 3),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", range(len(NONSENSE)))
@pytest.mark.parametrize("prediction", [SHARES, SHAPE, CHOICE])
def test_nonsense_of_any_type_gets_a_sentence(prediction, number):
    verdict = judge_prediction(prediction, NONSENSE[number])
    assert verdict.status in ("wrong", "not attempted")
    assert verdict.message[-1] in ".?"
    assert len(verdict.message) < 200
    assert "\n" not in verdict.message
