"""Known mistakes in the shapes of query, key and value, with the sentence a learner reads."""

from __future__ import annotations

from ...checking import MistakeList
from .parts import shapes

shape_mistakes = MistakeList()


@shape_mistakes(part="shapes")
def value_as_wide_as_a_key(batch, num_queries, num_keys, head_dim, value_dim):
    """your value has head_dim features; it should have value_dim.

    Keys are compared, values are mixed: which of the two must be as wide as a query?
    """
    return (batch, num_queries, head_dim), (batch, num_keys, head_dim), (batch, num_keys, head_dim)


@shape_mistakes(part="shapes", alone=True)
def key_as_wide_as_a_value(batch, num_queries, num_keys, head_dim, value_dim):
    """your key has value_dim features, so no dot product with a query is possible.

    Whose width must a key share?
    """
    return (
        (batch, num_queries, head_dim),
        (batch, num_keys, value_dim),
        (batch, num_keys, value_dim),
    )


@shape_mistakes(part="shapes", alone=True)
def query_as_wide_as_a_value(batch, num_queries, num_keys, head_dim, value_dim):
    """your query has value_dim features, so no dot product with a key is possible.

    Whose width must a query share?
    """
    return (
        (batch, num_queries, value_dim),
        (batch, num_keys, head_dim),
        (batch, num_keys, value_dim),
    )


@shape_mistakes(part="shapes")
def as_many_values_as_queries(batch, num_queries, num_keys, head_dim, value_dim):
    """your value has a row for every query; it needs one for every key.

    A value is what its key leads to: how many values are there, then?
    """
    return (
        (batch, num_queries, head_dim),
        (batch, num_keys, head_dim),
        (batch, num_queries, value_dim),
    )


@shape_mistakes(part="shapes")
def as_many_keys_as_queries(batch, num_queries, num_keys, head_dim, value_dim):
    """your key has num_queries rows; it should have num_keys.

    Queries may ask a sentence of another length: which argument counts its words?
    """
    return (
        (batch, num_queries, head_dim),
        (batch, num_queries, head_dim),
        (batch, num_keys, value_dim),
    )


@shape_mistakes(part="shapes")
def keys_and_values_as_many_as_queries(batch, num_queries, num_keys, head_dim, value_dim):
    """you made as many keys and values as queries; that holds only if a sentence attends to itself.

    Which argument says how many keys and values there are?
    """
    return (
        (batch, num_queries, head_dim),
        (batch, num_queries, head_dim),
        (batch, num_queries, value_dim),
    )


@shape_mistakes(part="shapes", alone=True)
def as_many_queries_as_keys(batch, num_queries, num_keys, head_dim, value_dim):
    """your query has num_keys rows; it should have num_queries.

    Which argument counts the queries?
    """
    return (batch, num_keys, head_dim), (batch, num_keys, head_dim), (batch, num_keys, value_dim)


@shape_mistakes(part="shapes")
def num_queries_and_num_keys_exchanged(batch, num_queries, num_keys, head_dim, value_dim):
    """num_queries and num_keys are exchanged: your query has num_keys rows, the others num_queries.

    L belongs to the query, S to key and value.
    """
    return (
        (batch, num_keys, head_dim),
        (batch, num_queries, head_dim),
        (batch, num_queries, value_dim),
    )


@shape_mistakes(part="shapes", alone=True)
def head_dim_and_value_dim_exchanged(batch, num_queries, num_keys, head_dim, value_dim):
    """head_dim and value_dim are exchanged in all three tensors.

    E is the width of queries and keys, Ev the width of values.
    """
    return (
        (batch, num_queries, value_dim),
        (batch, num_keys, value_dim),
        (batch, num_keys, head_dim),
    )


@shape_mistakes(part="shapes")
def all_three_shaped_like_the_query(batch, num_queries, num_keys, head_dim, value_dim):
    """all three have the query's shape; num_keys and value_dim are not used at all.

    Write the three shapes down with letters before you draw: which letters does each have?
    """
    return ((batch, num_queries, head_dim),) * 3


@shape_mistakes("aipixel/AEMatter#3", part="shapes")
def positions_before_the_batch(batch, num_queries, num_keys, head_dim, value_dim):
    """your axes are (L, B, E): the positions come before the batch, so sentences would mix.

    In this course the batch is always axis 0.
    """
    return tuple((n, b, e) for b, n, e in shapes(batch, num_queries, num_keys, head_dim, value_dim))


@shape_mistakes(part="shapes", alone=True)
def features_before_the_positions(batch, num_queries, num_keys, head_dim, value_dim):
    """your axes are (B, E, L): features come before positions, so a row is no longer one word.

    Which axis must be last, so that query[0, 0] is one query vector?
    """
    return tuple((b, e, n) for b, n, e in shapes(batch, num_queries, num_keys, head_dim, value_dim))


@shape_mistakes(part="shapes", alone=True)
def key_already_transposed(batch, num_queries, num_keys, head_dim, value_dim):
    """your key is already transposed, (B, E, S); here it is still one row per key, (B, S, E).

    The transpose belongs to the next step, in lesson 2.
    """
    return (
        (batch, num_queries, head_dim),
        (batch, head_dim, num_keys),
        (batch, num_keys, value_dim),
    )


@shape_mistakes(part="shapes")
def no_batch_axis(batch, num_queries, num_keys, head_dim, value_dim):
    """the batch axis is missing: you made one sentence of two axes, not `batch` of them.

    What is the first axis of every tensor in this lesson?
    """
    return (num_queries, head_dim), (num_keys, head_dim), (num_keys, value_dim)


@shape_mistakes(part="shapes", alone=True)
def batch_and_positions_in_one_axis(batch, num_queries, num_keys, head_dim, value_dim):
    """batch and positions share one axis, (B x L, E): where one sentence ends is lost.

    How many axes should each tensor have?
    """
    return (
        (batch * num_queries, head_dim),
        (batch * num_keys, head_dim),
        (batch * num_keys, value_dim),
    )


@shape_mistakes(part="shapes", alone=True)
def an_axis_of_heads(batch, num_queries, num_keys, head_dim, value_dim):
    """your tensors have a fourth axis of size 1, as if for heads; heads come in lesson 7.

    How many axes should each tensor have here?
    """
    return tuple(
        (b, 1, n, e) for b, n, e in shapes(batch, num_queries, num_keys, head_dim, value_dim)
    )
