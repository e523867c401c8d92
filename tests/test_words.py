"""A text becomes the tokens and the vectors that the real model itself makes of it."""

from __future__ import annotations

import re
import unicodedata

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from course_utils import words
from course_utils.data import make_minilm_layer0 as maker
from course_utils.inputs import real_sentences
from course_utils.words import LONGEST, embed, known_words, tokenize
from tests import real_model

NEW = (
    "The king gave the queen a book because she loved books.",
    "Time flies like an arrow; fruit flies like a banana.",
    "Attention is all you need!",
    "THE BANK NEAR THE RIVER, (not the bank of Paris): which bank?",
    "I don't know what \"attention\" is - it's new to me...",
    "The trophy didn't fit in the suitcase because it was too big.",
    "hello",
    "the " * LONGEST,
)
GLUE = (
    "",
    " ",
    "  ",
    "\t",
    "\n",
    "\xa0",
    "\u3000",
    "\u200b",
    "\xad",
    "\x00",
    "\ufffd",
    "\x1f",
    "-",
)
SHAPES = (str, str.upper, str.title, lambda word: "".join(f"{c}\u0301" for c in word))
PIECES = st.tuples(
    st.sampled_from(known_words()), st.sampled_from(SHAPES), st.sampled_from(GLUE)
).map(lambda chosen: chosen[1](chosen[0]) + chosen[2])


def may_vanish(character):
    """Say whether it is a mark, a space or a control character, in any script."""
    category = unicodedata.category(character)
    return category[0] in "MPZ" or category in ("Cc", "Cf")


@pytest.fixture(scope="module")
def real():
    real_model.needed()
    return maker.load()


@pytest.mark.parametrize("sentence", real_sentences(), ids=lambda sentence: sentence.tokens[2])
def test_the_sentences_of_the_course_come_out_as_the_model_had_them(sentence):
    tokens = tokenize(sentence.text)
    assert tokens == sentence.tokens
    torch.testing.assert_close(embed(tokens), sentence.vectors, rtol=0, atol=1e-6)


@pytest.mark.parametrize("text", NEW)
def test_new_sentences_enter_the_layer_as_in_the_model(real, text):
    model, tokenizer = real
    encoding = tokenizer.encode(text)
    assert list(tokenize(text)) == encoding.tokens
    with torch.no_grad():
        vectors = model.embeddings(torch.tensor([encoding.ids]))[0]
    torch.testing.assert_close(embed(tokenize(text)), vectors, rtol=0, atol=1e-6)


@given(pieces=st.lists(PIECES, min_size=1, max_size=6))
def test_known_words_in_any_dress_are_cut_as_the_model_cuts_them(real, pieces):
    _, tokenizer = real
    pieces = " ".join(pieces)
    assert list(tokenize(pieces)) == tokenizer.encode(pieces).tokens


@given(text=st.lists(st.one_of(PIECES, st.text(max_size=3)), min_size=1, max_size=20).map("".join))
@example(text="İ ǅ ß ﬁ ſ K Å x\u0345 \u0130t")
@example(text="a\x0bb a\x85b a\u2028b a\u180eb \u2019 \u00b4 ` $ ^ ~ _ ª ¿")
def test_no_text_is_cut_as_the_model_would_not_cut_it(real, text):
    _, tokenizer = real
    try:
        tokens = list(tokenize(text))
    except ValueError:
        return  # refused
    assert tokens == tokenizer.encode(text).tokens


def test_no_character_inside_a_word_makes_another_word_than_in_the_model(real):
    _, tokenizer = real
    for character in filter(may_vanish, map(chr, range(0x110000))):
        text = f"i{character}t"
        try:
            tokens = list(tokenize(text))
        except ValueError:
            continue
        assert tokens == tokenizer.encode(text).tokens, ascii(character)


def test_the_place_in_the_sentence_is_in_the_vector():
    first, second = embed(tokenize("cat cat"))[1:3]
    assert (first - second).abs().max() > 0.01


def test_vectors_are_new_each_time():
    embed(tokenize("cat")).zero_()
    assert embed(tokenize("cat")).abs().max() > 0


def test_unknown_words_are_named_all_at_once_with_those_near_them():
    with pytest.raises(ValueError, match="unknown: ") as raised:
        tokenize("A Dogg saw the xylophone, and a dogg.")
    message = str(raised.value)
    assert message.startswith("unknown: 'dogg' (near: dog, dogs), 'xylophone'. ")
    assert f"the {len(known_words())} common words" in message
    assert message.endswith("python -m course_utils explore --words")


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u0301"])
def test_a_text_without_a_word_is_told_so(text):
    with pytest.raises(ValueError, match="the text has no words; give a sentence"):
        tokenize(text)


def test_a_text_that_is_too_long_is_told_how_long():
    text = "the cat drinks. " * 8
    with pytest.raises(ValueError, match="32 words and punctuation marks, and 30 fit: shorten"):
        tokenize(text)


def test_the_models_own_marks_cannot_be_written():
    with pytest.raises(ValueError, match=re.escape("unknown: '[', 'sep'")):
        tokenize("the cat [SEP] the dog")


def test_words_come_in_order_before_marks():
    known = list(known_words())
    letters = [word for word in known if word.isalpha()]
    assert known[: len(letters)] == sorted(letters)
    assert {"cat", "bank", "didn"} <= set(letters)
    assert {".", "'", "’"} <= set(known[len(letters) :])
    assert not {"[CLS]", "[SEP]"} & set(known)


@pytest.mark.parametrize("kept", [None, 0, 1000])
def test_a_missing_or_damaged_extract_is_one_clear_error(monkeypatch, tmp_path, kept):
    path = tmp_path / "words.npz"
    if kept is not None:
        path.write_bytes(words._EXTRACT.read_bytes()[:kept])
    monkeypatch.setattr(words, "_EXTRACT", path)
    words._extract.cache_clear()
    try:
        with pytest.raises(RuntimeError, match=r"cannot be read from .*words\.npz.*restore"):
            known_words()
    finally:
        words._extract.cache_clear()
