"""The course's attention against torch's own, nn.MultiheadAttention and ONNX's Attention cases."""

from __future__ import annotations

import math
from collections import Counter
from importlib import import_module

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx.backend.test.case import node as onnx_node
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

import course_utils as cu

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
B, H, L, S, E, EV = 2, 3, 4, 5, 6, 7


def randn(*shape, seed=0, device="cpu", dtype=torch.float64):
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=draw, dtype=torch.float64).to(device, dtype)


def qkv(lead=(B, H), queries=L, keys=S, head=E, value=EV, **options):
    shapes = (*lead, queries, head), (*lead, keys, head), (*lead, keys, value)
    return [randn(*shape, seed=seed, **options) for seed, shape in enumerate(shapes)]


def outcome(function, tensors, attn_mask=None, **options):
    """Return the output and the gradients of query, key, value and of a float mask."""
    tensors = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    if attn_mask is not None:
        if attn_mask.is_floating_point():
            attn_mask = attn_mask.detach().clone().requires_grad_()
            tensors.append(attn_mask)
        options["attn_mask"] = attn_mask
    output = function(*tensors[:3], **options)
    mix = randn(*output.shape, seed=9, device=output.device, dtype=output.dtype)
    return [output, *torch.autograd.grad((output * mix).sum(), tensors)]


def torchs_kernels(is_causal=False, scale=None):
    """Let torch use any kernel, but where its fused one for the CPU (of torch 2.13) gives nan.

    That one multiplies scores by the scale after it has put -inf in the place of the future.
    """
    kernels = [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
    return sdpa_kernel(kernels[2:] if is_causal and scale is not None and scale <= 0 else kernels)


def assert_conforms(tensors, attn_mask=None, expanded=False, **options):
    """Compare output and gradients with torch's own; `expanded` hands torch the whole mask."""

    def theirs(query, key, value, attn_mask=None, **options):
        if expanded and attn_mask is not None:
            attn_mask = attn_mask.expand(*query.shape[:-1], key.shape[-2])
        with torchs_kernels(**options):
            return F.scaled_dot_product_attention(query, key, value, attn_mask, **options)

    ours = outcome(cu.scaled_dot_product_attention, tensors, attn_mask, **options)
    right = outcome(theirs, tensors, attn_mask, **options)
    for tensor in ours:
        assert tensor.isfinite().all()
    torch.testing.assert_close(ours, right)
    return ours


# torch's scaled_dot_product_attention

MASK_SHAPES = [
    (L, S),
    (1, S),
    (L, 1),
    (H, L, S),
    (B, 1, 1, S),
    (1, 1, L, S),
    (1, H, 1, S),
    (B, 1, L, S),
    (B, H, L, S),
    (1, 1, 1, 1),
]


def some_mask(shape, kind, seed=0, device="cpu"):
    """Return a mask of ones and zeros, or of numbers with some -inf; no row is empty by intent."""
    numbers = randn(*shape, seed=seed, device=device)
    if kind == "bool":
        return numbers > -0.5
    return numbers.masked_fill(numbers < -0.5, -math.inf) if kind == "-inf" else numbers


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("kind", ["bool", "float", "-inf"])
@pytest.mark.parametrize("shape", MASK_SHAPES, ids=str)
def test_masks_of_every_shape_are_broadcast_as_torch_does(shape, kind, device):
    assert_conforms(qkv(device=device), some_mask(shape, kind, device=device))


@pytest.mark.parametrize("kind", ["bool", "float"])
def test_a_mask_of_keys_alone_is_broadcast(kind):
    assert_conforms(qkv(), some_mask((S,), kind), expanded=True)
    assert_conforms(qkv(lead=()), some_mask((S,), kind), expanded=True)


@pytest.mark.parametrize("kind", ["bool", "float"])
def test_as_many_heads_as_sentences_are_not_mixed_up(kind):
    """With B = H a mask (B, L, S) is a mask of heads, for torch as for us."""
    tensors = qkv(lead=(3, 3))
    mask = some_mask((3, L, S), kind)
    ours = assert_conforms(tensors, mask)
    for_sentences = outcome(cu.scaled_dot_product_attention, tensors, mask[:, None])
    assert not torch.allclose(ours[0], for_sentences[0])
    assert_conforms(tensors, mask[:, None])


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("value", [E, EV])
@pytest.mark.parametrize(("queries", "keys"), [(4, 4), (3, 6), (6, 3), (1, 5), (5, 1), (1, 1)])
def test_causal_is_torchs_for_any_numbers_of_queries_and_keys(queries, keys, value, device):
    tensors = qkv(queries=queries, keys=keys, value=value, device=device)
    ours = assert_conforms(tensors, is_causal=True)
    masked = assert_conforms(tensors, cu.causal_mask(queries, keys).to(device))
    torch.testing.assert_close(ours, masked)


@pytest.mark.parametrize("scale", [None, 0, 0.0, -0.7, 1, 2.5, 1e-3])
@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("value", [E, EV])
def test_any_scale_is_taken_as_it_is(value, is_causal, scale):
    assert_conforms(qkv(value=value), is_causal=is_causal, scale=scale)


def test_scale_zero_gives_the_mean_of_the_values():
    query, key, value = qkv()
    output = cu.scaled_dot_product_attention(query, key, value, scale=0)
    torch.testing.assert_close(output, value.mean(dim=-2, keepdim=True).expand(B, H, L, EV))


@pytest.mark.parametrize("head", [1, 2, 4, 80])
def test_scale_is_one_over_the_root_of_the_head_size_unless_given(head):
    tensors = qkv(head=head)
    assert_conforms(tensors)
    given_scale = cu.scaled_dot_product_attention(*tensors, scale=head**-0.5)
    torch.testing.assert_close(cu.scaled_dot_product_attention(*tensors), given_scale)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("kind", ["bool", "-inf"])
def test_fully_masked_rows_give_zeros_and_zero_gradients(kind, dtype, device):
    keep = torch.ones(B, 1, L, S, dtype=torch.bool, device=device)
    keep[0, :, 1] = keep[1] = False
    mask = keep if kind == "bool" else cu.additive_mask(keep, dtype)
    tensors = qkv(device=device, dtype=dtype)
    with torch.autograd.set_detect_anomaly(True):
        output, *gradients = outcome(cu.scaled_dot_product_attention, tensors, mask)
    for tensor in (output, *gradients):
        assert tensor.dtype == dtype
        assert tensor.isfinite().all()
    assert (output[0, :, 1] == 0).all()
    assert (output[1] == 0).all()
    assert (output[0, :, 0] != 0).all()
    query, key, value, *masks = gradients
    assert (query[0, :, 1] == 0).all()
    for gradient in (query, key, value, *masks):
        assert (gradient[1] == 0).all()
        assert (gradient[0] != 0).any()
    if masks:
        assert (masks[0][~keep] == 0).all()
    if dtype in (torch.float32, torch.float64):
        assert_conforms(tensors, mask)


@pytest.mark.parametrize("kind", ["bool", "-inf"])
def test_everything_masked_is_zero(kind):
    mask = torch.zeros(L, S, dtype=torch.bool)
    mask = mask if kind == "bool" else cu.additive_mask(mask, torch.float64)
    for tensor in assert_conforms(qkv(), mask):
        assert (tensor == 0).all()


HALF = [(torch.float16, 2e-3), (torch.bfloat16, 1.6e-2)]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"scale": -0.5}], ids=str)
@pytest.mark.parametrize("signs", ["all alike", "mixed"])
@pytest.mark.parametrize(("dtype", "tolerance"), HALF)
def test_half_precision_with_entries_of_256(dtype, tolerance, signs, options, device):
    query, key, value = qkv(queries=8, keys=9, head=80, device=device, dtype=dtype)
    query, key = (
        256 * t.sign() if signs == "mixed" else torch.full_like(t, 256.0) for t in (query, key)
    )
    if dtype == torch.float16:
        assert (query @ key.mT).isinf().any(), "a naive product overflows"
        if signs == "all alike":
            assert (query / math.sqrt(80) @ key.mT).isinf().all(), "even of a scaled query"
    tensors = query, key, value
    ours = outcome(cu.scaled_dot_product_attention, tensors, **options)
    wide = [tensor.double() for tensor in tensors]
    with torchs_kernels(**options):
        right = outcome(F.scaled_dot_product_attention, wide, **options)
    for tensor, truth in zip(ours, right, strict=True):
        assert tensor.dtype == dtype
        # The gradients' mix is rounded to half, and theirs sum many terms that cancel.
        largest = max(1.0, truth.abs().max().item())
        torch.testing.assert_close(tensor.double(), truth, rtol=tolerance, atol=tolerance * largest)
    assert ours[0].isfinite().all()


@pytest.mark.parametrize(("dtype", "tolerance"), HALF)
@pytest.mark.parametrize("mask_dtype", ["same", torch.float32])
def test_half_precision_with_float_masks(mask_dtype, dtype, tolerance):
    tensors = qkv(dtype=dtype)
    mask = some_mask((L, S), "-inf").to(dtype if mask_dtype == "same" else mask_dtype)
    ours = cu.scaled_dot_product_attention(*tensors, mask)
    right = F.scaled_dot_product_attention(*(t.double() for t in tensors), mask.double())
    assert ours.dtype == dtype
    torch.testing.assert_close(ours.double(), right, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("lead", [(), (3,), (3, 3), (2, 3), (2, 1, 3), (1, 2, 2, 3)], ids=str)
@pytest.mark.parametrize("what", ["nothing", "causal", "bool", "float"])
def test_any_number_of_leading_axes(lead, what):
    mask = some_mask((L, S), what) if what in ("bool", "float") else None
    assert_conforms(qkv(lead=lead), mask, expanded=True, is_causal=what == "causal")


def test_views_that_are_not_contiguous():
    query, key, value = qkv()
    views = [
        randn(E, L, H, B).permute(3, 2, 1, 0),
        randn(B, S, 2 * H, E, seed=1).transpose(1, 2)[:, ::2],
        randn(B, H, EV, 2 * S, seed=2).mT[..., ::2, :],
    ]
    assert [view.shape for view in views] == [t.shape for t in (query, key, value)]
    assert not any(view.is_contiguous() for view in views)
    mask = some_mask((S, L), "-inf").T
    ours = cu.scaled_dot_product_attention(*views, mask)
    copies = [view.contiguous() for view in views]
    right = F.scaled_dot_product_attention(*copies, mask.contiguous())
    torch.testing.assert_close(ours, right)
    # No rounding either: the copies give the same.
    torch.testing.assert_close(
        ours, cu.scaled_dot_product_attention(*copies, mask), atol=1e-15, rtol=0
    )


def test_inputs_are_not_changed():
    tensors, mask = qkv(), some_mask((L, S), "-inf")
    before = [tensor.clone() for tensor in (*tensors, mask)]
    cu.scaled_dot_product_attention(*tensors, mask)
    assert all(map(torch.equal, before, (*tensors, mask)))


@pytest.mark.parametrize("kind", ["bool", "float"])
def test_mask_and_causal_together_are_refused(kind):
    with pytest.raises(ValueError, match=r"^give attn_mask or is_causal, not both: combine them"):
        cu.scaled_dot_product_attention(*qkv(), some_mask((L, S), kind), is_causal=True)


@given(st.data())
def test_conforms_in_any_sizes_with_any_mask(data):
    size = st.integers(1, 5)
    lead = tuple(data.draw(st.lists(size, max_size=3), label="leading axes"))
    queries, keys, head, value = (data.draw(size, label=name) for name in ("L", "S", "E", "Ev"))
    tensors = qkv(lead, queries, keys, head, value)
    kind = data.draw(st.sampled_from(["none", "causal", "bool", "float", "-inf"]), label="mask")
    scale = data.draw(st.one_of(st.none(), st.floats(-2, 2)), label="scale")
    if kind in ("none", "causal"):
        assert_conforms(tensors, is_causal=kind == "causal", scale=scale)
        return
    full = (*lead, queries, keys)
    shape = [1 if data.draw(st.booleans()) else length for length in full]
    shape = shape[data.draw(st.integers(0, len(shape) - 1)) :]
    seed = data.draw(st.integers(0, 99), label="seed")
    assert_conforms(tensors, some_mask(shape, kind, seed), expanded=True, scale=scale)


@settings(max_examples=20)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(0, 9))
def test_grouped_heads_are_torchs_enable_gqa(groups, repeats, seed):
    query = randn(B, groups * repeats, L, E, seed=seed)
    key, value = randn(B, groups, S, E, seed=seed + 1), randn(B, groups, S, EV, seed=seed + 2)

    def ours(query, key, value):
        key, value = cu.repeat_kv(key, repeats), cu.repeat_kv(value, repeats)
        return cu.scaled_dot_product_attention(query, key, value)

    def theirs(*tensors):
        return F.scaled_dot_product_attention(*tensors, enable_gqa=True)

    tensors = query, key, value
    torch.testing.assert_close(outcome(ours, tensors), outcome(theirs, tensors))


# nn.MultiheadAttention


def gradients_of(output, tensors):
    mix = randn(*output.shape, seed=9)
    return torch.autograd.grad((output * mix).sum(), tensors)


def mha(width, heads, **options):
    """Return nn.MultiheadAttention in float64 with weights and biases drawn anew."""
    module = nn.MultiheadAttention(width, heads, batch_first=True, dtype=torch.float64, **options)
    for seed, parameter in enumerate(module.parameters()):
        parameter.data = randn(*parameter.shape, seed=seed) / math.sqrt(width)
    return module


@pytest.mark.parametrize("need_weights", [False, True])
@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize("source", ["self", "cross"])
@pytest.mark.parametrize(("batch", "heads"), [(3, 3), (2, 3), (3, 1), (4, 2)])
def test_multi_head_attention_is_torchs(source, padded, need_weights, batch, heads):
    width, queries, keys = 4 * heads, 5, 5 if source == "self" else 7
    module = mha(width, heads, bias=False)
    x_query = randn(batch, queries, width, seed=5).requires_grad_()
    x_other = x_query if source == "self" else randn(batch, keys, width, seed=6).requires_grad_()
    keep = cu.padding_mask(1 + torch.arange(batch) % keys, keys) if padded else None
    weights = *module.in_proj_weight.chunk(3), module.out_proj.weight
    ours = cu.multi_head_attention(x_query, x_other, *weights, heads, keep)
    theirs, _ = module(
        x_query,
        x_other,
        x_other,
        key_padding_mask=cu.to_mha_mask(keep) if padded else None,
        need_weights=need_weights,
    )
    torch.testing.assert_close(ours, theirs)
    leaves = [x_query, x_other, module.in_proj_weight, module.out_proj.weight]
    torch.testing.assert_close(gradients_of(ours, leaves), gradients_of(theirs, leaves))


def test_multi_head_attention_over_tokens_of_another_width():
    module = mha(12, 3, bias=False, kdim=8, vdim=8)
    x_query, x_other = randn(2, 5, 12).requires_grad_(), randn(2, 7, 8, seed=1).requires_grad_()
    weights = module.q_proj_weight, module.k_proj_weight, module.v_proj_weight
    weights = *weights, module.out_proj.weight
    ours = cu.multi_head_attention(x_query, x_other, *weights, 3)
    theirs, _ = module(x_query, x_other, x_other)
    torch.testing.assert_close(ours, theirs)
    leaves = [x_query, x_other, *weights]
    torch.testing.assert_close(gradients_of(ours, leaves), gradients_of(theirs, leaves))


def test_a_sentence_of_padding_alone_gives_zeros():
    module = mha(12, 3, bias=False)
    x = randn(2, 5, 12).requires_grad_()
    keep = cu.padding_mask(torch.tensor([3, 0]), 5)
    weights = *module.in_proj_weight.chunk(3), module.out_proj.weight
    ours = cu.multi_head_attention(x, x, *weights, 3, keep)
    theirs, _ = module(x, x, x, key_padding_mask=cu.to_mha_mask(keep), need_weights=False)
    torch.testing.assert_close(ours, theirs)
    assert (ours[1] == 0).all()
    (gradient,) = gradients_of(ours, [x])
    assert gradient.isfinite().all()
    assert (gradient[1] == 0).all()


@pytest.mark.parametrize("lead", [(), (2,)], ids=str)
@pytest.mark.parametrize("heads", [1, 3, 12])
def test_self_attention_layer_is_torchs_with_biases(heads, lead):
    module = mha(12, heads)
    x = randn(*lead, 5, 12, seed=5).requires_grad_()
    parts = zip(module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3), strict=True)
    parts = *parts, (module.out_proj.weight, module.out_proj.bias)
    parameters = [parameter for pair in parts for parameter in pair]
    ours = cu.self_attention_layer(x, *parameters, heads)
    theirs, _ = module(x, x, x)
    torch.testing.assert_close(ours, theirs)
    leaves = [x, *module.parameters()]
    torch.testing.assert_close(gradients_of(ours, leaves), gradients_of(theirs, leaves))


# ONNX's Attention


def node_of(case):
    nodes = case.model.graph.node
    return nodes[0] if len(nodes) == 1 and nodes[0].op_type == "Attention" else None


import_module("onnx.backend.test.case.node.attention")  # makes its cases, from a fixed seed
ONNX_CASES = {case.name: case for case in onnx_node._NodeTestCases if node_of(case)}
KNOWN = {
    *("Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen"),
    *("q_num_heads", "kv_num_heads", "scale", "is_causal", "left_window_size"),
    *("right_window_size", "softmax_precision", "qk_matmul_output_mode"),
}


class OnnxCase:
    """A case's inputs and attributes by name, as torch has them."""

    def __init__(self, case):
        node, ((inputs, outputs),) = node_of(case), case.data_sets
        self.attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        self.inputs = dict(zip(filter(None, node.input), map(as_tensor, inputs), strict=True))
        self.outputs = dict(zip(filter(None, node.output), map(as_tensor, outputs), strict=True))

    def unexpressed(self):
        """Return what query, key, value, one mask and a scale cannot say."""
        return (self.attributes.keys() | self.inputs.keys()) - KNOWN

    def heads(self):
        """Return query, key and value with heads of their own, the past put before the present."""
        query, key, value = (self.inputs[name] for name in "QKV")
        if query.dim() == 3:
            query = cu.split_heads(query, self.attributes["q_num_heads"])
            key, value = (cu.split_heads(x, self.attributes["kv_num_heads"]) for x in (key, value))
        if "past_key" in self.inputs:
            key = torch.cat([self.inputs["past_key"], key], dim=-2)
            value = torch.cat([self.inputs["past_value"], value], dim=-2)
        repeats = query.shape[1] // key.shape[1]
        return query, cu.repeat_kv(key, repeats), cu.repeat_kv(value, repeats)

    def keep(self, queries, keys):
        """Return (B, 1, L, S) or (1, 1, L, S): what causality, windows and padding leave."""
        offset = torch.tensor([self.inputs.get("past_key", torch.empty(0, 0, 0)).shape[2]])
        keep = torch.ones(1, queries, keys, dtype=torch.bool)
        if "nonpad_kv_seqlen" in self.inputs:
            lengths = self.inputs["nonpad_kv_seqlen"]
            keep = cu.padding_mask(lengths, keys)[:, None] & keep
            offset = lengths - queries
        ahead = torch.arange(keys) - (offset[:, None] + torch.arange(queries))[..., None]
        left, right = (self.attributes.get(f"{side}_window_size", -1) for side in ("left", "right"))
        if self.attributes.get("is_causal"):
            keep = keep & (ahead <= 0)
        if left >= 0:
            keep = keep & (ahead >= -left)
        if right >= 0:
            keep = keep & (ahead <= right)
        return keep[:, None]

    def mask(self, queries, keys):
        """Return the one mask that says all of this."""
        keep, mask = self.keep(queries, keys), self.inputs.get("attn_mask")
        if mask is None:
            return keep
        missing = keys - mask.shape[-1]
        if mask.dtype == torch.bool:
            return F.pad(mask, (0, missing), value=False) & keep
        return F.pad(mask, (0, missing), value=-math.inf) + cu.additive_mask(keep, mask.dtype)

    def arguments(self):
        """Return the arguments of cu.scaled_dot_product_attention; is_causal where it is enough."""
        query, key, value = self.heads()
        options = {"scale": self.attributes.get("scale")}
        plain = {"attn_mask", "past_key", "nonpad_kv_seqlen"}.isdisjoint(self.inputs)
        windows = [self.attributes.get(f"{side}_window_size", -1) for side in ("left", "right")]
        if plain and windows == [-1, -1]:
            options["is_causal"] = bool(self.attributes.get("is_causal"))
        else:
            options["attn_mask"] = self.mask(query.shape[-2], key.shape[-2])
        return (query, key, value), options


def as_tensor(array):
    if array.dtype.name == "bfloat16":
        return torch.tensor(array.astype(np.float32)).bfloat16()
    return torch.tensor(array)


EXPRESSIBLE = {name: case for name, case in ONNX_CASES.items() if not OnnxCase(case).unexpressed()}
ROUNDING = {torch.float32: 2e-6, torch.float16: 2e-3, torch.bfloat16: 1.6e-2}


def test_the_onnx_cases_are_counted():
    """82 of 93 run; softcap, tanh over the scores, is all that our arguments cannot say."""
    left_out = Counter(
        what for case in ONNX_CASES.values() for what in OnnxCase(case).unexpressed()
    )
    assert set(left_out) == {"softcap"}
    counts = len(EXPRESSIBLE), left_out["softcap"], len(ONNX_CASES)
    if onnx.__version__.startswith("1.23."):
        assert counts == (82, 11, 93)
    assert counts[0] >= 82
    assert counts[0] + counts[1] == counts[2]
    uses = Counter(
        name
        for case in map(OnnxCase, EXPRESSIBLE.values())
        for name in (*case.attributes, *case.inputs)
    )
    assert all(uses[name] for name in KNOWN), uses


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", EXPRESSIBLE)
def test_onnx_case(name, device):
    case = OnnxCase(EXPRESSIBLE[name])
    tensors, options = case.arguments()
    tensors = [tensor.to(device) for tensor in tensors]
    if "attn_mask" in options:
        options["attn_mask"] = options["attn_mask"].to(device)
    output = cu.scaled_dot_product_attention(*tensors, **options).cpu()
    if case.inputs["Q"].dim() == 3:
        output = cu.merge_heads(output)
    right = case.outputs["Y"]
    rounding = {"rtol": ROUNDING[right.dtype], "atol": ROUNDING[right.dtype]}
    torch.testing.assert_close(output, right, **rounding)
    if case.attributes.get("qk_matmul_output_mode") == 3:  # the weights: the mix of unit vectors
        query, key, _ = tensors
        unit = torch.eye(key.shape[-2], dtype=key.dtype, device=device)
        unit = unit.expand(*key.shape[:-1], -1)
        weights = cu.scaled_dot_product_attention(query, key, unit, **options).cpu()
        torch.testing.assert_close(weights, case.outputs["qk_matmul_output"], **rounding)
    elif (
        case.attributes.get("qk_matmul_output_mode", 0) == 0 and "qk_matmul_output" in case.outputs
    ):
        scores = cu.scaled_scores(*tensors[:2]).cpu()
        torch.testing.assert_close(scores, case.outputs["qk_matmul_output"], **rounding)
