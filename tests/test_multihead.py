"""Projections and heads against plain loops and torch's own layers, in any leading axes."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import course_utils as cu

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
sizes = st.integers(1, 5)
leading = st.lists(st.integers(1, 3), max_size=3).map(tuple)


def randn(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def weights(width, count=4):
    return [randn(width, width, seed=10 + part) / math.sqrt(width) for part in range(count)]


# project


@given(leading, sizes, sizes)
def test_project_is_torchs_linear_in_any_leading_axes(lead, inwards, outwards):
    x = randn(*lead, inwards).requires_grad_()
    layer = nn.Linear(inwards, outwards, dtype=torch.float64)
    ours, right = cu.project(x, layer.weight, layer.bias), layer(x)
    torch.testing.assert_close(ours, right)
    leaves, mix = [x, *layer.parameters()], randn(*right.shape, seed=1)
    torch.testing.assert_close(
        torch.autograd.grad((ours * mix).sum(), leaves),
        torch.autograd.grad((right * mix).sum(), leaves),
    )


def test_row_i_of_the_weight_makes_feature_i():
    x, weight, bias = randn(2, 3, 4), randn(5, 4, seed=1), randn(5, seed=2)
    projected = cu.project(x, weight, bias)
    for b in range(2):
        for token in range(3):
            for feature in range(5):
                pairs = zip(x[b, token].tolist(), weight[feature].tolist(), strict=True)
                right = sum(one * other for one, other in pairs) + bias[feature].item()
                assert projected[b, token, feature].item() == pytest.approx(right)


# split_heads, merge_heads


@given(leading, sizes, sizes, sizes)
def test_split_heads_gives_head_h_its_piece_of_each_tokens_features(lead, length, heads, head):
    x = torch.arange(math.prod((*lead, length, heads, head))).view(*lead, length, heads * head)
    split = cu.split_heads(x, heads)
    assert split.shape == (*lead, heads, length, head)
    for h in range(heads):
        assert torch.equal(split[..., h, :, :], x[..., h * head : (h + 1) * head])


@given(leading, sizes, sizes, sizes)
def test_merge_heads_undoes_split_heads_and_the_other_way_round(lead, length, heads, head):
    x = torch.arange(math.prod((*lead, length, heads, head))).view(*lead, length, heads * head)
    assert torch.equal(cu.merge_heads(cu.split_heads(x, heads)), x)
    y = x.view(*lead, heads, length, head)
    assert torch.equal(cu.split_heads(cu.merge_heads(y), heads), y)


@given(leading, sizes, sizes, sizes)
def test_merge_heads_puts_the_heads_of_a_token_side_by_side(lead, length, heads, head):
    x = torch.arange(math.prod((*lead, heads, length, head))).view(*lead, heads, length, head)
    merged = cu.merge_heads(x)
    assert merged.shape == (*lead, length, heads * head)
    for token in range(length):
        pieces = [x[..., h, token, :] for h in range(heads)]
        assert torch.equal(merged[..., token, :], torch.cat(pieces, dim=-1))


@pytest.mark.parametrize("batch", [3, 2])
def test_heads_are_laid_out_as_in_torchs_layer(batch):
    """Its weights of each head, from our split of its projections; B = H hides nothing."""
    layer = nn.MultiheadAttention(12, 3, bias=False, batch_first=True, dtype=torch.float64)
    x = randn(batch, 5, 12)
    output, right = layer(x, x, x, average_attn_weights=False)
    query, key, value = (
        cu.split_heads(x @ weight.T, 3) for weight in layer.in_proj_weight.chunk(3)
    )
    ours = cu.softmax(cu.scaled_scores(query, key))
    torch.testing.assert_close(ours, right)  # (B, H, L, L)
    merged = cu.merge_heads(cu.weighted_sum(ours, value))
    torch.testing.assert_close(merged @ layer.out_proj.weight.T, output)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [*DTYPES, torch.int64])
def test_heads_keep_dtype_device_and_every_entry(dtype, device):
    x = torch.arange(2 * 5 * 6, device=device).view(2, 5, 6).to(dtype)
    split, repeated = cu.split_heads(x, 3), cu.repeat_kv(cu.split_heads(x, 3), 2)
    for tensor in (split, cu.merge_heads(split), repeated):
        assert (tensor.dtype, tensor.device) == (x.dtype, x.device)
    assert split.flatten().sort().values.tolist() == x.flatten().tolist()


def test_merge_heads_of_views_that_are_not_contiguous():
    x = randn(6, 5, 3, 2).permute(3, 2, 1, 0)
    assert torch.equal(cu.merge_heads(x), cu.merge_heads(x.contiguous()))
    y = randn(12, 5, 2).permute(2, 1, 0)
    assert torch.equal(cu.split_heads(y, 3), cu.split_heads(y.contiguous(), 3))


def test_gradients_pass_through_split_merge_and_repeat():
    x, mix = randn(2, 5, 6).requires_grad_(), randn(2, 5, 6, seed=1)
    (gradient,) = torch.autograd.grad((cu.merge_heads(cu.split_heads(x, 3)) * mix).sum(), x)
    assert torch.equal(gradient, mix)
    y, mix = randn(2, 2, 5, 3).requires_grad_(), randn(2, 6, 5, 3, seed=1)
    (gradient,) = torch.autograd.grad((cu.repeat_kv(y, 3) * mix).sum(), y)
    torch.testing.assert_close(gradient, mix.unflatten(1, (2, 3)).sum(dim=2))


# repeat_kv


@given(leading, sizes, sizes, sizes, sizes)
def test_repeat_kv_puts_neighbours_together(lead, groups, repeats, length, head):
    x = randn(*lead, groups, length, head)
    repeated = cu.repeat_kv(x, repeats)
    assert repeated.shape == (*lead, groups * repeats, length, head)
    for h in range(groups * repeats):
        assert torch.equal(repeated[..., h, :, :], x[..., h // repeats, :, :])


@given(st.integers(1, 4), st.integers(1, 4))
def test_repeat_kv_is_torchs_grouped_attention(groups, repeats):
    query = randn(2, groups * repeats, 3, 4)
    key, value = randn(2, groups, 5, 4, seed=1), randn(2, groups, 5, 6, seed=2)
    right = F.scaled_dot_product_attention(query, key, value, enable_gqa=True)
    key, value = cu.repeat_kv(key, repeats), cu.repeat_kv(value, repeats)
    torch.testing.assert_close(cu.scaled_dot_product_attention(query, key, value), right)


# multi_head_attention, self_attention_layer


def matmul(rows, columns):
    columns = list(zip(*columns, strict=True))
    return [[sum(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in rows]


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def loops(x_query, x_key_value, w_query, w_key, w_value, w_output, heads, keep):
    """One sentence's multi-head attention over lists of plain floats."""
    query = matmul(x_query, transposed(w_query))
    key, value = (matmul(x_key_value, transposed(w)) for w in (w_key, w_value))
    size = len(w_query) // heads
    merged = [[] for _ in query]
    for start in range(0, len(w_query), size):
        for place, q in enumerate(query):
            scores = {
                j: sum(q[e] * k[e] for e in range(start, start + size)) / math.sqrt(size)
                for j, k in enumerate(key)
                if keep[j]
            }
            total = sum(math.exp(score) for score in scores.values())
            for e in range(start, start + size):
                mixed = (math.exp(score) * value[j][e] for j, score in scores.items())
                merged[place].append(sum(mixed) / total if scores else 0.0)
    return matmul(merged, transposed(w_output))


@pytest.mark.parametrize(("batch", "heads"), [(3, 3), (2, 3), (2, 1), (1, 2)])
def test_every_number_is_what_loops_over_plain_floats_give(batch, heads):
    width = 2 * heads
    x_query, x_other = randn(batch, 4, width), randn(batch, 5, width, seed=1)
    keep = torch.arange(5) < torch.tensor([3, 0, 5])[:batch, None]
    parts = weights(width)
    ours = cu.multi_head_attention(x_query, x_other, *parts, heads, keep)
    lists = [weight.tolist() for weight in parts]
    sentences = zip(x_query.tolist(), x_other.tolist(), keep.tolist(), strict=True)
    right = [loops(q, other, *lists, heads, kept) for q, other, kept in sentences]
    torch.testing.assert_close(ours, torch.tensor(right, dtype=torch.float64))


def test_without_a_mask_every_key_is_kept():
    x, other = randn(2, 4, 6), randn(2, 5, 6, seed=1)
    everything = torch.ones(2, 5, dtype=torch.bool)
    ours = cu.multi_head_attention(x, other, *weights(6), 3)
    torch.testing.assert_close(ours, cu.multi_head_attention(x, other, *weights(6), 3, everything))


@given(st.permutations(range(5)), st.integers(0, 9))
def test_the_order_of_keys_changes_nothing(order, seed):
    x, other = randn(3, 4, 6, seed=seed), randn(3, 5, 6, seed=seed + 1)
    keep = torch.arange(5) < torch.tensor([[2], [5], [0]])
    ours = cu.multi_head_attention(x, other, *weights(6), 3, keep)
    shuffled = cu.multi_head_attention(x, other[:, order], *weights(6), 3, keep[:, order])
    torch.testing.assert_close(ours, shuffled)


@given(st.permutations(range(4)), st.integers(0, 9))
def test_the_order_of_queries_is_the_order_of_outputs(order, seed):
    x, other = randn(2, 4, 6, seed=seed), randn(2, 5, 6, seed=seed + 1)
    ours = cu.multi_head_attention(x, other, *weights(6), 3)
    shuffled = cu.multi_head_attention(x[:, order], other, *weights(6), 3)
    torch.testing.assert_close(ours[:, order], shuffled)


def test_no_sentence_reads_another():
    x, other = randn(3, 4, 6), randn(3, 5, 6, seed=1)
    ours = cu.multi_head_attention(x, other, *weights(6), 3)
    for place in range(3):
        alone = cu.multi_head_attention(
            x[place : place + 1], other[place : place + 1], *weights(6), 3
        )
        torch.testing.assert_close(ours[place : place + 1], alone)


def test_padding_does_not_reach_the_output_nor_get_a_gradient():
    x, other = randn(2, 4, 6), randn(2, 5, 6, seed=1).requires_grad_()
    keep = cu.padding_mask(torch.tensor([3, 0]), 5)
    output = cu.multi_head_attention(x, other, *weights(6), 3, keep)
    (gradient,) = torch.autograd.grad(output.pow(2).sum(), other)
    assert (gradient[~keep] == 0).all()
    assert (gradient[keep] != 0).any()
    changed = other.detach().masked_fill(~keep[..., None], 1e3)
    assert torch.equal(output, cu.multi_head_attention(x, changed, *weights(6), 3, keep))


def test_self_attention_layer_without_biases_is_multi_head_attention():
    x, parts, nothing = randn(2, 4, 6), weights(6), torch.zeros(6, dtype=torch.float64)
    with_biases = [parameter for weight in parts for parameter in (weight, nothing)]
    layer = cu.self_attention_layer(x, *with_biases, 3)
    torch.testing.assert_close(layer, cu.multi_head_attention(x, x, *parts, 3))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    ("dtype", "rounding"),
    [*zip(DTYPES, [4e-3, 3e-2, 2e-5, 1e-12], strict=True)],
    ids=str,
)
def test_multi_head_attention_in_every_dtype(dtype, rounding, device):
    x, other, *parts = (
        tensor.to(dtype) for tensor in (randn(2, 4, 6), randn(2, 5, 6, seed=1), *weights(6))
    )
    keep = cu.padding_mask(torch.tensor([3, 0]), 5)
    on_device = [tensor.to(device) for tensor in (x, other, *parts)]
    ours = cu.multi_head_attention(*on_device, 3, keep.to(device))
    assert (ours.dtype, ours.device.type) == (dtype, device)
    truth = cu.multi_head_attention(*(t.double() for t in (x, other, *parts)), 3, keep)
    torch.testing.assert_close(ours.cpu().double(), truth, rtol=rounding, atol=rounding)
