"""What the lessons attend over: a toy sentence one can follow by hand, and a real model's layer.

Axis letters: L tokens (as queries and as keys), H heads, E head size, D model width.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor

_EXTRACT = Path(__file__).with_name("data") / "minilm_layer0.npz"
_PARTS = ("query", "key", "value", "output")
_COMPUTED = ("vectors", "scores", "weights", "context", "output")


@dataclass(frozen=True)
class ToySentence:
    """Four words, each described by which of three features it has."""

    tokens: tuple[str, ...]
    features: tuple[str, ...]
    vectors: Float[Tensor, "L D"]


@dataclass(frozen=True)
class RealSentence:
    """One sentence, and what the model's first attention layer itself computed for it.

    `scores` are already divided by the root of E, `weights` are their softmax, `context` holds each
    head's weighted sums, `output` comes after the output projection and before the residual.
    """

    text: str
    tokens: tuple[str, ...]
    vectors: Float[Tensor, "L D"]
    scores: Float[Tensor, "H L L"]
    weights: Float[Tensor, "H L L"]
    context: Float[Tensor, "H L E"]
    output: Float[Tensor, "L D"]


@dataclass(frozen=True)
class RealLayer:
    """The first attention layer of all-MiniLM-L6-v2: its parameters and five sentences.

    Weights are laid out as in nn.Linear: (features out, features in).
    """

    num_heads: int
    w_query: Float[Tensor, "D D"]
    b_query: Float[Tensor, D]
    w_key: Float[Tensor, "D D"]
    b_key: Float[Tensor, D]
    w_value: Float[Tensor, "D D"]
    b_value: Float[Tensor, D]
    w_output: Float[Tensor, "D D"]
    b_output: Float[Tensor, D]
    sentences: tuple[RealSentence, ...]

    def sentence(self, word: str) -> RealSentence:
        """Return the first sentence that has this word in its text."""
        return _with_word(word, self.sentences)


def toy_sentence() -> ToySentence:
    """Return "the cat drinks milk" (L, D) = (4, 3): a dot product counts shared features."""
    return ToySentence(
        tokens=("the", "cat", "drinks", "milk"),
        features=("animal", "action", "food"),
        vectors=torch.tensor(
            [
                [0.0, 0.0, 0.0],
                [1.0, 1.0, 0.0],
                [1.0, 1.0, 1.0],
                [0.0, 0.0, 1.0],
            ]
        ),
    )


def real_layer() -> RealLayer:
    """Return the real model's layer in fresh tensors, which may be changed without harm."""
    arrays = _extract()
    names = [f"{letter}_{part}" for part in _PARTS for letter in "wb"]
    if not arrays.keys() >= set(names):
        raise RuntimeError(
            "this copy of the course holds the real sentences and not the layer's weights: "
            "use real_sentences(), or the whole course."
        )
    return RealLayer(
        num_heads=int(arrays["num_heads"]),
        sentences=real_sentences(),
        **{name: torch.tensor(arrays[name]) for name in names},
    )


def real_sentences() -> tuple[RealSentence, ...]:
    """Return the real model's sentences in fresh tensors; `real_layer` has its weights, too."""
    arrays = _extract()
    return tuple(_sentence(arrays, place) for place in range(len(arrays["texts"])))


def real_sentence(word: str) -> RealSentence:
    """Return the first of `real_sentences()` that has this word in its text."""
    return _with_word(word, real_sentences())


def _with_word(word: str, sentences: tuple[RealSentence, ...]) -> RealSentence:
    for sentence in sentences:
        if re.search(rf"\b{re.escape(word)}\b", sentence.text, re.IGNORECASE):
            return sentence
    texts = "\n  ".join(sentence.text for sentence in sentences)
    raise ValueError(f"no sentence has the word {word!r}; the sentences are\n  {texts}")


def _sentence(arrays: dict[str, np.ndarray], place: int) -> RealSentence:
    """Return sentence number `place` of the extract."""
    return RealSentence(
        text=str(arrays["texts"][place]),
        tokens=tuple(map(str, arrays[f"tokens_{place}"])),
        **{name: torch.tensor(arrays[f"{name}_{place}"]) for name in _COMPUTED},
    )


@cache
def _extract() -> dict[str, np.ndarray]:
    """Return every array of the layer's extract; the file is read once."""
    return read_extract(_EXTRACT, "layer")


def read_extract(path: Path, what: str) -> dict[str, np.ndarray]:
    """Return every array of a file taken from the real model; `what` names it if that fails."""
    try:
        # Opened here, because np.load leaves a damaged file open.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            return dict(archive)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise RuntimeError(
            f"the real model's {what} cannot be read from {path} ({error}); "
            "restore that file from the course's repository."
        ) from None
