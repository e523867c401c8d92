"""Known mistakes in sigmoid_attention: in the scores, and in log(S).

The sigmoid, the weights, and whole functions have a file of their own.
"""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores, weighted_sum
from ...checking import MistakeList


def scaled(scores, query, key, value):
    return scores / math.sqrt(query.shape[-1])


def shifted(scores, query, key, value):
    return scores - math.log(key.shape[1])


def squashed(scores):
    return scores.sigmoid()


def as_they_are(weights, key):
    return weights


def build(scaled=scaled, shifted=shifted, squashed=squashed, finished=as_they_are):
    """Scores, scaled, less log(S), through the sigmoid, and what is done to the weights then."""

    def attention(query, key, value):
        scores = scaled(raw_scores(query, key), query, key, value)
        weights = squashed(shifted(scores, query, key, value))
        return weighted_sum(finished(weights, key), value)

    return attention


sigmoid_mistakes = MistakeList()


@sigmoid_mistakes(part="shifted")
def log_of_the_number_of_keys_missing(scores, query, key, value):
    """log(S) is missing: the more keys there are, the larger your output gets.

    What do S weights of sigmoid(0) sum to?
    """
    return scores


@sigmoid_mistakes(part="shifted")
def log_added(scores, query, key, value):
    """you add log(S) instead of subtracting it: with many keys every weight goes to 1.

    Should one key of a thousand get more or less weight than one of two?
    """
    return scores + math.log(key.shape[1])


@sigmoid_mistakes(part="shifted")
def number_of_keys_subtracted(scores, query, key, value):
    """you subtract S itself; it has to be its logarithm.

    The weights should be near 1/S. For which x is exp(x) equal to 1/S?
    """
    return scores - key.shape[1]


@sigmoid_mistakes(part="shifted")
def log_of_the_number_of_queries(scores, query, key, value):
    """you subtract log(L), with the number of queries; how many keys share the weight matters.

    Which axis of the scores do the weights of one query lie along?
    """
    return scores - math.log(query.shape[1])


@sigmoid_mistakes(part="shifted")
def log_of_the_head_size(scores, query, key, value):
    """you subtract log(E); the number in the logarithm is that of the keys.

    key.shape holds B, S and E. Which of them is the last one?
    """
    return scores - math.log(query.shape[-1])


@sigmoid_mistakes(part="shifted")
def log_of_the_batch(scores, query, key, value):
    """you subtract log(B): len(key) and key.shape[0] are the number of sentences.

    Which axis of key holds the keys of a sentence?
    """
    return scores - math.log(len(key))


@sigmoid_mistakes(part="shifted")
def log_of_all_scores(scores, query, key, value):
    """the number in your logarithm is L times S, that of a whole table of scores; it should be S.

    How many weights does a single query have?
    """
    return scores - math.log(scores[0].numel())


@sigmoid_mistakes(part="shifted")
def log_to_base_two(scores, query, key, value):
    """your logarithm has base 2; the sigmoid is made of exp, and needs the natural one.

    What is exp(-log2(S)), and what is exp(-log(S))?
    """
    return scores - math.log2(key.shape[1])


@sigmoid_mistakes(part="shifted")
def log_to_base_ten(scores, query, key, value):
    """your logarithm has base 10; the sigmoid is made of exp, and needs the natural one.

    What is exp(-log10(S)), and what is exp(-log(S))?
    """
    return scores - math.log10(key.shape[1])


@sigmoid_mistakes(part="shifted")
def log_of_one_key_more(scores, query, key, value):
    """the number in your logarithm is S + 1; it should be S."""
    return scores - math.log(key.shape[1] + 1)


@sigmoid_mistakes(part="shifted")
def log_divides(scores, query, key, value):
    """you divide the scores by log(S); it is to be subtracted."""
    return scores / torch.tensor(key.shape[1], dtype=scores.dtype).log()


@sigmoid_mistakes(part="shifted")
def log_times_the_scores(scores, query, key, value):
    """you multiply the scores by log(S); it is to be subtracted."""
    return scores * math.log(key.shape[1])


@sigmoid_mistakes(part="shifted")
def log_divided_by_the_root_too(scores, query, key, value):
    """log(S) is divided by √E too: it was subtracted before the scaling.

    Which of the two comes first: √E below the scores, or log(S)?
    """
    return scores - math.log(key.shape[1]) / math.sqrt(query.shape[-1])


@sigmoid_mistakes(part="scaled")
def not_scaled(scores, query, key, value):
    """your scores are raw ones: √E is missing, or divided out and then left unused."""
    return scores


@sigmoid_mistakes(part="scaled")
def divided_by_the_size(scores, query, key, value):
    """you divide the scores by E; it has to be the root, √E.

    A score's spread grows as √E. What would dividing by E leave of it, for E = 100?
    """
    return scores / query.shape[-1]


@sigmoid_mistakes(part="scaled")
def multiplied_by_the_root(scores, query, key, value):
    """you multiply the scores by √E instead of dividing; dividing by E ** -0.5 does just that."""
    return scores * math.sqrt(query.shape[-1])


@sigmoid_mistakes(part="scaled")
def divided_by_the_root_of_the_value_size(scores, query, key, value):
    """you divide by √Ev, the root of a value's size; values have no part in the scores."""
    return scores / math.sqrt(value.shape[-1])
