"""Ordinary surroundings for a call, and the random numbers where the other side has them."""

from __future__ import annotations

import random
from typing import Any

import numpy
import torch

_read = torch.default_generator.get_state
_write = torch.default_generator.set_state
_numpy_read, _numpy_write = numpy.random.get_state, numpy.random.set_state
_set_dtype, _set_grad = torch.set_default_dtype, torch._C._set_grad_enabled
WORDS = 624  # of a Mersenne twister


def drawn() -> list[Any]:
    """Where the three generators are."""
    _, keys, place, has_gauss, gauss = _numpy_read(legacy=True)
    version, words, following = random.getstate()
    return [
        _read(),
        [torch.from_numpy(keys.astype(numpy.int64)), int(place), int(has_gauss), float(gauss)],
        [int(version), torch.tensor(words), following],
    ]


def put(draws: list[Any]) -> None:
    """Take the three generators there; draws that cannot be are refused with a ValueError."""
    of_torch, (keys, place, has_gauss, gauss), (version, words, following) = draws
    if len(keys) != WORDS or type(place) is not int or not 0 <= place <= WORDS:
        raise ValueError("no state of a generator")
    if following is not None and type(following) is not float:
        raise ValueError("no state of a generator")
    _set_dtype(torch.float32)
    _set_grad(True)
    _write(of_torch)
    keys = keys.to(torch.int64).numpy().astype(numpy.uint32)
    _numpy_write(("MT19937", keys, place, int(has_gauss), float(gauss)))
    random.setstate((version, tuple(words.tolist()), following))
