"""Known mistakes in multi_head_attention as a whole, and in one of its projections or splits."""

from __future__ import annotations

import math

from torch.nn.functional import layer_norm

from ....checking import MistakeList
from ....multihead import merge_heads, split_heads
from .mistakes import all_projected, attend, build
from .step_mistakes import heads_cut_by_view

multi_head_whole_mistakes = MistakeList()


@multi_head_whole_mistakes(part="scores")
def all_axes_of_the_key_reversed(query, key):
    """`key.T` turns all four axes round, the batch too.

    Which two axes should change places, counted from the end?
    """
    return query @ key.permute(3, 2, 1, 0)


def _with_splits(split_query, split_key, split_value, **parts):
    """The whole, with a split of its own for each of query, key and value."""

    def attention(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
        streams = all_projected(x_query, x_key_value, w_query, w_key, w_value)
        splits = (split_query, split_key, split_value)
        pairs = zip(splits, streams, strict=True)
        query, key, value = (split(stream, num_heads) for split, stream in pairs)
        heads = attend(query, key, value, num_heads, keep, **parts)
        return merge_heads(heads).reshape(x_query.shape) @ w_output.T

    return attention


@multi_head_whole_mistakes("reczoo/FuxiCTR#30")
def only_the_query_cut_by_view(*arguments):
    """the query is cut by view(B, H, L, E), without a transpose; key and value are cut rightly.

    Compare the three lines that split. Which step is missing in one of them?
    """
    return _with_splits(heads_cut_by_view, split_heads, split_heads)(*arguments)


@multi_head_whole_mistakes("reczoo/FuxiCTR#30")
def only_the_key_cut_by_view(*arguments):
    """the key is cut by view(B, H, S, E), without a transpose; query and value are cut rightly.

    Compare the three lines that split. Which step is missing in one of them?
    """
    return _with_splits(split_heads, heads_cut_by_view, split_heads)(*arguments)


@multi_head_whole_mistakes("reczoo/FuxiCTR#30")
def only_the_value_cut_by_view(*arguments):
    """the value is cut by view(B, H, S, E), without a transpose; query and key are cut rightly.

    Compare the three lines that split. Which step is missing in one of them?
    """
    return _with_splits(split_heads, split_heads, heads_cut_by_view)(*arguments)


@multi_head_whole_mistakes("reczoo/FuxiCTR#30")
def key_and_value_cut_by_view(*arguments):
    """key and value are cut by view(B, H, S, E), without a transpose; the query is cut rightly.

    Compare the three lines that split. Which step is missing in two of them?
    """
    return _with_splits(split_heads, heads_cut_by_view, heads_cut_by_view)(*arguments)


@multi_head_whole_mistakes("reczoo/FuxiCTR#30")
def query_and_key_cut_by_view(*arguments):
    """query and key are cut by view(B, H, L, E), without a transpose; the value is cut rightly.

    Compare the three lines that split. Which step is missing in two of them?
    """
    return _with_splits(heads_cut_by_view, heads_cut_by_view, split_heads)(*arguments)


@multi_head_whole_mistakes()
def one_large_head(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
    """there is one large head, though you divide by √E: the features are never cut into heads.

    What is the shape of your query just before the scores?
    """
    size = x_query.shape[-1] // num_heads
    made = build(scaled=lambda scores, *others: scores / math.sqrt(size))
    return made(x_query, x_key_value, w_query, w_key, w_value, w_output, 1, keep)


@multi_head_whole_mistakes()
def as_many_heads_as_features(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you make E heads of size H: view(B, L, E, H) where (B, L, H, E) is meant.

    num_heads pieces, and how large is each?
    """
    size = x_query.shape[-1] // num_heads
    made = build(scaled=lambda scores, *others: scores / math.sqrt(size))
    return made(x_query, x_key_value, w_query, w_key, w_value, w_output, size, keep)


@multi_head_whole_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959")
def batch_and_sequence_swapped(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you swap the axes of batch and sequence: each place meets the same place of other sentences.

    nn.MultiheadAttention expects that order without batch_first=True; here the batch comes first.
    """
    x_query, x_key_value = x_query.transpose(0, 1), x_key_value.transpose(0, 1)
    return build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep)


@multi_head_whole_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959")
def attended_over_the_batch_without_a_mask(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you take (B, L, D) for (L, B, D) and leave `keep` out: places meet across the sentences.

    nn.MultiheadAttention expects that order without batch_first=True. Which axis holds the tokens?
    """
    x_query, x_key_value = x_query.transpose(0, 1), x_key_value.transpose(0, 1)
    made = build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads)
    return made.transpose(0, 1)


@multi_head_whole_mistakes()
def output_normalised(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you apply a layer norm to the output; it belongs to the block around this layer.

    Here the output projection is the last step.
    """
    made = build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep)
    return layer_norm(made, made.shape[-1:])


@multi_head_whole_mistakes()
def query_added_and_normalised(
    x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None
):
    """you add x_query and apply a layer norm ("add & norm"); both belong to the block around it.

    Here the output projection is the last step.
    """
    made = build()(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep)
    return layer_norm(x_query + made, made.shape[-1:])
