"""The settings of torch that hold for everybody: how each is read, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy
import torch
from torch.autograd import forward_ad
from torch.nn.modules import module
from torch.overrides import _get_current_function_mode_stack, _pop_mode, _push_mode
from torch.utils import _device, _python_dispatch

Setting = tuple[Callable[[], Any], Callable[[Any], Any]]  # one to read it, one to write it

# The flags of torch._C that have a getter and a setter. No torch has all of them.
_FLAGS = (
    *("backcompat_broadcast_warn", "backcompat_keepdim_warn", "blas_preferred_backend"),
    *("cublas_allow_bf16_reduced_precision_reduction", "cublas_allow_fp16_accumulation"),
    *("cublas_allow_fp16_reduced_precision_reduction", "cublas_allow_tf32", "cudnn_allow_tf32"),
    *("cudnn_benchmark", "cudnn_deterministic", "cudnn_enabled"),
    *("deterministic_fill_uninitialized_memory", "linalg_preferred_backend"),
    *("math_sdp_allow_fp16_bf16_reduction", "mkldnn_deterministic", "mkldnn_enabled"),
    *("nnpack_enabled", "onednn_allow_tf32", "qengine", "sdp_priority_order"),
    *("torch_function_state", "warnAlways"),
)
_KERNELS = ("flash", "math", "mem_efficient", "cudnn", "overrideable")
_PRECISIONS = [("generic", "all"), *product(("cuda", "mkldnn"), ("all", "matmul", "conv", "rnn"))]
_HOOKS = [hooks for name, hooks in vars(module).items() if name.startswith("_global_")]
_HOOKS = [hooks for hooks in _HOOKS if isinstance(hooks, dict)]
_SMALLEST = float(numpy.finfo(float).smallest_subnormal)


def _flags() -> list[Setting]:
    names = [(f"_get_{name}", f"_set_{name}") for name in _FLAGS]
    names += [(f"_get_{name}_sdp_enabled", f"_set_sdp_use_{name}") for name in _KERNELS]
    names += [("_only_lift_cpu_tensors", "_set_only_lift_cpu_tensors")]
    names += [("_check_sparse_tensor_invariants", "_set_check_sparse_tensor_invariants")]
    found = [[getattr(torch._C, name, None) for name in pair] for pair in names]
    return [(read, _spread(write)) for read, write in found if read and write]


def _spread(write: Callable) -> Callable:
    return lambda before: write(*before) if type(before) is tuple else write(before)


def _precision_settings() -> list[Setting]:
    """Torch's newer settings of the same as `float32_matmul_precision`, the general ones first."""
    read = getattr(torch._C, "_get_fp32_precision_getter", None)
    write = getattr(torch._C, "_set_fp32_precision_setter", None)
    if not (read and write):
        return []
    return [(lambda p=place: read(*p), lambda v, p=place: write(*p, v)) for place in _PRECISIONS]


def _precision() -> str | None:
    try:
        return torch.get_float32_matmul_precision()
    except RuntimeError:  # the newer settings were used
        return None


def _put_precision(before: str | None) -> None:
    if before:
        torch.set_float32_matmul_precision(before)


def _default_device() -> tuple:
    context = getattr(torch._GLOBAL_DEVICE_CONTEXT, "device_context", None)
    return context, _device.CURRENT_DEVICE


def _put_default_device(before: tuple) -> None:
    torch._GLOBAL_DEVICE_CONTEXT.device_context, _device.CURRENT_DEVICE = before


def _put_function_modes(before: list) -> None:
    while _get_current_function_mode_stack():
        _pop_mode()
    for mode in before:
        _push_mode(mode)


def _put_dispatch_modes(before: list) -> None:
    while _python_dispatch._get_current_dispatch_mode_stack():
        _python_dispatch._pop_mode()
    for mode in before:
        _python_dispatch._push_mode(mode)


def _determinism() -> tuple[bool, bool]:
    return (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )


def _put_determinism(before: tuple[bool, bool]) -> None:
    torch.use_deterministic_algorithms(before[0], warn_only=before[1])


def _autocast() -> tuple:
    nesting = torch.autocast_increment_nesting()
    torch.autocast_decrement_nesting()
    devices = [
        (device, torch.is_autocast_enabled(device), torch.get_autocast_dtype(device))
        for device in ("cpu", "cuda")
    ]
    return devices, torch.is_autocast_cache_enabled(), nesting


def _put_autocast(before: tuple) -> None:
    devices, cache, nesting = before
    for device, enabled, dtype in devices:
        torch.set_autocast_enabled(device, enabled)
        torch.set_autocast_dtype(device, dtype)
    torch.set_autocast_cache_enabled(cache)
    while torch.autocast_increment_nesting() < nesting:
        pass
    while torch.autocast_decrement_nesting() > nesting - 1:
        pass


def _put_anomaly(before: tuple[bool, bool]) -> None:
    torch.set_anomaly_enabled(*before)


def _saved_tensor_hooks() -> Any:
    return torch._C._autograd._top_saved_tensors_default_hooks(True)


def _put_saved_tensor_hooks(before: Any) -> None:
    while (top := _saved_tensor_hooks()) and top != before:
        torch._C._autograd._pop_saved_tensors_default_hooks()
    if before and not top:
        torch._C._autograd._push_saved_tensors_default_hooks(*before)


def _put_forward_level(before: int) -> None:
    while forward_ad._current_level > before:
        forward_ad.exit_dual_level()


def _put_hooks(before: list[dict]) -> None:
    for hooks, old in zip(_HOOKS, before, strict=True):
        hooks.clear()
        hooks.update(old)


def _einsum_path() -> tuple:
    return torch.backends.opt_einsum.enabled, torch.backends.opt_einsum.strategy


def _put_einsum_path(before: tuple) -> None:
    torch.backends.opt_einsum.enabled, torch.backends.opt_einsum.strategy = before


def _put_print_options(before: dict) -> None:
    vars(torch._tensor_str.PRINT_OPTS).update(before)


TORCH: list[Setting] = [
    (_get_current_function_mode_stack, _put_function_modes),
    (_python_dispatch._get_current_dispatch_mode_stack, _put_dispatch_modes),
    (_default_device, _put_default_device),
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.get_num_threads, torch.set_num_threads),
    (_determinism, _put_determinism),  # (written only where it changed: that takes seconds)
    (lambda: (torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()), _put_anomaly),
    (_autocast, _put_autocast),
    (_saved_tensor_hooks, _put_saved_tensor_hooks),
    (lambda: forward_ad._current_level, _put_forward_level),
    (lambda: [dict(hooks) for hooks in _HOOKS], _put_hooks),
    *_flags(),
    (_precision, _put_precision),
    *_precision_settings(),
    (lambda: _SMALLEST * 1.0 == 0, torch.set_flush_denormal),
    (_einsum_path, _put_einsum_path),
    (lambda: vars(torch._tensor_str.PRINT_OPTS).copy(), _put_print_options),
]
