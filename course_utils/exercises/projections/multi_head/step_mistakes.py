"""Known mistakes inside the heads: how they are cut, scaled, compared and mixed."""

from __future__ import annotations

import math

import torch

from ....attention import raw_scores
from ....checking import MistakeList
from ....multihead import split_heads
from ...scaling.scales_elsewhere import scales_in
from .merge_mistakes import merge_mistakes

head_mistakes = MistakeList(merge_mistakes)  # may also happen in self_attention_layer


def _in_heads(function):
    return lambda scores, query, key, num_heads: function(scores, query, key)


# Four axes make "the root of the number of axes" a 2; what is subtracted from a row has no effect.
NOT_IN_HEADS = {"divided_by_the_root_of_the_number_of_axes", "root_subtracted"}
head_mistakes += scales_in(_in_heads, without=NOT_IN_HEADS)


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


@head_mistakes(part="split", alone=True)
def axes_1_and_3_transposed(x, num_heads):
    """you transpose axes 1 and 3 of (B, L, H, E): features stand where the heads belong.

    It is the heads that change places with the tokens: axes 1 and 2.
    """
    return x.unflatten(-1, (num_heads, -1)).transpose(1, 3)


@head_mistakes(part="split", alone=True)
def features_before_tokens(x, num_heads):
    """your split gives (B, H, E, L): then features attend to features, not tokens to tokens.

    The last two axes must be tokens and features, in this order.
    """
    return x.unflatten(-1, (num_heads, -1)).permute(0, 2, 3, 1)


@head_mistakes(part="split", alone=True)
def features_cut_by_view_of_a_transpose(x, num_heads):
    """you transpose (B, L, D) first and then reshape: the pieces no longer lie where you cut.

    First (B, L, H, E), so that every token keeps its own features. And then?
    """
    batch, length, width = x.shape
    return x.transpose(1, 2).reshape(batch, num_heads, length, width // num_heads)


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


@head_mistakes(part="scores", alone=True)
def scores_negated(query, key):
    """the scores have the wrong sign: the key that is least like the query gets the most weight.

    A minus, or "the largest score minus each score"? Large scores are to win.
    """
    return -raw_scores(query, key)


@head_mistakes(part="scores", alone=True)
def keys_compared_with_keys(query, key):
    """you compare the keys with each other; the queries are never used.

    Who asks, and who answers?
    """
    return raw_scores(key, key)


@head_mistakes(part="scores", alone=True)
def queries_compared_with_queries(query, key):
    """you compare the queries with each other; the keys are never used.

    Who asks, and who answers?
    """
    return raw_scores(query, query)


@head_mistakes(part="scores", alone=True)
def scores_averaged_over_the_heads(query, key):
    """the scores are averaged over the heads, so all heads attend alike.

    Each head looks at the others' tokens in its own way: there are H tables of scores.
    """
    return raw_scores(query, key).mean(dim=1, keepdim=True).expand(-1, query.shape[1], -1, -1)


@head_mistakes(part="mixed")
def keys_mixed(weights, key, value):
    """you mix the keys, not the values.

    Keys say where to look. What says what to fetch there?
    """
    return weights @ key


@head_mistakes(part="mixed", alone=True)
def weights_averaged_over_the_heads(weights, key, value):
    """the weights are averaged over the heads before the mix, as they are only for showing them.

    Each head mixes its own values with its own weights.
    """
    return weights.mean(dim=1, keepdim=True) @ value


@head_mistakes(part="mixed")
def weights_transposed(weights, key, value):
    """the weights are transposed before the mix: a key's column stands where a query's row belongs.

    Each query mixes the values with its own row. Is a transpose needed here?
    """
    return weights.transpose(-2, -1) @ value
