"""A sealed exercise judges as the whole one does, and holds no line of an answer."""

from __future__ import annotations

import inspect
import io
import json
import math
import zipfile
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy
import pytest
import torch

from course_utils.__main__ import accepted_styles
from course_utils.checking import judge, wrong_function
from course_utils.checking.encoding import CannotTravel, Reader, Writer
from course_utils.checking.probes import probe
from course_utils.checking.sealed import seal, unsealed
from course_utils.checking.sketch import sketched
from course_utils.exercises import EXERCISES

# Numbers, tensors with evidence, features, booleans, a device. (All exercises take minutes.)
KINDS = ("dot_product", "softmax", "make_qkv", "expand_key_mask", "time_call")
SAMPLE = 5  # attempts of each sort
kinds = pytest.mark.parametrize("name", KINDS)


@cache
def sealed(name):
    return seal(EXERCISES[name])


@cache
def opened(name):
    return unsealed(sealed(name).data)


def some(attempts):
    return attempts[:: max(1, len(attempts) // SAMPLE)]


@kinds
def test_right_answers_are_right(name):
    row = EXERCISES[name]
    for attempt in (row.reference, *some(accepted_styles(row.lesson)[name])):
        assert judge(opened(name), attempt).message == judge(row, attempt).message


@kinds
def test_a_stub_is_not_attempted(name):
    assert judge(opened(name), lambda *arguments: None).status == "not attempted"


@kinds
def test_known_mistakes_get_the_same_message(name):
    row = EXERCISES[name]
    for mistake in some(row.mistakes):
        verdict = judge(opened(name), wrong_function(row, mistake))
        assert verdict.mistakes == (mistake.name,)
        assert verdict.message == judge(row, wrong_function(row, mistake)).message


@kinds
def test_two_mistakes_at_once_get_the_same_message(name):
    row = EXERCISES[name]
    in_parts = [mistake for mistake in row.mistakes if mistake.part and not mistake.alone]
    pairs = [(a, b) for a, b in combinations(in_parts, 2) if a.part != b.part]
    for pair in some(pairs):
        attempt = wrong_function(row, *pair)
        assert judge(opened(name), attempt).mistakes == judge(row, attempt).mistakes


@pytest.mark.parametrize(
    "attempt",
    [
        lambda x: x,
        lambda x: x.exp() / 2,
        lambda x: torch.softmax(x, -1).detach(),
        lambda x: torch.softmax(x, -1).float(),
        lambda x: torch.softmax(x, -1)[..., :1],
        lambda x: torch.softmax(x[..., :1].expand(x.shape), -1),
        lambda x: torch.softmax(x.roll(1, 0), -1),
        lambda x: torch.softmax(x, -1) * (1 + x.mean()),
        lambda x: torch.softmax(x, 7),
        lambda x, y: x,
        torch.softmax(torch.ones(2), -1),
    ],
)
def test_an_unknown_mistake_is_told_as_the_whole_one_tells_it(attempt):
    whole = replace(EXERCISES["softmax"], dial=None)
    assert judge(opened("softmax"), attempt).message == judge(whole, attempt).message


def test_a_probe_needs_no_reference():
    there = opened("softmax")
    assert there.record.notices[0].matter == ("x",)
    said = probe(there, lambda x: torch.zeros_like(x) + 0.317, there.prepared_cases[0])
    assert "stays the same whatever x holds" in said


@kinds
def test_no_line_of_an_answer_is_in_it(name):
    row, content = EXERCISES[name], Reader(sealed(name).data).content
    told = ("hints", "mistakes")  # in words, as the lesson does; a release looks at them, too
    text = json.dumps({key: value for key, value in content.items() if key not in told})
    for function in (row.reference, *(mistake.function for mistake in row.mistakes)):
        lines = [line.strip() for line in inspect.getsource(function).splitlines()]
        doc = function.__doc__ or ""
        lines = [line for line in lines if len(line) >= 20 and line.strip('"') not in doc]
        assert not [line for line in lines if json.dumps(line)[1:-1] in text]


def test_its_functions_are_names_only():
    row, there = EXERCISES["scaled_dot_product_attention"], opened("dot_product")
    with pytest.raises(NotImplementedError, match="dot_product is sealed"):
        there.reference(torch.ones(2), torch.ones(2))
    with pytest.raises(NotImplementedError, match="known by its results only"):
        there.mistakes[0].function(torch.ones(2), torch.ones(2))
    small = unsealed(
        seal(replace(row, mistakes=row.mistakes[:1], cases=lambda: row.prepared_cases[:2])).data
    )
    for attribute in ("parameters", "defaults", "axes", "hints", "action", "minutes"):
        assert getattr(small, attribute) == getattr(row, attribute)


def test_the_same_exercise_gives_the_same_bytes_and_nothing_is_pickled():
    assert seal(EXERCISES["dot_product"]).data == sealed("dot_product").data
    with zipfile.ZipFile(io.BytesIO(sealed("dot_product").data)) as archive:
        assert archive.namelist()[0] == "content.json"
        for name in archive.namelist()[1:]:
            numpy.load(io.BytesIO(archive.read(name)), allow_pickle=False)


def test_what_is_neither_data_nor_a_named_function_is_refused():
    with pytest.raises(CannotTravel):
        seal(replace(EXERCISES["make_qkv"], observe=lambda *arguments: {}))
    without = unsealed(seal(replace(EXERCISES["dot_product"], evidence=lambda *_: "told")).data)
    assert without.evidence is None


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor(1.5),
        torch.tensor([True, False]),
        torch.randn(2, 3, 4).transpose(0, 2),
        torch.randn(6, 4)[:, ::2],
        torch.randn(3).to(torch.bfloat16),
        torch.tensor([math.inf, -math.inf, math.nan, 0]),
        torch.empty(0, 3),
    ],
)
def test_a_tensor_comes_back_with_its_strides(tensor):
    writer = Writer()
    data = writer.written(writer.value((tensor, {"a": torch.float16, "b": [None, 0.1]})))
    reader = Reader(data)
    back, rest = reader.value(reader.content)
    assert rest == {"a": torch.float16, "b": [None, 0.1]}
    assert (back.dtype, back.stride()) == (tensor.dtype, tensor.stride())
    assert torch.equal(back.nan_to_num(7), tensor.nan_to_num(7))


def test_a_sketch_fits_what_is_as_near_as_the_tolerance():
    tensor = torch.randn(3, 4, 5, generator=torch.Generator().manual_seed(1))
    sketch = sketched(tensor, 2e-5)
    assert sketch.fits(tensor * (1 + 1e-6), 2e-5)
    assert not sketch.fits(tensor * 1.001, 2e-5)
    assert not sketch.fits(tensor.double(), 2e-5)
    assert not sketch.fits(tensor.view(3, 20), 2e-5)
    assert not sketch.fits(tensor.flip(1), 2e-5)
    one_off = tensor.clone()
    one_off[1, 2, 3] += 1e-3
    assert not sketch.fits(one_off, 2e-5)
    with_nan = tensor.clone()
    with_nan[0, 0, 0] = math.nan
    assert sketched(with_nan, 2e-5).fits(with_nan, 2e-5)
    assert not sketch.fits(with_nan, 2e-5)
    booleans = torch.ones(4, 5, dtype=torch.bool).tril()
    assert sketched(booleans, 2e-5).fits(booleans, 2e-5)
    assert not sketched(booleans, 2e-5).fits(booleans.flip(0), 2e-5)
