"""Known mistakes in what is made of the measured scores: estimate and standard error."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

estimate_mistakes = MistakeList()


@estimate_mistakes(part="estimate")
def spread_instead_of_variance(scores, num_samples):
    """your estimate is the standard deviation √E; asked is the variance, its square.

    Leave out the root, or square what you have.
    """
    return scores.std()


@estimate_mistakes(part="estimate")
def mean_of_the_scores(scores, num_samples):
    """your estimate is the mean of the scores, about 0: they are as often negative as positive.

    What has to happen to the scores before the mean, so that signs do not cancel?
    """
    return scores.mean()


@estimate_mistakes(part="estimate")
def mean_without_signs(scores, num_samples):
    """your estimate is the mean of the absolute scores; a variance is a mean of squares."""
    return scores.abs().mean()


@estimate_mistakes(part="estimate", alone=True)
def squares_added_up(scores, num_samples):
    """the squares are added up and not divided by n: the more samples, the larger your estimate."""
    return (scores**2).sum()


@estimate_mistakes(part="estimate", alone=True)
def variance_of_the_squares(scores, num_samples):
    """your estimate is the variance of the squares, 2E² + 6E; squared once too often.

    Either the mean of the squares, or the variance of the scores themselves.
    """
    return (scores**2).var()


@estimate_mistakes()
def mean_and_error_without_signs(head_dim, num_samples):
    """your estimate is the mean of the absolute scores; a variance is a mean of squares."""
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    absolute = (query * key).sum(dim=-1).abs()
    return absolute.mean(), absolute.std() / math.sqrt(num_samples)


@estimate_mistakes(part="estimate", alone=True)
def spread_of_the_squares(scores, num_samples):
    """your estimate is the spread of the squares, √(2E² + 6E); asked is their mean.

    That spread is what the standard error is made of.
    """
    return (scores**2).std()


@estimate_mistakes(part="estimate", alone=True)
def square_of_the_mean(scores, num_samples):
    """your estimate is the square of the mean score, about 0; asked is the mean of the squares.

    Which comes first: squaring, or the mean?
    """
    return scores.mean() ** 2


@estimate_mistakes()
def squared_before_adding_up(head_dim, num_samples):
    """you square each product and then add up: also E on average, but no score is in it.

    A score is the sum of the products. Square the score.
    """
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    sums = (query * key).square().sum(dim=-1)
    return sums.mean(), sums.std() / math.sqrt(num_samples)


@estimate_mistakes()
def squares_divided_by_the_size(head_dim, num_samples):
    """you divide the sum of all squares by E, and there are n of them: by what do you divide?

    A mean is a sum divided by how many numbers were added.
    """
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    squares = (query * key).sum(dim=-1) ** 2
    return squares.sum() / head_dim, squares.std() / math.sqrt(num_samples)


@estimate_mistakes(part="answer", alone=True)
def rounded_estimate(estimate, error, head_dim, num_samples):
    """your estimate is rounded or cut off to a whole number; a measurement keeps its decimals."""
    return round(float(estimate)), error


@estimate_mistakes(part="answer", alone=True)
def size_subtracted(estimate, error, head_dim, num_samples):
    """your estimate is how far you came from E; asked is what you measured, without knowing E."""
    return estimate - head_dim, error
