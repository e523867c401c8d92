"""What the names of torch, NumPy, Python and this course stand for, and putting that back."""

from __future__ import annotations

import builtins
import functools
import gc
import inspect
import itertools
import logging
import math
import operator
import os
import random
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy
import torch
from torch.nn.modules import module

# What a learner's code may patch, by accident or not.
_NAMESPACES = (
    *(torch, torch.nn, torch.nn.functional, torch.linalg, torch.special, torch.autograd),
    *(torch.Tensor, torch.nn.Module, torch.nn.Linear, torch.nn.Parameter, module),
    *(torch.autograd.graph, torch.backends.mha, torch.__future__),
    *(torch._tensor_str, torch.overrides),
    *(numpy, numpy.linalg, numpy.random, math, random, operator, functools, itertools),
    *(sys, os, time, signal, warnings, threading, traceback, inspect, gc, logging),
)
_BUILTINS = vars(builtins)
_COURSE = __name__.split(".")[0]


@functools.cache
def _namespaces() -> tuple[Any, ...]:
    """With those of this course that compute and check; the many that hold mistakes do neither."""
    ours = [
        module
        for name, module in sorted(sys.modules.items())
        if f"{name}.".startswith(f"{_COURSE}.") and (name.count(".") <= 1 or ".checking." in name)
    ]
    classes = [
        value
        for module in ours
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    return (sys.modules[__name__], *_NAMESPACES, *ours, *classes)


def remembered() -> Callable[[], None]:
    """Remember what all names stand for; the function returned undoes what was patched since.

    It must work whatever was patched, so what it needs is looked up now.
    """
    before = [(space, vars(space).copy()) for space in _namespaces()]  # (dict() takes longer)
    now, builtins_before, same, put_back = _BUILTINS, _BUILTINS.copy(), _same, _put_back

    def restore() -> None:
        now.update(builtins_before)  # before anything that looks up a name there
        for name in now.keys() - builtins_before.keys():
            del now[name]
        for space, names in before:
            if not same(vars(space), names):
                put_back(space, names)

    return restore


def _same(found: Mapping[str, Any], names: dict[str, Any]) -> bool:
    try:
        return found == names  # what is identical is equal, and is not asked
    except Exception:  # (an array was put there, say)
        return False


def _put_back(space: Any, names: dict[str, Any]) -> None:
    found = dict(vars(space))
    for name in found.keys() - names.keys():
        # torch and numpy import submodules on first use: those may stay.
        if isinstance(found[name], ModuleType):
            names[name] = found[name]
        else:
            delattr(space, name)
    for name, value in names.items():
        if name not in found or found[name] is not value:
            setattr(space, name, value)
