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


# scaled_scores, scores_in_float32, attention


@given(sizes, sizes, sizes, sizes)
def test_scaled_scores_are_dot_products_over_the_root_of_the_head_size(b, length, s, e):
    query, key, _ = inputs(b, length, s, e, 1)
    ours = cu.scaled_scores(query, key).tolist()
    queries, keys = query.tolist(), key.tolist()
    for sentence, qs, ks in zip(ours, queries, keys, strict=True):
        for row, q in zip(sentence, qs, strict=True):
            right = [sum(a * b for a, b in zip(q, k, strict=True)) / math.sqrt(e) for k in ks]
            assert row == pytest.approx(right)


@pytest.mark.parametrize("head", [1, 4, 16, 64, 1024])
def test_scaled_scores_of_random_vectors_have_variance_1(head):
    query, key, _ = inputs(50, 20, 20, head, 1)
    scores = cu.scaled_scores(query, key)
    # A product of two standard normals has kurtosis 9, and scores of one sentence share vectors.
    assert abs(scores.var().item() - 1) < 6 * math.sqrt(8 / (50 * 20))
    assert abs(cu.raw_scores(query, key).var().item() / head - 1) < 6 * math.sqrt(8 / (50 * 20))


@given(sizes, sizes, sizes, sizes, sizes)
def test_scaled_attention_is_torchs_own_forward_and_backward(b, s, length, e, ev):
    ours, theirs = inputs(b, length, s, e, ev), inputs(b, length, s, e, ev)
    output, expected = cu.attention(*ours), F.scaled_dot_product_attention(*theirs)
    torch.testing.assert_close(output, expected)
    mix = torch.randn(expected.shape, dtype=torch.float64)
    torch.testing.assert_close(
        torch.autograd.grad((output * mix).sum(), ours),
        torch.autograd.grad((expected * mix).sum(), theirs),
    )


@pytest.mark.parametrize("lead", [(), (3,), (3, 3), (2, 1, 3)], ids=str)
def test_attention_has_any_leading_axes(lead):
    draw = torch.Generator().manual_seed(0)
    shapes = (*lead, 4, 6), (*lead, 5, 6), (*lead, 5, 7)
    tensors = [torch.randn(shape, generator=draw, dtype=torch.float64) for shape in shapes]
    expected = F.scaled_dot_product_attention(*tensors)
    torch.testing.assert_close(cu.attention(*tensors), expected)
    torch.testing.assert_close(cu.scaled_dot_product_attention(*tensors), expected)


@given(st.permutations(range(5)), st.integers(0, 9))
def test_the_order_of_keys_and_values_changes_nothing(order, seed):
    query, key, value = inputs(2, 3, 5, 4, 6, seed=seed)
    shuffled = cu.attention(query, key[:, order], value[:, order])
    torch.testing.assert_close(shuffled, cu.attention(query, key, value))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_attention_keeps_its_dtype(dtype):
    tensors = inputs(2, 3, 5, 4, 6, dtype=dtype)
    assert cu.attention(*tensors).dtype == cu.scaled_scores(*tensors[:2]).dtype == dtype


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_scores_in_float32_do_not_overflow_nor_lose_digits(dtype):
    draw = torch.Generator().manual_seed(0)
    query, key = (torch.randn(2, n, 80, generator=draw).sign().mul(256) for n in (3, 5))
    query[0], key[0] = 256, 256
    query, key = query.to(dtype).requires_grad_(), key.to(dtype).requires_grad_()
    scores = cu.scores_in_float32(query, key)
    assert scores.dtype == torch.float32
    right = query.double() @ key.double().mT / math.sqrt(80)
    torch.testing.assert_close(scores.double(), right, rtol=1e-6, atol=0)
    if dtype == torch.float16:
        assert cu.raw_scores(query, key).isinf().any()
        assert (query / math.sqrt(80) @ key.mT).isinf().any(), "scaling the query is not enough"
    for gradient in torch.autograd.grad(scores.sum(), (query, key)):
        assert gradient.dtype == dtype
        assert gradient.isfinite().all()


# masked_softmax

KEEP_SHAPES = [(4, 5), (5,), (1, 5), (4, 1), (3, 4, 5), (2, 1, 1, 5), (2, 1, 4, 5), (2, 3, 4, 5)]


def scores_and_keep(shape, share=0.5, dtype=torch.float64):
    draw = torch.Generator().manual_seed(len(shape))
    scores = torch.randn(2, 3, 4, 5, generator=draw, dtype=torch.float64).to(dtype)
    return scores.requires_grad_(), torch.rand(shape, generator=draw) < share


@pytest.mark.parametrize("shape", KEEP_SHAPES, ids=str)
def test_masked_softmax_is_loops_over_the_keys_that_are_kept(shape):
    scores, keep = scores_and_keep(shape)
    ours = cu.masked_softmax(scores, keep).flatten(0, -2).tolist()
    rows = scores.flatten(0, -2).tolist(), keep.expand(scores.shape).flatten(0, -2).tolist()
    for row, ours_of_row, kept in zip(rows[0], ours, rows[1], strict=True):
        total = sum(math.exp(s) for s, k in zip(row, kept, strict=True) if k)
        right = [math.exp(s) / total if k else 0.0 for s, k in zip(row, kept, strict=True)]
        assert ours_of_row == pytest.approx(right)
        assert all(share == 0 for share, k in zip(ours_of_row, kept, strict=True) if not k)


@pytest.mark.parametrize("shape", KEEP_SHAPES, ids=str)
def test_masked_softmax_is_what_torchs_attention_weighs_with(shape):
    """With scores as queries and unit vectors as keys and values, its output is the weights."""
    scores, keep = scores_and_keep(shape)
    unit = torch.eye(5, dtype=scores.dtype).expand(2, 3, 5, 5)
    mask = keep.expand(scores.shape)
    right = F.scaled_dot_product_attention(scores, unit, unit, mask, scale=1.0)
    ours = cu.masked_softmax(scores, keep)
    torch.testing.assert_close(ours, right)
    mix = torch.randn(right.shape, generator=torch.Generator().manual_seed(0)).double()
    gradient, expected = (torch.autograd.grad((w * mix).sum(), scores) for w in (ours, right))
    torch.testing.assert_close(gradient, expected)


@pytest.mark.filterwarnings("ignore:Anomaly Detection has been enabled")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("hidden", [None, 3e4, -3e4, math.inf, -math.inf, math.nan], ids=str)
def test_rows_without_a_key_give_zeros_and_zero_gradients(dtype, hidden):
    scores, _ = scores_and_keep((4, 5), dtype=dtype)
    if hidden is not None:
        scores = scores.detach().clone()
        scores[..., 1, :] = scores[..., 2, 3] = hidden
        scores.requires_grad_()
    keep = torch.ones(4, 5, dtype=torch.bool)
    keep[1] = keep[2, 3] = False
    with torch.autograd.detect_anomaly():
        shares = cu.masked_softmax(scores, keep)
        (gradient,) = torch.autograd.grad((shares * torch.arange(5).to(dtype)).sum(), scores)
    for tensor in (shares, gradient):
        assert tensor.dtype == dtype
        assert tensor.isfinite().all()
        assert (tensor[..., ~keep] == 0).all()
        assert (tensor[..., 0, :] != 0).any()
    sums = shares.double().sum(dim=-1)[..., [0, 2, 3]]
    torch.testing.assert_close(sums, torch.ones_like(sums), atol=1e-2, rtol=0)


def test_masked_softmax_with_everything_kept_is_softmax():
    scores, _ = scores_and_keep((4, 5))
    keep = torch.ones((), dtype=torch.bool).expand(4, 5)
    assert torch.equal(cu.masked_softmax(scores, keep), cu.softmax(scores))


def test_a_hidden_score_does_not_matter_whatever_it_is():
    scores, keep = scores_and_keep((4, 5))
    right = cu.masked_softmax(scores, keep)
    for hidden in (1e30, -1e30, math.inf, -math.inf, math.nan):
        changed = scores.detach().masked_fill(~keep, hidden)
        assert torch.equal(cu.masked_softmax(changed, keep), right)


def test_masked_softmax_changes_neither_scores_nor_keep():
    scores, keep = scores_and_keep((4, 5))
    before = scores.detach().clone(), keep.clone()
    cu.masked_softmax(scores, keep)
    assert torch.equal(scores, before[0])
    assert torch.equal(keep, before[1])


def test_annotations_name_the_axes():
    """Every axis of a result is as long as its letter says, where an argument has that letter."""
    compared = 0
    for row in EXERCISES.values():
        for case in () if row.gives_number else row.prepared_cases:
            letters = row.sizes(case.arguments)
            truth = row.reference(*case.arguments)
            axes = row.axes.get("return", ["..."])
            if isinstance(truth, torch.Tensor) and "..." not in axes:
                assert len(axes) == truth.dim(), row.name
                known = [
                    (letters[a], n) for a, n in zip(axes, truth.shape, strict=True) if a in letters
                ]
                assert all(size == n for size, n in known), (row.name, case.when)
                compared += len(known)
    assert compared > 100
