"""Known mistakes in counting attention's work that concern both products."""

from __future__ import annotations

from ...checking import MistakeList

flop_mistakes = MistakeList()


@flop_mistakes(part="factor")
def multiply_and_add_counted_as_one(*_):
    """this is half of it: a multiplication and the addition after it are two FLOP, though one MAC;
    and nothing is masked here, as a causal mask would be, which halves the work.

    A dot product of length 3 is 3 multiplications and 3 additions.
    """
    return 1


@flop_mistakes(part="factor", alone=True)
def two_products_counted_twice():
    """your count is twice too large: each of the two products is already counted on its own."""
    return 4


@flop_mistakes(part="factor")
def forward_and_backward():
    """this is forward and backward together (3.5 times the forward); only the forward is asked
    for."""
    return 7


@flop_mistakes(part="factor")
def backward_alone():
    """this is the backward, 2.5 times the forward; the forward is asked for."""
    return 5


@flop_mistakes(part="factor")
def as_for_training():
    """three times the forward is the rule of thumb for training; only the forward is asked for."""
    return 6


@flop_mistakes(part="pairs")
def queries_squared(num_queries, num_keys):
    """you use num_queries squared; there are num_queries times num_keys scores, and the two numbers
    may differ.

    How many scores are there when one query looks at 1000 keys?
    """
    return num_queries**2


@flop_mistakes(part="pairs")
def keys_squared(num_queries, num_keys):
    """you use num_keys squared; there are num_queries times num_keys scores, and the two numbers
    may differ.

    How many scores are there when one query looks at 1000 keys?
    """
    return num_keys**2


@flop_mistakes(part="pairs")
def queries_plus_keys(num_queries, num_keys):
    """you add queries and keys, as if the bytes of the tensors were asked for; but every query
    meets every key."""
    return num_queries + num_keys


@flop_mistakes(part="pairs")
def queries_forgotten(num_queries, num_keys):
    """the number of queries is missing: this is the work of one query."""
    return num_keys


@flop_mistakes(part="pairs")
def keys_forgotten(num_queries, num_keys):
    """the number of keys is missing: this is the work with one key."""
    return num_queries


@flop_mistakes(part="sizes")
def weighted_sum_forgotten(head_dim, value_dim):
    """only the scores are counted; the second product, weights times values, is missing.

    Which two of the pipeline's steps are matrix products?
    """
    return head_dim


@flop_mistakes(part="sizes")
def scores_forgotten(head_dim, value_dim):
    """only the weighted sum is counted; the first product, the scores, is missing.

    Which two of the pipeline's steps are matrix products?
    """
    return value_dim


@flop_mistakes(part="sizes")
def head_size_for_both(head_dim, value_dim):
    """you use head_dim for both products; a value has value_dim entries, which may be another
    number."""
    return 2 * head_dim


@flop_mistakes(part="sizes")
def value_size_for_both(head_dim, value_dim):
    """you use value_dim for both products; a dot product of query and key has head_dim steps."""
    return 2 * value_dim


@flop_mistakes(part="sizes")
def sizes_multiplied(head_dim, value_dim):
    """you multiply head_dim by value_dim: one product follows the other, so their work adds up."""
    return head_dim * value_dim


@flop_mistakes(part="sizes")
def sizes_forgotten(head_dim, value_dim):
    """head_dim and value_dim are missing: a score is a sum of head_dim products."""
    return 2


@flop_mistakes(part="sizes", alone=True)
def one_step_for_each_score(head_dim, value_dim):
    """head_dim and value_dim are missing: you count two FLOP a score, and one product."""
    return 1


@flop_mistakes(part="pairs", alone=True)
def causal_pairs_only(num_queries, num_keys):
    """you count a triangle, L(L + 1)/2 scores, as under a causal mask; here nothing is masked."""
    return num_queries * (num_queries + 1) // 2


@flop_mistakes(part="pairs", alone=True)
def one_key_too_few(num_queries, num_keys):
    """you count num_keys - 1 keys; every query meets all num_keys of them."""
    return num_queries * (num_keys - 1)


@flop_mistakes(part="copies")
def heads_forgotten(batch, num_heads):
    """num_heads is missing: every head does all of it."""
    return batch


@flop_mistakes(part="copies")
def batch_forgotten(batch, num_heads):
    """batch is missing: every sentence of the batch does all of it."""
    return num_heads


@flop_mistakes(part="copies")
def heads_and_batch_forgotten(batch, num_heads):
    """batch and num_heads are missing: every head of every sentence does all of it."""
    return 1


@flop_mistakes(part="copies")
def heads_counted_twice(batch, num_heads):
    """num_heads is in it twice: head_dim is one head's size already, not the model's width."""
    return batch * num_heads**2


@flop_mistakes(part="copies", alone=True)
def batch_plus_heads(batch, num_heads):
    """you add batch and num_heads: every sentence has all of the heads."""
    return batch + num_heads


def counted(number, of):
    def besides(num_queries, num_keys, value_dim):
        return number * num_queries * num_keys

    besides.__name__ = f"{of}_counted_as_{number}"
    besides.__doc__ = (
        f"you count {of} too, {number} operation{'s' * (number > 1)} a score. By custom only the "
        "two products count: the rest is a few operations a score, beside head_dim + value_dim."
    )
    return besides


for number, of in ((1, "scaling"), (2, "softmax"), (3, "softmax"), (4, "softmax"), (5, "softmax")):
    flop_mistakes(part="besides", alone=True)(counted(number, of))


@flop_mistakes(part="besides", alone=True)
def additions_counted_exactly(num_queries, num_keys, value_dim):
    """you count E - 1 additions for E products. That is exact, and nobody does it: by custom each
    multiplication counts with one addition."""
    return -num_queries * (num_keys + value_dim)


@flop_mistakes(part="besides", alone=True)
def one_addition_less_for_each_step_of_scores(num_queries, num_keys, value_dim):
    """you count 2E - 1 and 2Ev - 1 FLOP a score. By custom each multiplication counts with one
    addition, and an output entry is a sum over the keys, not over Ev.

    How many products are added up for one number of the output?
    """
    return -2 * num_queries * num_keys
