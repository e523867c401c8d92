"""It serves the grader from within the kernel: says what a name holds, calls it, sends back data.

It runs beside the learner's code, which can change it. What it says is worth no more than what the
learner's function returns.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import os
import signal
import socket
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Any

import torch

from ...checking.idle import only_returns_a_constant
from . import seen, surroundings, wire
from .things import raised, thing, without_subclass

_equal, _no_grad, _gradients = torch.equal, torch.no_grad, torch.autograd.grad
_signature, _source_of = inspect.signature, inspect.getsource
_modules = sys.modules
FEW = 4  # calls whose gradient may be asked for
LONGEST = 200  # characters of an annotation or a default


def serve(address: str, namespace: dict[str, Any]) -> None:
    """Answer until the grader has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # but within a call
    with contextlib.suppress(EOFError, OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        agent = _Agent(connection, namespace)
        while True:
            agent.answer(agent.receive())


class _Agent:
    def __init__(self, connection: socket.socket, namespace: dict[str, Any]) -> None:
        self.connection, self.namespace = connection, namespace
        self.modules = dict(_modules)
        self.kept: dict[int, tuple[torch.Tensor, list[torch.Tensor]]] = {}

    def receive(self) -> Any:
        data = bytearray()
        while (total := wire.length(data)) is None or len(data) < total:
            piece = self.connection.recv(min((total or 12) - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return wire.unpack(data)

    def send(self, message: dict[str, Any]) -> None:
        self.connection.sendall(wire.pack(message, thing))

    def answer(self, request: dict[str, Any]) -> None:
        _forget_the_dead()
        do = {
            "define": self.define,
            "describe": self.describe,
            "call": self.call,
            "backward": self.backward,
        }[request["do"]]
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                reply = do(request)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except BaseException as error:
            reply = {"error": raised(error)}
        if self.modules.keys() - _modules.keys():
            _modules.update(self.modules)  # some were taken away
        try:
            data = wire.pack(reply | {"number": request["number"]}, thing)
        except BaseException as error:
            data = wire.pack({"number": request["number"], "error": raised(error)}, thing)
        self.connection.sendall(data)

    def define(self, request: dict[str, Any]) -> dict[str, Any]:
        from . import salvage

        salvage.define(request["cells"], self.namespace, calm=request["calm"])
        return {}

    def describe(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["name"] not in self.namespace:
            return {"there": False}
        value = self.namespace[request["name"]]
        if not callable(value):
            return {"there": True, "callable": False, "value": _data(value)}
        code = getattr(value, "__code__", None)
        idle = type(code) is types.CodeType and only_returns_a_constant(code)
        return {
            **{"there": True, "callable": True, "idle": idle},
            **{"signature": _described_signature(value), "source": _source(value)},
        }

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.namespace[request["name"]]
        by_place = [self._prepared(value) for value in request["arguments"]]
        named = {name: self._prepared(value) for name, value in request["named"].items()}
        given = dict(enumerate(by_place)) | named
        for place in request["differentiable"]:
            given[place].requires_grad_()
        before = {p: v.detach().clone() for p, v in given.items() if type(v) is torch.Tensor}
        names, shapes = seen.Names(), seen.Shapes()
        surroundings.put(request["draws"])
        course: set[str] = set()
        error, returned = None, None
        with contextlib.ExitStack() as modes:
            if request["names"]:
                modes.enter_context(names)
                modes.enter_context(_course_functions(course))
            if request["shapes"]:
                modes.enter_context(shapes)
            try:
                returned = function(*by_place, **named)
            except BaseException as caught:
                error = raised(caught)
        reply: dict[str, Any] = {
            "called": names.told(),
            "made": shapes.told(),
            "course": sorted(course),
            "draws": surroundings.drawn(),
            "changed": [
                [place, _data(given[place])]
                for place, old in before.items()
                if not _same(given[place], old)
            ],
        }
        if error is not None:
            return reply | {"error": error}
        tensor = without_subclass(returned)
        if tensor is not None and tensor.requires_grad:
            inputs = [given[place] for place in request["differentiable"]]
            self.kept[request["number"]] = tensor, inputs
            self.kept = dict(list(self.kept.items())[-FEW:])  # they hold memory
            reply["differentiable"] = True
        return reply | {"value": _data(returned)}

    def backward(self, request: dict[str, Any]) -> dict[str, Any]:
        output, inputs = self.kept[request["call"]]
        gradients = _gradients(
            output, inputs, request["gradient"], retain_graph=True, allow_unused=True
        )
        return {"gradients": [g if g is None else _data(g.to_dense()) for g in gradients]}

    def _prepared(self, value: Any) -> Any:
        if isinstance(value, wire.Callback):
            return self._callback(value.number)
        return value

    def _callback(self, number: int) -> Callable:
        def ask(*arguments, **named):
            question = {"ask": number, "arguments": list(arguments), "named": named}
            self.send(question)
            reply = self.receive()
            if "error" in reply:
                raise getattr(__builtins__, reply["error"][0], RuntimeError)(reply["error"][1])
            return reply["answer"]

        return ask


def _forget_the_dead() -> None:
    """Children that were ended count as processes until somebody asks how they ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _data(value: Any, depth: int = 0) -> Any:
    """Tensors of a subclass as what they are below; the rest as it is."""
    tensor = without_subclass(value)
    if tensor is not None:
        return tensor.detach()
    if type(value) in (list, tuple) and len(value) < 10_000 and depth < wire.DEPTH:
        return type(value)(_data(item, depth + 1) for item in value)
    return value


def _same(now: torch.Tensor, before: torch.Tensor) -> bool:
    now = without_subclass(now)
    if now is None or now.shape != before.shape or now.dtype != before.dtype:
        return False
    now = now.detach()
    return _equal(now, before) or bool(((now == before) | (now.isnan() & before.isnan())).all())


@contextlib.contextmanager
def _course_functions(called: set[str]):
    """Inside, the names of the course's functions that are called are noted."""
    listeners = getattr(sys.modules.get("course_utils"), "LISTENERS", [])
    listeners.append(called)
    try:
        yield
    finally:
        listeners.remove(called)


def _described_signature(function: Any) -> dict[str, Any] | None:
    try:
        if isinstance(function, torch.nn.Module):
            function = function.forward  # calling the module itself takes anything
        signature = _signature(function)
        parameters = [
            {
                "name": str(p.name),
                "kind": int(p.kind),
                "default": None if p.default is p.empty else repr(p.default)[:LONGEST],
                "annotation": _annotation(p.annotation),
            }
            for p in signature.parameters.values()
        ]
        return {"parameters": parameters, "returns": _annotation(signature.return_annotation)}
    except Exception:  # none is known, or it resists being looked at
        return None


def _annotation(annotation: Any) -> str | None:
    return None if annotation is inspect._empty else inspect.formatannotation(annotation)[:LONGEST]


def _source(function: Any) -> str:
    try:
        source = textwrap.dedent(_source_of(function))
        ast.parse(source)
        return source[:50_000]
    except Exception:
        return ""
