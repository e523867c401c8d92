"""Which way attention really took: torch chooses, and a fallback is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch.nn.attention import SDPBackend, sdpa_kernel

from .profiler import operations

BACKENDS = {
    "flash": SDPBackend.FLASH_ATTENTION,
    "cudnn": SDPBackend.CUDNN_ATTENTION,
    "efficient": SDPBackend.EFFICIENT_ATTENTION,
    "math": SDPBackend.MATH,
}
"""The ways of F.scaled_dot_product_attention, by the names the course uses."""

OPERATIONS = {
    "aten::_scaled_dot_product_flash_attention": "flash",
    "aten::_scaled_dot_product_flash_attention_for_cpu": "flash",
    "aten::_scaled_dot_product_cudnn_attention": "cudnn",
    "aten::_scaled_dot_product_efficient_attention": "efficient",
    "aten::_scaled_dot_product_fused_attention_overrideable": "overrideable",
    "aten::_scaled_dot_product_attention_math": "math",
    "aten::_scaled_dot_product_attention_math_for_mps": "math",
}
KERNELS = {  # on a GPU, where compiled code calls a kernel past torch's own operations
    "cudnn_generated_fort_native_sdpa": "cudnn",
    "flash_fwd": "flash",
    "fmha_cutlass": "efficient",
    "attn_fwd": "flash",  # ROCm's
    "flex_attention": "flex",
}
PRODUCTS = {"aten::bmm", "aten::mm", "aten::baddbmm", "aten::addmm"}


@contextmanager
def only(backend: str) -> Iterator[None]:
    """Let F.scaled_dot_product_attention take this way only; where it cannot, it raises."""
    with sdpa_kernel(BACKENDS[backend]):
        yield


def backend_of(fn: Callable[[], object]) -> str:
    """What computed attention in `fn()`, seen by the profiler while it ran.

    "flash", "cudnn", "efficient" or "math" where SDPA did; "flex" for FlexAttention's own kernel;
    "compiled" for a kernel that torch.compile wrote; "unfused" for separate products and softmax,
    also an uncompiled FlexAttention's; "none" where nothing of the kind was seen. Call `fn` before,
    so that it is compiled.
    """
    return backend_named_in(operations(fn))


def backend_named_in(names: list[str]) -> str:
    """The same, from the names of the operations and kernels."""
    for name in names:
        if name in OPERATIONS:
            return OPERATIONS[name]
    for name in names:
        for part, backend in KERNELS.items():
            if part in name:
                return backend
    if any("CompiledFxGraph" in name for name in names):
        return "compiled"
    return "unfused" if PRODUCTS & set(names) else "none"
