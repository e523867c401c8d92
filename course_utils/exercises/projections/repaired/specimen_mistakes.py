"""The tutorial's function in parts, and its four bugs."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList


def heads(x, num_heads):
    batch, length, embed_dim = x.shape
    return x.reshape(batch, length, num_heads, embed_dim // num_heads).transpose(1, 2)


def transposed(keys):
    return keys.transpose(-2, -1)


def scaled(scores, head_dim, num_heads):
    return scores / math.sqrt(head_dim)


def masked(scores, keep):
    return scores.masked_fill(~keep[:, None, None, :], -math.inf)


def softmax(scores):
    return torch.softmax(scores, dim=-1)


def merged(output):
    batch, _, length, _ = output.shape
    return output.transpose(1, 2).reshape(batch, length, -1)


def build(
    heads=heads,
    transposed=transposed,
    scaled=scaled,
    masked=masked,
    softmax=softmax,
    merged=merged,
):
    """The tutorial's function, each line of it right unless another is given."""

    def attention(x, num_heads, keep):
        cut = heads(x, num_heads)
        scores = scaled(cut @ transposed(cut), cut.shape[-1], num_heads)
        return merged(softmax(masked(scores, keep)) @ cut)

    return attention


specimen_mistakes = MistakeList()


@specimen_mistakes(part="transposed")
def keys_reshaped_and_not_transposed(keys):
    """reshape gives the keys the right shape, but the wrong numbers stand in each column.

    Try it on a 2 x 3 table of the numbers 0 to 5, and compare with a transpose.
    """
    batch, num_heads, length, head_dim = keys.shape
    return keys.reshape(batch, num_heads, head_dim, length)


@specimen_mistakes("lucidrains/vit-pytorch#65", "omihub777/ViT-CIFAR#11", part="scaled")
def scaled_by_the_whole_width(scores, head_dim, num_heads):
    """the scores are divided by √D, the root of the whole width, though a head has fewer features.

    How many products are added up in one score of one head?
    """
    return scores / math.sqrt(head_dim * num_heads)


@specimen_mistakes("hyunwoongko/transformer#10", part="masked")
def padding_not_hidden(scores, keep):
    """padding is not hidden: it gets weights like any token (a score of -1e-12 is as good as 0).

    What does exp make of -1e-12? And what of a number far below 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], -1e-12)


@specimen_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", part="softmax")
def softmax_over_the_heads(scores):
    """softmax runs over axis 1, the heads: a token's weights over the keys do not sum to 1.

    Print the weights of one head and one token. What should they sum to?
    """
    return torch.softmax(scores, dim=1)
