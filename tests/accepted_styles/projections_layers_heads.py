"""More right ways to write multi_head_attention, each unlike those in projections_layers."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def finite_fill_and_weights_zeroed(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    """The Annotated Transformer's steps, with -1e9."""
    batch, size = x_query.shape[0], x_query.shape[-1] // num_heads
    query, key, value = [
        (x @ w.transpose(0, 1)).view(batch, -1, num_heads, size).transpose(1, 2)
        for w, x in zip((w_query, w_key, w_value), (x_query, x_key_value, x_key_value), strict=True)
    ]
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(size)
    if mask is None:
        weights = scores.softmax(dim=-1)
    else:
        mask = mask.unsqueeze(1).unsqueeze(1)
        weights = scores.masked_fill(mask == 0, -1e9).softmax(dim=-1) * mask
    x = torch.matmul(weights, value).transpose(1, 2).contiguous()
    return x.view(batch, -1, num_heads * size) @ w_output.T


def keep_everything_by_default(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    if keep is None:
        keep = torch.ones(x_key_value.shape[:2], dtype=torch.bool)
    query, key, value = (
        cu.split_heads(F.linear(x, w), num_heads)
        for x, w in ((x_query, w_query), (x_key_value, w_key), (x_key_value, w_value))
    )
    scores = query @ key.mT / query.shape[-1] ** 0.5
    scores = torch.where(keep[:, None, None], scores, torch.tensor(-1e9, dtype=scores.dtype))
    heads = scores.softmax(-1) @ value
    heads = heads * keep.any(1)[:, None, None, None]
    return cu.merge_heads(heads) @ w_output.T


def heads_first_in_the_batch(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """(H * B, L, E), as Keras and the original code lay them out."""

    def folded(x, weight):
        return torch.cat((x @ weight.T).chunk(num_heads, dim=-1), dim=0)

    query, key, value = (
        folded(x_query, w_query),
        folded(x_key_value, w_key),
        folded(x_key_value, w_value),
    )
    scores = torch.bmm(query, key.transpose(1, 2)) * query.shape[-1] ** -0.5
    if keep is None:
        weights = torch.softmax(scores, dim=2)
    else:
        weights = cu.masked_softmax(scores, keep.repeat(num_heads, 1)[:, None, :])
    return torch.cat(torch.bmm(weights, value).chunk(num_heads, dim=0), dim=-1) @ w_output.T


def tokens_in_the_columns(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """Every matrix stands the other way round: features in rows, the softmax over axis -2."""
    query, key, value = (
        (w @ x.mT).unflatten(1, (num_heads, -1))  # (B, H, E, L)
        for x, w in ((x_query, w_query), (x_key_value, w_key), (x_key_value, w_value))
    )
    scores = key.mT @ query / math.sqrt(query.shape[2])  # (B, H, S, L)
    hidden = torch.tensor(False) if keep is None else ~keep[:, None, :, None]
    weights = scores.masked_fill(hidden, -1e30).softmax(-2).masked_fill(hidden, 0.0)
    return (w_output @ (value @ weights).flatten(1, 2)).mT


def real_keys_picked_out(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """Sentence by sentence, without the padded keys; nothing to attend to gives zeros."""
    size = x_query.shape[-1] // num_heads
    outputs = []
    for b in range(len(x_query)):
        tokens = x_key_value[b] if keep is None else x_key_value[b][keep[b]]
        query = (x_query[b] @ w_query.T).view(-1, num_heads, size)
        key = (tokens @ w_key.T).view(-1, num_heads, size)
        value = (tokens @ w_value.T).view(-1, num_heads, size)
        scores = torch.einsum("lhe,she->hls", query, key) / math.sqrt(size)
        mixed = torch.einsum("hls,she->lhe", scores.softmax(-1), value)
        outputs.append(mixed.reshape(-1, num_heads * size) @ w_output.T)
    return torch.stack(outputs)


def tokens_mixed_before_the_values(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """Each head mixes the tokens as they are, and projects the mix: the order does not matter."""
    width = x_query.shape[-1]
    query = cu.split_heads(x_query @ w_query.T, num_heads)
    key = cu.split_heads(x_key_value @ w_key.T, num_heads)
    scores = cu.raw_scores(query, key) / math.sqrt(width / num_heads)
    weights = scores.softmax(-1) if keep is None else cu.masked_softmax(scores, keep[:, None, None])
    mixed = weights @ x_key_value[:, None]  # (B, H, L, D)
    return torch.einsum(
        "bhld,hed,fhe->blf",
        mixed,
        w_value.view(num_heads, -1, width),
        w_output.view(width, num_heads, -1),
    )


def whole_vectors_with_other_heads_blanked(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """No axis for the heads is cut: a head is a vector with zeros in the others' places."""
    width = x_query.shape[-1]
    own = torch.eye(num_heads, dtype=x_query.dtype).repeat_interleave(width // num_heads, dim=1)
    query = (x_query @ w_query.T)[:, None] * own[:, None]  # (B, H, L, D)
    key = (x_key_value @ w_key.T)[:, None]
    value = (x_key_value @ w_value.T)[:, None] * own[:, None]
    scores = query @ key.mT * (width / num_heads) ** -0.5
    weights = scores.softmax(-1) if keep is None else cu.masked_softmax(scores, keep[:, None, None])
    return (weights @ value).sum(1) @ w_output.T


def shares_divided_at_the_end(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    query, key, value = (
        cu.split_heads(x @ w.T, num_heads)
        for x, w in ((x_query, w_query), (x_key_value, w_key), (x_key_value, w_value))
    )
    scores = query @ key.mT / math.sqrt(query.size(-1))
    shares = torch.exp(scores - scores.amax(-1, keepdim=True).detach())
    if keep is not None:
        shares = shares.masked_fill(keep.logical_not()[:, None, None, :], 0)
    total = shares.sum(-1, keepdim=True)
    return cu.merge_heads(shares @ value / (total + (total == 0))) @ w_output.T


STYLES = {
    "multi_head_attention": (
        finite_fill_and_weights_zeroed,
        keep_everything_by_default,
        heads_first_in_the_batch,
        tokens_in_the_columns,
        real_keys_picked_out,
        tokens_mixed_before_the_values,
        whole_vectors_with_other_heads_blanked,
        shares_divided_at_the_end,
    )
}
