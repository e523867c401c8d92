"""Known mistakes in repeating key and value heads, with the sentence a learner reads."""

from __future__ import annotations

from ....checking import MistakeList

repeat_kv_mistakes = MistakeList()


@repeat_kv_mistakes(
    "onnx/onnx#7274", "ekzhang/jax-js#180", "apple/axlearn#842", "apple/ml-hypercloning#1"
)
def whole_row_of_heads_repeated(x, repeats):
    """you repeat the whole row of heads, 0 1 2 0 1 2 (repeat, tile or cat); copies are neighbours.

    Query heads 0 and 1 are to share key head 0: which order is 0 0 1 1 2 2?
    """
    return x.repeat(1, repeats, 1, 1)


@repeat_kv_mistakes("PrimeIntellect-ai/prime-rl#2681")
def tokens_repeated(x, repeats):
    """you repeat along the sequence: every token is there several times, and no head is.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat_interleave(repeats, dim=2)


@repeat_kv_mistakes("PrimeIntellect-ai/prime-rl#2681")
def sentence_repeated(x, repeats):
    """you repeat the whole sentence along the sequence; the heads are to be repeated.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat(1, 1, repeats, 1)


@repeat_kv_mistakes()
def sentences_repeated(x, repeats):
    """you repeat along the batch; the heads are to be repeated, inside each sentence.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat_interleave(repeats, dim=0)


@repeat_kv_mistakes()
def batch_repeated(x, repeats):
    """you repeat the whole batch; the heads are to be repeated, inside each sentence.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat(repeats, 1, 1, 1)


@repeat_kv_mistakes()
def features_repeated(x, repeats):
    """you repeat every feature; the heads are to be repeated, and stay as they are.

    Count the axes of (B, G, S, E) from 0: which one holds the heads?
    """
    return x.repeat_interleave(repeats, dim=-1)


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


@repeat_kv_mistakes()
def copies_in_an_axis_of_their_own(x, repeats):
    """right copies, but in an axis of their own (B, G, r, S, E): join it with the heads.

    Which two neighbouring axes become one, H = G * r?
    """
    return x.unsqueeze(2).expand(-1, -1, repeats, -1, -1)


@repeat_kv_mistakes()
def copies_in_an_axis_before_the_heads(x, repeats):
    """the copies are an axis of their own, before the heads; it follows them, and is joined."""
    return x.unsqueeze(1).expand(-1, repeats, -1, -1, -1)


@repeat_kv_mistakes()
def copies_viewed_after_the_tokens(x, repeats):
    """you copied each token, then reshaped: the heads now hold parts of sentences.

    The new axis belongs right behind the heads, since only neighbours can be joined.
    """
    batch, heads, keys, size = x.shape
    copies = x.unsqueeze(3).expand(-1, -1, -1, repeats, -1)
    return copies.reshape(batch, heads * repeats, keys, size)


@repeat_kv_mistakes()
def features_repeated_and_viewed(x, repeats):
    """you repeated the features and reshaped: tokens and heads are mixed up."""
    batch, heads, keys, size = x.shape
    return x.repeat_interleave(repeats, dim=-1).reshape(batch, heads * repeats, keys, size)


@repeat_kv_mistakes()
def repeats_taken_for_all_heads(x, repeats):
    """you made `repeats` heads in all; each of the G heads is to be there `repeats` times."""
    return x.repeat_interleave(max(repeats // x.shape[1], 1), dim=1)


@repeat_kv_mistakes()
def heads_repeated_as_often_as_there_are_heads(x, repeats):
    """you repeat each head G times, or G * r times; `repeats` says how often."""
    return x.repeat_interleave(x.shape[1] * repeats, dim=1)


@repeat_kv_mistakes()
def once_too_often(x, repeats):
    """each head is there once too often: the first one counts, too."""
    return x.repeat_interleave(repeats + 1, dim=1)


@repeat_kv_mistakes()
def once_too_few(x, repeats):
    """each head is missing once: where does your loop over the copies end?"""
    return x.repeat_interleave(repeats - 1, dim=1)


@repeat_kv_mistakes()
def not_repeated(x, repeats):
    """this is x itself, nothing is repeated; was the result of repeat thrown away?"""
    return x


@repeat_kv_mistakes()
def first_head_for_all(x, repeats):
    """all copies are of the first head; each head is to be copied."""
    return x[:, :1].expand(-1, x.shape[1] * repeats, -1, -1)


@repeat_kv_mistakes()
def multiplied(x, repeats):
    """you multiply the numbers by `repeats`; the heads are to be copied, as they are."""
    return x * repeats


@repeat_kv_mistakes()
def heads_in_reverse(x, repeats):
    """right copies, but the last head comes first."""
    return x.flip(1).repeat_interleave(repeats, dim=1)


@repeat_kv_mistakes()
def batch_and_heads_as_one(x, repeats):
    """right copies, but batch and heads are one axis (B * H, S, E); they stay two."""
    return x.repeat_interleave(repeats, dim=1).flatten(0, 1)


@repeat_kv_mistakes()
def heads_behind_the_tokens(x, repeats):
    """right copies, but the axes are (B, S, H, E); heads come before tokens."""
    return x.repeat_interleave(repeats, dim=1).transpose(1, 2)
