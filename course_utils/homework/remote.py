"""A function in the learner's process that can be called here like any other.

Arguments go over and results come back as data. Gradients are asked of the other side; what it
writes into its arguments is written into ours; what it raises is raised here, under the same name.
"""

from __future__ import annotations

import inspect
from typing import Any

import torch

from ..checking.elsewhere import Elsewhere, Work, tell, wanted
from ..checking.isolation import SECONDS, TooLong
from .sandbox import surroundings
from .sandbox.session import Ended, Session
from .thrown import exception
from .unpacked import unpacked

PATIENCE = 2  # how often one function may end its process, or be stopped, before it is left alone
AGAIN = 3.0  # seconds for a call, once one had to be stopped


class RemoteFunction(Elsewhere):
    """`name` in the notebook of the session; `described` is what the agent says of it."""

    def __init__(self, session: Session, name: str, described: dict[str, Any]) -> None:
        self.session, self.name = session, name
        self.__name__ = self.__qualname__ = name
        self.__signature__ = _signature(described.get("signature"))
        self.is_stub = described.get("idle") is True
        self.source = str(described.get("source") or "")
        self.failures: list[str] = []
        self.stopped = self.returned = False
        self.raised: set[str] = set()
        """The built-in classes of what it raised."""
        self.course_functions: set[str] = set()
        self.torch_functions: set[str] = set()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        given = dict(enumerate(arguments)) | named
        functions = [a for a in given.values() if callable(a) and not _is_data(a)]
        callbacks = dict(enumerate(functions))
        differentiable = [
            place for place, a in given.items() if isinstance(a, torch.Tensor) and a.requires_grad
        ]
        names, shapes = wanted()
        reply = self._ask(
            "call",
            callbacks,
            name=self.name,
            arguments=[_bare(a) for a in arguments],
            named={key: _bare(value) for key, value in named.items()},
            differentiable=differentiable,
            names=names,
            shapes=shapes,
            draws=surroundings.drawn(),
        )
        self._note(reply)
        for place, now in _pairs(reply.get("changed")):
            if isinstance(now, torch.Tensor) and place in list(given):
                _overwrite(given[place], now)
        if "error" in reply:
            error = exception(reply["error"])
            self.raised.add(type(error).__mro__[2].__name__)
            raise error
        self.returned = True
        value = unpacked(reply.get("value"))
        if reply.get("differentiable") is True and isinstance(value, torch.Tensor):
            inputs = [given[place] for place in differentiable]
            return _OverThere.apply(self, reply["number"], value, *inputs)
        return value

    def gradients(self, call: int, gradient: torch.Tensor, inputs: list) -> list:
        """What the other side says of a call's inputs; a shape that cannot be is an error."""
        reply = self._ask("backward", {}, call=call, gradient=gradient.detach())
        if "error" in reply:
            raise exception(reply["error"])
        given = reply.get("gradients")
        if not isinstance(given, list) or len(given) != len(inputs):
            raise Ended("no gradients came back")
        for one, (shape, dtype) in zip(given, inputs, strict=True):
            fits = isinstance(one, torch.Tensor) and one.shape == shape and one.dtype == dtype
            if one is not None and not fits:
                raise Ended("the gradient that came back has another shape or dtype")
        return given

    def _ask(self, do: str, callbacks: dict, **request: Any) -> dict[str, Any]:
        if len(self.failures) >= PATIENCE:
            raise Ended(self.failures[-1])
        if self.session.seconds_left <= 0:
            self.stopped = True
            raise TooLong
        try:
            patience = AGAIN if self.stopped else SECONDS + 1
            seconds = min(patience, self.session.seconds_left)
            return self.session.ask(do, seconds, callbacks, **request)
        except TooLong:
            self.stopped = True
            self.failures.append("its process had to be stopped")
            raise
        except Ended as error:
            self.failures.append(str(error))
            raise

    def _note(self, reply: dict[str, Any]) -> None:
        called = frozenset(_texts(reply.get("called")))
        made = tuple(
            (str(name), torch.Size(shape))
            for name, shape in _pairs(reply.get("made"))
            if isinstance(shape, list) and all(type(size) is int for size in shape)
        )
        self.torch_functions |= called
        self.course_functions |= set(_texts(reply.get("course")))
        tell(Work(called, made))
        try:
            surroundings.put(reply["draws"])
        except (KeyError, ValueError, TypeError, RuntimeError, AttributeError, OverflowError):
            return  # it says nothing that could be: the draws here stay as they are


class _OverThere(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, call, value, *inputs):
        ctx.function, ctx.call = function, call
        ctx.inputs = [(tensor.shape, tensor.dtype) for tensor in inputs]
        return value

    @staticmethod
    def backward(ctx, gradient):
        return None, None, None, *ctx.function.gradients(ctx.call, gradient, ctx.inputs)


def remote_function(session: Session, name: str) -> Any:
    """The function of that name; the value, where it is no function; None, where it is not there.

    A class or an object that can be called counts as a function.
    """
    try:
        described = session.ask("describe", SECONDS, name=name)
    except (Ended, TooLong):
        return None
    if described.get("there") is not True:
        return None
    if described.get("callable") is True:
        return RemoteFunction(session, name, described)
    return unpacked(described.get("value"))


def _is_data(value: Any) -> bool:
    return isinstance(value, torch.Tensor | torch.dtype)


def _bare(value: Any) -> Any:
    return value.detach() if isinstance(value, torch.Tensor) else value


def _overwrite(ours: Any, now: torch.Tensor) -> None:
    if isinstance(ours, torch.Tensor):
        with torch.no_grad():
            if now.shape == ours.shape and now.dtype == ours.dtype:
                ours.data.copy_(now)
            else:
                ours.data = now


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _pairs(value: Any) -> list[list]:
    pairs = value if isinstance(value, list) else []
    return [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2]


class _Shown:
    """A default or an annotation of which only the text is known."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _signature(described: Any) -> Any:
    """The signature; something that is none, as `inspect` sees it, where none is known."""
    try:
        parameters = [
            inspect.Parameter(
                p["name"],
                inspect._ParameterKind(p["kind"]),
                default=_shown(p["default"], inspect.Parameter.empty),
                annotation=_shown(p["annotation"], inspect.Parameter.empty),
            )
            for p in described["parameters"]
        ]
        returns = _shown(described["returns"], inspect.Signature.empty)
        return inspect.Signature(parameters, return_annotation=returns)
    except (KeyError, ValueError, TypeError):
        return "not known"


def _shown(text: Any, empty: Any) -> Any:
    return _Shown(text[:200]) if isinstance(text, str) else empty
