from __future__ import annotations

import warnings

import pytest
import torch
import torch.nn.functional as F
from torch.nn.attention.flex_attention import flex_attention

from course_utils.timing import backend_of, only, operations
from course_utils.timing.backend import backend_named_in

Q, K, V = (torch.randn(1, 2, 32, 16) for _ in range(3))


def through(backend, *inputs):
    def call():
        with only(backend):
            return F.scaled_dot_product_attention(*inputs)

    return call


def flex_uncompiled():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return flex_attention(Q, K, V)


@pytest.mark.parametrize(
    ("fn", "backend"),
    [
        (lambda: F.scaled_dot_product_attention(Q, K, V), "flash"),
        (through("flash", Q, K, V), "flash"),
        (through("math", Q, K, V), "math"),
        (lambda: F.scaled_dot_product_attention(Q[0], K[0], V[0]), "math"),  # 3 axes
        (lambda: F.scaled_dot_product_attention(Q, K, V[..., :8]), "math"),  # Ev is not E
        (lambda: torch.softmax(Q @ K.mT, -1) @ V, "unfused"),
        (flex_uncompiled, "unfused"),
        (lambda: Q + K, "none"),
    ],
)
def test_what_ran_on_this_processor(fn, backend):
    assert backend_of(fn) == backend


@pytest.mark.parametrize(
    ("names", "backend"),
    [
        (
            ["aten::_scaled_dot_product_flash_attention", "void pytorch_flash::flash_fwd_kernel"],
            "flash",
        ),
        (["aten::_scaled_dot_product_cudnn_attention"], "cudnn"),
        (["aten::_scaled_dot_product_efficient_attention", "fmha_cutlassF_bf16"], "efficient"),
        (["## Call CompiledFxGraph x ##", "triton_tem_fused_flex_attention_0"], "flex"),
        (
            ["## Call CompiledFxGraph x ##", "cudnn_generated_fort_native_sdpa_sm90_flash_fprop"],
            "cudnn",
        ),
        (["## Call CompiledFxGraph x ##", "aten::bmm"], "compiled"),
        (
            ["aten::scaled_dot_product_attention", "aten::_scaled_dot_product_attention_math"],
            "math",
        ),
    ],
)
def test_names_as_other_machines_have_them(names, backend):
    assert backend_named_in(names) == backend


def test_a_backend_that_cannot_run_here_raises():
    if torch.cuda.is_available():
        pytest.skip("a GPU may have it")
    with pytest.raises(RuntimeError, match="No viable backend"):
        through("cudnn", Q, K, V)()


def test_the_profiler_is_quiet(capfd):
    assert "aten::add" in operations(lambda: Q + K)
    assert capfd.readouterr() == ("", "")
