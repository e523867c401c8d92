"""Known mistakes in repeating key and value heads, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList


def source(x):
    return x


def count(repeats, heads):
    return repeats


def axis():
    return 1


def copies(x, times, axis):
    return x.repeat_interleave(times, dim=axis)


def output(copied):
    return copied


def build(source=source, count=count, axis=axis, copies=copies, output=output):
    """What is copied, how often, along which axis, in which order, and what is made of it."""
    return lambda x, repeats: output(copies(source(x), count(repeats, x.shape[1]), axis()))


repeat_kv_mistakes = MistakeList()


@repeat_kv_mistakes(
    "onnx/onnx#7274",
    "ekzhang/jax-js#180",
    "apple/axlearn#842",
    "apple/ml-hypercloning#1",
    part="copies",
)
def whole_row_of_heads_repeated(x, times, axis):
    """you repeat the whole row, 0 1 2 0 1 2 (repeat, tile, cat, or h % G); copies are neighbours.

    Query heads 0 and 1 are to share key head 0: which order is 0 0 1 1 2 2?
    """
    return x.repeat(*(times if place == axis % 4 else 1 for place in range(4)))


@repeat_kv_mistakes("PrimeIntellect-ai/prime-rl#2681", part="axis")
def tokens_repeated():
    """you repeat along the sequence: every token is there several times, and no head is.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return 2


@repeat_kv_mistakes(part="axis")
def sentences_repeated():
    """you repeat along the batch; the heads are to be repeated, inside each sentence.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return 0


@repeat_kv_mistakes(part="axis")
def features_repeated():
    """you repeat every feature; the heads are to be repeated, and stay as they are.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return 3


@repeat_kv_mistakes("PrimeIntellect-ai/prime-rl#2681")
def sentence_repeated(x, repeats):
    """you repeat the whole sentence along the sequence; the heads are to be repeated.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat(1, 1, repeats, 1)


@repeat_kv_mistakes()
def batch_repeated(x, repeats):
    """you repeat the whole batch; the heads are to be repeated, inside each sentence.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat(repeats, 1, 1, 1)


@repeat_kv_mistakes()
def vectors_repeated(x, repeats):
    """you repeat each vector along its features; the heads are to be repeated, as they are.

    Count the axes of (B, G, S, E) from 0: which one holds the heads? (repeat counts from the left.)
    """
    return x.repeat(1, 1, 1, repeats)


@repeat_kv_mistakes()
def everything_flattened(x, repeats):
    """repeat_interleave without dim flattens everything first: say along which axis."""
    return x.repeat_interleave(repeats)


@repeat_kv_mistakes(part="copies")
def copies_in_an_axis_of_their_own(x, times, axis):
    """right copies, but in an axis of their own (B, G, r, S, E): join it with the heads.

    Which two neighbouring axes become one, H = G * r?
    """
    return torch.stack([x] * times, dim=2)


@repeat_kv_mistakes(part="copies")
def copies_in_an_axis_before_the_heads(x, times, axis):
    """the copies are an axis of their own, before the heads; it follows them, and is joined."""
    return torch.stack([x] * times, dim=1)


@repeat_kv_mistakes(part="copies", alone=True)
def copies_in_an_axis_behind_the_tokens(x, times, axis):
    """the copies are an axis of their own, behind the tokens (B, G, S, r, E): each token is copied.

    Its place is right behind the heads, and then the two become one.
    """
    return torch.stack([x] * times, dim=3)


@repeat_kv_mistakes(part="copies")
def copies_in_the_first_axis(x, times, axis):
    """the copies are axis 0 of the result (r, B, G, S, E); their place is right behind the heads.

    torch.stack makes its new axis in front, unless it is told where. Then two axes become one.
    """
    return torch.stack([x] * times)


@repeat_kv_mistakes()
def copies_viewed_after_the_tokens(x, repeats):
    """you copied each token (or its vector), then reshaped: the heads now hold parts of sentences.

    The new axis belongs right behind the heads, since only neighbours can be joined.
    """
    return x.repeat_interleave(repeats, dim=2).reshape(x.shape[0], -1, *x.shape[2:])


@repeat_kv_mistakes()
def features_repeated_and_viewed(x, repeats):
    """you repeated the features and reshaped: tokens and heads are mixed up."""
    return x.repeat_interleave(repeats, dim=-1).reshape(x.shape[0], -1, *x.shape[2:])


@repeat_kv_mistakes()
def batch_repeated_and_viewed(x, repeats):
    """you repeated the whole batch and reshaped: a sentence now holds heads of other sentences.

    The copies' axis belongs right behind the heads, since only neighbours can be joined.
    """
    return x.repeat(repeats, 1, 1, 1).reshape(x.shape[0], -1, *x.shape[2:])


@repeat_kv_mistakes()
def not_repeated(x, repeats):
    """this is x itself, nothing is repeated; was the result of repeat thrown away?"""
    return x


@repeat_kv_mistakes()
def multiplied(x, repeats):
    """you multiply the numbers by `repeats`; the heads are to be copied, as they are."""
    return x * repeats


@repeat_kv_mistakes(part="output")
def batch_and_heads_as_one(copied):
    """right copies, but batch and heads are one axis (B * H, S, E); they stay two."""
    return copied.flatten(0, 1)


@repeat_kv_mistakes(part="output")
def heads_behind_the_tokens(copied):
    """right copies, but the axes are (B, S, H, E); heads come before tokens."""
    return copied.transpose(1, 2)


@repeat_kv_mistakes(part="output")
def heads_before_the_batch(copied):
    """right copies, but the axes are (H, B, S, E); the batch comes first.

    Along which axis do you stack the copies?
    """
    return copied.transpose(0, 1)


@repeat_kv_mistakes()
def heads_one_below_the_other(x, repeats):
    """right copies, one after another along the tokens (B, H * S, E); heads keep their own axis.

    What puts tensors side by side in a new axis, as torch.cat does in an old one?
    """
    return x.repeat_interleave(repeats, dim=1).flatten(1, 2)


@repeat_kv_mistakes(part="output", alone=True)
def axes_of_size_one_dropped(copied):
    """your squeeze() drops every axis of size 1, also one that belongs: a batch of one sentence.

    Say which axis, or do without: here no axis of size 1 is left over.
    """
    return copied.squeeze()
