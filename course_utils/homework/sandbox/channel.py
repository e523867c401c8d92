"""The grader's end of the line to the agent: questions, answers, and the agent's own questions."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from ...checking.isolation import TooLong
from . import wire


class Gone(Exception):
    """Nobody is at the other end any more, or nobody who makes sense."""


def _no_data(value: Any) -> wire.Thing:
    raise TypeError(f"a {type(value).__name__} cannot be sent")


class Channel:
    def __init__(self, address: str) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        if os.path.lexists(address):
            os.unlink(address)
        mask = os.umask(0)  # for its user; a chmod might follow a link that is put there meanwhile
        self.listener.bind(address)
        os.umask(mask)
        self.listener.listen(1)
        self.connection: socket.socket | None = None
        self.data, self.number = bytearray(), 0
        self.waits = False  # for an answer to a question that was given up

    def accept(self, seconds: float, lives: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        self.listener.settimeout(0.2)
        while self.connection is None:
            try:
                self.connection, _ = self.listener.accept()
            except TimeoutError:
                if time.monotonic() > end or not lives():
                    raise Gone("the kernel does not answer") from None

    def ask(
        self,
        do: str,
        seconds: float,
        callbacks: Mapping[int, Callable] | None = None,
        **request: Any,
    ) -> dict[str, Any]:
        """The answer; raises TooLong when none comes in time, and Gone when none can come."""
        assert not self.waits
        self.number += 1
        self.waits = True
        end = time.monotonic() + seconds
        self._send({"do": do, "number": self.number, **request}, callbacks or {}, end)
        while True:
            reply = self._receive(end)
            if "ask" in reply and callbacks:
                self._send(_called_back(reply, callbacks), callbacks, end)
            elif reply.get("number") == self.number:
                self.waits = False
                return reply

    def await_peace(self, seconds: float) -> None:
        """After a question that was given up: wait until the other side is free again."""
        end = time.monotonic() + seconds
        try:
            while self.waits:
                reply = self._receive(end)
                if "ask" in reply:
                    text = ["RuntimeError", "the call was given up"]
                    self._send({"error": text}, {}, end)
                self.waits = reply.get("number") != self.number
        except TooLong:
            raise Gone("the call could not be stopped") from None

    def _send(self, message: dict[str, Any], callbacks: Mapping, end: float) -> None:
        numbers = {id(function): number for number, function in callbacks.items()}

        def other(value: Any) -> wire.Callback | wire.Thing:
            if id(value) in numbers:
                return wire.Callback(numbers[id(value)])
            return _no_data(value)

        assert self.connection is not None
        self.connection.settimeout(max(0.01, end - time.monotonic()))
        try:
            self.connection.sendall(wire.pack(message, other))
        except TimeoutError:
            raise TooLong from None
        except OSError as error:
            raise Gone(str(error)) from error

    def _receive(self, end: float) -> dict[str, Any]:
        assert self.connection is not None
        try:
            while (total := wire.length(self.data)) is None or len(self.data) < total:
                self.connection.settimeout(max(0.01, end - time.monotonic()))
                wanted = (total or 12) - len(self.data)
                piece = self.connection.recv(min(wanted, 1 << 20))
                if not piece:
                    raise Gone("its process has ended")
                self.data += piece
            message, self.data = wire.unpack(self.data), bytearray()
        except TimeoutError:
            raise TooLong from None
        except (OSError, wire.Garbled) as error:
            raise Gone(str(error)) from error
        if not isinstance(message, dict):
            raise Gone("an answer that is none")
        return message

    def close(self) -> None:
        self.listener.close()
        if self.connection is not None:
            self.connection.close()


def _called_back(question: dict[str, Any], callbacks: Mapping[int, Callable]) -> dict[str, Any]:
    arguments, named = question.get("arguments"), question.get("named")
    if not isinstance(arguments, list) or not isinstance(named, dict):
        raise Gone("a question that is none")
    if any(type(name) is not str for name in named) or question["ask"] not in list(callbacks):
        raise Gone("a question that is none")
    try:
        return {"answer": callbacks[question["ask"]](*arguments, **named)}
    except Exception as error:
        return {"error": [type(error).__name__, str(error)]}
