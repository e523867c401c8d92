"""Known mistakes with the biases of self_attention_layer: forgotten, swapped, at a wrong place."""

from __future__ import annotations

from ....checking import MistakeList
from .mistakes import build

layer_bias_mistakes = MistakeList()


@layer_bias_mistakes(part="inner_biases")
def query_bias_forgotten(b_query, b_key, b_value, b_output):
    """b_query has no effect, though with it every query leans towards some keys.

    Where is each of the four biases added?
    """
    return 0 * b_query, b_key, b_value


@layer_bias_mistakes(part="inner_biases")
def value_bias_forgotten(b_query, b_key, b_value, b_output):
    """b_value has no effect; as weights sum to 1, it is in every head's mix.

    Where is each of the four biases added?
    """
    return b_query, b_key, 0 * b_value


@layer_bias_mistakes(part="inner_biases")
def all_three_biases_forgotten(b_query, b_key, b_value, b_output):
    """b_query and b_value have no effect: the inner projections have no biases.

    (Only b_key may be left out: it changes no weight. Can you see why?)
    """
    return 0 * b_query, 0 * b_key, 0 * b_value


@layer_bias_mistakes(part="inner_biases")
def query_with_the_bias_of_the_key(b_query, b_key, b_value, b_output):
    """the query gets b_key and not b_query: the biases of query and key are swapped, or copied.

    Read the projections letter by letter. (The key's own bias changes no weight.)
    """
    return b_key, b_query, b_value


@layer_bias_mistakes(part="inner_biases", alone=True)
def query_with_the_bias_of_the_value(b_query, b_key, b_value, b_output):
    """the query gets b_value and not b_query.

    Read the projections letter by letter.
    """
    return b_value, b_key, b_value


@layer_bias_mistakes(part="inner_biases")
def value_with_the_bias_of_the_key(b_query, b_key, b_value, b_output):
    """the value gets b_key and not b_value: the biases of key and value are swapped, or copied.

    Read the projections letter by letter.
    """
    return b_query, b_value, b_key


@layer_bias_mistakes(part="inner_biases")
def value_with_the_bias_of_the_query(b_query, b_key, b_value, b_output):
    """the value gets b_query and not b_value: is it one bias for all three?

    Read the projections letter by letter.
    """
    return b_query, b_query, b_query


@layer_bias_mistakes(part="inner_biases", alone=True)
def query_and_value_biases_swapped(b_query, b_key, b_value, b_output):
    """b_query and b_value have changed places.

    Read the projections letter by letter.
    """
    return b_value, b_key, b_query


@layer_bias_mistakes(part="inner_biases", alone=True)
def biases_moved_on_by_one(b_query, b_key, b_value, b_output):
    """no inner bias is at its place: the query gets b_key and the value b_query.

    Read the projections letter by letter.
    """
    return b_key, b_value, b_query


@layer_bias_mistakes(part="inner_biases", alone=True)
def value_with_the_bias_of_the_output(b_query, b_key, b_value, b_output):
    """the value gets b_output and not b_value.

    b_output is added to every token at the very end.
    """
    return b_query, b_key, b_output


@layer_bias_mistakes()
def biases_of_value_and_output_swapped(*arguments):
    """b_value and b_output have changed places.

    Read the projections letter by letter.
    """
    made = build(
        inner_biases=lambda query, key, value, output: (query, key, output),
        last_bias=lambda query, key, value, output: value,
    )
    return made(*arguments)


@layer_bias_mistakes()
def one_bias_everywhere(*arguments):
    """b_query is added in all four projections.

    Read the four lines letter by letter.
    """
    made = build(
        inner_biases=lambda query, *others: (query, query, query),
        last_bias=lambda query, *others: query,
    )
    return made(*arguments)


@layer_bias_mistakes(part="inner_biases", alone=True)
def value_bias_added_twice(b_query, b_key, b_value, b_output):
    """b_value goes in twice; F.linear and cu.project add theirs already."""
    return b_query, b_key, 2 * b_value


@layer_bias_mistakes(part="inner_biases", alone=True)
def output_bias_for_all_three(b_query, b_key, b_value, b_output):
    """query and value get b_output and not their own biases.

    b_output is added to every token at the very end.
    """
    return b_output, b_output, b_output


@layer_bias_mistakes(part="inner_biases")
def biases_subtracted(b_query, b_key, b_value, b_output):
    """the biases are subtracted; they are to be added."""
    return -b_query, -b_key, -b_value


@layer_bias_mistakes(part="inner_biases", alone=True)
def biases_added_twice(b_query, b_key, b_value, b_output):
    """the inner biases go in twice; F.linear and cu.project add theirs already."""
    return 2 * b_query, 2 * b_key, 2 * b_value


@layer_bias_mistakes(part="last_bias")
def output_bias_forgotten(b_query, b_key, b_value, b_output):
    """b_output has no effect: it is added to every token at the very end."""
    return 0 * b_output


@layer_bias_mistakes(part="last_bias")
def output_with_the_bias_of_the_value(b_query, b_key, b_value, b_output):
    """the output gets b_value and not b_output.

    Read the last line letter by letter.
    """
    return b_value


@layer_bias_mistakes(part="last_bias", alone=True)
def output_with_the_bias_of_the_query(b_query, b_key, b_value, b_output):
    """the output gets b_query and not b_output.

    Read the last line letter by letter.
    """
    return b_query


@layer_bias_mistakes(part="last_bias", alone=True)
def output_with_the_bias_of_the_key(b_query, b_key, b_value, b_output):
    """the output gets b_key and not b_output.

    Read the last line letter by letter.
    """
    return b_key


@layer_bias_mistakes(part="last_bias")
def output_bias_subtracted(b_query, b_key, b_value, b_output):
    """b_output is subtracted; it is to be added."""
    return -b_output


@layer_bias_mistakes(part="last_bias", alone=True)
def output_bias_added_twice(b_query, b_key, b_value, b_output):
    """b_output goes in twice; F.linear and cu.project add theirs already."""
    return 2 * b_output


@layer_bias_mistakes(part="output")
def output_bias_added_before_the_weight(merged, weight, bias):
    """b_output is added before w_output, so it is projected too; it comes last."""
    return (merged + bias) @ weight.T


@layer_bias_mistakes(part="projected")
def biases_added_before_the_weights(x, query, key, value):
    """the biases are added to x, so they are projected too; each is added after its weight.

    A bias belongs to the new features, not to the old ones.
    """
    return [(x + bias) @ weight.T for weight, bias in (query, key, value)]


@layer_bias_mistakes(part="projected", alone=True)
def biases_multiplied(x, query, key, value):
    """you multiply by the biases; they are added."""
    return [x @ weight.T * bias for weight, bias in (query, key, value)]
