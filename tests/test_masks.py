"""Masks against plain loops, against torch's own senses of them, and through softmax."""

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
sizes = st.integers(1, 7)


def randn(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def some_keep(*shape, seed=0, share=0.6):
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed)) < share


# padding_mask


@given(
    st.integers(0, 8).flatmap(lambda most: st.tuples(st.just(most), st.lists(st.integers(0, most))))
)
def test_padding_mask_is_true_for_each_real_token(sizes):
    max_len, lengths = sizes
    keep = cu.padding_mask(torch.tensor(lengths, dtype=torch.long), max_len)
    assert keep.dtype == torch.bool
    assert keep.shape == (len(lengths), max_len)
    assert keep.tolist() == [[place < length for place in range(max_len)] for length in lengths]
    assert keep.sum(dim=-1).tolist() == lengths


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.uint8, torch.int32, torch.int64])
def test_padding_mask_of_any_integers_is_where_they_are(dtype, device):
    lengths = torch.tensor([3, 0, 4, 1], dtype=dtype, device=device)
    keep = cu.padding_mask(lengths, 4)
    assert keep.device == lengths.device
    assert keep.sum(dim=-1).tolist() == [3, 0, 4, 1]
    assert lengths.tolist() == [3, 0, 4, 1]


def test_padding_mask_of_several_axes_and_of_none():
    lengths = torch.tensor([[3, 0], [4, 1], [2, 2]])
    keep = cu.padding_mask(lengths, 5)
    assert keep.shape == (3, 2, 5)
    assert torch.equal(keep[1], cu.padding_mask(lengths[1], 5))
    assert cu.padding_mask(torch.tensor(2), 3).tolist() == [True, True, False]


# causal_mask


@given(sizes, sizes)
def test_causal_mask_is_top_left_and_torchs_own(queries, keys):
    keep = cu.causal_mask(queries, keys)
    assert keep.dtype == torch.bool
    assert keep.tolist() == [[j <= i for j in range(keys)] for i in range(queries)]
    query, key, value = randn(queries, 3), randn(keys, 3, seed=1), randn(keys, 2, seed=2)
    causal = F.scaled_dot_product_attention(query, key, value, is_causal=True)
    torch.testing.assert_close(F.scaled_dot_product_attention(query, key, value, keep), causal)


@given(st.integers(2, 6), st.integers(0, 4), st.integers(0, 9))
def test_changing_the_future_does_not_move_the_past(length, now, seed):
    now = min(now, length - 2)
    query, key, value = (randn(2, length, 3, seed=seed + part) for part in range(3))
    keep = cu.causal_mask(length, length)
    before = cu.scaled_dot_product_attention(query, key, value, keep)
    for changed in (key, value):
        changed[:, now + 1 :] = 100 * randn(2, length - now - 1, 3, seed=seed + 50)
    after = cu.scaled_dot_product_attention(query, key, value, keep)
    assert torch.equal(before[:, : now + 1], after[:, : now + 1])
    assert not torch.allclose(before[:, now + 1 :], after[:, now + 1 :])


# expand_key_mask


@given(sizes, sizes, sizes, sizes)
def test_expand_key_mask_says_the_same_to_each_head_and_query(batch, heads, queries, keys):
    keep = some_keep(batch, keys, seed=batch + keys)
    expanded = cu.expand_key_mask(keep)
    assert expanded.shape == (batch, 1, 1, keys)
    assert expanded.dtype == torch.bool
    for row in expanded.expand(batch, heads, queries, keys).permute(1, 2, 0, 3).flatten(0, 1):
        assert torch.equal(row, keep)


def test_padded_keys_do_not_matter():
    query, key, value = (randn(3, 3, 5, 4, seed=part) for part in range(3))
    lengths = torch.tensor([2, 5, 1])
    mask = cu.expand_key_mask(cu.padding_mask(lengths, 5))
    output = cu.scaled_dot_product_attention(query, key, value, mask)
    for place, length in enumerate(lengths.tolist()):
        alone = query[place], key[place, :, :length], value[place, :, :length]
        torch.testing.assert_close(output[place], cu.scaled_dot_product_attention(*alone))


# additive_mask


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (5,), (3, 5), (2, 1, 3, 5)], ids=str)
def test_additive_mask_is_0_and_minus_infinity_in_the_dtype_asked_for(shape, dtype, device):
    keep = some_keep(*shape).to(device)
    before = keep.clone()
    bias = cu.additive_mask(keep, dtype)
    assert (bias.dtype, bias.shape, bias.device) == (dtype, keep.shape, keep.device)
    assert (bias[keep] == 0).all()
    assert (bias[~keep] == -math.inf).all()
    assert torch.equal(keep, before)


@given(sizes, sizes, st.integers(0, 99))
def test_additive_mask_through_softmax_is_masked_softmax(queries, keys, seed):
    keep = some_keep(queries, keys, seed=seed)
    keep[:, seed % keys] = True
    scores = randn(2, queries, keys, seed=seed)
    added = (scores + cu.additive_mask(keep, scores.dtype)).softmax(dim=-1)
    torch.testing.assert_close(cu.masked_softmax(scores, keep), added)


@given(sizes, sizes, st.integers(0, 99))
def test_additive_and_boolean_masks_mean_the_same_to_attention(queries, keys, seed):
    keep = some_keep(queries, keys, seed=seed, share=0.4)  # also rows without any key
    query, key, value = randn(queries, 3), randn(keys, 3, seed=1), randn(keys, 2, seed=2)
    as_bool = cu.scaled_dot_product_attention(query, key, value, keep)
    bias = cu.additive_mask(keep, torch.float64)
    torch.testing.assert_close(cu.scaled_dot_product_attention(query, key, value, bias), as_bool)


# to_mha_mask


def test_to_mha_mask_is_the_other_sense():
    keep = cu.padding_mask(torch.tensor([3, 1]), 4)
    ignore = cu.to_mha_mask(keep)
    assert ignore.tolist() == [[False, False, False, True], [False, True, True, True]]
    assert torch.equal(cu.to_mha_mask(ignore), keep)


def test_to_mha_mask_hides_the_padding_from_torchs_layer():
    layer = nn.MultiheadAttention(6, 2, batch_first=True, dtype=torch.float64)
    x = randn(2, 4, 6)
    keep = cu.padding_mask(torch.tensor([3, 1]), 4)
    _, weights = layer(x, x, x, key_padding_mask=cu.to_mha_mask(keep))
    assert (weights.masked_select(~keep[:, None]) == 0).all()
    assert (weights.masked_select(keep[:, None]) > 0).all()
