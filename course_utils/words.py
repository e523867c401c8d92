"""Sentences of one's own for the real layer: a text, its tokens, and the vectors that enter.

Axis letters: L tokens, D model width.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import layer_norm

from .inputs import read_extract

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor

_EXTRACT = Path(__file__).with_name("data") / "minilm_words.npz"
_FIRST, _LAST = "[CLS]", "[SEP]"
# Control characters, accents, characters without width, and the stand-in of a lost one. The model
# drops more, in scripts that it cannot read; here those make an unknown word.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0300-\u036f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffd]"
)
LONGEST = 30  # words and marks between [CLS] and [SEP]
HOW_TO_SEE_ALL = "to see them all: python -m course_utils explore --words"


def known_words() -> tuple[str, ...]:
    """Return every word that a sentence may have, in order, and then the punctuation marks."""
    words = set(_extract()["tokens"].tolist()) - {_FIRST, _LAST}
    return tuple(sorted(words, key=lambda word: (not word.isalpha(), word)))


def tokenize(text: str) -> tuple[str, ...]:
    """Return the L tokens that the real model's own tokenizer makes of a text of known words.

    Raises ValueError, naming all unknown words, where there are any.
    """
    words = _split(text)
    if not words:
        raise ValueError('the text has no words; give a sentence, "The cat drinks milk." say.')
    if len(words) > LONGEST:
        raise ValueError(
            f"the text has {len(words)} words and punctuation marks, and {LONGEST} fit: shorten it."
        )
    known = known_words()
    unknown = [word for word in dict.fromkeys(words) if word not in known]
    if unknown:
        raise ValueError(
            f"unknown: {', '.join(_with_near(word, known) for word in unknown)}. "
            f"Use the {len(known)} common words that are known; {HOW_TO_SEE_ALL}"
        )
    return (_FIRST, *words, _LAST)


def embed(tokens: Sequence[str]) -> Float[Tensor, "L D"]:
    """Return what enters the real layer for these tokens of `tokenize`: (L, D), D = 384.

    Each is the LayerNorm of a word's, a type's and a position's vector, added.
    """
    arrays = {name: torch.tensor(a) for name, a in _extract().items() if name != "tokens"}
    known = _extract()["tokens"].tolist()
    word = arrays["word_embeddings"][[known.index(token) for token in tokens]]  # (L, D)
    position = arrays["position_embeddings"][: len(tokens)]  # (L, D)
    vectors = word + arrays["type_embedding"] + position  # in the model's order, to the last bit
    weight, bias = arrays["norm_weight"], arrays["norm_bias"]
    return layer_norm(vectors, weight.shape, weight, bias, float(arrays["norm_eps"]))


def _split(text: str) -> list[str]:
    """Return the words and marks of a text, as BERT cuts it: no accents, lower case."""
    text = _DROPPED.sub("", unicodedata.normalize("NFD", text)).lower()
    return "".join(f" {char} " if _is_mark(char) else char for char in text).split()


def _is_mark(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character)[0] == "P"


def _with_near(word: str, known: Sequence[str]) -> str:
    """Return the word, in quotes, with the known words that look like it."""
    near = get_close_matches(word, known, n=2, cutoff=0.7)
    return f"{word!r} (near: {', '.join(near)})" if near else repr(word)


@cache
def _extract() -> dict[str, np.ndarray]:
    """Return every array of the words' extract; the file is read once."""
    return read_extract(_EXTRACT, "words")
