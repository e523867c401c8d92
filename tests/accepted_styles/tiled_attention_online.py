"""Right ways to write the online weighted sum, each of which the check must accept."""

from __future__ import annotations

import functools
import math

import torch


def tensors_and_maximum(scores, value):
    maximum = torch.tensor(-math.inf, dtype=scores.dtype)
    denominator, total = torch.zeros_like(maximum), torch.zeros_like(value[0])
    for i in range(len(scores)):
        new = torch.maximum(maximum, scores[i])
        factor, weight = torch.exp(maximum - new), torch.exp(scores[i] - new)
        denominator = factor * denominator + weight
        total = factor * total + weight * value[i]
        maximum = new
    return total / denominator


def from_the_first_key(scores, value):
    maximum, denominator, total = scores[0], 1.0, value[0]
    for score, row in zip(scores[1:], value[1:], strict=True):
        new = max(maximum, score)
        factor, weight = torch.exp(maximum - new), torch.exp(score - new)
        denominator, total = denominator * factor + weight, total * factor + weight * row
        maximum = new
    return total / denominator


def two_branches(scores, value):
    maximum, denominator, total = scores[0], torch.ones_like(scores[0]), value[0]
    for i in range(1, scores.shape[0]):
        if scores[i] > maximum:
            factor = (maximum - scores[i]).exp()
            denominator, total = denominator * factor + 1, total * factor + value[i]
            maximum = scores[i]
        else:
            weight = (scores[i] - maximum).exp()
            denominator, total = denominator + weight, total + weight * value[i]
    return total / denominator


def maximum_as_a_python_number(scores, value):
    maximum, denominator, total = -math.inf, 0, 0
    for score, row in zip(scores, value, strict=True):
        new = max(maximum, score.item())
        factor, weight = math.exp(maximum - new), torch.exp(score - new)
        denominator = denominator * factor + weight
        total = total * factor + weight * row
        maximum = new
    return total / denominator


def running_mean(scores, value):
    """The mean itself is kept, and moved towards each new value."""
    maximum, denominator, mean = scores[0], torch.ones_like(scores[0]), value[0]
    for score, row in zip(scores[1:], value[1:], strict=True):
        new = torch.maximum(maximum, score)
        weight = (score - new).exp()
        denominator = denominator * (maximum - new).exp() + weight
        mean = mean + (row - mean) * weight / denominator
        maximum = new
    return mean


def logaddexp_of_two(scores, value):
    """The logarithm of the denominator alone says how much the past counts."""
    log_sum, mean = scores[0], value[0]
    for score, row in zip(scores[1:], value[1:], strict=True):
        new = torch.logaddexp(log_sum, score)
        mean = mean * (log_sum - new).exp() + row * (score - new).exp()
        log_sum = new
    return mean


def sigmoid_of_the_difference(scores, value):
    log_sum, mean = scores[0], value[0]
    for score, row in zip(scores[1:], value[1:], strict=True):
        share = torch.sigmoid(score - log_sum)
        mean = torch.lerp(mean, row, share)
        log_sum = torch.logaddexp(log_sum, score)
    return mean


def two_keys_at_a_time(scores, value):
    maximum, denominator, total = scores.new_full((), -1e9), 0, 0
    for few, rows in zip(scores.split(2), value.split(2), strict=True):
        new = torch.maximum(maximum, few.max())
        weights, factor = (few - new).exp(), (maximum - new).exp()
        denominator, total = denominator * factor + weights.sum(), total * factor + weights @ rows
        maximum = new
    return total / denominator


def merged_halves(scores, value):
    def parts(scores, value):
        if len(scores) == 1:
            return scores[0], torch.ones_like(scores[0]), value[0]
        half = len(scores) // 2
        left, right = parts(scores[:half], value[:half]), parts(scores[half:], value[half:])
        new = torch.maximum(left[0], right[0])
        one, two = (left[0] - new).exp(), (right[0] - new).exp()
        return new, left[1] * one + right[1] * two, left[2] * one + right[2] * two

    _, denominator, total = parts(scores, value)
    return total / denominator


def last_key_first(scores, value):
    maximum, denominator, total = torch.full_like(scores[0], -math.inf), 0.0, 0.0
    for i in reversed(range(len(scores))):
        old, maximum = maximum, torch.fmax(maximum, scores[i])
        denominator = denominator * (old - maximum).exp() + (scores[i] - maximum).exp()
        total = total * (old - maximum).exp() + (scores[i] - maximum).exp() * value[i]
    return total / denominator


def an_extra_column_of_ones(scores, value):
    maximum, sums = -math.inf * torch.ones_like(scores[0]), 0
    for score, row in zip(scores.unbind(), value.unbind(), strict=True):
        row = torch.cat([row, torch.ones_like(row[:1])])
        new = torch.maximum(maximum, score)
        sums = sums * (maximum - new).exp() + (score - new).exp() * row
        maximum = new
    return sums[:-1] / sums[-1]


def detached_maximum(scores, value):
    maximum, denominator, total = scores.new_tensor(-math.inf), 0, 0
    for score, row in zip(scores, value, strict=True):
        new = torch.maximum(maximum, score.detach())
        denominator = denominator * (maximum - new).exp() + (score - new).exp()
        total = total * (maximum - new).exp() + (score - new).exp() * row
        maximum = new
    return total / denominator


def from_one_and_minus_infinity(scores, value):
    """The first factor is exp(-inf) = 0, so a denominator may start at anything finite."""
    maximum, denominator, total = torch.tensor(-math.inf), torch.tensor(1.0), 0
    for score, row in zip(scores, value, strict=True):
        new = torch.maximum(maximum, score)
        factor, weight = (maximum - new).exp(), (score - new).exp()
        denominator, total = denominator * factor + weight, total * factor + weight * row
        maximum = new
    return total / denominator


def folded_over_the_keys(scores, value):
    def step(state, key):
        (maximum, denominator, total), (score, row) = state, key
        new = torch.maximum(maximum, score)
        factor, weight = (maximum - new).exp(), (score - new).exp()
        return new, denominator * factor + weight, total * factor + weight * row

    start = scores.new_tensor(-math.inf), 0.0, 0.0
    _, denominator, total = functools.reduce(step, zip(scores, value, strict=True), start)
    return total / denominator


STYLES = {
    "online_weighted_sum": (
        tensors_and_maximum,
        from_the_first_key,
        two_branches,
        maximum_as_a_python_number,
        running_mean,
        logaddexp_of_two,
        sigmoid_of_the_difference,
        two_keys_at_a_time,
        merged_halves,
        last_key_first,
        an_extra_column_of_ones,
        detached_maximum,
        from_one_and_minus_infinity,
        folded_over_the_keys,
    ),
}
