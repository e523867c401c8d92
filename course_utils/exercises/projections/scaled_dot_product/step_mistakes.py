"""Known mistakes in the scores and the mix of scaled_dot_product_attention."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from ....attention import raw_scores
from ....checking import MistakeList
from .mistakes import build

sdpa_step_mistakes = MistakeList()


@sdpa_step_mistakes(part="scores")
def all_axes_of_the_key_reversed(query, key):
    """`key.T` turns all axes round, the batch too; with two axes only is that a transpose.

    Which two axes should change places, counted from the end?
    """
    return query @ key.permute(*reversed(range(key.dim())))


@sdpa_step_mistakes(part="scores")
def axes_1_and_2_transposed(query, key):
    """you transpose axes 1 and 2: the right two only where there are exactly three axes.

    Count from the end, so that any number of leading axes fits.
    """
    return query @ key.transpose(1, 2)


@sdpa_step_mistakes(part="scores")
def axes_2_and_3_transposed(query, key):
    """you transpose axes 2 and 3: the right two only where there are exactly four axes.

    Count from the end, so that any number of leading axes fits.
    """
    return query @ key.transpose(2, 3)


@sdpa_step_mistakes(part="scores", alone=True)
def axes_0_and_1_transposed(query, key):
    """you transpose axes 0 and 1: the right two only where there are exactly two axes.

    Count from the end, so that any number of leading axes fits.
    """
    return query @ key.transpose(0, 1)


@sdpa_step_mistakes(part="scores", alone=True)
def axis_1_and_the_last_transposed(query, key):
    """you transpose axis 1 and the last one: the right two only where there are three axes.

    Count both from the end, so that any number of leading axes fits.
    """
    return query @ key.transpose(1, -1)


@sdpa_step_mistakes(part="scores", alone=True)
def three_axes_only(query, key):
    """this works with three axes only, as torch.bmm does; heads add a fourth.

    Which product takes any number of leading axes?
    """
    return torch.bmm(query, key.transpose(1, 2))


@sdpa_step_mistakes(part="scores")
def key_viewed_in_another_shape(query, key):
    """view or reshape does not transpose the key: it keeps the order in memory and mixes it up.

    Which function swaps two axes?
    """
    return query @ key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])


@sdpa_step_mistakes(part="scores")
def key_not_transposed(query, key):
    """the key is not transposed: you multiply a query's features with a column of the key.

    Write the shapes side by side: which sizes must touch?
    """
    return query @ key


@sdpa_step_mistakes(part="scores", alone=True)
def queries_and_keys_swapped(query, key):
    """the keys ask and the queries answer: one row for each key comes out, not for each query.

    A row of the scores belongs to one query. Whose rows are yours?
    """
    return raw_scores(key, query)


@sdpa_step_mistakes(part="scores", alone=True)
def keys_compared_with_keys(query, key):
    """you compare the keys with each other; the queries are never used.

    Who asks, and who answers?
    """
    return raw_scores(key, key)


@sdpa_step_mistakes(part="scores", alone=True)
def queries_compared_with_queries(query, key):
    """you compare the queries with each other; the keys are never used.

    Who asks, and who answers?
    """
    return raw_scores(query, query)


@sdpa_step_mistakes(part="scores", alone=True)
def lengths_divided_out(query, key):
    """you divided the lengths out (cosine similarity); a dot product keeps them.

    A long key scores more than a short one in the same direction. Leave the lengths in.
    """
    return raw_scores(normalize(query, dim=-1), normalize(key, dim=-1))


@sdpa_step_mistakes(part="scores", alone=True)
def scores_negated(query, key):
    """the scores have the wrong sign: the key that is least like the query gets the most weight.

    A minus, or "the largest score minus each score"? Large scores are to win.
    """
    return -raw_scores(query, key)


@sdpa_step_mistakes(part="scores", alone=True)
def products_averaged(query, key):
    """a score is the mean of the products, not their sum: you divide by E, and then scale again.

    Which of the two, the mean or the sum, is a dot product?
    """
    return raw_scores(query, key) / query.shape[-1]


@sdpa_step_mistakes(part="scores", alone=True)
def absolute_scores(query, key):
    """you take the scores' absolute value: a key that points the other way counts as alike."""
    return raw_scores(query, key).abs()


@sdpa_step_mistakes(part="scores", alone=True)
def negative_scores_cut_off(query, key):
    """a ReLU cuts off negative scores; softmax takes those too, and gives them small shares."""
    return raw_scores(query, key).relu()


@sdpa_step_mistakes(part="scores", alone=True)
def distances_compared(query, key):
    """you compare by distance; a score is a dot product.

    (Minus half the squared distance would differ from it by the lengths alone.)
    """
    return -(query.unsqueeze(-2) - key.unsqueeze(-3)).square().sum(-1).sqrt()


@sdpa_step_mistakes(part="mixed")
def keys_mixed(weights, key, value):
    """you mix the keys, not the values.

    Keys say where to look. What says what to fetch there?
    """
    return weights @ key


@sdpa_step_mistakes(part="mixed")
def weights_transposed(weights, key, value):
    """the weights are transposed before the mix: a key's column stands where a query's row belongs.

    Each query mixes the values with its own row. Is a transpose needed here?
    """
    return weights.transpose(-2, -1) @ value


@sdpa_step_mistakes(part="mixed", alone=True)
def weights_returned(weights, key, value):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return weights


@sdpa_step_mistakes(part="mixed", alone=True)
def mean_over_the_keys(weights, key, value):
    """the mix is divided by the number of keys; the weights share out already."""
    return weights @ value / value.shape[-2]


@sdpa_step_mistakes("FrancescoSaverioZuppichini/ViT#2")
def scaled_after_the_softmax(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """the scale comes after the softmax: then a query's weights no longer sum to 1.

    Large scores must be tamed before exp sees them. Where does the scale belong?
    """
    factor = query.shape[-1] ** -0.5 if scale is None else scale
    return build()(query, key, value, attn_mask, is_causal, 1.0) * factor


@sdpa_step_mistakes()
def softmax_at_the_end(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """you apply softmax to the output as well; it is a mix of values and stays as it is."""
    return torch.softmax(build()(query, key, value, attn_mask, is_causal, scale), dim=-1)


@sdpa_step_mistakes()
def keys_and_values_swapped(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return build()(query, value, key, attn_mask, is_causal, scale)


@sdpa_step_mistakes()
def query_added(query, key, value, attn_mask=None, is_causal=False, scale=None):
    """you added the query to the output: a residual connection belongs outside of attention."""
    return query + build()(query, key, value, attn_mask, is_causal, scale)
