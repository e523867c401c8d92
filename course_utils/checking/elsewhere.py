"""An attempt that runs in another process, where the engine cannot look into it: it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch


@dataclass(frozen=True)
class Work:
    """What one call did there."""

    called: frozenset[str] = frozenset()
    """The bare names of torch's functions that it called."""
    made: tuple[tuple[str, torch.Size], ...] = ()
    """Operations with the shapes of the fresh floating tensors that they made."""


@dataclass(frozen=True)
class Origin:
    """Where an exception was raised that came from there."""

    line: int | None
    by_a_raise: bool
    """By a `raise` of the learner's, not inside torch."""
    kind: type | None = None
    """Its class, where that is one of Python's own."""


class Elsewhere:
    """A function that can be called as if it were here. It tells its `Work` to all who listen."""

    is_stub = False


class RaisedElsewhere:
    """Also a base class of an exception that came from there."""

    origin: Origin


def origin(error: BaseException) -> Origin | None:
    return error.origin if issubclass(type(error), RaisedElsewhere) else None


def kind_of(error: BaseException) -> type:
    there = origin(error)
    return (there and there.kind) or type(error)


_listeners: list[tuple[Callable[[Work], None], bool]] = []


@contextmanager
def heard(listener: Callable[[Work], None], *, shapes: bool = False) -> Iterator[None]:
    """Inside, the listener is told what each call elsewhere did; its shapes only on request."""
    _listeners.append((listener, shapes))
    try:
        yield
    finally:
        _listeners.remove((listener, shapes))


def wanted() -> tuple[bool, bool]:
    """Does anybody listen, and does anybody ask for shapes?"""
    return bool(_listeners), any(shapes for _, shapes in _listeners)


def tell(work: Work) -> None:
    for listener, _ in _listeners:
        listener(work)


def is_elsewhere(attempt: Any) -> bool:
    return issubclass(type(attempt), Elsewhere)
