"""Known mistakes in sink_attention: in how scores and a sink become weights.

The scale, the output, and whole functions have a file of their own.
"""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores, weighted_sum
from ...checking import MistakeList


def root(query, key, value):
    return math.sqrt(query.shape[-1])


def with_a_sink(scores):
    """exp(x) / (1 + sum of exp(x)), all of it divided by exp of the largest score or 0."""
    largest = scores.amax(-1, keepdim=True).clamp(min=0)
    exponentials = (scores - largest).exp()
    return exponentials / (exponentials.sum(-1, keepdim=True) + (-largest).exp())


def as_it_is(output, weights):
    return output


def build(root=root, weigh=with_a_sink, finished=as_it_is):
    """What scores are divided by, how they become weights, and what is done to the output."""

    def attention(query, key, value):
        weights = weigh(raw_scores(query, key) / root(query, key, value))
        return finished(weighted_sum(weights, value), weights)

    return attention


sink_mistakes = MistakeList()


def with_score(number: float, scores):
    """The weights of the keys, with a sink of that score."""
    sink = torch.full_like(scores[..., :1], number)
    return torch.cat([scores, sink], -1).softmax(-1)[..., :-1]


@sink_mistakes(part="weigh")
def no_sink(scores):
    """each row of your weights sums to 1: the extra score is missing, or is -inf, or was put in
    after the softmax.

    What should become of the weights when all scores are far below 0?
    """
    return scores.softmax(-1)


@sink_mistakes(part="weigh")
def one_added_to_shifted_exponentials(scores):
    """you add 1 after the largest score was subtracted: the 1 is exp(0), and has to be shifted as
    well.

    When m is subtracted from all scores, what becomes of the extra score 0?
    """
    exponentials = (scores - scores.amax(-1, keepdim=True)).exp()
    return exponentials / (1 + exponentials.sum(-1, keepdim=True))


@sink_mistakes(part="weigh")
def shift_of_the_wrong_sign(scores):
    """your extra term is exp(m), with the largest score m; when m is subtracted from the score 0,
    what is left?"""
    largest = scores.amax(-1, keepdim=True)
    exponentials = (scores - largest).exp()
    return exponentials / (exponentials.sum(-1, keepdim=True) + largest.exp())


@sink_mistakes(part="weigh")
def overflows(scores):
    """large scores give NaN: exp(x) is inf there, and inf / inf is not a number.

    Which constant may be subtracted from all scores, the extra 0 among them?
    """
    return scores.exp() / (1 + scores.exp().sum(-1, keepdim=True))


@sink_mistakes(part="weigh")
def one_added_for_each_key(scores):
    """you add 1 for each key: the 1 stands inside the sum. There is one extra score in a row.

    What is (a + 1) + (b + 1), and what is (a + b) + 1?
    """
    largest = scores.amax(-1, keepdim=True).clamp(min=0)
    exponentials = (scores - largest).exp()
    return exponentials / (exponentials + (-largest).exp()).sum(-1, keepdim=True)


@sink_mistakes(part="weigh")
def one_added_to_the_sum_of_the_weights(scores):
    """you add the 1 to weights that sum to 1 already: that halves all of them.

    Where is the 1 to be added: to the sum of the weights, or to that of the exponentials?
    """
    return scores.softmax(-1) / 2


@sink_mistakes(part="weigh")
def sink_score_of_one(scores):
    """your extra score is 1, and adds e to the sum; a score of 0 adds 1.

    What is exp(0)?
    """
    return with_score(1.0, scores)


@sink_mistakes(part="weigh")
def wrong_column_cut_off(scores):
    """you cut off a key's weight instead of the sink's: at one end the sink was put in, at the
    other a column was cut off.

    Was the 0 put in front of the scores, or behind them?
    """
    sink = torch.zeros_like(scores[..., :1])
    return torch.cat([scores, sink], -1).softmax(-1)[..., 1:]


@sink_mistakes(part="weigh")
def last_column_cut_off(scores):
    """you cut off a key's weight instead of the sink's: at one end the sink was put in, at the
    other a column was cut off.

    Was the 0 put in front of the scores, or behind them?
    """
    sink = torch.zeros_like(scores[..., :1])
    return torch.cat([sink, scores], -1).softmax(-1)[..., :-1]


@sink_mistakes(part="weigh")
def one_subtracted(scores):
    """your extra term is -1 where it should be +1: the weights do not sum to less than 1.

    "Off by one" in which direction?
    """
    largest = scores.amax(-1, keepdim=True)
    exponentials = (scores - largest).exp()
    return exponentials / (exponentials.sum(-1, keepdim=True) - (-largest).exp())


@sink_mistakes(part="weigh")
def one_added_to_the_exponentials(scores):
    """you add 1 to every exponential, above the line too; it belongs below it, once.

    What is the weight of a key whose score is -inf?
    """
    exponentials = scores.exp() + 1
    return exponentials / exponentials.sum(-1, keepdim=True)


@sink_mistakes(part="weigh")
def each_against_nothing(scores):
    """each key competes with the 0 alone, as in a sigmoid; keys also compete with each other.

    What stands below the line in exp(x) / (1 + sum of all exp)?
    """
    return scores.sigmoid()


@sink_mistakes("PetrochukM/PyTorch-NLP#2", part="weigh")
def softmax_over_the_queries(scores):
    """your softmax, and its extra score, run over the queries.

    Which axis holds the keys that compete for one query's attention?
    """
    return with_a_sink(scores.mT).mT


@sink_mistakes(part="weigh")
def rows_made_to_sum_to_one(scores):
    """you divide the weights by their sum at the end: the sink's share goes back to the keys.

    What should a row sum to: to 1, or to 1 less the sink's share?
    """
    weights = with_score(0.0, scores)
    return weights / weights.sum(-1, keepdim=True)
