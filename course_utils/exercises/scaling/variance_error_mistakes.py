"""Known mistakes in the standard error of a measured variance."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

error_mistakes = MistakeList()


@error_mistakes(part="error")
def not_divided_by_the_root_of_n(scores, num_samples):
    """your standard error is the spread of single squares: it does not shrink with more samples.

    A mean of n is surer than one sample. By which factor?
    """
    return (scores**2).std()


@error_mistakes(part="error")
def divided_by_n(scores, num_samples):
    """your standard error is divided by n, and so far too small: a mean of n is √n times as sure.

    Four times as many samples make it half as large, not a quarter.
    """
    return (scores**2).std() / len(scores)


@error_mistakes(part="error")
def error_of_the_mean_score(scores, num_samples):
    """your standard error is that of the mean score; what you average is the squares.

    Whose spread says how sure a mean of squares is?
    """
    return scores.std() / math.sqrt(len(scores))


@error_mistakes(part="error")
def spread_of_the_scores(scores, num_samples):
    """your standard error is the spread of the scores, √E: it says nothing of how sure you are.

    You average n squares. How much does one square vary, and how much the mean of n?
    """
    return scores.std()


@error_mistakes(part="answer", alone=True)
def estimate_divided_by_the_root_of_n(estimate, error, head_dim, num_samples):
    """your standard error is the variance of the scores over √n; what you average is squares, and
    their spread is about √2 times that variance.

    How much does one square vary? Measure it: squares have a standard deviation, too.
    """
    return estimate, estimate / math.sqrt(num_samples)


@error_mistakes(part="answer", alone=True)
def estimate_divided_by_n(estimate, error, head_dim, num_samples):
    """your standard error is the variance over n: that is far too sure, and no error of a variance.

    You average n squares. How much does one square vary, and how much the mean of n?
    """
    return estimate, estimate / num_samples


@error_mistakes(part="answer", alone=True)
def distance_from_the_truth(estimate, error, head_dim, num_samples):
    """your standard error is how far you came from E: that is luck, and takes the answer as known.

    How far off is such a mean typically? Its samples' spread tells.
    """
    return estimate, abs(estimate - head_dim)


@error_mistakes(part="error", alone=True)
def twice_the_error(scores, num_samples):
    """your standard error is about twice what it should be: is it half an interval of 95 %, or are
    fewer samples drawn than asked?

    One standard error is asked, of a mean of n squares.
    """
    return 1.96 * (scores**2).std() / math.sqrt(len(scores))


@error_mistakes(part="error", alone=True)
def as_from_100000_samples(scores, num_samples):
    """your standard error is that of 100000 samples, whatever was asked: that was only an example.

    By the root of which number do you divide?
    """
    return (scores**2).std() / math.sqrt(100000)


@error_mistakes(part="error", alone=True)
def variance_divided_by_the_root(scores, num_samples):
    """your standard error is the VARIANCE of the squares divided by √n; it should be their standard
    deviation.

    An error has the same unit as the estimate. Which has the variance of the squares?
    """
    return (scores**2).var() / math.sqrt(len(scores))


@error_mistakes(part="error")
def root_left_out(scores, num_samples):
    """your standard error is a variance divided by n; its root is missing.

    An error has the same unit as the estimate. Which has the variance of the squares?
    """
    return (scores**2).var() / len(scores)


@error_mistakes(part="error", alone=True)
def multiplied_by_the_root_of_n(scores, num_samples):
    """your standard error grows with the number of samples: you multiply by √n.

    Should more samples make you more or less sure?
    """
    return (scores**2).std() * math.sqrt(len(scores))


@error_mistakes(part="error", alone=True)
def no_error_at_all(scores, num_samples):
    """your standard error is 0: no measurement with random numbers is that sure."""
    return torch.tensor(0.0)


@error_mistakes(part="error", alone=True)
def half_the_error(scores, num_samples):
    """your standard error is half of what it should be, as from four times the samples.

    Are more pairs drawn than asked? Or is there a 2 somewhere?
    """
    return (scores**2).std() / math.sqrt(4 * len(scores))


@error_mistakes(part="error", alone=True)
def divided_by_the_root_of_both_counts(scores, num_samples):
    """your standard error is too small by √2: do you divide by √(2n), or draw 2n pairs?

    n queries and n keys make n scores, not 2n.
    """
    return (scores**2).std() / math.sqrt(2 * len(scores))


@error_mistakes(part="error", alone=True)
def mean_not_subtracted(scores, num_samples):
    """your standard error takes the root of the mean fourth power: the squares' own mean, squared,
    is not subtracted.

    A spread is measured from the mean of what you average. What is the mean of the squares?
    """
    return ((scores**4).mean() / len(scores)).sqrt()


@error_mistakes()
def divided_by_the_root_of_all_numbers(head_dim, num_samples):
    """your standard error is divided by √(nE), the root of how many numbers were drawn.

    How many squares do you average?
    """
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    squares = (query * key).sum(dim=-1) ** 2
    return squares.mean(), squares.std() / math.sqrt(num_samples * head_dim)


@error_mistakes()
def divided_by_the_root_of_the_size(head_dim, num_samples):
    """your standard error is divided by √E; a mean of n is √n times as sure as one sample.

    How many squares do you average?
    """
    query, key = torch.randn(2, num_samples, head_dim).unbind()
    squares = (query * key).sum(dim=-1) ** 2
    return squares.mean(), squares.std() / math.sqrt(head_dim)


@error_mistakes(part="answer", alone=True)
def relative_error(estimate, error, head_dim, num_samples):
    """your standard error is divided by E (or by the estimate): it is a share, not an error of E.

    An error has the same unit as the estimate.
    """
    return estimate, error / estimate


@error_mistakes(part="answer", alone=True)
def root_of_n_alone(estimate, error, head_dim, num_samples):
    """your standard error is 1/√n, whatever the squares are; how much does one of them vary?"""
    return estimate, 1 / math.sqrt(num_samples)


@error_mistakes(part="answer", alone=True)
def root_of_two_over_n(estimate, error, head_dim, num_samples):
    """your standard error is √(2/n), whatever the squares are; how much does one of them vary?

    For normal numbers that is the share of the variance by which it is uncertain.
    """
    return estimate, math.sqrt(2 / num_samples)


@error_mistakes(part="answer", alone=True)
def distance_divided_by_the_root_of_n(estimate, error, head_dim, num_samples):
    """your standard error is made of how far you came from E: that takes the answer as known.

    How far off is such a mean typically? Its samples' spread tells.
    """
    return estimate, abs(estimate - head_dim) / math.sqrt(num_samples)


@error_mistakes(part="answer", alone=True)
def negative_error(estimate, error, head_dim, num_samples):
    """your standard error is negative; it says how far off to either side."""
    return estimate, -error
