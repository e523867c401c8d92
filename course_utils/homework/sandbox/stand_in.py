"""The course as a submission sees it: its functions, and checks that say nothing.

Each call of a function is noted by whoever listens. No exercise, reference or mistake is here.
"""

import functools
import importlib
import types

LISTENERS = []
_MODULES = ("masks", "attention", "multihead", "tiled")
_QUIET = ("check", "hint", "predict", "progress", "run", "show", "show_solution")


def _noted(function):
    @functools.wraps(function)
    def call(*arguments, **named):
        for listener in LISTENERS:
            listener.add(function.__name__)
        return function(*arguments, **named)

    return call


def _say_nothing(*arguments, **named):
    return None


def __getattr__(name):
    if name in _QUIET:
        return _say_nothing
    if name in ("plots", "timing", "inputs"):
        return importlib.import_module(f"{__name__}.{name}")
    for module in (f"{__name__}.inputs", f"{__name__}.timing"):
        if not name.startswith("_") and hasattr(importlib.import_module(module), name):
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _fill():
    for name in _MODULES:
        module = importlib.import_module(f"{__name__}.{name}")
        for key, value in list(vars(module).items()):
            ours = isinstance(value, types.FunctionType) and value.__module__ == module.__name__
            if ours and not key.startswith("_"):
                value = _noted(value)
                setattr(module, key, value)
                globals()[key] = value


_fill()
