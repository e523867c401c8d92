"""Known mistakes in temperature_attention."""

from __future__ import annotations

import math

from ...attention import raw_scores, scaled_scores, softmax, weighted_sum
from ...checking import MistakeList
from ...variants import temperature_attention as right_attention


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


@temperature_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """your softmax runs over the queries: every column of the weights sums to 1, the rows do not.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(-2)


@temperature_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", part="softmax")
def softmax_over_the_heads(scores):
    """your softmax runs over the heads: axis 1 of four. The heads do not compete.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(1)


@temperature_mistakes(part="softmax")
def softmax_over_the_batch(scores):
    """your softmax runs over the batch: axis 0. Sentences do not compete.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(0)


@temperature_mistakes(part="softmax")
def largest_not_subtracted(scores):
    """large scores give NaN: exp overflows, because the largest score was not subtracted first.

    What does torch.tensor(100.0).exp() give, and which constant may be taken off all scores?
    """
    exponentials = scores.exp()
    return exponentials / exponentials.sum(-1, keepdim=True)


@temperature_mistakes()
def tempered_after_the_softmax(query, key, value, temperatures):
    """you divide by the temperature after the softmax: the weights of a query then no longer sum
    to 1.

    What makes weights more even: smaller weights, or smaller scores?
    """
    weights = softmax(scaled_scores(query, key)) / temperatures[:, None, None]
    return weighted_sum(weights, value)


@temperature_mistakes()
def everything_after_the_softmax(query, key, value, temperatures):
    """you divide by √E and the temperature after the softmax; it is the scores that they belong to.

    What should a query's weights sum to?
    """
    weights = softmax(raw_scores(query, key)) / temperatures[:, None, None]
    return weighted_sum(weights, value) / math.sqrt(query.shape[-1])


@temperature_mistakes()
def weights_returned(query, key, value, temperatures):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return softmax(scaled_scores(query, key) / temperatures[:, None, None])


@temperature_mistakes()
def heads_averaged(query, key, value, temperatures):
    """the heads are added up or averaged; each keeps an output of its own, (B, H, L, Ev)."""
    return right_attention(query, key, value, temperatures).mean(1)


@temperature_mistakes()
def keys_and_values_swapped(query, key, value, temperatures):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its arguments, and in which does it use them?
    """
    return right_attention(query, value, key, temperatures)
