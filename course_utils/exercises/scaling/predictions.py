"""The questions of lesson 5."""

from __future__ import annotations

import math
from itertools import product

import torch

from ...attention import raw_scores, softmax
from ...checking import Prediction
from ...inputs import toy_sentence
from .explored import EXPLORED

LESSON = "05_scaling"


def repeated_score(times: int) -> float:
    """The score of cat with drinks when every feature is written down so many times."""
    cat, drinks = toy_sentence().vectors[1:3].repeat(1, times)
    return raw_scores(cat[None, None], drinks[None, None]).item()


def coin_scores(tosses: int) -> torch.Tensor:
    """The score for each outcome of so many products that are 1 or -1."""
    return torch.tensor([float(sum(row)) for row in product((1, -1), repeat=tosses)])


def slope(share: float) -> float:
    """How fast a share grows with its own score, from softmax's derivative."""
    scores = torch.tensor([math.log(share), math.log(1 - share)], dtype=torch.float64)
    return torch.autograd.functional.jacobian(softmax, scores)[0, 0].item()


PREDICTIONS = [
    EXPLORED,
    Prediction(
        name="scaling_repeated",
        lesson=LESSON,
        answer=lambda: repeated_score(4),
        explanation="Two shared features, each counted four times. Nothing new is known of them.",
        wrong=(
            (lambda: repeated_score(1), "that is the score before. Each match now counts often."),
            (lambda: 4, "each of the *two* shared features is there four times."),
            (lambda: 12, "that is the length of the vectors; a score counts what is shared."),
            (lambda: 16, "only the sum gets longer: 1·1 eight times. Nothing is squared."),
            (lambda: 32, "the copies meet one by one: each 1 meets one 1, not all four."),
        ),
        nudge="How many places hold a 1 in both vectors now?",
    ),
    Prediction(
        name="scaling_two_coins",
        lesson=LESSON,
        answer=lambda: (coin_scores(2) ** 2).mean(),
        explanation="(4 + 0 + 0 + 4) / 4. With one product it is 1, with two it is 2.",
        wrong=(
            (lambda: coin_scores(2).mean(), "that is the mean of the scores. Square them first."),
            (lambda: (coin_scores(2) ** 2).sum(), "that is the sum of the squares; divide by 4."),
            (lambda: 4, "4 is the square of 2 and of -2; two of the four outcomes give 0."),
            (lambda: math.sqrt(2), "that is its root, the standard deviation."),
            (lambda: 8 / 3, "divide by 4, not by 3: these are all outcomes there are, no sample."),
            (lambda: 1, "that is the mean of the scores without signs, or one product's variance."),
        ),
        nudge="Square each of the four scores, add up, divide by 4.",
    ),
    Prediction(
        name="scaling_typical_score",
        lesson=LESSON,
        answer=lambda: math.sqrt((coin_scores(16) ** 2).mean()),
        explanation="The variance is 16, so the scores stray about √16 from 0.",
        wrong=(
            (lambda: 16, "that is the variance. How far the scores stray is its root."),
            (lambda: 8, "half of 16 is not its root: which number times itself is 16?"),
            (lambda: 1, "that would be one product. Sixteen of them stray further."),
            (lambda: 256, "that is 16², and a root was asked."),
            (lambda: 0, "that is their mean: scores are as often negative as positive."),
            (lambda: 2, "that is a root too many: the variance is 16, not 4."),
        ),
        nudge="First the variance for 16 products, then its root.",
    ),
    Prediction(
        name="scaling_after_division",
        lesson=LESSON,
        answer=lambda: 64 / math.sqrt(64) ** 2,
        explanation="Dividing by 8 divides the variance by 8² = 64, and it was 64.",
        wrong=(
            (lambda: 64 / 8, "dividing numbers by 8 divides their *variance* by 8 · 8."),
            (lambda: 64 / 64**2, "that is what dividing by 64 would give, without the root."),
            (lambda: 64, "that is the variance before the division."),
            (lambda: 1 / 8, "that is the scale. What does it do to a variance of 64?"),
            (lambda: 64 * 64, "that is what multiplying by 8 would give."),
        ),
        nudge="Numbers divided by c have a variance divided by c².",
    ),
    Prediction(
        name="scaling_divided_by_size",
        lesson=LESSON,
        choices={
            "a": "Sharper weights need scores further apart. Here they move together.",
            "b": "The scores' spread is √E / E = 1/√E, which goes to 0, and with all scores about "
            "0 softmax gives every key nearly the same weight.",
            "c": "That is what dividing by √E does: the spread stays 1. Dividing by E shrinks it.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="scaling_longer_sentence",
        lesson=LESSON,
        choices={
            "a": "A single score is one query times one key. It does not know of the others, so "
            "its spread does not grow with their number.",
            "b": "More keys share the weight, but no score gets larger by that. Which axis is "
            "summed away in a dot product?",
            "c": "Queries do not even compete with each other. Which axis is summed away in a dot "
            "product?",
        },
        answer=lambda: "a",
        explanation="",
    ),
    Prediction(
        name="scaling_python_power",
        lesson=LESSON,
        answer=lambda: 64**1 / 2,
        explanation="** comes before /: this is (64 ** 1) / 2. The root is 64 ** (1/2).",
        wrong=(
            (lambda: 64**0.5, "that is what was meant. What does Python do first, ** or /?"),
            (lambda: 64 ** (1 // 2), "that would be // in parentheses. Here ** comes first."),
        ),
        nudge="Which operator does Python apply first?",
    ),
    Prediction(
        name="scaling_test_with_four",
        lesson=LESSON,
        choices={
            "a": "4 ** 1/2 is 4/2 = 2, and √4 is 2 as well: with E = 4 this mistake cannot show.",
            "b": "Dividing by E gives a quarter where a half is right, so this test finds it.",
            "c": "Without a division the scores are twice as large, so this test finds it.",
        },
        answer=lambda: "a",
        explanation="",
    ),
    Prediction(
        name="scaling_times_inverse",
        lesson=LESSON,
        answer=lambda: 2 / 16**-0.5,
        explanation="16 ** -0.5 is 1/4, and dividing by 1/4 multiplies by 4.",
        wrong=(
            (lambda: 2 * 16**-0.5, "that is what was meant: 2/4. But the code divides."),
            (lambda: 2 * 16, "a power of -0.5 still has a root in it: 16 ** -0.5 is 1/4."),
            (lambda: 2 / 16, "that is a division by 16."),
            (lambda: -8, "a negative power is no negative number: 16 ** -0.5 is 1/4."),
            (lambda: (2 / 16) ** -0.5, "** comes before /: first 16 ** -0.5, then divide 2 by it."),
        ),
        nudge="First 16 ** -0.5, then 2 divided by it.",
    ),
    Prediction(
        name="scaling_query_alone",
        lesson=LESSON,
        choices={
            "a": "It looks unfair, but a score is a product: a factor on one side is a factor on "
            "all of it. Divide both, and the score is divided twice.",
            "b": "Every product in the sum has one factor from the query, so √E can be taken out "
            "of the sum. It is the same number, and often cheaper: fewer entries to divide.",
            "c": "The lengths do not matter: the factor can be taken out of each sum.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="scaling_temperature",
        lesson=LESSON,
        answer=lambda: math.sqrt(64),
        explanation="Divided by 8, so it is softmax at temperature 8.",
        wrong=(
            (lambda: 1 / 8, "that is the scale, which multiplies. A temperature divides."),
            (lambda: 64, "that is E; what do you divide by?"),
            (lambda: 32, "64 ** 1/2 again! The root of 64 is asked."),
        ),
        nudge="A temperature is what the scores are divided by.",
    ),
    Prediction(
        name="scaling_slope_in_the_middle",
        lesson=LESSON,
        answer=lambda: slope(0.5),
        explanation="0.5 · 0.5, the largest value w(1 - w) can take.",
        wrong=(
            (lambda: 0.5, "that is the share itself. Times one minus the share."),
            (lambda: 1, "the weight cannot follow its score one to one; w(1 - w), please."),
            (lambda: 0, "a slope of 0 is what the ends have. In the middle it is steepest."),
        ),
        nudge="w(1 - w) with w = 0.5.",
    ),
    Prediction(
        name="scaling_slope_at_the_end",
        lesson=LESSON,
        answer=lambda: slope(0.99),
        explanation="0.99 · 0.01: twenty-five times flatter than in the middle.",
        wrong=(
            (lambda: 0.99, "that is the weight. Times one minus the weight."),
            (lambda: 0.98, "that is 0.99 minus 0.01. Multiply them."),
            (lambda: 0.25, "that is the slope in the middle."),
        ),
        rounding=0.0006,
        nudge="w(1 - w) with w = 0.99.",
    ),
    Prediction(
        name="scaling_what_the_gradient_does",
        lesson=LESSON,
        choices={
            "a": "The entries of softmax's derivative are w(1 - w) and -w·v for two weights w and "
            "v. Neither can leave the range from -1/4 to 1/4, however large the scores are.",
            "b": "One weight near 1 and the others near 0 make every w(1 - w) and every product of "
            "two weights nearly 0. Next to nothing is left to learn from.",
            "c": "It depends on the weights alone, but those become one-hot when the scores grow.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="scaling_twice_as_sure",
        lesson=LESSON,
        answer=lambda: 4 * 1000,
        explanation="The error shrinks with the root of n: √4 = 2.",
        wrong=(
            (lambda: 2 * 1000, "that makes it smaller by √2 only."),
            (lambda: math.sqrt(2) * 1000, "that goes the wrong way about the root."),
            (lambda: 500, "with fewer samples one is less sure."),
            (lambda: 250, "the factor is right, the direction is not: take more samples."),
            (lambda: 4, "four times as many, yes. How many is that?"),
            (lambda: 3000, "that many more. How many is it in all?"),
        ),
        nudge="The standard error is something divided by √n. What makes √n twice as large?",
    ),
    Prediction(
        name="scaling_when_halves_overflow",
        lesson=LESSON,
        answer=lambda: next(n for n in range(1, 100) if n * 100 * 100 > 65504),
        explanation="Six products make 60000, the seventh passes 65504.",
        wrong=(
            (lambda: 6, "six products make 60000: that still fits."),
            (lambda: 656, "each product is 100 · 100."),
            (lambda: 655, "each product is 100 · 100."),
            (lambda: 6.5504, "entries are whole: with six it still fits, so which is the first?"),
            (lambda: 1, "one product is 10000: that fits well."),
        ),
        nudge="One product is 10000. How many fit below 65504?",
    ),
]
