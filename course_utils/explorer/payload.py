"""What travels into the page: the settings at the start, exact numbers, and numbers to check."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import torch

from ..attention import masked_softmax, raw_scores, weighted_sum
from .tensors import Tensors

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from torch import Tensor

STEPS = ("scores", "scaled", "masked", "weights", "output")


@dataclass(frozen=True)
class Start:
    """What the machine shows at first; `scale` None is 1 / sqrt(E), `keep` None no mask."""

    tokens: list[str]
    key_tokens: list[str]
    scale: float | None
    keep: list[str] | None  # a row of the mask each, "1" = may attend
    step: str
    title: str


@dataclass(frozen=True)
class Computed:
    """What course_utils computes, in float64, for the settings at the start."""

    scores: Float[Tensor, "H L S"]
    weights: Float[Tensor, "H L S"]
    output: Float[Tensor, "H L Ev"]


def compute(tensors: Tensors, scale: float | None, keep: Bool[Tensor, "L S"] | None) -> Computed:
    """Scaled scores, weights and output of every head; scores that are masked are -inf."""
    query, key, value = tensors.in_float64()
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = raw_scores(query, key) * scale  # (H, L, S)
    keep = torch.ones(scores.shape[-2:], dtype=torch.bool) if keep is None else keep
    weights = masked_softmax(scores, keep)
    return Computed(scores.masked_fill(~keep, -math.inf), weights, weighted_sum(weights, value))


def settings_text(tensors: Tensors, start: Start) -> str:
    """Everything but the tensors' numbers, as JSON in ASCII."""
    heads, num_queries, head_dim = tensors.query.shape
    shape = {
        "heads": heads,
        "queries": num_queries,
        "keys": tensors.key.shape[-2],
        "features": head_dim,
        "valueFeatures": tensors.value.shape[-1],
        "double": tensors.query.dtype == torch.float64,
    }
    return json.dumps(shape | asdict(start), allow_nan=False, separators=(",", ":"))


def numbers_text(tensors: Tensors) -> str:
    """Query, key and value one after the other, in base64, little-endian, not rounded."""
    parts = (tensors.query, tensors.key, tensors.value)
    return _base64(torch.cat([part.flatten() for part in parts]))


def check_text(tensors: Tensors, computed: Computed) -> str:
    """The weights of every head, then the sum of every row of output, in the dtype of the query."""
    sums = computed.output.sum(dim=-1)
    together = torch.cat([computed.weights.flatten(), sums.flatten()])
    return _base64(together.to(tensors.query.dtype))


def _base64(numbers: Tensor) -> str:
    array = numbers.numpy()
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode("ascii")
