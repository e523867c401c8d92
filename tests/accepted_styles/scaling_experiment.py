"""Right ways to write score_variance, each of which the check must accept."""

from __future__ import annotations

import math
import random
import statistics

import numpy
import torch


def one_score_after_the_other(head_dim, num_samples):
    mean = total = 0.0
    query, key = torch.randn(2, num_samples, head_dim)
    for count, square in enumerate(((query * key).sum(-1) ** 2).tolist(), start=1):
        off = square - mean
        mean += off / count
        total += off * (square - mean)
    return mean, math.sqrt(total / (num_samples - 1) / num_samples)


def pythons_statistics(head_dim, num_samples):
    query, key = numpy.random.default_rng().normal(size=(2, num_samples, head_dim))
    scores = (query * key).sum(axis=1).tolist()
    squares = [score * score for score in scores]
    return statistics.variance(scores), statistics.stdev(squares) / num_samples**0.5


def the_formula_for_the_error(head_dim, num_samples):
    scores = (torch.randn(num_samples, head_dim) * torch.randn(num_samples, head_dim)).sum(-1)
    return scores.var(), head_dim * math.sqrt(2 / num_samples)


def seeded_by_chance(head_dim, num_samples):
    draw = torch.Generator().manual_seed(random.SystemRandom().randrange(2**60))
    query, key = torch.randn(2, num_samples, head_dim, generator=draw)
    variance, mean = torch.var_mean((query * key).sum(-1) ** 2)
    return mean, (variance / num_samples) ** 0.5


def vectorised(head_dim, num_samples):
    query, key = torch.randn(2, num_samples, head_dim)
    squares = (query * key).sum(-1).square()
    return squares.mean(), squares.std() / num_samples**0.5


def variance_of_the_scores(head_dim, num_samples):
    q, k = torch.randn(num_samples, head_dim), torch.randn(num_samples, head_dim)
    scores = torch.einsum("ne,ne->n", q, k)
    error = math.sqrt((2 * head_dim**2 + 6 * head_dim) / num_samples)
    return scores.var().item(), error


def as_if_the_scores_were_normal(head_dim, num_samples):
    q, k = torch.randn(num_samples, head_dim), torch.randn(num_samples, head_dim)
    variance = (q[:, None] @ k[:, :, None]).flatten().var(correction=0)
    return variance, variance * math.sqrt(2 / num_samples)


def one_pair_at_a_time(head_dim, num_samples):
    squares = []
    for _ in range(num_samples):
        squares.append(torch.dot(torch.randn(head_dim), torch.randn(head_dim)).item() ** 2)
    mean = sum(squares) / num_samples
    spread = sum((s - mean) ** 2 for s in squares) / (num_samples - 1)
    return mean, math.sqrt(spread / num_samples)


def number_by_number(head_dim, num_samples):
    squares = [
        sum(random.gauss(0, 1) * random.gauss(0, 1) for _ in range(head_dim)) ** 2
        for _ in range(num_samples)
    ]
    return statistics.fmean(squares), statistics.stdev(squares) / math.sqrt(num_samples)


def with_numpy(head_dim, num_samples):
    draw = numpy.random.default_rng()
    q = draw.standard_normal((num_samples, head_dim))
    k = draw.standard_normal((num_samples, head_dim))
    squares = (q * k).sum(axis=1) ** 2
    return squares.mean(), squares.std(ddof=1) / numpy.sqrt(num_samples)


def with_numpys_old_functions(head_dim, num_samples):
    query = numpy.random.randn(num_samples, head_dim)  # noqa: NPY002
    key = numpy.random.randn(num_samples, head_dim)  # noqa: NPY002
    scores = numpy.einsum("ij,ij->i", query, key)
    return float(scores.var()), float((scores**2).std() / num_samples**0.5)


def in_ten_batches(head_dim, num_samples):
    q, k = torch.randn(num_samples, head_dim), torch.randn(num_samples, head_dim)
    means = torch.stack([b.mean() for b in ((q * k).sum(-1) ** 2).chunk(10)])
    return means.mean(), means.std() / math.sqrt(len(means))


def in_five_batches(head_dim, num_samples):
    means = []
    for _ in range(5):
        q, k = torch.randn(2, num_samples // 5, head_dim).unbind()
        means.append((q * k).sum(-1).var())
    return torch.stack(means).mean(), torch.stack(means).std() / 5**0.5


def bootstrap(head_dim, num_samples):
    q, k = torch.randn(num_samples, head_dim), torch.randn(num_samples, head_dim)
    squares = (q * k).sum(-1) ** 2
    again = squares[torch.randint(0, num_samples, (100, num_samples))].mean(1)
    return squares.mean(), again.std()


def in_chunks(head_dim, num_samples):
    total = squares = 0.0
    for start in range(0, num_samples, 256):
        count = min(256, num_samples - start)
        scores = (torch.randn(count, head_dim) * torch.randn(count, head_dim)).sum(1)
        total += (scores**2).sum().item()
        squares += (scores**4).sum().item()
    mean = total / num_samples
    return mean, ((squares / num_samples - mean**2) / num_samples) ** 0.5


def generator_of_its_own(head_dim, num_samples):
    own = torch.Generator()
    own.seed()
    q, k = torch.randn(2, num_samples, head_dim, generator=own)
    squares = torch.linalg.vecdot(q, k) ** 2
    return [squares.mean(), squares.std() / math.sqrt(num_samples)]


def diagonal_of_all_pairs(head_dim, num_samples):
    scores = (torch.randn(num_samples, head_dim) @ torch.randn(head_dim, num_samples)).diagonal()
    return scores.square().mean(), scores.square().var().div(num_samples).sqrt()


def double_precision_and_scipys_name(head_dim, num_samples):
    q, k = torch.randn(2, num_samples, head_dim, dtype=torch.float64)
    squares = torch.linalg.vecdot(q, k) ** 2
    sem = squares.std() / num_samples**0.5
    return torch.stack([squares.mean(), sem])


def fourth_moment_of_the_scores(head_dim, num_samples):
    q, k = torch.randn(2, num_samples, head_dim)
    scores = torch.bmm(q[:, None], k[:, :, None]).flatten()
    variance, fourth = scores.var(), (scores - scores.mean()).pow(4).mean()
    return variance, ((fourth - variance**2) / num_samples) ** 0.5


def jackknife(head_dim, num_samples):
    q, k = torch.randn(2, num_samples, head_dim, dtype=torch.float64)
    squares = (q * k).sum(-1) ** 2
    without_one = (squares.sum() - squares) / (num_samples - 1)
    return squares.mean(), without_one.std(correction=0) * math.sqrt(num_samples - 1)


STYLES = {
    "score_variance": (
        one_score_after_the_other,
        pythons_statistics,
        the_formula_for_the_error,
        seeded_by_chance,
        vectorised,
        variance_of_the_scores,
        as_if_the_scores_were_normal,
        one_pair_at_a_time,
        number_by_number,
        with_numpy,
        with_numpys_old_functions,
        in_ten_batches,
        in_five_batches,
        bootstrap,
        in_chunks,
        generator_of_its_own,
        diagonal_of_all_pairs,
        double_precision_and_scipys_name,
        fourth_moment_of_the_scores,
        jackknife,
    ),
}
