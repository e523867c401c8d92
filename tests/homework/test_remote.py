"""A remote function is, to the engine, the function itself."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import torch

from course_utils.checking import judge, wrong_function
from course_utils.checking.isolation import TooLong
from course_utils.checking.room import first_too_large
from course_utils.exercises import EXERCISES
from course_utils.homework.remote import remote_function
from course_utils.homework.sandbox import Ended, Limits
from tests.homework.submission import session

ROOT = str(Path(__file__).parents[2])
# The whole course in the learner's process, which none but a test would have there.
THE_COURSE = f"""
for name in [name for name in sys.modules if name.split(".")[0] == "course_utils"]:
    del sys.modules[name]
sys.path.insert(0, {ROOT!r})
from course_utils.checking import wrong_function
from course_utils.exercises import EXERCISES
for row in EXERCISES.values():
    globals()["right_" + row.name] = row.reference
    for mistake in row.mistakes:
        globals()["wrong_" + row.name + "_" + mistake.name] = wrong_function(row, mistake)
"""


@pytest.fixture(scope="module")
def course():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_utils.homework.sandbox.place.FRESH", ("/dev/shm",))
        odd = map(inspect.getsource, (*ODD, whole_rows))
        patient = Limits(cell_seconds=60, wall_seconds=600)
        with session(THE_COURSE, *odd, limits=patient) as running:
            assert not running.remarks
            yield running


def told(verdict):
    return verdict.status, verdict.message, verdict.mistakes


@pytest.mark.parametrize("name", EXERCISES)
def test_the_verdict_is_the_same_here_and_there(course, name):
    row = EXERCISES[name]
    assert told(judge(row, remote_function(course, f"right_{name}"))) == told(
        judge(row, row.reference)
    )
    for mistake in (row.mistakes[0], row.mistakes[len(row.mistakes) // 2]):
        there = remote_function(course, f"wrong_{name}_{mistake.name}")
        assert told(judge(row, there)) == told(judge(row, wrong_function(row, mistake)))


def stub(x):
    """Nothing yet."""
    ...


def writes_into_it(x):
    x.mul_(2)
    return x / 2


def raises(x):
    raise KeyError("no such", 3)


def not_yet(x):
    raise NotImplementedError


def leaves_the_graph(x):
    return torch.softmax(x.detach(), -1)


def gives_a_list(x):
    return torch.softmax(x, -1).tolist()


def gives_numpy(x):
    return torch.softmax(x, -1).numpy()


def generates(x):
    yield x


def gives_a_genexpr(x):
    return (row for row in x)


async def awaits(x):
    return x


def gives_a_module(x):
    return torch.nn.Softmax(-1)


def gives_sparse(x):
    return x.to_sparse()


def gives_nothing(x):
    torch.softmax(x, -1)


def gives_vast(x):
    return torch.ones(1).expand(1_000_000_000)


def gives_nan(x):
    return x * float("nan")


def two_parameters(x, axis):
    return x


def own_exception(x):
    class MyError(ValueError):
        pass

    raise MyError("mine")


def exits(x):
    import sys

    sys.exit("bye")


def overwrites(x):
    y = torch.exp(x - x.amax(-1, keepdim=True))
    y /= y.sum(-1, keepdim=True)
    return y


def lies(x):
    class Liar(torch.Tensor):
        def __eq__(self, other):
            return torch.ones_like(torch.as_tensor(self), dtype=torch.bool)

        @property
        def __class__(self):
            return torch.Tensor

        @property
        def shape(self):
            return torch.Size([2, 3, 4])

    return x.as_subclass(Liar)


def lies_about_its_class(x):
    class Thing:
        @property
        def __class__(self):
            return torch.Tensor

        def __reduce__(self):
            return print, ("unpickled",)

    return Thing()


ODD = (
    *(stub, writes_into_it, raises, not_yet, leaves_the_graph, gives_a_list, gives_numpy),
    *(generates, gives_a_genexpr, awaits, gives_a_module, gives_sparse, gives_nothing, gives_vast),
    *(gives_nan, two_parameters, own_exception, exits, overwrites, lies),
    lies_about_its_class,
)


@pytest.mark.parametrize("function", ODD, ids=lambda function: function.__name__)
def test_odd_answers_are_the_same_here_and_there(course, function):
    space = {"torch": torch}
    exec(compile(inspect.getsource(function), "a cell", "exec"), space)
    here = judge(EXERCISES["softmax"], space[function.__name__])
    there = judge(EXERCISES["softmax"], remote_function(course, function.__name__))
    assert told(there) == told(here)


def test_gradients(course):
    there, here = remote_function(course, "right_attention"), EXERCISES["attention"].reference
    ours = [torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True) for _ in range(3)]
    results = [function(*ours) for function in (there, here)]
    weights = torch.randn(results[0].shape, dtype=torch.float64)
    found, right = (torch.autograd.grad((r * weights).sum(), ours) for r in results)
    assert all(map(torch.allclose, found, right))
    assert not remote_function(course, "leaves_the_graph")(ours[0]).requires_grad


def whole_rows(query, key, value, block_size):
    return torch.softmax(query @ key.mT / query.shape[-1] ** 0.5, -1) @ value


def test_what_a_call_makes_is_seen(course):
    row = EXERCISES["tiled_attention"]
    case = next(case for case in row.prepared_cases if case.too_large)
    there = [remote_function(course, name) for name in ("whole_rows", "right_tiled_attention")]
    expected = first_too_large(row, whole_rows, case)
    assert [first_too_large(row, f, case) for f in there] == [expected, None]
    assert expected is not None


HOSTILE = """
def sleeps(x): time.sleep(1e9)
def swallows(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
def dies(x): os._exit(0)
def crashes(x):
    import ctypes
    ctypes.string_at(0)
def forgets(x):
    sys.modules.clear()
    return x
def grabs(x): return torch.ones(5_000_000_000)
def fine(x): return x + 1
def deep(x):
    found = []
    for _ in range(100_000): found = [found]
    return found
def floods(x): return list(range(30_000_000))
"""


def test_what_does_not_come_back(monkeypatch):
    monkeypatch.setattr("course_utils.homework.remote.SECONDS", 0.5)
    x = torch.ones(2)
    expected = {"sleeps": TooLong, "swallows": TooLong, "dies": Ended, "crashes": Ended}
    expected |= {"grabs": RuntimeError}
    with session(HOSTILE) as running:
        for name, kind in expected.items():
            with pytest.raises(kind):
                remote_function(running, name)(x)
            assert remote_function(running, "fine")(x).tolist() == [2, 2]
        assert remote_function(running, "forgets")(x).tolist() == [1, 1]
        assert remote_function(running, "fine")(x).tolist() == [2, 2]
        assert type(remote_function(running, "deep")(x)) is list


PATCHED = """
import json, struct, builtins, numpy
torch.allclose = torch.equal = lambda *a, **k: True
torch.Tensor.__eq__ = lambda *a: True
json.dumps = json.loads = struct.pack = struct.unpack = None
json.JSONEncoder.encode = lambda *a: "{}"
torch.Tensor.numpy = lambda self: numpy.ones(3)
builtins.isinstance = lambda *a: True
def softmax(x): return x
"""


def test_patches_gain_nothing():
    with session(PATCHED) as running:
        verdict = judge(EXERCISES["softmax"], remote_function(running, "softmax"))
        assert verdict is None or verdict.status != "correct"
    assert not torch.equal(torch.ones(1), torch.zeros(1))
