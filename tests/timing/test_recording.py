from __future__ import annotations

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.timing import (
    Measurement,
    Missing,
    NotARecording,
    Recording,
    Roofs,
    Sweep,
    load_recording,
    recordings,
)

DEVICE = {"device": "AMD EPYC", "threads": 2, "torch": "2.13.0+cpu"}


def recording(samples=(1.25e-3, 1.5e-3)):
    measured = Measurement(
        samples, calls=4, first=0.1, wall=0.2, peak_bytes=1024, device=DEVICE, remarks=("noise",)
    )
    return Recording(
        date="2026-11-23T05:00:00+00:00",
        device=DEVICE,
        roofs=Roofs({"float32": 75e9}, 1e10, 1e9, DEVICE, ("load",)),
        sweeps={"float32": Sweep({128: {"naive": measured}, 256: {"naive": Missing("no time")}})},
        facts={"float32": {"head_dim": 64, "is_causal": False}},
        backends={"float32": {"naive": "unfused"}},
        remarks=("one",),
    )


@pytest.mark.parametrize("name", ["run.json", "run.json.gz"])
def test_what_is_saved_is_what_is_loaded(tmp_path, name):
    saved = recording()
    path = saved.save(tmp_path / name)
    assert Recording.load(path) == saved
    assert [file.name for file in tmp_path.iterdir()] == [name]  # nothing is left beside it
    assert saved.label == "recorded: AMD EPYC, 2 threads, torch 2.13.0, 2026-11-23"


def test_the_same_recording_gives_the_same_bytes_at_any_time(tmp_path, monkeypatch):
    first = recording().save(tmp_path / "a.json.gz").read_bytes()
    monkeypatch.setattr("gzip.time.time", lambda: 1e9)
    assert recording().save(tmp_path / "b.json.gz").read_bytes() == first


@given(st.lists(st.floats(1e-9, 1e4), min_size=1, max_size=20))
def test_all_samples_are_kept_to_five_digits(tmp_path_factory, samples):
    path = recording(tuple(samples)).save(tmp_path_factory.mktemp("run") / "run.json")
    loaded = Recording.load(path).sweeps["float32"][128]["naive"]
    assert loaded.samples == pytest.approx(tuple(samples), rel=1e-4)
    assert loaded.median == pytest.approx(Measurement(tuple(samples)).median, rel=1e-4)


def test_a_nan_is_kept_without_breaking_json(tmp_path):
    plain = dataclasses.replace(
        recording(), sweeps={"float32": Sweep({128: {"naive": Measurement((1.0,))}})}
    )
    path = plain.save(tmp_path / "run.json")
    json.loads(path.read_text(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert math.isnan(Recording.load(path).sweeps["float32"][128]["naive"].first)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"format": 99}', b"\x1f\x8bno gzip", b"\xff\xfe", b"null"],
)
def test_another_file_is_one_sentence(tmp_path, content):
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(NotARecording, match=r"run\.json"):
        Recording.load(path)


def test_an_interrupted_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = recording().save(tmp_path / "run.json")
    before = path.read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda self, target: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        recording((9.0,)).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_those_that_come_with_the_course_can_be_read():
    for name in recordings():
        loaded = load_recording(name)
        assert loaded.sweeps
        assert loaded.label.startswith("recorded: ")


def test_an_unknown_name_is_one_sentence():
    with pytest.raises(FileNotFoundError, match="no recording 'gpu_of_mars' comes with the course"):
        load_recording("gpu_of_mars")
