"""Known mistakes in how many samples a measurement takes, and from what they are drawn."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .variance_mistakes import estimate, pairs, scores

count_mistakes = MistakeList()


def error(scores, num_samples):
    return (scores**2).std() / math.sqrt(num_samples)


@count_mistakes(part="pairs", alone=True)
def always_1000_samples(head_dim, num_samples):
    """the number of samples is always the same, 1000 or so; draw as many as you are asked for."""
    return pairs(head_dim, 1000)


@count_mistakes(part="pairs", alone=True)
def always_100_samples(head_dim, num_samples):
    """the number of samples is always the same, 100 or so; draw as many as you are asked for."""
    return pairs(head_dim, 100)


@count_mistakes(part="pairs", alone=True)
def always_10000_samples(head_dim, num_samples):
    """the number of samples is always the same, 10000 or so; draw as many as you are asked for."""
    return pairs(head_dim, 10000)


@count_mistakes(part="pairs", alone=True)
def a_tenth_of_the_samples(head_dim, num_samples):
    """your standard error is about three times too large, as from a tenth of the samples.

    Are fewer pairs drawn than asked? Or is it the spread of ten batches, not divided by √10?
    """
    return pairs(head_dim, max(2, num_samples // 10))


@count_mistakes(part="pairs", alone=True)
def half_of_the_samples(head_dim, num_samples):
    """your standard error is √2 times too large, as from half of the samples.

    num_samples counts pairs: as many queries, and as many keys. How many scores do you get?
    """
    return pairs(head_dim, num_samples // 2)


@count_mistakes(part="pairs", alone=True)
def ten_times_the_samples(head_dim, num_samples):
    """your standard error is about a third of what it should be, as from ten times the samples.

    Do you repeat the whole measurement, and take the mean? Draw num_samples pairs in all.
    """
    return pairs(head_dim, 10 * num_samples)


@count_mistakes()
def half_of_the_samples_told_as_all(head_dim, num_samples):
    """your estimates lie √2 times as far from E as you say: are there really n different pairs?

    With half as many scores, dividing by √n promises too much.
    """
    drawn = scores(*pairs(head_dim, num_samples // 2))
    return estimate(drawn, num_samples), error(drawn, num_samples)


@count_mistakes()
def a_tenth_of_the_samples_told_as_all(head_dim, num_samples):
    """your estimates lie about three times as far from E as you say: too few pairs are different.

    Does each of the n scores have a pair of its own?
    """
    drawn = scores(*pairs(head_dim, max(2, num_samples // 10)))
    return estimate(drawn, num_samples), error(drawn, num_samples)


@count_mistakes()
def more_samples_than_told(head_dim, num_samples):
    """your estimates are surer than you say: more scores go into them than num_samples.

    Are all queries paired with all keys, or is it the mean of many measurements?
    """
    drawn = scores(*pairs(head_dim, 6 * num_samples))
    return estimate(drawn, num_samples), error(drawn, num_samples)


@count_mistakes()
def sizes_swapped(head_dim, num_samples):
    """head_dim and num_samples have changed places: you get E scores of vectors of size n.

    torch.randn(rows, columns): which of them holds the entries of one vector?
    """
    drawn = scores(*pairs(num_samples, head_dim))
    return estimate(drawn, head_dim), error(drawn, head_dim)


@count_mistakes()
def added_up_over_the_samples_and_told_as_n(head_dim, num_samples):
    """you add up over the samples, so you get E numbers of variance n; swap the axes.

    Which axis holds the entries of one vector?
    """
    query, key = pairs(head_dim, num_samples)
    drawn = (query * key).sum(dim=0)
    return estimate(drawn, num_samples), error(drawn, num_samples)


@count_mistakes(part="pairs", alone=True)
def always_vectors_of_64(head_dim, num_samples):
    """your vectors have 64 entries, whatever was asked: head_dim is never used."""
    return pairs(64, num_samples)


@count_mistakes(part="pairs", alone=True)
def signs_alone(head_dim, num_samples):
    """your entries are coins, 1 or -1: the variance is right, but asked are standard normal ones.

    The two differ in their standard error: a coin's square does not vary. Which function draws
    from the standard normal?
    """
    return tuple(2.0 * torch.randint(0, 2, (num_samples, head_dim)) - 1 for _ in range(2))


@count_mistakes(part="pairs", alone=True)
def one_of_them_uniform(head_dim, num_samples):
    """one of the two is drawn evenly between 0 and 1 (torch.rand), so the scores' variance is E/3.

    One letter makes the difference: what does the n in the other function stand for?
    """
    return torch.rand(num_samples, head_dim), torch.randn(num_samples, head_dim)


@count_mistakes(part="pairs", alone=True)
def uniform_around_zero(head_dim, num_samples):
    """your entries lie evenly between -½ and ½: their variance is 1/12, so the scores' is E/144.

    Which of torch's functions draws from the standard normal?
    """
    query, key = torch.rand(2, num_samples, head_dim).unbind()
    return query - 0.5, key - 0.5
