"""Known mistakes in measuring a variance, and the experiment taken apart for them."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList


def pairs(head_dim, num_samples):
    return torch.randn(num_samples, head_dim), torch.randn(num_samples, head_dim)


def scores(query, key):
    return (query * key).sum(dim=-1)


def estimate(scores, num_samples):
    return (scores**2).mean()


def error(scores, num_samples):
    return (scores**2).std() / math.sqrt(len(scores))


def answer(estimate, error, head_dim, num_samples):
    return estimate, error


def build(pairs=pairs, scores=scores, estimate=estimate, error=error, answer=answer):
    """The experiment in five parts."""

    def experiment(head_dim, num_samples):
        drawn = scores(*pairs(head_dim, num_samples))
        results = estimate(drawn, num_samples), error(drawn, num_samples)
        return answer(*results, head_dim, num_samples)

    return experiment


variance_mistakes = MistakeList()


@variance_mistakes(part="pairs")
def same_vector_twice(head_dim, num_samples):
    """query and key are the same vector: q·q is a squared length, never negative, of mean E.

    Draw the key by a call of its own.
    """
    query = torch.randn(num_samples, head_dim)
    return query, query


@variance_mistakes()
def mean_of_squared_lengths(head_dim, num_samples):
    """your standard error is √(2E/n): that belongs to squared lengths q·q, where query and key are
    the same vector. Squared scores of two vectors vary more.

    Is the key drawn by a call of its own, and what do you take the spread of?
    """
    lengths = (torch.randn(num_samples, head_dim) ** 2).sum(dim=-1)
    return lengths.mean(), lengths.std() / math.sqrt(num_samples)


@variance_mistakes()
def variance_of_squared_lengths(head_dim, num_samples):
    """query and key are the same vector: q·q is a squared length, of mean E and variance 2E.

    Draw the key by a call of its own.
    """
    lengths = (torch.randn(num_samples, head_dim) ** 2).sum(dim=-1)
    return lengths.var(), (lengths**2).std() / math.sqrt(num_samples)


@variance_mistakes(part="pairs", alone=True)
def few_vectors_in_all_pairs(head_dim, num_samples):
    """you draw few vectors and pair each query with each key: the scores are not independent.

    n scores need n queries and n keys, each used once.
    """
    few = math.isqrt(num_samples)
    query, key = torch.randn(few, head_dim), torch.randn(few, head_dim)
    return query.repeat_interleave(few, dim=0), key.repeat(few, 1)


@variance_mistakes(part="pairs")
def one_query_for_all_keys(head_dim, num_samples):
    """one query (or one key) serves all samples: you measure its squared length, E on average only.

    The scores share that vector, so they are not independent. Draw a new pair for every score.
    """
    return torch.randn(1, head_dim), torch.randn(num_samples, head_dim)


@variance_mistakes(part="pairs")
def uniform_between_0_and_1(head_dim, num_samples):
    """torch.rand draws evenly between 0 and 1: all positive, so the scores' mean is not 0.

    One letter makes the difference: what does the n in the other function stand for?
    """
    return torch.rand(num_samples, head_dim), torch.rand(num_samples, head_dim)


@variance_mistakes()
def variance_with_uniform_entries(head_dim, num_samples):
    """torch.rand draws evenly between 0 and 1; with such entries the scores' variance is 7E/144.

    One letter makes the difference: what does the n in the other function stand for?
    """
    drawn = scores(*uniform_between_0_and_1(head_dim, num_samples))
    squares = (drawn - drawn.mean()) ** 2
    return squares.mean(), squares.std() / math.sqrt(num_samples)


@variance_mistakes(part="pairs")
def uniform_between_minus_1_and_1(head_dim, num_samples):
    """your entries lie evenly between -1 and 1: their variance is 1/3, so the scores' is E/9.

    Which of torch's functions draws from the standard normal?
    """
    query, key = uniform_between_0_and_1(head_dim, num_samples)
    return 2 * query - 1, 2 * key - 1


@variance_mistakes(part="pairs", alone=True)
def same_seed_every_time(head_dim, num_samples):
    """called again, yours gives the very same numbers: there is a fixed seed inside the function.

    Then repeating tells nothing about chance. Seed outside, once, where the experiment begins.
    """
    seeded = torch.Generator().manual_seed(0)
    query = torch.randn(num_samples, head_dim, generator=seeded)
    return query, torch.randn(num_samples, head_dim, generator=seeded)


@variance_mistakes(part="pairs", alone=True)
def same_seed_for_both(head_dim, num_samples):
    """the same seed is set before query and key: they are the same vector, and the same every time.

    Seed outside, once, where the experiment begins.
    """
    query = torch.randn(num_samples, head_dim, generator=torch.Generator().manual_seed(0))
    return query, query


@variance_mistakes(part="scores")
def already_scaled(query, key):
    """yours comes out as 1, whatever E is: you divide by √E, or measure single products.

    Measure the raw dot products. (That it comes out as 1 is what the division is for.)
    """
    return scores(query, key) / math.sqrt(query.shape[-1])


@variance_mistakes(part="scores", alone=True)
def means_or_cosines(query, key):
    """yours comes out as 1/E: you take means of products, not sums, or cosines, not dot products.

    A dot product is a bare sum: divided neither by E nor by the lengths.
    """
    return (query * key).mean(dim=-1)


@variance_mistakes(part="scores", alone=True)
def products_not_added_up(query, key):
    """you measure single products; a score is the sum of E of them.

    Over which axis does a dot product add up?
    """
    return (query * key).flatten()


@variance_mistakes(part="scores", alone=True)
def products_left_in_a_table(query, key):
    """you measure single products; a score is the sum of E of them.

    Over which axis does a dot product add up?
    """
    return query * key


@variance_mistakes(part="scores", alone=True)
def added_up_over_the_samples(query, key):
    """you add up over the samples, so you get E numbers of variance n; swap the axes.

    Which axis holds the entries of one vector?
    """
    return (query * key).sum(dim=0)


@variance_mistakes(part="scores", alone=True)
def added_instead_of_multiplied(query, key):
    """you add query and key before summing up; a dot product multiplies them. That gives 2E."""
    return (query + key).sum(dim=-1)
