"""Known mistakes in self_attention_layer: those of several heads, and those of its biases."""

from __future__ import annotations

from ....checking import Mistake, MistakeList
from ....multihead import merge_heads, split_heads
from ..multi_head.mistakes import attend
from ..multi_head.output_mistakes import mistakes_of_attention
from ..multi_head.step_mistakes import head_mistakes


def projected(x, query, key, value):
    """Each of query, key and value is a pair of weight and bias."""
    return [x @ weight.T + bias for weight, bias in (query, key, value)]


def output(merged, weight, bias):
    return merged @ weight.T + bias


def build(projected=projected, split=split_heads, merge=merge_heads, output=output, **parts):
    """Projections with biases, heads, attention of each head (see `attend`), and out again."""

    def layer(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads):
        streams = projected(x, (w_query, b_query), (w_key, b_key), (w_value, b_value))
        query, key, value = (split(stream, num_heads) for stream in streams)
        return output(merge(attend(query, key, value, num_heads, **parts)), w_output, b_output)

    return layer


layer_mistakes = MistakeList()


def _without_bias(pair):
    weight, bias = pair
    return weight, 0 * bias


@layer_mistakes(part="projected")
def query_bias_forgotten(x, query, key, value):
    """b_query has no effect, though with it every query leans towards some keys.

    Where is each of the four biases added?
    """
    return projected(x, _without_bias(query), key, value)


@layer_mistakes(part="projected")
def value_bias_forgotten(x, query, key, value):
    """b_value has no effect; as weights sum to 1, it is in every head's mix.

    Where is each of the four biases added?
    """
    return projected(x, query, key, _without_bias(value))


@layer_mistakes(part="projected")
def all_three_biases_forgotten(x, query, key, value):
    """b_query and b_value have no effect: the inner projections have no biases.

    (Only b_key may be left out: it changes no weight. Can you see why?)
    """
    return projected(x, *map(_without_bias, (query, key, value)))


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


@layer_mistakes(part="projected")
def key_made_like_the_query(x, query, key, value):
    """the key is made with w_query; w_key is never used.

    Read the three projections letter by letter.
    """
    return projected(x, query, query, value)


@layer_mistakes(part="projected")
def key_and_value_swapped(x, query, key, value):
    """the weights of key and value have changed places."""
    return projected(x, query, value, key)


@layer_mistakes(part="projected")
def query_and_key_swapped(x, query, key, value):
    """query and key have changed places: what should ask is asked."""
    return projected(x, key, query, value)


@layer_mistakes(part="projected")
def biases_subtracted(x, query, key, value):
    """the biases are subtracted; they are to be added."""
    return [x @ weight.T - bias for weight, bias in (query, key, value)]


@layer_mistakes(part="output")
def output_bias_forgotten(merged, weight, bias):
    """b_output has no effect: it is added to every token at the very end."""
    return merged @ weight.T


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
def output_bias_added_before_the_weight(
    x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, b_output, num_heads
):
    """b_output is added before w_output, so it is projected too; it comes last."""

    def late(merged, weight, bias):
        return (merged + bias) @ weight.T

    made = build(output=late)
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
    # A sentence over itself, without a mask: as many queries as keys, and no row without a key.
    "scaled_by_the_root_of_the_number_of_queries",
    "queries_and_keys_swapped",  # the same as their weights swapped
    "nan_in_rows_without_a_key",
    "largest_not_subtracted_and_zero_by_zero",
    "normalised_over_the_queries_with_nan",
    "normalised_over_axis_1_with_nan",
    "normalised_over_axis_0_with_nan",
}


def mistakes_of_the_heads() -> list[Mistake]:
    known = [*head_mistakes, *mistakes_of_attention("softmax")]
    return [mistake for mistake in known if mistake.name not in NOT_HERE]
