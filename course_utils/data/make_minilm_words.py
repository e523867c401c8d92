"""Write minilm_words.npz: the same model's vectors of common words, to make sentences of them.

For maintainers:  python -m course_utils.data.make_minilm_words
README.md beside this file says what every array is. Axis letters: T tokens, L places, D width.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from .make_minilm_layer0 import HOW_TO_INSTALL, SENTENCES, installed, load, write

WORDS_EXTRACT = Path(__file__).with_name("minilm_words.npz")
POSITIONS = 32
# Whole tokens of the model. A piece of a word would tempt to build words that the model cuts
# elsewhere, so there is none.
WORDS = """
i you he she it we they me him her us them my your his its our their who what which
this that these those himself herself itself everyone nothing the a an some no all both many more
of to in on at by for with from into over under across along between about after before behind
near up down out as than like and or but if because so while when where how why until not
am is are was were be been have has had do does did will would can could should
s t m re don didn doesn isn
too very now then here there never always again back away still only today yesterday
drink drinks drank eat eats ate see sees saw run runs ran walk walks walked sleep sleeps slept read
reads wrote give gave took made go goes went came said told know knew think love loves loved want
wanted need needs left lent lost found bought cross poured sat bit chased opened fell
jumps flies plays played asked answered fit learn teaches
cat cats dog dogs mouse bird birds fish horse fox lamb animal man men woman women child children
boy girl king queen teacher student doctor friend friends mother father sister brother
anna peter mary john
bank river street tree house door window room table chair school city garden park
water milk coffee tea bread cake apple banana fruit food cup bottle box
ball book books letter word words sentence question answer story car train boat bus key keys
money trophy suitcase arrow bark bat spring telescope
sun moon sky rain light night day morning time world hand heart capital paris france
attention language computer model
big small little old young new good bad hot cold warm tired hungry happy sad angry full empty
long fast slow quick lazy red green blue black white brown dark strong heavy right wrong same
first last one two three hello
"""
MARKS = ".,!?;:'\"()-’“”"


def build() -> dict[str, np.ndarray]:
    """Return the arrays of the extract by name: what the model adds up, and its LayerNorm."""
    model, tokenizer = load()
    of_sentences = (token for text in SENTENCES for token in tokenizer.encode(text).tokens)
    tokens = sorted({*WORDS.split(), *MARKS, *of_sentences})
    ids = [tokenizer.token_to_id(token) for token in tokens]
    assert None not in ids, "a word is not one token of the model"
    embeddings = model.embeddings
    parameters = {
        "word_embeddings": embeddings.word_embeddings.weight[torch.tensor(ids)],  # (T, D)
        "position_embeddings": embeddings.position_embeddings.weight[:POSITIONS],  # (L, D)
        "type_embedding": embeddings.token_type_embeddings.weight[0],  # (D,), of all tokens
        "norm_weight": embeddings.LayerNorm.weight,
        "norm_bias": embeddings.LayerNorm.bias,
    }
    arrays = {name: tensor.detach().numpy() for name, tensor in parameters.items()}
    return {"tokens": np.array(tokens), "norm_eps": np.array(embeddings.LayerNorm.eps)} | arrays


def main() -> None:
    """Write the extract, or say what is missing."""
    if not installed():
        sys.exit(f"The real model is not installed here. To install it: {HOW_TO_INSTALL}")
    write(build(), WORDS_EXTRACT)
    print(f"{WORDS_EXTRACT}: {WORDS_EXTRACT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
