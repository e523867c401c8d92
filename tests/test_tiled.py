"""Attention in blocks and tiles: the same numbers and gradients, in memory that stays flat."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

import course_utils as cu
from course_utils import tiled
from course_utils.timing import Cpu, peak_extra_bytes

sdpa = F.scaled_dot_product_attention
SIZES = [(7, 7), (5, 11), (11, 5), (1, 9), (9, 1), (16, 32)]
BLOCKS = [1, 2, 3, 5, 8, 50]
TOLERANCE = {torch.float64: 1e-12, torch.float32: 2e-6, torch.bfloat16: 2e-2, torch.float16: 3e-3}
HALF = [torch.float16, torch.bfloat16]


def tensors(num_queries, num_keys, dtype=torch.float64, lead=(2,), head_dim=6, value_dim=3):
    draw = torch.Generator().manual_seed(100 * num_queries + num_keys)
    sizes = (num_queries, head_dim), (num_keys, head_dim), (num_keys, value_dim)
    return tuple(torch.randn(*lead, *size, generator=draw).to(dtype) for size in sizes)


def assert_right(result, query, key, value, is_causal=False):
    expected = sdpa(query.double(), key.double(), value.double(), is_causal=is_causal)
    assert result.dtype == query.dtype
    tolerance = TOLERANCE[query.dtype]
    torch.testing.assert_close(result.double(), expected, rtol=tolerance, atol=tolerance)


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("block_size", BLOCKS)
@pytest.mark.parametrize(("num_queries", "num_keys"), SIZES)
def test_the_exercises_equal_attention(num_queries, num_keys, block_size, dtype):
    inputs = tensors(num_queries, num_keys, dtype)
    for function in (cu.attention_in_row_blocks, cu.tiled_attention):
        assert_right(function(*inputs, block_size), *inputs)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("num_keys", [1, 2, 13])
def test_the_online_sum_equals_softmax(num_keys, dtype):
    _, scores, value = tensors(1, num_keys, dtype, lead=())
    result = cu.online_weighted_sum(5 * scores[:, 0], value)
    torch.testing.assert_close(result, (5 * scores[:, 0]).softmax(dim=0) @ value)


def test_the_online_sum_by_hand():
    scores, value = torch.tensor([2.0, 1.0, 3.0]), torch.tensor([[10.0], [20.0], [30.0]])
    assert cu.online_weighted_sum(scores, value).item() == pytest.approx(24.205, abs=5e-4)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, *HALF])
@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize(("num_queries", "num_keys"), SIZES)
def test_tiles_and_one_buffer_equal_sdpa(num_queries, num_keys, is_causal, dtype):
    inputs = tensors(num_queries, num_keys, dtype, lead=(2, 3))
    for size in BLOCKS:
        for other in (1, 4, 50):
            blocks = {"query_block": size, "key_block": other}
            result = tiled.attention_in_tiles(*inputs, **blocks, is_causal=is_causal)
            assert_right(result, *inputs, is_causal)
        wide = torch.promote_types(dtype, torch.float32)
        for arithmetic in (wide, *([None] if dtype in HALF else [])):
            result = tiled.attention_in_one_buffer(
                *inputs, block_size=size, is_causal=is_causal, dtype=arithmetic
            )
            assert_right(result, *inputs, is_causal)


@pytest.mark.parametrize("offset", [-1e5, 300.0])
def test_scores_far_from_zero_do_no_harm(offset):
    """All scores far below 0, or above what exp can take."""
    query, key, value = tensors(5, 9)
    query[..., 0], key[..., 0] = offset, math.sqrt(6)
    key[..., 4, 0] += 1e-3
    for result in (
        cu.tiled_attention(query, key, value, 2),
        tiled.attention_in_tiles(query, key, value, query_block=2, key_block=4),
        tiled.TiledAttention.apply(query, key, value, False),
    ):
        torch.testing.assert_close(result, sdpa(query, key, value), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize(("num_queries", "num_keys"), [(5, 7), (7, 5), (1, 3)])
def test_the_gradient_of_tiles_is_that_of_sdpa(num_queries, num_keys, is_causal, monkeypatch):
    inputs = [x.requires_grad_() for x in tensors(num_queries, num_keys)]
    mix = torch.randn(2, num_queries, 3, generator=torch.Generator().manual_seed(1)).double()
    expected = torch.autograd.grad((sdpa(*inputs, is_causal=is_causal) * mix).sum(), inputs)
    for block in (1, 2, 3, 256):
        monkeypatch.setattr(tiled.TiledAttention, "BLOCK", block)
        output = tiled.TiledAttention.apply(*inputs, is_causal)
        assert_right(output.detach(), *(x.detach() for x in inputs), is_causal)
        found = torch.autograd.grad((output * mix).sum(), inputs)
        torch.testing.assert_close(found, expected)
        assert torch.autograd.gradcheck(tiled.TiledAttention.apply, (*inputs, is_causal))


@pytest.mark.parametrize("dtype", HALF)
def test_tiles_in_half_precision_keep_the_dtype_of_each_gradient(dtype):
    inputs = [x.requires_grad_() for x in tensors(5, 7, dtype)]
    gradients = torch.autograd.grad(tiled.TiledAttention.apply(*inputs, True).sum(), inputs)
    precise = [x.detach().double().requires_grad_() for x in inputs]
    expected = torch.autograd.grad(sdpa(*precise, is_causal=True).sum(), precise)
    for found, right in zip(gradients, expected, strict=True):
        assert found.dtype == dtype
        torch.testing.assert_close(found.double(), right, rtol=5e-2, atol=5e-2)


@pytest.mark.parametrize("function", [cu.attention_in_row_blocks, cu.tiled_attention])
def test_torch_differentiates_the_exercises(function):
    inputs = [x.requires_grad_() for x in tensors(3, 5)]
    assert torch.autograd.gradcheck(lambda *tensors: function(*tensors, 2), inputs)


@given(
    scores=st.lists(st.floats(-200, 200), min_size=1, max_size=12),
    block_size=st.integers(1, 13),
)
@settings(max_examples=100, deadline=None)
def test_blocks_of_any_size_merge_to_the_same(scores, block_size):
    """With one number a query, its key is its score."""
    query = torch.ones(1, 1, 1, dtype=torch.float64)
    key = torch.tensor(scores, dtype=torch.float64)[None, :, None]
    value = torch.eye(len(scores), dtype=torch.float64)[None]
    weights = key[0, :, 0].softmax(dim=0)
    for result in (
        cu.tiled_attention(query, key, value, block_size)[0, 0],
        tiled.attention_in_tiles(query, key, value, key_block=block_size)[0, 0],
        cu.online_weighted_sum(key[0, :, 0], value[0]),
    ):
        torch.testing.assert_close(result, weights, rtol=1e-10, atol=1e-12)


@given(seed=st.integers(0, 2**31), steps=st.integers(1, 10), spread=st.sampled_from([1, 30, 1000]))
@settings(max_examples=50, deadline=None)
def test_after_k_keys_it_is_attention_over_the_first_k(seed, steps, spread):
    draw = torch.Generator().manual_seed(seed)
    scores = spread * torch.randn(steps, generator=draw, dtype=torch.float64)
    value = torch.randn(steps, 3, generator=draw, dtype=torch.float64)
    for k in range(1, steps + 1):
        expected = scores[:k].softmax(dim=0) @ value[:k]
        torch.testing.assert_close(cu.online_weighted_sum(scores[:k], value[:k]), expected)


@given(seed=st.integers(0, 2**31), order=st.permutations(range(6)))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_keys_does_not_matter(seed, order):
    draw = torch.Generator().manual_seed(seed)
    query, key, value = torch.randn(3, 1, 6, 4, generator=draw, dtype=torch.float64)
    result = cu.tiled_attention(query, key[:, order], value[:, order], 2)
    torch.testing.assert_close(result, cu.tiled_attention(query, key, value, 4))


def test_the_future_is_hidden_in_the_tiles_at_the_diagonal_only():
    for first_query, first_key in ((0, 0), (4, 2), (2, 4), (8, 0)):
        tile = tiled.hide_the_future(torch.zeros(3, 4), first_query, first_key)
        whole = cu.causal_mask(first_query + 3, first_key + 4)
        assert torch.equal(tile == 0, whole[first_query:, first_key:])


def test_tiles_above_the_diagonal_are_never_made():
    from torch.utils.flop_counter import FlopCounterMode

    def flop(**options):
        with FlopCounterMode(display=False) as counter:
            tiled.attention_in_tiles(*tensors(64, 64), query_block=8, key_block=8, **options)
        return counter.get_total_flops()

    assert flop(is_causal=True) / flop() == 36 / 64


def slope(function, lengths):
    sizes = []
    for length in lengths:
        inputs = tensors(length, length, torch.float32, (1,), 64, 64)
        sizes.append(peak_extra_bytes(lambda inputs=inputs: function(*inputs), Cpu()))
    return np.polyfit(np.log(lengths), np.log(sizes), 1)[0]


def test_memory_is_quadratic_linear_constant():
    lengths = (512, 1024, 2048)
    assert slope(cu.attention, lengths) == pytest.approx(2.0, abs=0.05)
    blocks = slope(lambda *inputs: cu.attention_in_row_blocks(*inputs, 64), lengths)
    assert blocks == pytest.approx(1.0, abs=0.1)
    assert slope(tiled.attention_in_one_buffer, lengths) <= 1.05
    assert slope(tiled.attention_in_tiles, lengths) <= 0.1
    causal = slope(lambda *inputs: tiled.attention_in_tiles(*inputs, is_causal=True), lengths)
    assert causal <= 0.1


def test_memory_does_not_grow_with_the_keys():
    def held(num_keys):
        inputs = tensors(64, num_keys, torch.float32, (1,))
        return peak_extra_bytes(lambda: cu.tiled_attention(*inputs, 32), Cpu())

    assert held(512) == held(4096)


def test_backward_in_tiles_holds_less_than_torchs_own():
    def held(function, length):
        inputs = [x.requires_grad_() for x in tensors(length, length, torch.float32, (1,), 64, 64)]
        return peak_extra_bytes(lambda: torch.autograd.grad(function(*inputs).sum(), inputs), Cpu())

    def own(query, key, value):
        return tiled.TiledAttention.apply(query, key, value, False)

    assert held(own, 1024) < held(cu.attention, 1024) / 10
    assert held(own, 1024) < 1.3 * held(own, 512)


def test_inputs_stay_as_they_were():
    inputs = tensors(6, 9)
    before = [x.clone() for x in inputs]
    tiled.attention_in_tiles(*inputs, query_block=4, key_block=4, is_causal=True)
    tiled.attention_in_one_buffer(*inputs, block_size=4, is_causal=True)
    cu.tiled_attention(*inputs, 4)
    for now, then in zip(inputs, before, strict=True):
        assert torch.equal(now, then)
