"""Known mistakes inside the heads: how they are cut, scaled, compared and put together again."""

from __future__ import annotations

import math

import torch

from ....attention import raw_scores
from ....checking import MistakeList
from ....multihead import merge_heads, split_heads

head_mistakes = MistakeList()  # may also happen in self_attention_layer


@head_mistakes(
    "reczoo/FuxiCTR#30", "649453932/Chinese-Text-Classification-Pytorch#10", part="split"
)
def heads_cut_by_view(x, num_heads):
    """view(B, H, L, E) cuts across the tokens: a head gets whole tokens, not a slice of each one.

    First (B, L, H, E), so that every token keeps its own features. And then?
    """
    batch, length, width = x.shape
    return x.reshape(batch, num_heads, length, width // num_heads)


@head_mistakes(part="split")
def every_nth_feature(x, num_heads):
    """head h gets every H-th feature, as from view(B, L, E, H); it should get E neighbours.

    Which of the two new axes stands last, and so runs fastest?
    """
    return x.unflatten(-1, (-1, num_heads)).permute(0, 3, 1, 2)


@head_mistakes(part="split")
def head_axis_not_moved(x, num_heads):
    """the heads stay behind the tokens, (B, L, H, E): in the product one token's heads meet.

    The last two axes must be tokens and features. Which axis has to move?
    """
    return x.unflatten(-1, (num_heads, -1))


@head_mistakes(part="split")
def head_size_and_number_swapped(x, num_heads):
    """you make E heads of size H: the two sizes are swapped where the features are cut.

    num_heads pieces, and how large is each?
    """
    return split_heads(x, x.shape[-1] // num_heads)


@head_mistakes(part="split")
def never_split(x, num_heads):
    """there is one large head: the features are never cut into num_heads pieces.

    What is the shape of your query just before the scores?
    """
    return split_heads(x, 1)


@head_mistakes(
    "lucidrains/vit-pytorch#65",
    "omihub777/ViT-CIFAR#11",
    "FareedKhan-dev/train-llm-from-scratch#3",
    part="scaled",
)
def scaled_by_the_root_of_the_width(scores, query, key, num_heads):
    """you divide by √D, the root of the whole width; one head's score adds up only E products.

    Which size do your scores sum over?
    """
    return scores / math.sqrt(num_heads * query.shape[-1])


@head_mistakes("tenstorrent/tt-metal#56789", part="scaled")
def scaled_by_the_root_of_the_number_of_heads(scores, query, key, num_heads):
    """you divide by √H, the root of the number of heads.

    Which size do your scores sum over?
    """
    return scores / math.sqrt(num_heads)


@head_mistakes("delzac/cntkx#10", part="scaled")
def scaled_by_the_head_size(scores, query, key, num_heads):
    """you divide by E itself; it should be by its root."""
    return scores / query.shape[-1]


@head_mistakes("Sakuraaa0/RaBitQCache#1", part="scaled")
def not_scaled(scores, query, key, num_heads):
    """the scores are not scaled, or scaled in a variable that is never used.

    Follow the scaled scores: do they reach the softmax?
    """
    return scores


@head_mistakes("esceptico/perceiver-io#9", "NVIDIA/Megatron-LM#848", part="scaled")
def multiplied_by_the_root_of_the_head_size(scores, query, key, num_heads):
    """you multiply by √E where you should divide: dividing by E ** -0.5 does that too.

    Should the scores become larger or smaller?
    """
    return scores * math.sqrt(query.shape[-1])


@head_mistakes(part="scaled", alone=True)
def divided_by_half_the_head_size(scores, query, key, num_heads):
    """you divide by E / 2: Python reads E ** 1 / 2 as (E ** 1) / 2."""
    return scores / (query.shape[-1] / 2)


@head_mistakes(part="scaled", alone=True)
def divided_by_twice_the_head_size(scores, query, key, num_heads):
    """you divide by 2 * E: Python reads scores / E ** 1 / 2 as ((scores / E) / 2)."""
    return scores / (2 * query.shape[-1])


@head_mistakes(part="scaled")
def scaled_by_the_root_of_the_number_of_keys(scores, query, key, num_heads):
    """you divide by √S, the root of the number of keys.

    Which size do your scores sum over?
    """
    return scores / math.sqrt(key.shape[-2])


@head_mistakes(part="scaled", alone=True)
def scaled_by_the_root_of_the_number_of_queries(scores, query, key, num_heads):
    """you divide by √L, the root of the number of queries.

    Which size do your scores sum over?
    """
    return scores / math.sqrt(query.shape[-2])


@head_mistakes(part="scaled", alone=True)
def scaled_by_8(scores, query, key, num_heads):
    """you divide by 8 whatever the size: a number from a model with heads of 64?"""
    return scores / 8


@head_mistakes(part="scores")
def key_viewed_in_another_shape(query, key):
    """view or reshape does not transpose the key: it keeps the order in memory and mixes it up.

    Which function swaps two axes?
    """
    return query @ key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])


@head_mistakes(part="scores")
def key_not_transposed(query, key):
    """the key is not transposed: you multiply a query's features with a column of the key.

    Write the shapes side by side: which sizes must touch?
    """
    return query @ key


@head_mistakes(part="scores", alone=True)
def queries_and_keys_swapped(query, key):
    """the keys ask and the queries answer: a row of the scores must belong to one query."""
    return raw_scores(key, query)


@head_mistakes(part="scores")
def heads_and_tokens_of_the_key_transposed(query, key):
    """you transpose axes 1 and 2 of the key, heads and tokens; tokens and features are to swap.

    Count the axes of (B, H, S, E) from the end.
    """
    return query @ key.transpose(1, 2)


@head_mistakes(part="scores", alone=True)
def later_keys_hidden(query, key):
    """each token sees only the keys up to its own place: nobody asked for a causal mask here."""
    scores = raw_scores(query, key)
    return scores.masked_fill(torch.ones(scores.shape[-2:]).triu(1).bool(), -math.inf)


@head_mistakes(part="mixed")
def keys_mixed(weights, key, value):
    """you mix the keys, not the values.

    Keys say where to look. What says what to fetch there?
    """
    return weights @ key


@head_mistakes(part="mixed")
def weights_transposed(weights, key, value):
    """the weights are transposed before the mix: a key's column stands where a query's row belongs.

    Each query mixes the values with its own row. Is a transpose needed here?
    """
    return weights.transpose(-2, -1) @ value


@head_mistakes(
    "ajhalthor/Transformer-Neural-Network#1", "jsbaan/transformer-from-scratch#4", part="merge"
)
def heads_merged_without_moving_the_axis(x):
    """you reshape (B, H, L, E) as it is: then the first row holds one head's pieces of many tokens.

    Which axis must stand next to E, so that a token's pieces lie side by side?
    """
    batch, heads, length, size = x.shape
    return x.reshape(batch, length, heads * size)


@head_mistakes("NVIDIA/Megatron-LM#251", part="merge", alone=True)
def view_of_a_transposed_tensor(x):
    """.view after .transpose: the pieces do not lie side by side in memory, and view never copies.

    Which function copies where it has to?
    """
    batch, heads, length, size = x.shape
    return x.transpose(1, 2).view(batch, length, heads * size)


@head_mistakes(part="merge")
def pieces_interleaved(x):
    """the merged features alternate between the heads; each head's E features belong together.

    Which of the two axes that you merge stands last, and so runs fastest?
    """
    return x.permute(0, 2, 3, 1).flatten(-2)


@head_mistakes(part="merge", alone=True)
def features_and_tokens_swapped_before_merging(x):
    """you transpose the last two axes before merging; it is the heads that have to move.

    From (B, H, L, E) to (B, L, H, E): which two axes change places?
    """
    batch, heads, length, size = x.shape
    return x.transpose(2, 3).reshape(batch, length, heads * size)


@head_mistakes(part="merge", alone=True)
def heads_in_reverse_order(x):
    """the heads are put together in the wrong order, the last one first."""
    return merge_heads(x.flip(1))
