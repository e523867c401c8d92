"""Known mistakes in temperature_attention: in the temperatures and in √E.

The softmax, and whole functions, have a file of their own.
"""

from __future__ import annotations

import math

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList


def root(query, key, value):
    return math.sqrt(query.shape[-1])


def per_head(temperatures, scores):
    return temperatures[:, None, None]


def divided(scores, temperatures):
    return scores / temperatures


def over_the_keys(scores):
    return softmax(scores)


def build(root=root, spread=per_head, tempered=divided, softmax=over_the_keys):
    """What scores are divided by, how temperatures lie on their axes, and what they do there."""

    def attention(query, key, value, temperatures):
        scores = raw_scores(query, key) / root(query, key, value)
        scores = tempered(scores, spread(temperatures, scores))
        return weighted_sum(softmax(scores), value)

    return attention


temperature_mistakes = MistakeList()


@temperature_mistakes(part="tempered")
def temperatures_unused(scores, temperatures):
    """the temperatures change nothing in yours: unused, or added to the scores, which softmax does
    not notice.

    Which variable goes into your softmax: the one before the temperature, or the one after?
    """
    return scores


@temperature_mistakes(part="tempered")
def multiplied_by_the_temperature(scores, temperatures):
    """you multiply by the temperature; a hot head should have smaller scores and more even weights.

    Head 0 with temperature 100: should its weights be nearly equal, or nearly 0 and 1?
    """
    return scores * temperatures


@temperature_mistakes(part="tempered")
def root_of_the_temperature(scores, temperatures):
    """you divide by the root of the temperature: it stands under the root together with E.

    Only E belongs under the root.
    """
    return scores / temperatures.sqrt()


@temperature_mistakes(part="tempered")
def temperature_squared(scores, temperatures):
    """you divide by the temperature twice: by its square.

    Are query and key both divided by it?
    """
    return scores / temperatures**2


@temperature_mistakes(part="tempered")
def quotients_rounded_down(scores, temperatures):
    """your scores are whole numbers: // rounds down what / divides.

    What is 7 // 2, and what is -1 // 2?
    """
    return scores // temperatures


@temperature_mistakes(part="tempered")
def temperatures_divided_by_the_scores(scores, temperatures):
    """you divide the temperatures by the scores; it is the other way round."""
    return temperatures / scores


@temperature_mistakes(part="spread")
def temperature_for_each_key(temperatures, scores):
    """the temperatures lie along the keys: without new axes, broadcasting lines (H,) up with the
    last axis.

    The scores are (B, H, L, S). Write the shape of the temperatures below it, flush right.
    """
    return temperatures


@temperature_mistakes(part="spread")
def temperature_for_each_query(temperatures, scores):
    """the temperatures lie along the queries: one new axis is too few.

    The scores are (B, H, L, S). Write the shape of the temperatures below it, flush right.
    """
    return temperatures[:, None]


@temperature_mistakes(part="spread")
def temperature_for_each_sentence(temperatures, scores):
    """the temperatures lie along the batch: three new axes are one too many.

    The scores are (B, H, L, S). Write the shape of the temperatures below it, flush right.
    """
    return temperatures[:, None, None, None]


@temperature_mistakes(part="spread")
def first_temperature_for_all(temperatures, scores):
    """all heads have the temperature of the first one; each has its own."""
    return temperatures[0]


@temperature_mistakes(part="spread")
def mean_temperature_for_all(temperatures, scores):
    """all heads have the mean temperature; each has its own."""
    return temperatures.mean()


@temperature_mistakes(part="spread")
def heads_in_reverse(temperatures, scores):
    """the temperatures run backwards: the first head has the last head's.

    temperatures[h] belongs to the scores [:, h].
    """
    return temperatures.flip(0)[:, None, None]


@temperature_mistakes(part="root")
def not_scaled(query, key, value):
    """√E is missing: the temperature comes on top of it, not in its place."""
    return 1.0


@temperature_mistakes(part="root")
def divided_by_the_size(query, key, value):
    """you divide the scores by E; it has to be the root, √E.

    A score's spread grows as √E. What would dividing by E leave of it, for E = 100?
    """
    return query.shape[-1]


@temperature_mistakes("lucidrains/vit-pytorch#65", part="root")
def divided_by_the_root_of_all_heads(query, key, value):
    """you divide by the root of H times E, the width of all heads; a score sums over one head's E.

    How many products does one score sum?
    """
    return math.sqrt(query.shape[1] * query.shape[-1])


@temperature_mistakes("tenstorrent/tt-metal#56789", part="root")
def divided_by_the_root_of_the_heads(query, key, value):
    """you divide by the root of H: query.shape[1] is the number of heads, E stands at the end."""
    return math.sqrt(query.shape[1])


@temperature_mistakes(part="root")
def divided_by_the_root_of_the_value_size(query, key, value):
    """you divide by √Ev, the root of a value's size; values have no part in the scores."""
    return math.sqrt(value.shape[-1])
