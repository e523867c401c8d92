"""The reference against independent oracles: torch's own attention and float64 loops."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import course_utils as cu
from course_utils.exercises import EXERCISES

sizes = st.integers(1, 6)


def inputs(batch, queries, keys, head, value, dtype=torch.float64, seed=0):
    draw = torch.Generator().manual_seed(seed)
    shapes = (batch, queries, head), (batch, keys, head), (batch, keys, value)
    return [
        torch.randn(shape, generator=draw, dtype=dtype).requires_grad_(True) for shape in shapes
    ]


@given(sizes, sizes, sizes, sizes, sizes)
def test_attention_is_torchs_own_without_scale_forward_and_backward(b, s, length, e, ev):
    ours, theirs = inputs(b, length, s, e, ev), inputs(b, length, s, e, ev)
    output = cu.dot_product_attention(*ours)
    expected = F.scaled_dot_product_attention(*theirs, scale=1.0)
    torch.testing.assert_close(output, expected)
    mix = torch.randn(expected.shape, dtype=torch.float64)
    for gradient, right in zip(
        torch.autograd.grad((output * mix).sum(), ours),
        torch.autograd.grad((expected * mix).sum(), theirs),
        strict=True,
    ):
        torch.testing.assert_close(gradient, right)


def test_every_number_is_what_loops_over_plain_floats_give():
    query, key, value = (t.detach().tolist() for t in inputs(2, 3, 5, 4, 6))
    expected = []
    for queries, keys, values in zip(query, key, value, strict=True):
        rows = []
        for q in queries:
            scores = [sum(a * b for a, b in zip(q, k, strict=True)) for k in keys]
            exponentials = [math.exp(s) for s in scores]
            shares = [e / sum(exponentials) for e in exponentials]
            columns = zip(*values, strict=True)
            rows.append([sum(w * v for w, v in zip(shares, c, strict=True)) for c in columns])
        expected.append(rows)
    output = cu.dot_product_attention(*inputs(2, 3, 5, 4, 6))
    torch.testing.assert_close(output, torch.tensor(expected, dtype=torch.float64))


def test_dot_products_agree_with_each_other():
    query, key, _ = inputs(2, 3, 5, 4, 6)
    scores = cu.raw_scores(query, key)
    assert scores.shape == (2, 3, 5)
    for b in range(2):
        for i in range(3):
            torch.testing.assert_close(cu.scores_for_one_query(query[b, i], key[b]), scores[b, i])
            for j in range(5):
                torch.testing.assert_close(cu.dot_product(query[b, i], key[b, j]), scores[b, i, j])


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=8), st.floats(-1e3, 1e3))
def test_softmax_gives_shares_that_a_constant_does_not_change(row, constant):
    x = torch.tensor(row, dtype=torch.float64)
    shares = cu.softmax(x)
    assert shares.min() >= 0
    torch.testing.assert_close(shares.sum(), torch.tensor(1.0, dtype=torch.float64))
    torch.testing.assert_close(cu.softmax(x + constant), shares, atol=1e-9, rtol=1e-7)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 3, 5), (2, 3, 4, 5), (2, 1)])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_softmax_is_torchs_own(shape, dtype):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0)).mul(30).to(dtype)
    torch.testing.assert_close(cu.softmax(x), F.softmax(x, dim=-1))


def test_softmax_gives_a_removed_score_nothing():
    x = torch.tensor([2.0, -math.inf, 3.0], requires_grad=True)
    shares = cu.softmax(x)
    assert shares[1] == 0
    shares[0].backward()
    assert x.grad.isfinite().all()


def test_weighted_sum_of_constant_values_is_that_constant():
    weights = cu.softmax(torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(0)))
    output = cu.weighted_sum(weights, torch.ones(2, 5, 4))
    torch.testing.assert_close(output, torch.ones(2, 3, 4))


def test_random_query_key_value_are_standard_normal_and_independent():
    torch.manual_seed(0)
    query, key, value = cu.make_qkv(50, 40, 30, 20, 10)
    assert (query.shape, key.shape, value.shape) == ((50, 40, 20), (50, 30, 20), (50, 30, 10))
    for tensor in (query, key, value):
        assert tensor.dtype == torch.float32
        # Six standard errors of the mean and of the standard deviation.
        assert abs(tensor.mean()) < 6 / math.sqrt(tensor.numel())
        assert abs(tensor.std() - 1) < 6 / math.sqrt(2 * tensor.numel())
    assert not torch.equal(query[:, :30], key)


def test_annotations_name_the_axes():
    for row in EXERCISES.values():
        for case in row.prepared_cases[:1]:
            letters = row.sizes(case.arguments)
            truth = row.reference(*case.arguments)
            if isinstance(truth, torch.Tensor) and "..." not in row.axes["return"]:
                assert tuple(letters[a] for a in row.axes["return"]) == truth.shape, row.name
