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


@estimate_mistakes(part="error")
def not_divided_by_the_root_of_n(scores, num_samples):
    """your standard error is the spread of single squares: it does not shrink with more samples.

    A mean of n is surer than one sample. By which factor?
    """
    return (scores**2).std()


@estimate_mistakes(part="error")
def divided_by_n(scores, num_samples):
    """your standard error is divided by n, and so far too small: a mean of n is √n times as sure.

    Four times as many samples make it half as large, not a quarter.
    """
    return (scores**2).std() / len(scores)


@estimate_mistakes(part="error")
def error_of_the_mean_score(scores, num_samples):
    """your standard error is that of the mean score; what you average is the squares.

    Whose spread says how sure a mean of squares is?
    """
    return scores.std() / math.sqrt(len(scores))


@estimate_mistakes(part="error")
def spread_of_the_scores(scores, num_samples):
    """your standard error is the spread of the scores, √E: it says nothing of how sure you are.

    You average n squares. How much does one square vary, and how much the mean of n?
    """
    return scores.std()


@estimate_mistakes(part="answer", alone=True)
def estimate_divided_by_the_root_of_n(estimate, error, head_dim, num_samples):
    """your standard error is the variance of the scores over √n; what you average is squares, and
    their spread is about √2 times that variance.

    How much does one square vary? Measure it: squares have a standard deviation, too.
    """
    return estimate, estimate / math.sqrt(num_samples)


@estimate_mistakes(part="answer", alone=True)
def estimate_divided_by_n(estimate, error, head_dim, num_samples):
    """your standard error is the variance over n: that is far too sure, and no error of a variance.

    You average n squares. How much does one square vary, and how much the mean of n?
    """
    return estimate, estimate / num_samples


@estimate_mistakes(part="answer", alone=True)
def distance_from_the_truth(estimate, error, head_dim, num_samples):
    """your standard error is how far you came from E: that is luck, and takes the answer as known.

    How far off is such a mean typically? Its samples' spread tells.
    """
    return estimate, abs(estimate - head_dim)


@estimate_mistakes(part="error", alone=True)
def twice_the_error(scores, num_samples):
    """your standard error is about twice what it should be: is it half an interval of 95 %, or are
    fewer samples drawn than asked?

    One standard error is asked, of a mean of n squares.
    """
    return 1.96 * (scores**2).std() / math.sqrt(len(scores))


@estimate_mistakes()
def mean_and_error_without_signs(head_dim, num_samples):
    """your estimate is the mean of the absolute scores; a variance is a mean of squares."""
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    absolute = (query * key).sum(dim=-1).abs()
    return absolute.mean(), absolute.std() / math.sqrt(num_samples)


@estimate_mistakes(part="error", alone=True)
def as_from_100000_samples(scores, num_samples):
    """your standard error is that of 100000 samples, whatever was asked: that was only an example.

    By the root of which number do you divide?
    """
    return (scores**2).std() / math.sqrt(100000)


@estimate_mistakes(part="error", alone=True)
def variance_divided_by_the_root(scores, num_samples):
    """your standard error is the VARIANCE of the squares divided by √n; it should be their standard
    deviation.

    An error has the same unit as the estimate. Which has the variance of the squares?
    """
    return (scores**2).var() / math.sqrt(len(scores))


@estimate_mistakes(part="error")
def root_left_out(scores, num_samples):
    """your standard error is a variance divided by n; its root is missing.

    An error has the same unit as the estimate. Which has the variance of the squares?
    """
    return (scores**2).var() / len(scores)


@estimate_mistakes(part="error", alone=True)
def multiplied_by_the_root_of_n(scores, num_samples):
    """your standard error grows with the number of samples: you multiply by √n.

    Should more samples make you more or less sure?
    """
    return (scores**2).std() * math.sqrt(len(scores))


@estimate_mistakes(part="error", alone=True)
def no_error_at_all(scores, num_samples):
    """your standard error is 0: no measurement with random numbers is that sure."""
    return torch.tensor(0.0)
