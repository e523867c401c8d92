"""The predictions of lesson 4."""

from __future__ import annotations

import torch

from ...attention import dot_product_attention, softmax, weighted_sum
from ...checking import Prediction
from .explored import EXPLORED

LESSON = "04_weighted_sum"
SHARES = torch.tensor([0.24, 0.09, 0.67])
TENS = torch.tensor([10.0, 20.0, 30.0])
TWO_ROWS = torch.tensor([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
THREE_VALUES = torch.tensor([[4.0, 0.0], [0.0, 8.0], [8.0, 4.0]])
PLACES = torch.arange(1.0, 6.0)


def shape_of_the_output(batch=2, queries=3, keys=5, head_size=4, value_size=7) -> list[int]:
    query, key = torch.zeros(batch, queries, head_size), torch.zeros(batch, keys, head_size)
    return list(dot_product_attention(query, key, torch.zeros(batch, keys, value_size)).shape)


def read_softly(wanted: float, sharpness: float) -> torch.Tensor:
    """What the lesson's soft dictionary says when asked for a key."""
    scores = sharpness * (wanted * PLACES - PLACES**2 / 2)
    return softmax(scores) @ torch.tensor([50.0, 10.0, 30.0, 20.0, 40.0])


PREDICTIONS = [
    EXPLORED,
    Prediction(
        name="weighted_mean_by_hand",
        lesson=LESSON,
        answer=lambda: SHARES @ TENS,
        explanation="2.4 + 1.8 + 20.1: most of it comes from the value with the largest weight.",
        wrong=(
            (lambda: SHARES @ TENS / 3, "that is divided by 3. The weights do the sharing out."),
            (lambda: TENS.mean(), "that is the plain mean; the weights are not equal here."),
            (lambda: 24, "nearly: it is not a whole number. Keep one decimal."),
            (lambda: 100 * SHARES @ TENS, "24 % is 0.24: the weights sum to 1, not to 100."),
            (lambda: SHARES.flip(0) @ TENS, "the weights are the wrong way round: 24 % is of 10."),
            (lambda: TENS.sum(), "that is the plain sum: each value wants its weight first."),
            (
                lambda: TENS.max(),
                "the largest weight does not take all: every value adds its part.",
            ),
            (lambda: SHARES * TENS, "those are the three parts. One step is left: add them up."),
        ),
        rounding=0.11,
        nudge="Each weight times its value, then add the three.",
    ),
    Prediction(
        name="weighted_outside",
        lesson=LESSON,
        choices={
            "a": "To pass 30, some weight would have to be below 0: a larger part of one value, "
            "paid for by a negative part of another. Softmax makes no negative weights.",
            "b": "However the weights are chosen, positive shares of 1 mix to something between "
            "the smallest and the largest value: the output cannot leave the box.",
            "c": "A larger score gives its own value a larger share, up to nearly all of it. "
            "With all of it the output is that value, 30 at most.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="weighted_two_queries",
        lesson=LESSON,
        answer=lambda: TWO_ROWS @ THREE_VALUES,
        explanation="One row of weights for each query, one row of output for each query.",
        wrong=(
            (lambda: TWO_ROWS @ THREE_VALUES / 3, "that is divided by 3. Only add up."),
            (
                lambda: (TWO_ROWS @ THREE_VALUES).T,
                "right numbers, rows and columns swapped: an output row belongs to one query.",
            ),
            (
                lambda: THREE_VALUES[TWO_ROWS.argmax(-1)],
                "those are the values of the largest weights alone. The others add their part.",
            ),
            (lambda: [[4, 8], [8, 12]], "those are plain sums: each value wants its weight first."),
            (lambda: THREE_VALUES[1:], "look again: no weight here is 1, so every row is a mix."),
        ),
        nudge="First query: 0.5 times [4, 0], plus 0.5 times [0, 8], plus nothing of the third.",
    ),
    Prediction(
        name="weighted_which_axis",
        lesson=LESSON,
        choices={
            "B": "Every sentence keeps its own output. What is added up within a sentence?",
            "L": "Every query gets its own row of output. What is each row a sum over?",
            "S": "Each query's mix runs over all keys: S stands in both inputs and is summed away.",
            "Ev": "The features of a value go through one by one; the output has as many.",
        },
        answer=lambda: "S",
        explanation="",
    ),
    Prediction(
        name="weighted_shape",
        lesson=LESSON,
        answer=shape_of_the_output,
        explanation="B and L come from the queries, Ev from the values. S and E are summed away.",
        wrong=(
            (lambda: [2, 3, 4], "E = 4 was summed away when the scores were made."),
            (lambda: [2, 5, 7], "one row for each query is asked, and there are 3 queries."),
            (lambda: [2, 3, 5], "that is the shape of the weights. One step is left."),
            (lambda: [2, 3, 5, 7], "one axis too many: the keys are summed away in the last step."),
            (lambda: [2, 7, 3], "right sizes, other order: queries first, then a value's numbers."),
            (
                lambda: [2, 5, 4],
                "that is the shape of the keys. Whose rows come out?",
            ),
            (lambda: [3, 7], "that is right for one sentence; here are two."),
        ),
        nudge="Scores first: (B, L, S). Then mix values of size Ev.",
    ),
    Prediction(
        name="weighted_louder_keys",
        lesson=LESSON,
        choices={
            "a": "Doubling the *values* would double the output. Keys only enter the scores.",
            "b": "Keys are half of the scores, and the scores decide the weights.",
            "c": "Doubled keys give doubled scores: the weights get sharper, and the output "
            "becomes another mix of the same values. Only doubled values double the output.",
        },
        answer=lambda: "c",
        explanation="",
    ),
    Prediction(
        name="weighted_between_two_keys",
        lesson=LESSON,
        answer=lambda: read_softly(3.5, 20),
        explanation="Keys 3 and 4 score the same, so each gets half, however sharp the question.",
        wrong=(
            (lambda: 30, "why 3 and not 4? Both are equally near to 3.5."),
            (lambda: 20, "why 4 and not 3? Both are equally near to 3.5."),
            (lambda: 50, "that is the sum of both. The weights sum to 1."),
            (lambda: 3.5, "that is the key; which values are kept under 3 and 4?"),
            (lambda: 35, "values are mixed, not keys: which values are kept under 3 and 4?"),
        ),
        rounding=0.06,
        nudge="Which two keys are nearest to 3.5, and how do they share?",
    ),
    Prediction(
        name="weighted_turned_queries",
        lesson=LESSON,
        choices={
            "a": "That needs query l to look for key l. Here query 0 looks for the last key.",
            "b": "Query 0 finds the last key and fetches 5, and so on: the head reverses.",
            "c": "All equal needs equal weights, that is, equal scores. Here one key wins a row.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="weighted_silent_queries",
        lesson=LESSON,
        answer=lambda: [3.0] * 5,
        explanation="Equal scores make equal weights, so every query gets the plain mean.",
        wrong=(
            (
                lambda: [0.0] * 5,
                "a score of 0 is not a weight of 0: softmax gives every key a share.",
            ),
            (
                lambda: [1.0, 2.0, 3.0, 4.0, 5.0],
                "no query prefers a key here; what are the weights?",
            ),
            (lambda: [15.0] * 5, "that is the sum: the weights sum to 1, so each of them is 1/5."),
            (lambda: [0.2] * 5, "those are the weights. What do they mix?"),
        ),
        nudge="What does softmax make of a row of zeros?",
    ),
    Prediction(
        name="weighted_constant_values",
        lesson=LESSON,
        answer=lambda: weighted_sum(torch.full((1, 1, 5), 0.2), torch.ones(1, 5, 1)).item(),
        explanation="A mix of ones is one, whatever the shares, as long as they sum to 1.",
        wrong=(
            (lambda: 5, "that is the number of keys: the weights sum to 1, not to 5."),
            (lambda: 0.2, "each key gives about that much. How much is it together?"),
            (lambda: 0, "a weight that is small is not 0, and together they are 1."),
        ),
        nudge="Take 1 out of the sum: what do the weights of a query add up to?",
    ),
    Prediction(
        name="weighted_shuffled_memory",
        lesson=LESSON,
        choices={
            "a": "Each weight still meets its own value; a sum does not ask in which order.",
            "b": "That happens when the *queries* are shuffled: one output row for each query.",
            "c": "It would, if only the keys were shuffled: then weights meet foreign values.",
        },
        answer=lambda: "a",
        explanation="",
    ),
    Prediction(
        name="weighted_duplicate",
        lesson=LESSON,
        answer=lambda: 2 * softmax(torch.ones(3))[0],
        explanation="Three equal scores, a third each, and two of the three say the same.",
        wrong=(
            (
                lambda: 0.5,
                "softmax does not see that two keys are the same word: each gets a share.",
            ),
            (lambda: 1 / 3, "that is the share of one copy. There are two."),
            (lambda: 0.75, "three keys with equal scores: what is the share of each?"),
            (lambda: 1, "the other word still gets its share."),
        ),
        rounding=0.008,
        nudge="How many keys have the same score now, and how do they share?",
    ),
    Prediction(
        name="weighted_real_vectors",
        lesson=LESSON,
        choices={
            "a": "Equal weights need equal scores. These scores are not, and by far.",
            "b": "The direction is right, the strength is not: look at the gaps in the scores.",
            "c": "A long vector's dot product with itself is its length squared, here about 45 to "
            "130; most others lie far below, and softmax turns gaps into factors of e to the gap.",
        },
        answer=lambda: "c",
        explanation="",
    ),
]
