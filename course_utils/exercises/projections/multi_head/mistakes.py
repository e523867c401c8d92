"""How multi_head_attention is put together, and known mistakes in its projections and heads."""

from __future__ import annotations

import math

import torch

from ....attention import raw_scores
from ....checking import MistakeList
from ....multihead import merge_heads, split_heads
from ..scaled_dot_product.mistakes import bool_mask, softmax


def streams(x_query, x_key_value, w_query, w_key, w_value):
    """What query, key and value are made from, each with the weight that makes it."""
    return (x_query, w_query), (x_key_value, w_key), (x_key_value, w_value)


def projected(x, weight, num_heads):
    return x @ weight.T


def all_projected(x_query, x_key_value, w_query, w_key, w_value):
    """Query, key and value, not split yet: (B, L, D), (B, S, D), (B, S, D)."""
    return [x @ weight.T for x, weight in streams(x_query, x_key_value, w_query, w_key, w_value)]


def scaled(scores, query, key, num_heads):
    return scores / math.sqrt(query.shape[-1])


def expanded(keep, num_heads):
    return keep[:, None, None, :]


def mixed(weights, key, value):
    return weights @ value


def output(merged, w_output, w_value):
    return merged @ w_output.T


def attend(query, key, value, num_heads, keep=None, **parts):
    """From split heads to each head's mix, with the given parts in place of the right ones."""
    part = {
        "scores": raw_scores,
        "scaled": scaled,
        "expanded": expanded,
        "bool_mask": bool_mask,
        "softmax": softmax,
        "mixed": mixed,
    } | parts
    scores = part["scaled"](part["scores"](query, key), query, key, num_heads)
    if keep is None:
        weights = part["softmax"](scores)
    else:
        mask = part["expanded"](keep, num_heads)
        weights = part["bool_mask"](scores, mask, part["softmax"])
    return part["mixed"](weights, key, value)


def build(
    streams=streams,
    projected=projected,
    split=split_heads,
    merge=merge_heads,
    output=output,
    **parts,
):
    """Projections, heads, attention of each head (see `attend`), merged and mixed again."""

    def attention(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
        pairs = streams(x_query, x_key_value, w_query, w_key, w_value)
        query, key, value = (split(projected(*pair, num_heads), num_heads) for pair in pairs)
        heads = attend(query, key, value, num_heads, keep, **parts)
        return output(merge(heads), w_output, w_value)

    return attention


multi_head_mistakes = MistakeList()


@multi_head_mistakes(part="projected")
def weights_not_transposed(x, weight, num_heads):
    """you multiply with the weights as they come; in nn.Linear's layout a row makes one feature.

    w_query[0] holds what makes feature 0. Which way round must the weight stand?
    """
    return x @ weight


@multi_head_mistakes("MarcoMeter/episodic-transformer-memory-ppo#22", part="projected")
def one_small_projection_for_all_heads(x, weight, num_heads):
    """you split first, then project each head with the same small weight: the heads share it.

    Project all D features with the whole weight. When is the time to split?
    """
    pieces = x.unflatten(-1, (num_heads, -1))
    size = pieces.shape[-1]
    return (pieces @ weight[:size, :size].T).flatten(-2)


@multi_head_mistakes(part="projected", alone=True)
def each_head_projects_its_own_slice(x, weight, num_heads):
    """you split before you project: a head sees only its own E features of a token, not all D.

    Project all D features with the whole weight. When is the time to split?
    """
    size = x.shape[-1] // num_heads
    pieces = (x[..., i : i + size] @ weight[i : i + size, i : i + size].T for i in _starts(x, size))
    return torch.cat([*pieces], dim=-1)


def _starts(x, size):
    return range(0, x.shape[-1] - size + 1, size)


@multi_head_mistakes(part="projected", alone=True)
def first_head_repeated(x, weight, num_heads):
    """all heads are the first one: each uses the first head's rows of the weights, or its result.

    Head h has rows of its own: from which to which?
    """
    return x @ weight[: weight.shape[0] // num_heads].repeat(num_heads, 1).T


@multi_head_mistakes(part="projected", alone=True)
def relu_after_the_projections(x, weight, num_heads):
    """a ReLU follows the projections; query, key and value may be negative and stay so."""
    return (x @ weight.T).relu()
