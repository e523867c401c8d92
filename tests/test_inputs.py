"""The toy sentence and the real model's layer, as a lesson meets them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from course_utils import inputs
from course_utils.inputs import real_layer, real_sentence, real_sentences, toy_sentence


@pytest.fixture
def extract_at(monkeypatch):
    """Return a function that makes inputs read another file, as if for the first time."""

    def read_from(path):
        monkeypatch.setattr(inputs, "_EXTRACT", path)
        inputs._extract.cache_clear()

    yield read_from
    inputs._extract.cache_clear()


def test_toy_sentence_is_labelled():
    toy = toy_sentence()
    assert toy.tokens == ("the", "cat", "drinks", "milk")
    assert toy.features == ("animal", "action", "food")
    assert toy.vectors.dtype == torch.float32
    assert toy.vectors.tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 1]]


def test_toy_dot_products_count_shared_features():
    vectors = toy_sentence().vectors
    shared = [[int((a * b).sum()) for b in vectors] for a in vectors]
    assert (vectors @ vectors.T).tolist() == shared
    assert shared[1] == [0, 2, 2, 0]


def test_toy_sentence_is_new_each_time():
    toy_sentence().vectors.zero_()
    assert toy_sentence().vectors.sum() == 6


def test_real_layer_has_shapes_that_fit():
    layer = real_layer()
    assert layer.num_heads == 12
    assert len(layer.sentences) == 5
    for part in ("query", "key", "value", "output"):
        assert getattr(layer, f"w_{part}").shape == (384, 384)
        assert getattr(layer, f"b_{part}").shape == (384,)
    for sentence in layer.sentences:
        length = len(sentence.tokens)
        assert sentence.vectors.shape == sentence.output.shape == (length, 384)
        assert sentence.scores.shape == sentence.weights.shape == (12, length, length)
        assert sentence.context.shape == (12, length, 32)
        torch.testing.assert_close(sentence.scores.softmax(dim=-1), sentence.weights)


def test_every_real_tensor_is_float32_without_gradient():
    layer = real_layer()
    for owner in (layer, *layer.sentences):
        for field in dataclasses.fields(owner):
            value = getattr(owner, field.name)
            if isinstance(value, torch.Tensor):
                assert value.dtype == torch.float32, field.name
                assert not value.requires_grad, field.name


def test_changing_a_real_tensor_harms_no_later_call():
    layer = real_layer()
    before = layer.w_query.clone(), layer.sentence("milk").vectors.clone()
    layer.w_query.zero_()
    layer.sentence("milk").vectors.mul_(2)
    torch.testing.assert_close(real_layer().w_query, before[0])
    torch.testing.assert_close(real_layer().sentence("milk").vectors, before[1])


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("bank", "She left the bank and walked along the river bank."),
        ("Milk", "The cat drinks milk."),
        ("didn't", "The animal didn't cross the street because it was too tired."),
        ("it was full", "I poured water from the bottle into the cup until it was full."),
        ("it", "The animal didn't cross the street because it was too tired."),
    ],
)
def test_sentence_finds_the_first_with_the_word(word, text):
    assert real_layer().sentence(word).text == real_sentence(word).text == text


def test_the_sentences_are_the_layers():
    for alone, of_layer in zip(real_sentences(), real_layer().sentences, strict=True):
        assert (alone.text, alone.tokens) == (of_layer.text, of_layer.tokens)
        torch.testing.assert_close(alone.weights, of_layer.weights)


def test_an_extract_without_weights_has_sentences_only(extract_at, tmp_path):
    small = tmp_path / "small.npz"
    with np.load(inputs._EXTRACT, allow_pickle=False) as whole:
        np.savez(small, **{name: whole[name] for name in whole if name[:2] not in ("w_", "b_")})
    extract_at(small)
    assert real_sentence("milk").tokens[2] == "cat"
    with pytest.raises(RuntimeError, match="holds the real sentences and not the layer's weights"):
        real_layer()


@pytest.mark.parametrize("word", ["ban", "dog", "."])
def test_sentence_without_a_match_lists_the_texts(word):
    with pytest.raises(ValueError, match=r"no sentence has the word") as raised:
        real_layer().sentence(word)
    assert repr(word) in str(raised.value)
    assert all(sentence.text in str(raised.value) for sentence in real_layer().sentences)


def test_missing_extract_is_one_clear_error(extract_at, tmp_path):
    extract_at(tmp_path / "nowhere.npz")
    with pytest.raises(
        RuntimeError, match=r"cannot be read from .*nowhere\.npz.*restore"
    ) as raised:
        real_layer()
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("kept", [0, 100, 100_000])
def test_damaged_extract_is_one_clear_error(extract_at, tmp_path, kept):
    whole = inputs._EXTRACT.read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[:kept])
    extract_at(tmp_path / "cut.npz")
    with pytest.raises(RuntimeError, match=r"cannot be read from .*cut\.npz"):
        real_layer()


def test_extract_with_a_flipped_byte_is_one_clear_error(extract_at, tmp_path):
    damaged = bytearray(inputs._EXTRACT.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    (tmp_path / "flipped.npz").write_bytes(damaged)
    extract_at(tmp_path / "flipped.npz")
    with pytest.raises(RuntimeError, match=r"cannot be read from .*flipped\.npz"):
        real_layer()
