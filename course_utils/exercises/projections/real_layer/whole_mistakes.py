"""Known mistakes in self_attention_layer as a whole, and in one of its projections or splits."""

from __future__ import annotations

import math

from torch.nn.functional import layer_norm

from ....checking import MistakeList
from ....multihead import merge_heads, split_heads
from ..multi_head.mistakes import attend
from ..multi_head.step_mistakes import head_axis_not_moved, heads_cut_by_view
from .mistakes import build, output, projected

layer_whole_mistakes = MistakeList()


def _turned(pair):
    weight, bias = pair
    return weight.T, bias


@layer_whole_mistakes(part="projected", alone=True)
def query_weight_not_transposed(x, query, key, value):
    """w_query is not transposed, the others are; in nn.Linear's layout a row makes one feature.

    Read the projections letter by letter.
    """
    return projected(x, _turned(query), key, value)


@layer_whole_mistakes(part="projected", alone=True)
def key_weight_not_transposed(x, query, key, value):
    """w_key is not transposed, the others are; in nn.Linear's layout a row makes one feature.

    Read the projections letter by letter.
    """
    return projected(x, query, _turned(key), value)


@layer_whole_mistakes(part="projected", alone=True)
def value_weight_not_transposed(x, query, key, value):
    """w_value is not transposed, the others are; in nn.Linear's layout a row makes one feature.

    Read the projections letter by letter.
    """
    return projected(x, query, key, _turned(value))


@layer_whole_mistakes(part="projected", alone=True)
def value_made_like_the_query(x, query, key, value):
    """the value is made with w_query; w_value is never used.

    Read the three projections letter by letter.
    """
    return projected(x, query, key, query)


@layer_whole_mistakes()
def all_axes_of_the_key_reversed(*arguments):
    """`key.T` turns all four axes round, the batch too.

    Which two axes should change places, counted from the end?
    """
    return build(scores=lambda query, key: query @ key.permute(3, 2, 1, 0))(*arguments)


def _with_splits(split_query, split_key, split_value, merge=merge_heads):
    """The whole, with a split of its own for each of query, key and value."""

    def layer(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads):
        streams = projected(x, (w_query, b_query), (w_key, b_key), (w_value, b_value))
        splits = (split_query, split_key, split_value)
        pairs = zip(splits, streams, strict=True)
        query, key, value = (split(stream, num_heads) for split, stream in pairs)
        merged = merge(attend(query, key, value, num_heads)).reshape(x.shape)
        return output(merged, w_output, b_output)

    return layer


@layer_whole_mistakes("reczoo/FuxiCTR#30")
def only_the_query_cut_by_view(*arguments):
    """the query is cut by view(B, H, L, E), without a transpose; key and value are cut rightly.

    Compare the three lines that split. Which step is missing in one of them?
    """
    return _with_splits(heads_cut_by_view, split_heads, split_heads)(*arguments)


@layer_whole_mistakes("reczoo/FuxiCTR#30")
def only_the_value_cut_by_view(*arguments):
    """the value is cut by view(B, H, L, E), without a transpose; query and key are cut rightly.

    Compare the three lines that split. Which step is missing in one of them?
    """
    return _with_splits(split_heads, split_heads, heads_cut_by_view)(*arguments)


@layer_whole_mistakes("reczoo/FuxiCTR#30")
def key_and_value_cut_by_view(*arguments):
    """key and value are cut by view(B, H, L, E), without a transpose; the query is cut rightly.

    Compare the three lines that split. Which step is missing in two of them?
    """
    return _with_splits(split_heads, heads_cut_by_view, heads_cut_by_view)(*arguments)


@layer_whole_mistakes()
def heads_attend_to_each_other(*arguments):
    """the heads of one token attend to each other: with (B, L, H, E) the last two axes are heads.

    The last two axes must be tokens and features. Which axis has to move before the product?
    """
    splits = [head_axis_not_moved] * 3
    return _with_splits(*splits, merge=lambda heads: heads)(*arguments)


@layer_whole_mistakes()
def heads_moved_only_after_the_product(*arguments):
    """the heads stay behind the tokens, (B, L, H, E): in the product one token's heads meet.

    You move an axis before merging. Which axis has to move before the product?
    """
    return _with_splits(*[head_axis_not_moved] * 3)(*arguments)


@layer_whole_mistakes()
def one_large_head(*arguments):
    """there is one large head, though you divide by √E: the features are never cut into heads.

    What is the shape of your query just before the scores?
    """
    x, *parameters, num_heads = arguments
    size = x.shape[-1] // num_heads
    made = build(scaled=lambda scores, *others: scores / math.sqrt(size))
    return made(x, *parameters, 1)


@layer_whole_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959")
def attended_over_the_batch(x, *others):
    """you take (B, L, D) for (L, B, D): each place meets the same place of the other sentences.

    nn.MultiheadAttention expects that order without batch_first=True. Which axis holds the tokens?
    """
    return build()(x.transpose(0, 1), *others).transpose(0, 1)


@layer_whole_mistakes()
def output_normalised(x, *others):
    """you apply a layer norm to the output; the model does so too, but after this layer.

    Here the layer's own output is compared: w_output and b_output come last.
    """
    return layer_norm(build()(x, *others), x.shape[-1:])


@layer_whole_mistakes()
def input_added_and_normalised(x, *others):
    """you add x and apply a layer norm ("add & norm"); the model does so too, after this layer.

    Here the layer's own output is compared: w_output and b_output come last.
    """
    return layer_norm(x + build()(x, *others), x.shape[-1:])


@layer_whole_mistakes()
def input_normalised(x, *others):
    """you apply a layer norm to x before the projections; here x is to be taken as it comes."""
    return build()(layer_norm(x, x.shape[-1:]), *others)
