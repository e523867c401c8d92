"""How self_attention_layer is put together, and known mistakes in its projections."""

from __future__ import annotations

from ....checking import Mistake, MistakeList
from ....multihead import merge_heads, split_heads
from ..multi_head.keep_mistakes import mistakes_of_attention
from ..multi_head.mistakes import attend
from ..multi_head.step_mistakes import head_mistakes


def projected(x, *pairs):
    """Each pair, of query, key and value, is a weight and a bias."""
    return [x @ weight.T + bias for weight, bias in pairs]


def output(merged, weight, bias):
    return merged @ weight.T + bias


def inner_biases(b_query, b_key, b_value, b_output):
    return b_query, b_key, b_value


def last_bias(b_query, b_key, b_value, b_output):
    return b_output


def build(
    projected=projected,
    split=split_heads,
    merge=merge_heads,
    output=output,
    inner_biases=inner_biases,
    last_bias=last_bias,
    **parts,
):
    """Projections with biases, heads, attention of each head (see `attend`), and out again."""

    def layer(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads):
        biases = b_query, b_key, b_value, b_output
        pairs = zip((w_query, w_key, w_value), inner_biases(*biases), strict=True)
        query, key, value = (split(stream, num_heads) for stream in projected(x, *pairs))
        heads = attend(query, key, value, num_heads, **parts)
        return output(merge(heads), w_output, last_bias(*biases))

    return layer


layer_mistakes = MistakeList()


@layer_mistakes(part="projected")
def weights_not_transposed(x, query, key, value):
    """you multiply with the weights as they come; in nn.Linear's layout a row makes one feature.

    w_query[0] holds what makes feature 0. Which way round must the weight stand?
    """
    return [x @ weight + bias for weight, bias in (query, key, value)]


@layer_mistakes("Khaliladib11/Transformer-from-scratch#1", part="projected")
def one_weight_for_all_three(x, query, key, value):
    """query, key and value are all made with w_query and b_query.

    Read the three lines letter by letter.
    """
    return projected(x, query, query, query)


@layer_mistakes("Khaliladib11/Transformer-from-scratch#1", part="projected", alone=True)
def one_weight_and_three_biases(x, query, key, value):
    """query, key and value are all made with w_query, each with its own bias.

    Read the three lines letter by letter.
    """
    (weight, _), (_, b_key), (_, b_value) = query, key, value
    return projected(x, query, (weight, b_key), (weight, b_value))


@layer_mistakes(part="projected")
def key_made_like_the_query(x, query, key, value):
    """the key is made with w_query; w_key is never used.

    Read the three projections letter by letter.
    """
    return projected(x, query, query, value)


@layer_mistakes(part="projected")
def x_overwritten_by_the_query(x, query, key, value):
    """key and value are made from the query, not from x: was x replaced by its own projection?

    All three are made from the same x. Give each a name of its own.
    """
    (asked,) = projected(x, query)
    return [asked, *projected(asked, key, value)]


@layer_mistakes(part="projected", alone=True)
def x_overwritten_each_time(x, query, key, value):
    """each projection is made from the one before, query, key, value: x is replaced each time.

    All three are made from the same x. Give each a name of its own.
    """
    streams = []
    for pair in (query, key, value):
        (x,) = projected(x, pair)
        streams.append(x)
    return streams


@layer_mistakes(part="projected", alone=True)
def value_made_from_the_key(x, query, key, value):
    """the value is made from the projected key, not from x.

    All three are made from the same x.
    """
    asked, asked_for = projected(x, query, key)
    return [asked, asked_for, *projected(asked_for, value)]


@layer_mistakes(part="projected", alone=True)
def key_made_from_the_query(x, query, key, value):
    """the key is made from the projected query, not from x.

    All three are made from the same x.
    """
    asked, content = projected(x, query, value)
    return [asked, *projected(asked, key), content]


@layer_mistakes(part="projected")
def key_and_value_swapped(x, query, key, value):
    """the weights of key and value have changed places."""
    return projected(x, query, value, key)


@layer_mistakes(part="projected", alone=True)
def weights_of_key_and_value_swapped(x, query, key, value):
    """w_key and w_value have changed places, and the biases have not.

    Read the three projections letter by letter.
    """
    (w_key, b_key), (w_value, b_value) = key, value
    return projected(x, query, (w_value, b_key), (w_key, b_value))


@layer_mistakes(part="projected")
def query_and_key_swapped(x, query, key, value):
    """query and key have changed places: what should ask is asked."""
    return projected(x, key, query, value)


@layer_mistakes("Kyubyong/transformer#117", part="output")
def output_projection_missing(merged, weight, bias):
    """the merged heads are returned as they are; w_output and b_output are never used.

    Side by side the heads do not mix. Which weight lets them?
    """
    return merged


@layer_mistakes(part="output")
def output_weight_missing(merged, weight, bias):
    """b_output is added, but w_output is never used."""
    return merged + bias


@layer_mistakes(part="output")
def output_weight_not_transposed(merged, weight, bias):
    """you multiply with w_output as it comes; in nn.Linear's layout a row makes one feature."""
    return merged @ weight + bias


@layer_mistakes()
def scaled_by_the_models_number(
    x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads
):
    """you divide by √32 whatever the size: the real model's heads are that large, others are not.

    From which two of your numbers does the head size follow?
    """
    made = build(scaled=lambda scores, *others: scores / 32**0.5)
    return made(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads)


@layer_mistakes()
def input_added(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads):
    """you added x to the output: the model does so too, but after this layer (a residual).

    Here the layer's own output is compared.
    """
    made = build()
    return x + made(
        x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads
    )


NOT_HERE = {
    "divided_by_the_root_of_the_number_of_queries",  # as many as keys
    # A sentence over itself, without a mask: as many queries as keys, and no row without a key.
    "queries_and_keys_swapped",  # the same as their weights swapped
    "nan_in_rows_without_a_key",
    "no_softmax_of_minus_infinity",
    "largest_not_subtracted_but_empty_rows_kept",
    "softmax_twice_hidden_zeroed",
    "logarithm_of_the_weights_hidden_zeroed",
    "largest_minus_score",  # the same as negated scores
    "queries_compared_with_queries",  # the same as a key made like the query
    "largest_not_subtracted_and_zero_by_zero",
    "normalised_over_the_queries_with_nan",
    "normalised_over_axis_1_with_nan",
    "normalised_over_axis_0_with_nan",
}


def mistakes_of_the_heads() -> list[Mistake]:
    known = [*head_mistakes, *mistakes_of_attention("softmax")]
    return [mistake for mistake in known if mistake.name not in NOT_HERE]
