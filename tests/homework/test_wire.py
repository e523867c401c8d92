"""What goes over comes back the same; what is garbled is refused, and nothing of it is run."""

from __future__ import annotations

import json
import math
import struct

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils.homework.sandbox import wire

DTYPES = [getattr(torch, name) for name in wire._DTYPES]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=10,
)


def there_and_back(value):
    return wire.unpack(wire.pack(value, lambda thing: wire.Thing("other", type(thing).__name__)))


@given(VALUES)
def test_plain_values(value):
    assert there_and_back(value) == value


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensors_of_every_dtype(dtype):
    tensor = torch.arange(24).reshape(2, 3, 4).to(dtype)
    for view in (tensor, tensor.mT, tensor[:, ::2], tensor[0, 0, 1], tensor[:, :0]):
        back = there_and_back(view)
        assert back.dtype == dtype
        assert torch.equal(back, view)


def test_a_transposed_view_stays_one():
    back = there_and_back(torch.zeros(3, 5).T)
    assert back.stride() == (1, 5)


def test_not_a_number_and_infinity():
    back = there_and_back([torch.tensor([math.nan, math.inf, -math.inf]), math.nan, math.inf])
    assert back[0].isnan().tolist() == [True, False, False]
    assert math.isnan(back[1])
    assert back[2] == math.inf


def test_what_is_more_than_a_tensor_s_numbers():
    assert there_and_back(torch.ones(1).expand(10**9)) == wire.Vast((10**9,), torch.float32)
    assert there_and_back(torch.float16) is torch.float16
    assert there_and_back(numpy.float64(2.5)) == 2.5
    assert there_and_back(numpy.arange(3)).tolist() == [0, 1, 2]
    assert there_and_back(...) is ...
    assert there_and_back(object()) == wire.Thing("other", "object")


def test_an_object_that_would_run_code_is_a_word():
    class Evil:
        def __reduce__(self):
            raise AssertionError("somebody pickles")

    assert there_and_back([Evil()]) == [wire.Thing("other", "Evil")]


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_data(data):
    for message in (data, struct.pack("<QI", 12 + len(data), len(data) // 2) + data):
        try:
            wire.unpack(message)
        except wire.Garbled:
            continue


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_gives_data(place, byte):
    good = bytearray(wire.pack({"a": torch.arange(6.0).reshape(2, 3), "b": [1, "x"]}, None))
    good[place % len(good)] = byte
    try:
        if wire.length(good) == len(good):
            wire.unpack(good)
    except wire.Garbled:
        return


def framed(content, blob=b""):
    text = json.dumps(content).encode()
    return struct.pack("<QI", 12 + len(text) + len(blob), len(text)) + text + blob


HONEST = {"is": "tensor", "dtype": "float32", "shape": [2], "stride": [1], "start": 0, "bytes": 8}


@pytest.mark.parametrize(
    "changed",
    [
        {"shape": [10**12]},
        {"shape": [2] * 40},
        {"shape": [-2]},
        {"shape": [2.0]},
        {"shape": "ab"},
        {"stride": [1000]},
        {"stride": [-1]},
        {"stride": []},
        {"start": 4},
        {"start": -4},
        {"bytes": 4},
        {"dtype": "object"},
        {"dtype": "qint8"},
        {"is": "pickle"},
        {"is": ["tensor"]},
    ],
    ids=str,
)
def test_a_tensor_that_lies(changed):
    assert wire.unpack(framed(HONEST, bytes(8))).tolist() == [0, 0]
    with pytest.raises(wire.Garbled):
        wire.unpack(framed(HONEST | changed, bytes(8)))


def test_lengths_that_lie():
    for head in ((1 << 60, 4), (12, 1 << 30), (0, 0)):
        with pytest.raises(wire.Garbled):
            wire.length(struct.pack("<QI", *head))
    with pytest.raises(wire.Garbled):
        wire.unpack(framed(json.loads("[" * 900 + "]" * 900)))
    with pytest.raises(wire.Garbled):
        wire.unpack(struct.pack("<QI", 12 + 100_000, 100_000) + b"[" * 100_000)
    with pytest.raises(wire.Garbled):
        wire.unpack(struct.pack("<QI", 12 + 9999, 9999) + b"9" * 9999)
