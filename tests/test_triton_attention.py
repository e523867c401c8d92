"""The Triton kernel, by Triton's interpreter where there is no GPU, against torch's attention.

Triton's interpreter multiplies no bfloat16, so that those cases run in float32 and are rounded at
the end; that the kernel compiles for bfloat16 is tested apart, by NVIDIA's assembler.
"""

import json
import os
import platform
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "course_utils" / "triton_attention.py"
HAS_TRITON = util.find_spec("triton") is not None
IS_OFFERED = platform.system() == "Linux" and platform.machine() == "x86_64"  # what Triton runs on
if not HAS_TRITON and os.environ.get("CI") and IS_OFFERED:
    pytest.fail("Triton is missing: pip install -e '.[test]'", pytrace=False)
if not HAS_TRITON:
    pytest.skip("Triton is not installed here", allow_module_level=True)

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
EPSILON = {torch.bfloat16: 2**-8, torch.float16: 2**-11, torch.float32: 2**-24}


@pytest.fixture(scope="module")
def kernel():
    """The module; Triton may have been imported before, by torch's profiler say."""
    with torch.profiler.profile():
        torch.ones(1)
    assert "triton" in sys.modules
    from course_utils import triton_attention

    return triton_attention


def random(num_queries, num_keys, head_dim, dtype, batch=1, heads=2):
    generator = torch.Generator().manual_seed(num_queries + 1000 * num_keys)
    shapes = [(batch, heads, n, head_dim) for n in (num_queries, num_keys, num_keys)]
    return [torch.randn(s, generator=generator).to(DEVICE, dtype) for s in shapes]


def assert_as_exact_as_sdpa(attention, qkv, is_causal):
    """Its error against float64 is at most 1.5 times that of torch in the same dtype."""
    exact = F.scaled_dot_product_attention(*(x.double() for x in qkv), is_causal=is_causal)

    def error(output):
        return ((output.double() - exact).norm() / exact.norm()).item()

    output = attention(*qkv, is_causal)
    assert output.shape == exact.shape
    assert output.dtype == qkv[0].dtype
    theirs = error(F.scaled_dot_product_attention(*qkv, is_causal=is_causal))
    bound = 1.5 * theirs + EPSILON[output.dtype] / 4
    assert error(output) <= bound


def by_name(value):
    return str(value).removeprefix("torch.")


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("length", [1, 17, 64, 100, 129, 257])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=by_name)
@pytest.mark.parametrize("head_dim", [64, 128])
def test_any_length(kernel, head_dim, dtype, length, is_causal):
    qkv = random(length, length, head_dim, dtype)
    assert_as_exact_as_sdpa(kernel.flash_attention, qkv, is_causal)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("sizes", [(1, 200), (200, 1), (40, 130), (130, 40), (129, 64)])
def test_as_many_keys_as_you_like(kernel, sizes, is_causal):
    qkv = random(*sizes, 64, torch.float16)
    assert_as_exact_as_sdpa(kernel.flash_attention, qkv, is_causal)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("head_dim", [16, 32, 64, 128])
def test_float32_and_small_heads(kernel, head_dim, is_causal):
    qkv = random(70, 50, head_dim, torch.float32)
    assert_as_exact_as_sdpa(kernel.flash_attention, qkv, is_causal)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("blocks", [(16, 32), (32, 16), (64, 16), (16, 64)])
def test_tiles_of_any_shape(kernel, blocks, is_causal):
    tiles = kernel.Tiles(*blocks, num_warps=4, num_stages=2)
    qkv = random(100, 90, 32, torch.float16, batch=2)
    assert_as_exact_as_sdpa(
        lambda *inputs: kernel.flash_attention(*inputs, tiles=tiles), qkv, is_causal
    )


STRANGE = {
    "heads after length": lambda x: x.transpose(1, 2).contiguous().transpose(1, 2),
    "numbers apart": lambda x: x.repeat_interleave(2, dim=-1)[..., ::2],
    "a part": lambda x: F.pad(x, (3, 5, 1, 2))[..., 1:-2, 3:-5],
    "one head for all": lambda x: x[:, :1].expand_as(x),
    "backwards in memory": lambda x: x.mT.contiguous().mT,
}


@pytest.mark.parametrize("layout", STRANGE)
def test_any_layout(kernel, layout):
    qkv = [STRANGE[layout](x) for x in random(70, 70, 64, torch.float16, batch=2)]
    before = [x.clone() for x in qkv]
    assert_as_exact_as_sdpa(kernel.flash_attention, qkv, True)
    assert all(torch.equal(x, y) for x, y in zip(qkv, before, strict=True))


def test_large_scores_do_not_overflow(kernel):
    query, key, value = random(64, 100, 64, torch.float16)
    assert_as_exact_as_sdpa(kernel.flash_attention, [30 * query, 30 * key, value], False)


def test_what_it_cannot_do_is_said(kernel):
    query, key, value = random(8, 9, 64, torch.float16)
    for wrong, words in (
        ((query[0], key[0], value[0]), r"query must be \(B, H, L, E\)"),
        ((query, key, value[..., :32]), r"value \(1, 2, 9, 32\)"),
        ((query[:, :1], key, value), "batch, heads and head size must agree"),
        ((query[:, :, :0], key, value), "a query and a key at least"),
        ([x[..., :48] for x in (query, key, value)], "not 48"),
        ((query, key, value.float()), "alike; got torch.float16, torch.float16, torch.float32"),
        ([x.double() for x in (query, key, value)], "bfloat16, float16 or float32"),
        ((query.to("meta"), key, value), "on one device"),
    ):
        with pytest.raises(ValueError, match=words):
            kernel.flash_attention(*wrong)


FAULTS = {
    "the total is not rescaled": ("total * rescale[:, None]", "total"),
    "the denominator is not rescaled": ("denominator * rescale", "denominator"),
    "the maximum stays": ("maximum = new_maximum", "maximum = maximum"),
    "no tile is masked": ("if at_the_edge:", "if False:"),
    "keys past the end are seen": ("keep = key_place < num_keys", "keep = key_place >= 0"),
    "the future is seen": ("key_place <= query_place", "key_place <= query_place + 1"),
    "the present is hidden": ("key_place <= query_place", "key_place < query_place"),
    "one tile too many goes unmasked": ("whole // key_block", "(whole + 16) // key_block"),
    "the last tile is left out": ("first_query + query_block,", "first_query,"),
    "the scale is forgotten": ("/ math.sqrt(head_dim)", ""),
    "exp for exp2": ("tl.exp2(scores", "tl.exp(scores"),
    "all heads are the first": ("value.load([batch, head,", "value.load([batch, 0,"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.filterwarnings("ignore:invalid value encountered")  # some faults give 0 / 0
def test_a_planted_fault_is_seen(kernel, tmp_path, fault):
    right, wrong = FAULTS[fault]
    text = SOURCE.read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "planted.py"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    spec = util.spec_from_file_location("planted", path)
    planted = util.module_from_spec(spec)
    spec.loader.exec_module(planted)
    tiles = planted.Tiles(32, 16, num_warps=4, num_stages=2)
    qkv = random(70, 71, 32, torch.float16)

    def assert_right():
        for is_causal in (False, True):
            assert_as_exact_as_sdpa(
                lambda *inputs: planted.flash_attention(*inputs, tiles=tiles), qkv, is_causal
            )

    with pytest.raises(AssertionError, match="<="):
        assert_right()


@pytest.mark.skipif(not IS_OFFERED, reason="NVIDIA's assembler comes with Triton for Linux x86-64")
def test_it_compiles_for_a_hopper_gpu_without_spilling():
    """In a process of its own, where Triton compiles instead of interpreting."""
    script = (
        "import json, torch, kernel_resources as k; from course_utils import triton_attention as t;"
        "print(json.dumps([k.resources(t.candidates(dtype, dim)[0], dtype, dim, dim == 128)"
        " for dtype, dim in ((torch.bfloat16, 128), (torch.float16, 64))]))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TRITON_INTERPRET"}
    environment["PYTHONPATH"] = str(ROOT / "benchmarks")
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for found in json.loads(done.stdout):
        assert found["spilled"] == 0
        assert found["remarks"] == []
        assert found["wgmma"] >= 16
        assert found["tma"] >= 4
        assert found["shared"] <= 227 * 2**10
