"""What attempts may return, raise or be, in place of a function with a right result."""

from __future__ import annotations

import functools
import sys
import time
from unittest.mock import Mock

import numpy
import torch


class Mute(BaseException):
    def __str__(self):
        raise SystemExit


class Rude(torch.Tensor):
    """A tensor that resists whatever is done with it."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        raise KeyboardInterrupt

    def __eq__(self, other):
        raise SystemExit

    __len__ = __repr__ = __bool__ = __iter__ = __eq__
    __hash__ = None


class Evasive(list):
    def __getattribute__(self, name):
        raise Mute

    def __iter__(self):
        while True:
            yield 0.0


def raised(error):
    raise error


def recursing(depth=0):
    return recursing(depth + 1)


def deep_in_torch():
    class Deep(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            return function(*args, **(kwargs or {}))

    return torch.zeros(1).as_subclass(Deep) + 1


def escaped():
    kept = []
    torch.func.vmap(lambda x: (kept.append(x), x)[1])(torch.zeros(2, 3))
    return kept[0]


def coroutine():
    async def later():
        return 0

    return later()


# Each takes the right result and gives what is returned in its place: always wrong.
RESULTS = {
    "none": lambda right: None,
    "pair": lambda right: (right, None),
    "list": lambda right: [right],
    "numpy": lambda right: numpy.asarray(7.5),
    "strings": lambda right: numpy.array(["a", "b"]),
    "0-d": lambda right: torch.tensor(7.5),
    "empty": lambda right: torch.zeros(0),
    "wrong rank": lambda right: torch.zeros(1, 2, 1, 2, 1),
    "no memory": lambda right: torch.empty(10**14),
    "expanded": lambda right: torch.zeros(1).expand(10**12),
    "meta": lambda right: torch.zeros(2, device="meta"),
    "sparse": lambda right: torch.zeros(2, 2).to_sparse(),
    "quantized": lambda right: torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8),
    "complex": lambda right: torch.zeros(2, dtype=torch.complex64),
    "nested": lambda right: torch.nested.nested_tensor([torch.zeros(2)], layout=torch.jagged),
    "fake": lambda right: torch._subclasses.FakeTensorMode().from_tensor(torch.zeros(2)),
    "functional": lambda right: torch._to_functional_tensor(torch.zeros(2)),
    "escaped": lambda right: escaped(),
    "rude": lambda right: torch.zeros(2).as_subclass(Rude),
    "evasive": lambda right: Evasive(),
    "liar": lambda right: Liar(),
    "mock": lambda right: Mock(spec=torch.Tensor),
    "generator": lambda right: (x for x in (1, 2)),
    "iterator": lambda right: iter([1, 2]),
    "coroutine": lambda right: coroutine(),
    "function": lambda right: torch.softmax,
    "method": lambda right: torch.zeros(2).softmax,
    "module": lambda right: torch.nn.Linear(2, 2),
    "text": lambda right: "0.245",
    "nan": lambda right: torch.tensor(torch.nan),
    "raises": lambda right: raised(ValueError("no")),
    "raises mutely": lambda right: raised(Mute()),
    "interrupts": lambda right: raised(KeyboardInterrupt()),
    "exits": lambda right: sys.exit(3),
    "quits": lambda right: exit(),
    "stops": lambda right: raised(StopIteration()),
    "closes": lambda right: raised(GeneratorExit()),
    "undefined": lambda right: undefined_name,  # noqa: F821
    "recurses": lambda right: recursing(),
}

WAYS = {
    "plain": lambda f: f,
    "lambda": lambda f: lambda *arguments: f(*arguments),
    "partial": lambda f: functools.partial(f),
    "method": lambda f: Holder(f).call,
    "object": lambda f: Holder(f),
    "module": lambda f: Wrapped(f),
    "static": lambda f: staticmethod(f),
    "evasive": lambda f: Unexaminable(f),
}


class Liar:
    """It says that it is a tensor, and torch itself believes it, and crashes."""

    __class__ = property(lambda self: torch.Tensor)


class Holder:
    def __init__(self, function):
        self.function = function

    def call(self, *arguments):
        return self.function(*arguments)

    __call__ = call


class Wrapped(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *arguments):
        return self.function(*arguments)


class Unexaminable:
    def __init__(self, function):
        object.__setattr__(self, "_function", function)

    def __call__(self, *arguments, **options):
        return object.__getattribute__(self, "_function")(*arguments, **options)

    def __getattribute__(self, name):
        raise Mute

    __signature__ = property(lambda self: raised(Mute()))
    __repr__ = __eq__ = __bool__ = __len__ = lambda self, *other: raised(Mute())
    __hash__ = None


def stubborn(*arguments):
    while True:
        try:  # noqa: SIM105
            time.sleep(0.01)
        except:  # noqa: E722
            pass


def in_a_list(*arguments):
    return [x + 1 for x in iter(int, 1)]


def in_a_thread(*arguments):
    import threading

    def spin():
        while True:
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    thread.join()


def asleep(*arguments):
    time.sleep(1000)


ENDLESS = {"stubborn": stubborn, "list": in_a_list, "thread": in_a_thread, "asleep": asleep}
