"""How multi_head_attention is put together, and known mistakes in its projections and heads."""

from __future__ import annotations

import math

from ....attention import raw_scores
from ....checking import MistakeList
from ....multihead import merge_heads, split_heads
from ..scaled_dot_product.mistakes import bool_mask, softmax


def projected(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    return x_query @ w_query.T, x_key_value @ w_key.T, x_key_value @ w_value.T


def scaled(scores, query, key, num_heads):
    return scores / math.sqrt(query.shape[-1])


def expanded(keep, num_heads):
    return keep[:, None, None, :]


def mixed(weights, key, value):
    return weights @ value


def output(merged, w_output, w_value):
    return merged @ w_output.T


def attend(query, key, value, num_heads, keep=None, **parts):
    """From split heads to each head's mix, with the given parts in place of the right ones."""
    part = {
        "scores": raw_scores,
        "scaled": scaled,
        "expanded": expanded,
        "bool_mask": bool_mask,
        "softmax": softmax,
        "mixed": mixed,
    } | parts
    scores = part["scaled"](part["scores"](query, key), query, key, num_heads)
    if keep is None:
        weights = part["softmax"](scores)
    else:
        mask = part["expanded"](keep, num_heads)
        weights = part["bool_mask"](scores, mask, part["softmax"])
    return part["mixed"](weights, key, value)


def build(projected=projected, split=split_heads, merge=merge_heads, output=output, **parts):
    """Projections, heads, attention of each head (see `attend`), merged and mixed again."""

    def attention(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, keep=None):
        streams = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
        query, key, value = (split(stream, num_heads) for stream in streams)
        heads = attend(query, key, value, num_heads, keep, **parts)
        return output(merge(heads), w_output, w_value)

    return attention


multi_head_mistakes = MistakeList()


@multi_head_mistakes(part="projected")
def weights_not_transposed(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """you multiply with the weights as they come; in nn.Linear's layout a row makes one feature.

    w_query[0] holds what makes feature 0. Which way round must the weight stand?
    """
    return x_query @ w_query, x_key_value @ w_key, x_key_value @ w_value


@multi_head_mistakes("Khaliladib11/Transformer-from-scratch#1", part="projected")
def one_weight_for_all_three(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """query, key and value are all projected with w_query: copied, pasted, not changed?

    Read the three lines letter by letter.
    """
    return projected(x_query, x_key_value, w_query, w_query, w_query, num_heads)


@multi_head_mistakes(part="projected")
def key_made_with_the_query_weight(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the key is projected with w_query; w_key is never used.

    Read the three projections letter by letter.
    """
    return projected(x_query, x_key_value, w_query, w_query, w_value, num_heads)


@multi_head_mistakes("yflyzhang/AnnotatedTransformer#1", part="projected")
def value_made_with_the_key_weight(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the values are made with w_key, or the keys are mixed in their place: w_value has no effect.

    Keys say where to look. What says what to fetch there?
    """
    return projected(x_query, x_key_value, w_query, w_key, w_key, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def value_made_with_the_query_weight(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the value is projected with w_query; w_value is never used.

    Read the three projections letter by letter.
    """
    return projected(x_query, x_key_value, w_query, w_key, w_query, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def key_and_value_weights_swapped(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """w_key and w_value have changed places.

    Which of the two projections is compared with the query?
    """
    return projected(x_query, x_key_value, w_query, w_value, w_key, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def query_and_key_weights_swapped(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """w_query and w_key have changed places.

    Which weight belongs to the tokens that ask?
    """
    return projected(x_query, x_key_value, w_key, w_query, w_value, num_heads)


@multi_head_mistakes("MarcoMeter/episodic-transformer-memory-ppo#22", part="projected")
def one_small_projection_for_all_heads(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """you split first, then project each head with the same small weight: the heads share it.

    Project all D features with the whole weight. When is the time to split?
    """

    def by_head(x, weight):
        pieces = x.unflatten(-1, (num_heads, -1))
        size = pieces.shape[-1]
        return (pieces @ weight[:size, :size].T).flatten(-2)

    return by_head(x_query, w_query), by_head(x_key_value, w_key), by_head(x_key_value, w_value)


@multi_head_mistakes(part="projected")
def first_head_repeated(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """every head uses the first head's rows of the weights, so all heads are the same.

    Head h has rows of its own: from which to which?
    """

    def first(weight):
        return weight[: weight.shape[0] // num_heads].repeat(num_heads, 1)

    return projected(x_query, x_key_value, *map(first, (w_query, w_key, w_value)), num_heads)


@multi_head_mistakes(part="projected")
def attention_to_itself_only(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """key and value are made from x_query; x_key_value is never used.

    Who is asked, and whose contents are fetched?
    """
    return projected(x_query, x_query, w_query, w_key, w_value, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def query_made_from_the_keys_side(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the query is made from x_key_value; x_query is never used.

    Who asks?
    """
    return projected(x_key_value, x_key_value, w_query, w_key, w_value, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def inputs_swapped(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """x_query and x_key_value have changed places: the sentence that is asked does the asking."""
    return projected(x_key_value, x_query, w_query, w_key, w_value, num_heads)


@multi_head_mistakes(part="projected", alone=True)
def key_made_from_the_query_side(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the key is made from x_query, the value from x_key_value: they no longer belong together.

    Key j says where to find value j. From which tokens do both come?
    """
    query, _, value = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    return query, x_query @ w_key.T, value


@multi_head_mistakes(part="projected", alone=True)
def value_made_from_the_query_side(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the value is made from x_query, the key from x_key_value: they no longer belong together.

    Key j says where to find value j. From which tokens do both come?
    """
    query, key, _ = projected(x_query, x_key_value, w_query, w_key, w_value, num_heads)
    return query, key, x_query @ w_value.T


@multi_head_mistakes(part="projected", alone=True)
def nothing_projected(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """w_query, w_key and w_value are never used: the heads attend over the tokens themselves."""
    return x_query, x_key_value, x_key_value


@multi_head_mistakes(part="projected", alone=True)
def value_not_projected(x_query, x_key_value, w_query, w_key, w_value, num_heads):
    """the values are the tokens themselves; w_value is never used."""
    return x_query @ w_query.T, x_key_value @ w_key.T, x_key_value
