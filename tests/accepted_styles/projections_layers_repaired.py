"""Right ways to mend the tutorial's attention."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

import course_utils as cu


def mended(x, num_heads, keep):
    batch, length, embed_dim = x.shape
    head_dim = embed_dim // num_heads
    heads = x.view(batch, length, num_heads, head_dim).transpose(1, 2)
    scores = heads @ heads.transpose(2, 3) / math.sqrt(head_dim)
    scores = scores.masked_fill(~keep[:, None, None, :], float("-inf"))
    output = torch.softmax(scores, dim=3) @ heads
    return output.transpose(1, 2).reshape(batch, length, embed_dim)


def mended_with_a_very_negative_number(x, num_heads, keep):
    heads = x.reshape(*x.shape[:2], num_heads, -1).transpose(1, 2)
    scores = heads @ heads.mT * heads.shape[-1] ** -0.5
    weights = torch.softmax(scores.masked_fill(keep[:, None, None, :] == 0, -1e9), dim=-1)
    return (weights @ heads).transpose(1, 2).flatten(2)


def mended_with_the_courses_steps(x, num_heads, keep):
    heads = cu.split_heads(x, num_heads)
    scores = cu.scaled_scores(heads, heads)
    return cu.merge_heads(cu.masked_softmax(scores, cu.expand_key_mask(keep)) @ heads)


def mended_with_torchs_attention(x, num_heads, keep):
    heads = cu.split_heads(x, num_heads)
    mixed = F.scaled_dot_product_attention(heads, heads, heads, keep[:, None, None])
    return cu.merge_heads(mixed)


def mended_by_einsum(x, num_heads, keep):
    heads = x.unflatten(-1, (num_heads, -1))
    scores = torch.einsum("blhe,bshe->bhls", heads, heads) / math.sqrt(heads.shape[-1])
    bias = torch.zeros(keep.shape, dtype=x.dtype).masked_fill(~keep, -math.inf)
    weights = (scores + bias[:, None, None]).softmax(-1)
    return torch.einsum("bhls,bshe->blhe", weights, heads).flatten(2)


def mended_head_by_head(x, num_heads, keep):
    outputs = []
    for head in x.chunk(num_heads, dim=-1):
        scores = torch.where(keep[:, None], head @ head.mT / head.shape[-1] ** 0.5, -torch.inf)
        outputs.append(cu.softmax(scores) @ head)
    return torch.cat(outputs, dim=-1)


def mended_sentence_by_sentence(x, num_heads, keep):
    sentences = []
    for tokens, real in zip(x, keep, strict=True):
        heads = tokens.unflatten(-1, (num_heads, -1)).transpose(0, 1)
        seen = heads[:, real]
        weights = torch.softmax(heads @ seen.mT / math.sqrt(heads.shape[-1]), dim=-1)
        sentences.append((weights @ seen).transpose(0, 1).flatten(1))
    return torch.stack(sentences)


def mended_with_shares_of_the_real_tokens(x, num_heads, keep):
    heads = x.unflatten(-1, (num_heads, -1)).permute(0, 2, 1, 3)
    query = heads / heads.shape[-1] ** 0.5
    weights = cu.softmax(query @ heads.permute(0, 1, 3, 2)) * keep[:, None, None, :]
    weights = weights / weights.sum(-1, keepdim=True)
    return (weights @ heads).permute(0, 2, 1, 3).reshape(x.shape)


def mended_by_arithmetic(x, num_heads, keep):
    heads = x.unflatten(-1, (num_heads, -1)).movedim(2, 1)
    scores = (heads * heads.shape[-1] ** -0.25) @ (heads * heads.shape[-1] ** -0.25).mT
    scores = scores - 1e9 * (1 - keep[:, None, None, :].to(x.dtype))
    return torch.cat((scores.softmax(-1) @ heads).unbind(1), dim=-1)


def mended_with_the_logarithm_of_the_mask(x, num_heads, keep):
    heads = torch.stack(x.chunk(num_heads, dim=-1), dim=1)
    scores = heads @ heads.mT / math.sqrt(heads.shape[-1]) + keep[:, None, None].to(x.dtype).log()
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp()
    return (weights @ heads).transpose(1, 2).flatten(2)


def mended_with_a_bias_in_baddbmm(x, num_heads, keep):
    batch, length, width = x.shape
    heads = x.reshape(batch, length, num_heads, -1).transpose(1, 2).flatten(0, 1)
    hidden = torch.zeros_like(keep, dtype=x.dtype).masked_fill(~keep, -math.inf)
    bias = hidden.repeat_interleave(num_heads, dim=0).unsqueeze(1).expand(-1, length, -1)
    scores = torch.baddbmm(bias, heads, heads.mT, alpha=heads.shape[-1] ** -0.5)
    mixed = torch.bmm(scores.softmax(dim=-1), heads)
    return mixed.unflatten(0, (batch, -1)).transpose(1, 2).reshape(batch, length, width)


def mended_for_one_sentence_and_vmapped(x, num_heads, keep):
    def attend(tokens, real):
        heads = tokens.unflatten(-1, (num_heads, -1)).transpose(0, 1)
        scores = heads @ heads.mT / math.sqrt(heads.shape[-1])
        weights = torch.where(real, scores, -math.inf).softmax(dim=-1)
        return (weights @ heads).transpose(0, 1).flatten(1)

    return torch.vmap(attend)(x, keep)


def mended_with_logsumexp(x, num_heads, keep):
    heads = torch.stack(x.chunk(num_heads, dim=-1), dim=1)
    scores = torch.einsum("bhle,bhse->bhls", heads, heads) * heads.shape[-1] ** -0.5
    scores[(~keep)[:, None, None].expand_as(scores)] = -math.inf
    weights = (scores - scores.logsumexp(dim=-1, keepdim=True)).exp()
    return torch.cat((weights @ heads).unbind(1), dim=-1)


def mended_with_the_scale_on_both_sides(x, num_heads, keep):
    heads = cu.split_heads(x, num_heads)
    root = heads.shape[-1] ** 0.25
    scores = (heads / root) @ (heads / root).mT - 1e9 * (~keep[:, None, None]).to(x.dtype)
    return cu.merge_heads(F.softmin(-scores, dim=-1) @ heads)


STYLES = {
    "repaired_attention": (
        mended,
        mended_with_a_very_negative_number,
        mended_with_the_courses_steps,
        mended_with_torchs_attention,
        mended_by_einsum,
        mended_head_by_head,
        mended_sentence_by_sentence,
        mended_with_shares_of_the_real_tokens,
        mended_by_arithmetic,
        mended_with_the_logarithm_of_the_mask,
        mended_with_a_bias_in_baddbmm,
        mended_for_one_sentence_and_vmapped,
        mended_with_logsumexp,
        mended_with_the_scale_on_both_sides,
    ),
}
