"""What attempts may do to their surroundings, and a look at these surroundings."""

from __future__ import annotations

import builtins
import functools
import gc
import io
import locale
import logging
import math
import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy
import torch
from torch.nn.modules import module
from torch.overrides import TorchFunctionMode, _get_current_function_mode_stack
from torch.utils import _python_dispatch
from torch.utils._python_dispatch import TorchDispatchMode

import course_utils
from course_utils import checking
from course_utils.checking import comparison, isolation, judge

attention, masks = (sys.modules[f"course_utils.{name}"] for name in ("attention", "masks"))
KEPT = []  # what would be undone too early, were it thrown away


class Negate(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        return -result if type(result) is torch.Tensor and result.is_floating_point() else result


class Break(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        raise RuntimeError("broken on purpose")


def entered(context):
    KEPT.append(context)
    context.__enter__()


def refuse(*arguments, **options):
    raise RuntimeError("refused")


def lie(*arguments, **options):
    return True


def patched(space, name, value=refuse):
    def act():
        setattr(space, name, value)

    return act


def appended(a_list, what="nonsense"):
    return lambda: a_list.append(what)


# Each is done inside an attempt, and must leave nothing behind.
ACTS = {
    # torch's state
    "seed": lambda: torch.manual_seed(3),
    "draws": lambda: torch.randn(100),
    "default_dtype": lambda: torch.set_default_dtype(torch.float64),
    "default_tensor_type": lambda: torch.set_default_tensor_type(torch.DoubleTensor),
    "default_device": lambda: torch.set_default_device("meta"),
    "threads": lambda: torch.set_num_threads(3),
    "no_grad": lambda: torch.set_grad_enabled(False),
    "no_grad_entered": lambda: entered(torch.no_grad()),
    "inference_mode": lambda: entered(torch.inference_mode()),
    "deterministic": lambda: torch.use_deterministic_algorithms(True),
    "fill_memory": lambda: setattr(torch.utils.deterministic, "fill_uninitialized_memory", False),
    "autocast": lambda: entered(torch.autocast("cpu", dtype=torch.bfloat16)),
    "autocast_flag": lambda: torch.set_autocast_enabled("cpu", True),
    "autocast_cuda": lambda: torch.set_autocast_enabled("cuda", True),
    "autocast_dtype": lambda: torch.set_autocast_dtype("cpu", torch.float16),
    "autocast_cache": lambda: torch.set_autocast_cache_enabled(False),
    "anomaly": lambda: torch.autograd.set_detect_anomaly(True),
    "precision": lambda: torch.set_float32_matmul_precision("medium"),
    "print_options": lambda: torch.set_printoptions(precision=1, sci_mode=True),
    "warn_always": lambda: torch.set_warn_always(True),
    "flush_denormal": lambda: torch.set_flush_denormal(True),
    "mkldnn": lambda: torch._C._set_mkldnn_enabled(False),
    "cudnn": lambda: setattr(torch.backends.cudnn, "benchmark", True),
    "tf32": lambda: setattr(torch.backends.cudnn, "allow_tf32", False),
    "flash": lambda: torch.backends.cuda.enable_flash_sdp(False),
    "math_sdp": lambda: torch.backends.cuda.enable_math_sdp(False),
    "sdpa_kernel": lambda: entered(
        torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH)
    ),
    "fastpath": lambda: torch.backends.mha.set_fastpath_enabled(False),
    "opt_einsum": lambda: setattr(torch.backends.opt_einsum, "enabled", False),
    "sparse_invariants": lambda: torch.sparse.check_sparse_tensor_invariants.enable(),
    "function_mode": lambda: entered(Negate()),
    "dispatch_mode": lambda: entered(Break()),
    "device_mode": lambda: entered(torch.device("meta")),
    "fake_mode": lambda: entered(torch._subclasses.FakeTensorMode()),
    "functions_disabled": lambda: entered(torch._C.DisableTorchFunctionSubclass()),
    "saved_tensor_hooks": lambda: entered(
        torch.autograd.graph.saved_tensors_hooks(lambda t: 0 * t, lambda t: t)
    ),
    "dual_level": lambda: torch.autograd.forward_ad.enter_dual_level(),
    "forward_hook": lambda: module.register_module_forward_hook(lambda *_: torch.zeros(1)),
    "multithreading": lambda: torch.autograd.set_multithreading_enabled(False).__enter__(),
    # NumPy's and Python's
    "numpy_seed": lambda: numpy.random.seed(3),  # noqa: NPY002
    "numpy_errors": lambda: numpy.seterr(all="raise"),
    "numpy_errstate": lambda: entered(numpy.errstate(all="raise")),
    "numpy_print": lambda: numpy.set_printoptions(precision=1),
    "random_seed": lambda: random.seed(3),
    "folder": lambda: os.chdir("/"),
    "environment": lambda: os.environ.update(NONSENSE="1", PATH=""),
    "environment_emptied": lambda: os.environ.pop("PATH", None),
    "path": lambda: sys.path.clear(),
    "meta_path": lambda: sys.meta_path.insert(0, object()),
    "stdout": lambda: setattr(sys, "stdout", None),
    "stderr": lambda: setattr(sys, "stderr", io.StringIO()),
    "trace": lambda: sys.settrace(lambda *_: None),
    "profile": lambda: sys.setprofile(lambda *_: None),
    "thread_trace": lambda: threading.settrace(lambda *_: None),
    "alarm": lambda: signal.setitimer(signal.ITIMER_REAL, 0),
    "alarm_soon": lambda: signal.setitimer(signal.ITIMER_REAL, 0.001),
    "alarm_handler": lambda: signal.signal(signal.SIGALRM, signal.SIG_IGN),
    "interrupt_handler": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    "no_collection": gc.disable,
    "collection": lambda: gc.set_threshold(1, 1, 1),
    "recursion_limit": lambda: sys.setrecursionlimit(100_000),
    "switch_interval": lambda: sys.setswitchinterval(0.5),
    "locale": lambda: locale.setlocale(locale.LC_ALL, "POSIX"),
    "warnings_ignored": lambda: warnings.simplefilter("ignore"),
    "warnings_raised": lambda: warnings.simplefilter("error"),
    "warnings_caught": lambda: entered(warnings.catch_warnings(record=True)),
    "logging": lambda: logging.root.setLevel(1),
    "logging_disabled": lambda: logging.disable(),
    "logging_handler": lambda: logging.root.addHandler(logging.NullHandler()),
    # names
    **{
        f"builtins.{name}": patched(builtins, name)
        for name in ("len", "open", "isinstance", "next", "type", "getattr", "dict", "str", "any")
    },
    "builtins.all": patched(builtins, "all", lie),
    "builtins.new": patched(builtins, "something_new"),
    "math.isclose": patched(math, "isclose", lie),
    "math.exp": patched(math, "exp"),
    "time.sleep": patched(time, "sleep"),
    "os.getcwd": patched(os, "getcwd"),
    "functools": patched(functools, "partial"),
    "signal": patched(signal, "setitimer"),
    "torch.softmax": patched(torch, "softmax"),
    "torch.equal": patched(torch, "equal", lie),
    "torch.new": patched(torch, "something_new"),
    "torch.empty": patched(torch, "empty"),
    "Tensor.all": patched(torch.Tensor, "all", lie),
    "Tensor.double": patched(torch.Tensor, "double"),
    "Tensor.detach": patched(torch.Tensor, "detach"),
    "Tensor.__eq__": patched(torch.Tensor, "__eq__", lie),
    "F.softmax": patched(torch.nn.functional, "softmax"),
    "F.sdpa": patched(torch.nn.functional, "scaled_dot_product_attention"),
    "numpy.exp": patched(numpy, "exp"),
    "numpy.seed": patched(numpy.random, "get_state"),
    "Module.call": patched(torch.nn.Module, "__call__"),
    "cu.softmax": patched(course_utils, "softmax"),
    "attention.softmax": patched(attention, "softmax"),
    "masks.causal_mask": patched(masks, "causal_mask"),
    "checking.judge": patched(checking, "judge"),
    "comparison.is_close": patched(comparison, "is_close", lie),
    "judge.is_close": patched(sys.modules[judge.__module__], "is_close", lie),
    "judge.faults": patched(sys.modules[judge.__module__], "_faults", lambda *_: []),
    "isolation.guarded": patched(isolation, "guarded"),
    "Case.allows": patched(checking.Case, "allows", lie),
}
if not hasattr(signal, "setitimer"):
    ACTS = {name: act for name, act in ACTS.items() if "alarm" not in name and name != "signal"}


def surroundings() -> dict:
    """All that an act could have changed, by name."""
    c = torch._C
    flags = [name for name in dir(c) if name.startswith("_get_") and name.endswith("_enabled")]
    flags += [f"_get_{name}" for name in ("cudnn_benchmark", "cudnn_allow_tf32", "warnAlways")]
    patchable = (builtins, math, time, os, functools, signal, torch, torch.Tensor, numpy, sys)
    patchable += (torch.nn.functional, numpy.random, torch.nn.Module, course_utils, attention)
    patchable += (masks, checking, comparison, isolation, checking.Case, warnings, module)
    patchable += (sys.modules[judge.__module__],)
    names = {
        f"names of {getattr(space, '__name__', space)}": {
            name: id(value)
            for name, value in vars(space).items()
            if not isinstance(value, type(torch))
        }
        for space in patchable
    }
    return names | {
        "flags": {name: getattr(c, name)() for name in flags},
        "rng": torch.get_rng_state().tolist(),
        "numpy rng": [str(part) for part in numpy.random.get_state()],  # noqa: NPY002
        "random": random.getstate(),
        "dtype": torch.get_default_dtype(),
        "device": (torch.get_default_device(), torch.empty(1).device),
        "threads": torch.get_num_threads(),
        "grad": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "deterministic": (
            torch.are_deterministic_algorithms_enabled(),
            torch.utils.deterministic.fill_uninitialized_memory,
        ),
        "autocast": [
            (torch.is_autocast_enabled(d), torch.get_autocast_dtype(d)) for d in ("cpu", "cuda")
        ],
        "autocast cache": torch.is_autocast_cache_enabled(),
        "autocast depth": (torch.autocast_increment_nesting(), torch.autocast_decrement_nesting()),
        "anomaly": (torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()),
        "precision": torch.get_float32_matmul_precision(),
        "printed": str(torch.tensor([1 / 3, 1e6])) + str(numpy.array([1 / 3])),
        "denormal": float(numpy.finfo(float).smallest_subnormal) * 1.0,
        "modes": (
            _get_current_function_mode_stack(),
            _python_dispatch._get_current_dispatch_mode_stack(),
        ),
        "saved": c._autograd._top_saved_tensors_default_hooks(True),
        "dual": torch.autograd.forward_ad._current_level,
        "hooks": len(module._global_forward_hooks),
        "einsum": torch.backends.opt_einsum.enabled,
        "fastpath": torch.backends.mha.get_fastpath_enabled(),
        "sparse": torch.sparse.check_sparse_tensor_invariants.is_enabled(),
        "function state": str(c._get_torch_function_state()),
        "multithreading": c._is_multithreading_enabled(),
        "numpy errors": numpy.geterr(),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "paths": (sys.path[:], sys.meta_path[:]),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "traces": (sys.gettrace(), sys.getprofile(), threading.gettrace()),
        "handlers": [signal.getsignal(number) for number in signal.valid_signals()],
        "timer": signal.getitimer(signal.ITIMER_REAL) if hasattr(signal, "getitimer") else None,
        "gc": (gc.isenabled(), gc.get_threshold()),
        "limits": (sys.getrecursionlimit(), sys.getswitchinterval()),
        "locale": locale.setlocale(locale.LC_ALL),
        "filters": warnings.filters[:],
        "logging": (logging.root.level, logging.root.manager.disable, logging.root.handlers[:]),
    }


def differences(before: dict, after: dict) -> dict:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}
